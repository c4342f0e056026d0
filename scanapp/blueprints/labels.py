"""Labels: choose what, see the sheet, print it."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from scanapp import labels
from scanapp.blueprints.forms import LabelsForm, options
from scanapp.blueprints.frame import category_names, needs, permit, places
from scanapp.errors import ScanappError
from scanapp.i18n import sentence
from scanapp.inventory.locations import queries as locations

blueprint = Blueprint("labels", __name__, url_prefix="/labels")


@blueprint.get("")
@needs("label.print")
def index() -> str:
    """What can be printed."""
    return render_template("labels/index.html", form=_form())


@blueprint.get("/print")
@needs("label.print")
def sheet() -> ResponseReturnValue:
    """The sheet, laid out for A4; the browser prints it."""
    form = _form()
    if form.validate():
        try:
            return render_template("labels/sheet.html", sheet=_sheet(form), copies=form.copies.data or 1)
        except ScanappError as error:
            form.form_errors.append(sentence(error))
    return render_template("labels/index.html", form=form), 422


@blueprint.get("/image.svg")
@needs("label.print")
def image() -> Response:
    """One barcode as a picture."""
    drawing = labels.image(request.args.get("symbology", "")[:20], request.args.get("text", "")[:500])
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _form() -> LabelsForm:
    form = LabelsForm(request.args if request.args else None)
    form.location.choices = options((place.code, f"{place.code} · {place.name}") for place in places())
    form.category.choices = options(category_names(), blank=True)
    return form


def _sheet(form: LabelsForm) -> labels.Sheet:
    kind, wanted = form.kind.data, (form.which.data or "").split()
    if kind == "items":
        return labels.item_sheet(
            g.session,
            [no.upper() for no in wanted],
            category=form.category.data,
            every_unit=form.every_unit.data,
        )
    permit("label.print", form.location.data)
    if kind == "badges":
        return labels.badge_sheet(g.session, location_code=form.location.data)
    place = locations.location(g.session, form.location.data)
    if kind == "practice":
        return labels.practice_sheet(g.session, place.code, codes=[code.upper() for code in wanted])
    return labels.bin_sheet(g.session, place.code, codes=[code.upper() for code in wanted])
