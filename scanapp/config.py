"""Where an installation keeps its things. Everything has a default; the environment overrides it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


def _data_dir() -> Path:
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "scanapp"
    return Path(os.environ.get("SCANAPP_DATA") or default)


@dataclass(frozen=True)
class Config:
    """Settings of one server. `database_url` empty means SQLite in `data_dir`."""

    data_dir: Path = field(default_factory=_data_dir)
    database_url: str = field(default_factory=lambda: os.environ.get("SCANAPP_DATABASE_URL", ""))
    site: str = field(default_factory=lambda: os.environ.get("SCANAPP_SITE", "scanapp"))
    public_url: str = field(default_factory=lambda: os.environ.get("SCANAPP_PUBLIC_URL", ""))
    is_development: bool = field(default_factory=lambda: os.environ.get("SCANAPP_DEVELOPMENT") == "1")
    proxy_hops: int = field(default_factory=lambda: int(os.environ.get("SCANAPP_PROXY_HOPS", "0")))

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'scanapp.sqlite'}"
