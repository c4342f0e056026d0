"""The item ledger: entries by filter, and the way back from each to the count and the scan."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from scanapp.blueprints.forms import EntriesForm, options
from scanapp.blueprints.frame import needs, page_of, places
from scanapp.inventory.ledger import entries as ledger
from scanapp.people import roster

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")
PAGE = 50


@blueprint.get("")
@needs("ledger.see")
def index() -> str:
    """Item ledger entries, newest first, fifty a page."""
    form = EntriesForm(request.args)
    form.location.choices = options(((place.code, place.code) for place in places()), blank=True)
    fits = form.validate()
    wanted = form.filter() if fits else ledger.EntryFilter()
    total = ledger.count_entries(g.session, g.person.location_codes, wanted) if fits else 0
    page = page_of(total, PAGE)
    rows = ledger.entries(
        g.session, g.person.location_codes, wanted, limit=min(PAGE, total), offset=page.offset
    )
    return render_template(
        "ledger/index.html", form=form, rows=rows, page=page, names=roster.names(g.session)
    )
