"""The workbench as values: the queue on the left, what is open on the right, and who comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import g, render_template, request, url_for

from scanapp.blueprints import words
from scanapp.blueprints.forms import ApproveForm, CountForm, DecideForm
from scanapp.blueprints.frame import now, zone_of
from scanapp.blueprints.timeline import timeline
from scanapp.blueprints.words import CaseWords, ChoiceWords
from scanapp.errors import NotFound
from scanapp.i18n import translate as _
from scanapp.inbox.facts import actor_id
from scanapp.inbox.opinions import Opinion, opinions
from scanapp.inventory.counting import actions, outlook, queries
from scanapp.inventory.counting.expected import LineFilter
from scanapp.inventory.counting.models import PhysicalInventoryOrder
from scanapp.inventory.counting.outlook import Outlook, Seen
from scanapp.inventory.counting.rules import Tolerance
from scanapp.inventory.counting.views import LineDetail, QueueRow
from scanapp.inventory.items import queries as items
from scanapp.inventory.locations import queries as locations
from scanapp.inventory.review import queries as review
from scanapp.inventory.review.models import ReviewCase
from scanapp.people import roster

SHOWN = 500
TWO_COUNTERS = "TWO_COUNTERS"


@dataclass(frozen=True)
class Entry:
    """One row of the queue: a line, or a question that is about no line."""

    id: str
    url: str
    title: str
    place: str
    words: CaseWords | None
    line: QueueRow | None = None
    case: ReviewCase | None = None


@dataclass(frozen=True)
class Choice:
    """An answer on offer: its words, and what it would post when that can be said."""

    value: str
    words: ChoiceWords
    outlook: Outlook | None


@dataclass(frozen=True)
class Tally:
    """How the lines of an order stand."""

    as_expected: int
    not_counted: int
    lines: int

    @property
    def with_difference(self) -> int:
        """Lines that were counted and ask for a look."""
        return self.lines - self.as_expected - self.not_counted


def page(order: PhysicalInventoryOrder, chosen: str) -> str:
    """The workbench of `order` with `chosen` open: a line id, "c<case id>", or '' for the first exception."""
    rows, cases = queries.queue(g.session, order), review.list_cases(g.session, document=order.no)
    shows_all = request.args.get("show") == "all"
    entries = queue(order, rows, cases, shows_all=shows_all or not any(row.is_exception for row in rows))
    wanted = chosen or (entries[0].id if entries else "")
    return render_template(
        "counting/workbench.html",
        order=order,
        place=locations.location(g.session, order.location_code),
        progress=queries.progress(g.session, order),
        entries=entries[:SHOWN],
        hidden=len(entries) - SHOWN,
        tally=Tally(
            as_expected=sum(row.state == "perfect" for row in rows),
            not_counted=sum(row.counted is None for row in rows),
            lines=len(rows),
        ),
        shows_all=shows_all,
        chosen=wanted,
        is_open=bool(chosen),
        names=roster.names(g.session),
        press=ApproveForm(),
        zone=zone_of(order.location_code),
        title=case_title,
        **opened(order, wanted, rows, cases),
    )


def queue(
    order: PhysicalInventoryOrder, rows: Sequence[QueueRow], cases: Sequence[ReviewCase], *, shows_all: bool
) -> list[Entry]:
    """What is at risk by its value, then questions about no line, then what was not counted; the rest when asked for."""
    on_lines = {id for row in rows for id in row.case_ids}
    loose = [case for case in cases if case.id not in on_lines and case.grade == "review"]
    at_risk = [row for row in rows if row.is_exception and row.counted is not None]
    not_counted = [row for row in rows if row.is_exception and row.counted is None]
    as_expected = [row for row in rows if shows_all and not row.is_exception]
    return [
        *(_line_entry(order, row) for row in at_risk),
        *(_case_entry(order, case) for case in loose),
        *(_line_entry(order, row) for row in not_counted + as_expected),
    ]


def next_after(order: PhysicalInventoryOrder, case: ReviewCase) -> str:
    """Where a decision leads: the next row of the queue that still asks something, else the workbench."""
    rows, cases = queries.queue(g.session, order), review.list_cases(g.session, document=order.no)
    waiting = [
        e for e in queue(order, rows, cases, shows_all=False) if e.case or (e.line and e.line.case_ids)
    ]
    return waiting[0].url if waiting else url_for("counting.workbench", no=order.no)


def opened(
    order: PhysicalInventoryOrder, chosen: str, rows: Sequence[QueueRow], cases: Sequence[ReviewCase]
) -> dict[str, Any]:
    """The right column: a line with its picture and its question, or a question alone."""
    by_id = {case.id: case for case in cases}
    if chosen.startswith("c"):
        case = next((case for case in cases if chosen == f"c{case.id}"), None)
        if case is None:
            raise NotFound(what="Question", key=chosen[1:20])
        return {"detail": None, "drawing": None, **question(case, None)}
    if not chosen:
        return {"detail": None, "drawing": None, "case": None}
    detail = queries.line_detail(g.session, order, chosen)
    case = next((by_id[id] for id in detail.row.case_ids if id in by_id), None)
    shown = {"detail": detail, "drawing": timeline(detail), "stands": outlook.as_it_stands(detail)}
    return shown | (question(case, detail) if case else {"case": None})


def question(case: ReviewCase, detail: LineDetail | None) -> dict[str, Any]:
    """A case with its words, its answers, and who found what when two people counted."""
    seen = (
        opinions(g.session, case.document_no, detail.row.key) if detail and case.code == TWO_COUNTERS else {}
    )
    first, second = (_seen(seen, case.subject.get(word, "")) for word in ("first", "second"))
    choices = [
        Choice(
            value,
            words.choice_words(case.code, value),
            outlook.outlook(detail, case.code, value, first, second) if detail else None,
        )
        for value in case.choices
    ]
    return {
        "case": case,
        "case_words": words.case_words(case.code),
        "choices": choices,
        "form": DecideForm(formdata=None),
        "seen": [(actor_id(actor), found) for actor, found in seen.items()],
    }


def _seen(seen: dict[str, Opinion], actors: str) -> Seen | None:
    found = [seen[actor] for actor in actors.split() if actor in seen]
    if not found:
        return None
    return Seen(sum((one.quantity for one in found), Decimal(0)), max(one.at for one in found))


def new_count(form: CountForm) -> tuple[PhysicalInventoryOrder, int]:
    """The order that the form asks for and how many lines it got."""
    bins = form.bins.data.upper().split() if form.bins.data else None
    order = actions.create_order(
        g.session,
        form.location.data,
        by=g.person.id,
        at=now(),
        description=(form.description.data or "").strip(),
        mode=f"{'blind' if form.blind.data else 'open'} {form.mode.data}",
        bins=bins,
        tolerance=Tolerance(
            form.tolerance_quantity.number, form.tolerance_percent.number, form.tolerance_value.number
        ),
        needs_second_person=form.second.data,
    )
    wanted = LineFilter(
        items=frozenset((form.items.data or "").upper().split()),
        bins=frozenset(bins or ()),
        category=form.category.data or "",
    )
    added, _skipped = actions.calculate_lines(
        g.session, order, at=now(), lines=wanted, items_not_on_inventory=form.zero.data
    )
    return order, added


def case_title(case: ReviewCase) -> str:
    """What a question is about, as a name: the item, the code, or the bin."""
    if case.item_no:
        found = items.items_by_no(g.session, [case.item_no]).get(case.item_no)
        return found.description if found and found.description else case.item_no
    if case.raw:
        return _("Unknown code {end}", end=f"…{case.raw[-6:]}" if len(case.raw) > 6 else case.raw)
    return case.bin_code or case.document_no


def _line_entry(order: PhysicalInventoryOrder, row: QueueRow) -> Entry:
    code = words.most_telling(row.case_codes)
    shown = (
        words.case_words(code) if code else words.CASES["NOT_COUNTED"] if row.state == "not_counted" else None
    )
    url = url_for("counting.line", no=order.no, line_id=row.line_id, show=request.args.get("show"))
    return Entry(row.line_id, url, row.description or row.key[0], row.key[3], shown, line=row)


def _case_entry(order: PhysicalInventoryOrder, case: ReviewCase) -> Entry:
    url = url_for("counting.case", no=order.no, id=case.id)
    return Entry(f"c{case.id}", url, case_title(case), case.bin_code, words.case_words(case.code), case=case)


def amount(value: Decimal, difference: Decimal | None) -> Decimal:
    """The value at risk with the sign of its difference."""
    return -value if difference is not None and difference < 0 else value
