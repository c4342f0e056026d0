"""The Flask application: one transaction around each view, coded errors as pages or JSON, headers on every answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from scanapp import db as database
from scanapp.config import Config
from scanapp.errors import DatabaseBusy

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
RETRIES = 4
RETRY_S = 2.0
View = TypeVar("View", bound=Callable[..., Any])


def no_transaction(view: View) -> View:
    """Marks a view that touches no database: assets, the shell, the set-up page."""
    view.no_transaction = True  # type: ignore[attr-defined]
    return view


class ScanApp(Flask):
    """Opens `g.session` around each view: write for methods that may write, else read-only in the database itself."""

    def __init__(self, config: Config | None = None) -> None:
        from scanapp import blueprints
        from scanapp.wiring import load_models, wire

        super().__init__("scanapp", static_folder=None)
        self.settings = config or Config()
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        self.engine = database.make_engine(self.settings.url)
        self.config["MAX_CONTENT_LENGTH"] = 33 * 1024 * 1024
        load_models()
        wire()
        blueprints.register(self)

    def dispatch_request(self) -> ResponseReturnValue:
        """Runs the view inside its transaction; a database that was busy is tried again with a short pause."""
        view = self.view_functions.get(request.endpoint or "")
        if view is None or getattr(view, "no_transaction", False):
            return super().dispatch_request()
        until = time.monotonic() + RETRY_S  # a lock that SQLite itself waited for is not waited for again
        for attempt in range(RETRIES):
            try:
                with database.transaction(self.engine, write=request.method in WRITING) as g.session:
                    return self.make_response(super().dispatch_request())
            except DatabaseBusy:
                if attempt == RETRIES - 1 or time.monotonic() > until:
                    raise
                time.sleep(0.05 * 2**attempt)
        raise DatabaseBusy()
