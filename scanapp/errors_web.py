"""Errors as pages for people and as JSON for phones (settled 6). Never a stack, never a bare number."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from scanapp.errors import ScanappError
from scanapp.i18n import mark, sentence
from scanapp.i18n import translate as _

log = logging.getLogger(__name__)

SENTENCES = {
    400: mark("The browser sent something this page cannot read. Go back, reload and try again."),
    404: mark("There is no such page. Check the address, or start from the overview."),
    405: mark("This address does not do that. Start from the overview."),
    413: mark("That is too large: 32 MB at most. Split the file and send the parts one by one."),
    429: mark("Too many attempts. Wait a few minutes, then try again."),
}
FAILED = mark(
    "Something failed on our side. Nothing was changed. Try again; if it stays, tell an administrator the code."
)


def init_app(app: Flask) -> None:
    """Registers one handler for each family of errors."""

    @app.errorhandler(ScanappError)
    def refused(error: ScanappError) -> Response:
        if error.status >= 500:
            log.error("%s %s: %s", request.method, request.path, error)
        return answer(error.status, error.code, sentence(error))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400:
            return make_response(error.get_response())
        response = answer(
            status, error.name.upper().replace(" ", "_"), _(SENTENCES.get(status, SENTENCES[400]))
        )
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        code = secrets.token_hex(4)
        log.exception("%s %s failed, code %s", request.method, request.path, code)
        return answer(500, "FAILED", _(FAILED), code)


def answer(status: int, code: str, message: str, reference: str = "") -> Response:
    """The error as JSON under /api, as a page elsewhere."""
    if request.path.startswith("/api/"):
        response = jsonify(error={"code": code, "message": message, "id": reference})
        response.mimetype = "application/vnd.scanapp+json"
    else:
        g.fault = True
        response = make_response(
            render_template("error.html", status=status, message=message, reference=reference)
        )
    response.status_code = status
    return response
