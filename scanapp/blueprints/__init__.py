"""HTTP, one blueprint per noun. A view parses, authorises, calls one action or query, renders."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

NOUNS = (
    "auth",
    "floor",
    "sync",
    "devices",
    "counting",
    "cases",
    "items",
    "labels",
    "ledger",
    "locations",
    "people",
    "setup",
)


def register(app: Flask) -> None:
    """Mounts every blueprint, the security headers, the texts and the error pages."""
    from scanapp import assets, errors_web, i18n, security

    for noun in NOUNS:
        app.register_blueprint(import_module(f"scanapp.blueprints.{noun}").blueprint)
    assets.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    errors_web.init_app(app)
