"""The command line, one file per command: `scanapp/commands/<name>.py` holds `command`.

A file name's `_` is a `-` on the command line, and a trailing one keeps clear of Python's own words (`import_.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from scanapp.config import Config


def open_engine(config: Config | None = None) -> Engine:
    """An engine on the configured database: an empty one gets its tables, an old one is refused DATABASE_OUTDATED."""
    from sqlalchemy import inspect

    from scanapp.config import Config
    from scanapp.db import create_schema, make_engine, schema_is_current
    from scanapp.errors import DatabaseOutdated
    from scanapp.wiring import wire

    config = config or Config()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.url)
    if not inspect(engine).has_table("alembic_version"):
        create_schema(engine)
    elif not schema_is_current(engine):
        raise DatabaseOutdated()
    wire()
    return engine
