"""Counts: the list, a new one, and the workbench where a supervisor decides, approves and posts."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scanapp.blueprints import bench
from scanapp.blueprints.forms import ApproveForm, CountForm, options
from scanapp.blueprints.frame import category_names, needs, now, permit, places
from scanapp.blueprints.words import case_words
from scanapp.errors import NotFound, ScanappError
from scanapp.i18n import sentence
from scanapp.i18n import translate as _
from scanapp.inventory.counting import actions, queries
from scanapp.inventory.counting.errors import DifferenceChanged
from scanapp.inventory.counting.models import OPEN, PhysicalInventoryOrder
from scanapp.inventory.counting.ports import scans_of
from scanapp.inventory.items import queries as items
from scanapp.inventory.ledger import entries as ledger
from scanapp.people import roster

blueprint = Blueprint("counting", __name__, url_prefix="/counts")


@blueprint.get("")
@needs("count.see")
def index() -> str:
    """Counts in progress, then posted ones."""
    return render_template("counting/index.html", rows=queries.orders(g.session, g.person.location_codes))


@blueprint.route("/new", methods=["GET", "POST"])
@needs("count.order")
def new() -> ResponseReturnValue:
    """Makes a count and calculates its lines."""
    form = CountForm()
    form.location.choices = options((place.code, f"{place.code} · {place.name}") for place in places())
    form.category.choices = options(category_names(), blank=True)
    if form.validate_on_submit():
        permit("count.order", form.location.data)
        try:
            with g.session.begin_nested():
                order, added = bench.new_count(form)
        except ScanappError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(
                _("Count {no} has {n} lines. Phones see it at their next contact.", no=order.no, n=added),
                "good",
            )
            return redirect(url_for(".workbench", no=order.no))
    return render_template("counting/new.html", form=form)


@blueprint.get("/<no>")
@needs("count.see")
def workbench(no: str) -> ResponseReturnValue:
    """The workbench: where, what, why; the first exception is open."""
    try:
        order = _order(no, "count.see")
    except NotFound:
        return redirect(url_for(".protocol", no=queries.posted_no(g.session, no)))
    return bench.page(order, chosen="")


@blueprint.get("/<no>/lines/<line_id>")
@needs("count.see")
def line(no: str, line_id: str) -> ResponseReturnValue:
    """The workbench with one line open."""
    return bench.page(_order(no, "count.see"), chosen=line_id)


@blueprint.get("/<no>/cases/<int(max=2147483647):id>")
@needs("count.see")
def case(no: str, id: int) -> ResponseReturnValue:
    """The workbench with a question open that is about no line, like an unknown code."""
    return bench.page(_order(no, "count.see"), chosen=f"c{id}")


@blueprint.get("/<no>/progress")
@needs("count.see")
def progress(no: str) -> str:
    """How far each bin, person and phone is."""
    order = _order(no, "count.see")
    return render_template(
        "counting/progress.html",
        order=order,
        progress=queries.progress(g.session, order),
        names=roster.names(g.session),
    )


@blueprint.post("/<no>/finish")
@needs("count.approve")
def finish(no: str) -> ResponseReturnValue:
    """Approves: finishes every recording and the count, or opens the questions that stand in the way."""
    order = _order(no, "count.approve")
    if not ApproveForm().validate_on_submit():
        return _pressed_late(no)
    outcome = actions.approve(g.session, order, by=g.person.id, at=now())
    if outcome.is_finished:
        return redirect(url_for(".preview", no=no))
    return _back_to_bench(no, outcome.refusal)


@blueprint.get("/<no>/preview")
@needs("count.see")
def preview(no: str) -> str:
    """Exactly what posting will write."""
    return _preview(_order(no, "count.see"))


@blueprint.post("/<no>/post")
@needs("count.post")
def post(no: str) -> ResponseReturnValue:
    """Posts what was shown, approving it first when it is open; when stock moved, shows the new preview and asks."""
    order, form = _order(no, "count.post"), ApproveForm()
    if not form.validate_on_submit():
        return _pressed_late(no)
    if order.status == OPEN:
        permit("count.approve", order.location_code)
        approval = actions.approve(g.session, order, by=g.person.id, at=now())
        if not approval.is_finished:
            return _back_to_bench(no, approval.refusal)
    outcome = actions.post_order(g.session, order, form.shown.data or "", by=g.person.id, at=now())
    if isinstance(outcome.refusal, DifferenceChanged):
        return _preview(order, note=sentence(outcome.refusal)), 409
    if outcome.posted is None:
        return _back_to_bench(no, outcome.refusal)
    flash(_("Posted. The books now hold what was counted."), "good")
    return redirect(url_for(".protocol", no=outcome.posted.no))


@blueprint.post("/<no>/reopen")
@needs("count.approve")
def reopen(no: str) -> ResponseReturnValue:
    """Opens an approved count again."""
    order = _order(no, "count.approve")
    if not ApproveForm().validate_on_submit():
        return _pressed_late(no)
    actions.reopen_order(g.session, order, recordings=True)
    flash(_("Count {no} is open again.", no=no), "good")
    return redirect(url_for(".workbench", no=no))


@blueprint.get("/posted/<no>")
@needs("count.see")
def protocol(no: str) -> str:
    """A posted count for the auditor: lines, entries, who counted, approved and posted."""
    order = queries.posted_order(g.session, no)
    permit("count.see", order.location_code)
    return render_template(
        "counting/protocol.html",
        order=order,
        entries=ledger.posted(g.session, order.no),
        names=roster.names(g.session),
    )


@blueprint.get("/posted/<no>/lines/<int(max=2147483647):line_no>")
@needs("count.see")
def posted_line(no: str, line_no: int) -> str:
    """One line of a posted count, down to its scans and up to its entries."""
    order = queries.posted_order(g.session, no)
    permit("count.see", order.location_code)
    line = next((line for line in order.lines if line.line_no == line_no), None)
    if line is None:
        raise NotFound(what="Line", key=line_no)
    written = ledger.EntryFilter(item_no=line.item_no, document_no=order.no)
    return render_template(
        "counting/scans.html",
        order=order,
        line=line,
        recorded=[row for recording in order.recordings for row in recording.lines if row.key == line.key],
        scans=scans_of(g.session, order.pre_assigned_no, line.key),
        entries=ledger.entries(g.session, g.person.location_codes, written, limit=200),
        names=roster.names(g.session),
    )


def _order(no: str, right: str) -> PhysicalInventoryOrder:
    order = actions.get_order(g.session, no[:20])
    permit(right, order.location_code)
    return order


def _preview(order: PhysicalInventoryOrder, note: str = "") -> str:
    found = actions.preview_order(g.session, order)
    form = ApproveForm(formdata=None, shown=found.shown)
    return render_template(
        "counting/preview.html",
        order=order,
        preview=found,
        form=form,
        note=note,
        items=items.items_by_no(g.session, {row.item_no for row in found.rows}),
    )


def _back_to_bench(no: str, refusal: ScanappError | None) -> ResponseReturnValue:
    if refusal:
        named = [
            _(case_words(code).short) for code in str(refusal.details.get("codes", "")).split(", ") if code
        ]
        refusal.details |= {"codes": ", ".join(named)} if named else {}
        flash(sentence(refusal), "warn")
    return redirect(url_for(".workbench", no=no))


def _pressed_late(no: str) -> ResponseReturnValue:
    flash(_("This page was open for a long time. Nothing is lost: press the button once more."), "warn")
    return redirect(url_for(".workbench", no=no))
