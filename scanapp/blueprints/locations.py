"""Locations: where stock lies, and the bins in it."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scanapp.blueprints.forms import BinsForm, LocationForm
from scanapp.blueprints.frame import needs
from scanapp.errors import ScanappError
from scanapp.i18n import sentence
from scanapp.i18n import translate as _
from scanapp.inventory.locations import actions, queries
from scanapp.people.actions import set_locations

blueprint = Blueprint("locations", __name__, url_prefix="/locations")


@blueprint.get("")
@needs("location.manage")
def index() -> str:
    """Every location with its number of bins."""
    return render_template("locations/index.html", rows=queries.overview(g.session))


@blueprint.route("/new", methods=["GET", "POST"])
@needs("location.manage")
def new() -> ResponseReturnValue:
    """Adds a location, to which its maker belongs from now on."""
    form = LocationForm()
    if form.validate_on_submit():
        try:
            with g.session.begin_nested():
                made = actions.create_location(
                    g.session,
                    form.code.data,
                    form.name.data or "",
                    time_zone=form.time_zone.data,
                    bin_mandatory=form.bin_mandatory.data,
                )
                set_locations(g.person, [*g.person.location_codes, made.code])
        except ScanappError as error:
            form.form_errors.append(sentence(error))
        else:
            return redirect(url_for(".card", code=made.code))
    return render_template("locations/new.html", form=form)


@blueprint.route("/<code>", methods=["GET", "POST"])
@needs("location.manage")
def card(code: str) -> ResponseReturnValue:
    """A location's bins in walking order; more of them by a range."""
    place, form = queries.location(g.session, code[:20]), BinsForm()
    if form.validate_on_submit():
        last = form.last.data or form.first.data
        try:
            with g.session.begin_nested():
                made = actions.create_bin_range(g.session, place.code, form.first.data, last)
        except ScanappError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(_("{n} bins added. Phones see them at their next contact.", n=len(made)), "good")
            return redirect(url_for(".card", code=place.code))
    return render_template(
        "locations/card.html", place=place, bins=queries.bins(g.session, place.code), form=form
    )
