"""scanapp: offline counting and picking. `create_app()` makes the web server; the inventory works without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from scanapp.config import Config

__version__ = "0.1.0"


def create_app(config: Config | None = None) -> Flask:
    """The WSGI application over one database.

    Imports Flask here, so that `scanapp.inventory` stays light for actions, the command line and tests.
    """
    from scanapp.web import ScanApp

    return ScanApp(config)
