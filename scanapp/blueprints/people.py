"""People: who may sign in, as what, and where."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scanapp.blueprints.forms import PersonForm, options, role_name
from scanapp.blueprints.frame import needs, places
from scanapp.errors import ScanappError
from scanapp.i18n import sentence
from scanapp.i18n import translate as _
from scanapp.people import roster
from scanapp.people.models import Person

blueprint = Blueprint("people", __name__, url_prefix="/people")
blueprint.add_app_template_global(role_name)


@blueprint.get("")
@needs("people.manage")
def index() -> str:
    """Everyone."""
    return render_template("people/index.html", people=roster.people(g.session))


@blueprint.route("/new", methods=["GET", "POST"])
@needs("people.manage")
def new() -> ResponseReturnValue:
    """Adds a person; the office gives them their first password."""
    form = _form()
    if form.validate_on_submit() and _saved(form, None):
        flash(_("{name} can sign in now.", name=form.name.data), "good")
        return redirect(url_for(".index"))
    return render_template("people/edit.html", form=form, other=None)


@blueprint.route("/<int(max=2147483647):id>", methods=["GET", "POST"])
@needs("people.manage")
def edit(id: int) -> ResponseReturnValue:
    """Changes a person; a new password signs them out everywhere."""
    other = roster.person(g.session, id)
    form = _form(other)
    if form.validate_on_submit() and _saved(form, other):
        flash(_("Saved."), "good")
        return redirect(url_for(".index"))
    return render_template("people/edit.html", form=form, other=other)


def _form(other: Person | None = None) -> PersonForm:
    form = PersonForm(obj=other)
    form.locations.choices = options(
        (place.code, f"{place.code} · {place.name}") for place in places(everywhere=True)
    )
    if other:
        del form.login  # on badges, so it stays
    if other and request.method == "GET":
        form.locations.data = sorted(other.location_codes)
    return form


def _saved(form: PersonForm, other: Person | None) -> bool:
    card = roster.Card(
        login=form.login.data if form.login else "",
        name=form.name.data,
        role=form.role.data,
        language=form.language.data,
        locations=tuple(form.locations.data or ()),
        password=form.password.data or "",
        is_disabled=form.is_disabled.data,
    )
    try:
        roster.save(g.session, card, other, by=g.person)
    except ScanappError as error:
        field = form[roster.field_of(error)] if roster.field_of(error) else None
        (field.errors if field else form.form_errors).append(sentence(error))
        return False
    return True
