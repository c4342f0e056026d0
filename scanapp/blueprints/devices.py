"""Phones: who has which, when they were last heard of, and the QR code that adds one."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from scanapp import labels
from scanapp.blueprints.forms import EnrolForm, options
from scanapp.blueprints.frame import Press, needs, now, permit, places
from scanapp.blueprints.setup import phone_origin
from scanapp.i18n import translate as _
from scanapp.people import devices as phones
from scanapp.people import enrolment as codes

blueprint = Blueprint("devices", __name__, url_prefix="/phones")
ENROLMENT = "/enrolments/<int(max=2147483647):id>"


@blueprint.get("")
@needs("device.see")
def index() -> str:
    """Every phone of this person's locations."""
    rows = phones.devices(g.session, g.person.location_codes)
    return render_template("devices/index.html", phones=rows, form=_form(), press=Press())


@blueprint.post("/enrol")
@needs("device.enrol")
def enrol() -> ResponseReturnValue:
    """Makes a one-time code and shows it."""
    form = _form()
    if not form.validate_on_submit():
        rows = phones.devices(g.session, g.person.location_codes)
        return render_template("devices/index.html", phones=rows, form=form, press=Press()), 422
    for code in form.locations.data:
        permit("device.enrol", code)
    made = codes.start_enrolment(g.session, g.person, form.locations.data, at=now())
    session["enrolment"] = {"id": made.id, "code": made.code}
    return redirect(url_for(".code", id=made.id))


@blueprint.get(ENROLMENT)
@needs("device.enrol")
def code(id: int) -> str:
    """The code as QR and as text, until it is used or expired."""
    row = codes.enrolment(g.session, id, g.person)
    used_by = phones.device(g.session, row.device_id) if row.device_id else None
    secret = _own_code(id)
    left = max(0, int((row.expires_at - now()).total_seconds()))
    state = "used" if row.used_at else "waiting" if left and secret else "expired"
    return render_template(
        "devices/code.html",
        row=row,
        state=state,
        left=left,
        used_by=used_by,
        code=codes.grouped(secret),
        form=_form(),
    )


@blueprint.get(f"{ENROLMENT}/qr.svg")
@needs("device.enrol")
def qr(id: int) -> Response:
    """The QR code as an image; only the browser that asked for the code can draw it."""
    secret = _own_code(id)
    if not secret or codes.enrolment(g.session, id, g.person).used_at:
        abort(404)
    return Response(labels.image("qr", f"{phone_origin()}/floor/#enrol={secret}"), mimetype="image/svg+xml")


@blueprint.post("/<id>/revoke")
@needs("device.revoke")
def revoke(id: str) -> ResponseReturnValue:
    """Ends a phone's access."""
    row = phones.device(g.session, id)
    for place in row.location_codes:
        permit("device.revoke", place)
    if Press().validate_on_submit():
        phones.revoke_device(g.session, row, at=now())
        flash(_("{name} can no longer connect. What it had not sent is still on it.", name=row.name), "good")
    else:
        flash(_("This page was open for a long time. Nothing is lost: press the button once more."), "warn")
    return redirect(url_for(".index"))


def _form() -> EnrolForm:
    form = EnrolForm()
    form.locations.choices = options((place.code, f"{place.code} · {place.name}") for place in places())
    if request.method == "GET" and len(form.locations.choices) == 1:
        form.locations.data = [form.locations.choices[0].value]
    return form


def _own_code(id: int) -> str:
    own = session.get("enrolment") or {}
    return str(own.get("code", "")) if own.get("id") == id else ""
