"""Files between the dry run of an import and the real one. They live in the data folder for a day."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from scanapp.errors import ScanappError

KEPT_S = 86_400
KEPT_MAX = 50
_TOKEN = re.compile(r"[0-9a-f]{32}")


class UploadGone(ScanappError):
    code = "UPLOAD_GONE"
    status = 410
    sentence = "The uploaded file is no longer here. Choose it again."


def keep(folder: Path, data: bytes) -> str:
    """Stores `data` and returns the random name to ask it back with; forgets files older than a day."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _tidy(folder)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(data)
    return token


def read(folder: Path, token: str) -> bytes:
    """The bytes of a kept file. UploadGone."""
    path = folder / token
    if not _TOKEN.fullmatch(token) or not path.is_file():
        raise UploadGone()
    return path.read_bytes()


def drop(folder: Path, token: str) -> None:
    """Forgets a kept file."""
    if _TOKEN.fullmatch(token):
        (folder / token).unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    oldest = time.time() - KEPT_S
    for n, path in enumerate(kept):
        if n >= KEPT_MAX or path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
