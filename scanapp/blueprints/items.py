"""Items: find one, read its card, bring in a file of them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scanapp import spreadsheet, uploads
from scanapp.blueprints.forms import UploadForm
from scanapp.blueprints.frame import Press, needs, page_of
from scanapp.errors import ScanappError
from scanapp.i18n import mark, sentence
from scanapp.i18n import translate as _
from scanapp.inventory.items import imports
from scanapp.inventory.items import queries as items
from scanapp.inventory.items.columns import FIELDS, STOCK_FIELDS
from scanapp.inventory.items.models import ItemReference, ItemUnit, ItemVariant
from scanapp.inventory.ledger import entries as ledger

blueprint = Blueprint("items", __name__, url_prefix="/items")
PAGE = 50
FIELD_NAMES = {
    "no": mark("Item number"),
    "description": mark("Name"),
    "description_2": mark("Second line of the name"),
    "barcode": mark("Barcode"),
    "base_unit": mark("Base unit"),
    "unit": mark("Further unit"),
    "qty_per": mark("Base units in it"),
    "variant": mark("Variant"),
    "variant_description": mark("Name of the variant"),
    "category": mark("Category"),
    "type": mark("Type"),
    "tracking_code": mark("Tracking code"),
    "unit_cost": mark("Unit cost"),
    "unit_price": mark("Unit price"),
    "shelf_no": mark("Shelf"),
    "vendor_item_no": mark("Vendor's item number"),
    "blocked": mark("Blocked"),
}


@blueprint.app_template_filter("field_name")
def field_name(field: str) -> str:
    """What a field of an import is called; a key."""
    return FIELD_NAMES.get(field, field)


@blueprint.get("")
@needs("item.see")
def index() -> str:
    """Items that a search finds, fifty a page."""
    text, category = request.args.get("q", "")[:100], request.args.get("category", "")[:20]
    total = items.count_items(g.session, text, category=category)
    page = page_of(total, PAGE)
    found = items.search_items(g.session, text, category=category, limit=PAGE, offset=page.offset)
    held = ledger.on_hand_by_item(g.session, [row.no for row in found], g.person.location_codes)
    return render_template(
        "items/index.html",
        items=found,
        held=held,
        page=page,
        text=text,
        category=category,
        categories=items.categories(g.session),
    )


@blueprint.get("/<path:no>")
@needs("item.see")
def card(no: str) -> str:
    """Everything about one item, its stock by location and bin, its last entries."""
    item = items.item(g.session, no)
    return render_template(
        "items/card.html",
        item=item,
        units=items.owned(g.session, ItemUnit, [item.no]),
        variants=items.owned(g.session, ItemVariant, [item.no]),
        references=items.owned(g.session, ItemReference, [item.no]),
        stock=ledger.stock_of_item(g.session, item.no, g.person.location_codes),
        entries=ledger.entries(
            g.session, g.person.location_codes, ledger.EntryFilter(item_no=item.no), limit=20
        ),
    )


@blueprint.route("/import", methods=["GET", "POST"])
@needs("item.import")
def bring_in() -> ResponseReturnValue:
    """A file of items: which column is what, then a dry run that names every wrong row."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("items/import.html", form=form)
    try:
        data = form.file.data.read()
        table = spreadsheet.read(data)
        token = uploads.keep(_folder(), data)
        return _dry_run(token, table, {})
    except ScanappError as error:
        form.file.errors = [sentence(error)]
        return render_template("items/import.html", form=form), 422


@blueprint.post("/import/<token>")
@needs("item.import")
def apply(token: str) -> ResponseReturnValue:
    """The dry run again with other columns, or the import itself: all rows or none."""
    try:
        table = spreadsheet.read(uploads.read(_folder(), token))
        chosen = {field: request.form.get(f"column-{field}", "")[:100] for field in FIELDS}
        if not Press().validate_on_submit() or request.form.get("do") != "import":
            return _dry_run(token, table, chosen)
        saved = imports.apply_import(g.session, imports.plan_import(g.session, table, chosen))
    except imports.ImportRefused:
        return _dry_run(token, table, chosen), 422
    except ScanappError as error:
        flash(sentence(error), "stop")
        return redirect(url_for(".bring_in"))
    uploads.drop(_folder(), token)
    counts = {"new": len(saved.created), "changed": len(saved.updated), "same": len(saved.unchanged)}
    flash(_("Imported: {new} new, {changed} changed, {same} as they were.", **counts), "good")
    return redirect(url_for(".index"))


def _dry_run(token: str, table: spreadsheet.Table, chosen: dict[str, str]) -> str:
    try:
        plan, problem = imports.plan_import(g.session, table, chosen), ""
    except ScanappError as error:  # no plan without a number or a barcode
        plan, problem = None, sentence(error)
    return render_template(
        "items/import_plan.html",
        token=token,
        table=table,
        plan=plan,
        problem=problem,
        mapping=plan.mapping if plan else chosen,
        fields=FIELDS,
        stock_fields=STOCK_FIELDS,
        press=Press(),
    )


def _folder() -> Path:
    return current_app.settings.data_dir / "uploads"  # type: ignore[attr-defined]
