"""Where an installation keeps its things. Everything has a default; the environment overrides it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from scanapp.errors import ScanappError


class SettingInvalid(ScanappError):
    code = "SETTING_INVALID"
    sentence = "The setting {name} is “{text}”, which is not a whole number. Correct it, or unset it."


def _data_dir() -> Path:
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "scanapp"
    return Path(os.environ.get("SCANAPP_DATA") or default)


def _whole(name: str) -> int:
    text = os.environ.get(name) or "0"
    if not (text.isascii() and text.isdigit()):
        raise SettingInvalid(name=name, text=text[:40])
    return int(text)


@dataclass(frozen=True)
class Config:
    """Settings of one server. `database_url` empty means SQLite in `data_dir`."""

    data_dir: Path = field(default_factory=_data_dir)
    database_url: str = field(default_factory=lambda: os.environ.get("SCANAPP_DATABASE_URL", ""))
    site: str = field(default_factory=lambda: os.environ.get("SCANAPP_SITE", "scanapp"))
    public_url: str = field(default_factory=lambda: os.environ.get("SCANAPP_PUBLIC_URL", ""))
    is_development: bool = field(default_factory=lambda: os.environ.get("SCANAPP_DEVELOPMENT") == "1")
    proxy_hops: int = field(default_factory=lambda: _whole("SCANAPP_PROXY_HOPS"))

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'scanapp.sqlite'}"
