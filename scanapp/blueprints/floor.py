"""The shell of the floor app: one page that names the build. Everything else happens on the phone."""

from __future__ import annotations

from flask import Blueprint, render_template

from scanapp.web import no_transaction

blueprint = Blueprint("floor", __name__, url_prefix="/floor")


@blueprint.get("/")
@no_transaction
def shell() -> str:
    """The same page for everybody: the service worker keeps it, so it knows no person and no stock."""
    return render_template("floor.html")
