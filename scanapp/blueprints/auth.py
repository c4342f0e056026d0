"""Signing in and out of the office, and its first page."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scanapp.blueprints import frame, words
from scanapp.blueprints.forms import SignInForm
from scanapp.blueprints.frame import Press, needs, now, signed_in
from scanapp.errors import ScanappError
from scanapp.i18n import sentence
from scanapp.inventory.counting import queries as counting
from scanapp.inventory.review import queries as review
from scanapp.people import sign_in as people
from scanapp.people.devices import devices

blueprint = Blueprint("auth", __name__)
blueprint.record_once(lambda state: frame.init_app(cast(Flask, state.app)))


@blueprint.get("/")
@needs("office.sign-in")
def dashboard() -> str:
    """What needs this person."""
    places = g.person.location_codes
    return render_template(
        "auth/dashboard.html",
        cases=review.list_cases(g.session, locations=places, grade="review")
        if frame.may("count.decide")
        else [],
        counts=counting.open_orders(g.session, places, limit=8) if frame.may("count.see") else [],
        phones=devices(g.session, places) if frame.may("device.see") else [],
        words=words.case_words,
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page; a refusal keeps the name and says why."""
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return (
            redirect(url_for(".dashboard"))
            if signed_in()
            else render_template("auth/sign_in.html", form=form)
        )
    found = people.sign_in(
        g.session, form.login.data, form.password.data, address=request.remote_addr or "", at=now()
    )
    if isinstance(found, ScanappError):
        form.form_errors.append(sentence(found))
        return render_template("auth/sign_in.html", form=form), found.status
    frame.remember(found)
    return redirect(_own_address(form.next.data))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Ends every office session of this person."""
    person = signed_in()
    if person and Press().validate_on_submit():
        people.end_sessions(person)
        session.clear()
    return redirect(url_for(".sign_in"))


def _own_address(wanted: str | None) -> str:
    # Only a path of this server: never "//other", never a scheme.
    if wanted and wanted.isprintable() and wanted.startswith("/") and wanted[1:2] not in ("/", "\\"):
        return wanted
    return url_for(".dashboard")
