"""Screenshots for the README, taken on the way of a test. SCANAPP_PICTURES=1 renews those in docs/pictures."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def take(page: Page, name: str) -> None:
    """A picture of what is on the screen now; it must show something."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 24) or ()) > 50, f"{name} is blank"
    if os.environ.get("SCANAPP_PICTURES") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        picture.convert("P", palette=Image.Palette.ADAPTIVE).save(FOLDER / f"{name}.png", optimize=True)
