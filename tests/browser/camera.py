"""Camera clips for Chromium's fake camera: motion JPEG at 640×480 and 30 frames a second, made from label pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

SIZE = (640, 480)
FRAMES_PER_SECOND = 30  # Chromium plays motion JPEG at this rate whatever was meant
SHELF = (92, 74, 60)


@dataclass(frozen=True)
class Shot:
    """One picture held before the camera, then the bare shelf."""

    picture: Image.Image
    seconds: float = 0.6
    gap_seconds: float = 0.35


def write_clip(
    path: Path, shots: Iterable[Shot], *, lead_seconds: float = 1.0, tail_seconds: float = 90.0
) -> Path:
    """Writes the clip. It loops, so a long bare tail keeps the last code from being counted twice."""
    bare = _jpeg(Image.new("RGB", SIZE, SHELF))
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(bare * _frames(lead_seconds))
        for shot in shots:
            file.write(_jpeg(framed(shot.picture)) * _frames(shot.seconds))
            file.write(bare * _frames(shot.gap_seconds))
        file.write(bare * _frames(tail_seconds))
    partial.replace(path)
    return path


def framed(picture: Image.Image) -> Image.Image:
    """The label as a hand-held camera sees it: in the middle, a little turned, on a shelf."""
    label = picture.convert("RGB")
    label.thumbnail((SIZE[0] - 60, SIZE[1] - 80), Image.Resampling.LANCZOS)
    turned = label.rotate(2, expand=True, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC)
    frame = Image.new("RGB", SIZE, SHELF)
    frame.paste(turned, ((SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2))
    return frame


def _frames(seconds: float) -> int:
    return max(1, round(seconds * FRAMES_PER_SECOND))


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
