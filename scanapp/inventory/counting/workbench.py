"""The workbench: the queue of lines, and one line with everything that explains it (architecture, idea 4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.counting import rules
from scanapp.inventory.counting.assessment import COUNT_RULES, Assessed, assess, entries_since
from scanapp.inventory.counting.models import (
    PhysicalInventoryOrder,
    PhysicalInventoryOrderLine,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
)
from scanapp.inventory.counting.ports import scans_of
from scanapp.inventory.counting.rules import LineKey
from scanapp.inventory.counting.views import (
    LineDetail,
    QueueRow,
    RecordedRow,
    TimelineAnchor,
    TimelineMovement,
)
from scanapp.inventory.ledger.models import CountAnchor
from scanapp.inventory.locations.models import Location
from scanapp.inventory.review.models import ReviewCase
from scanapp.inventory.review.queries import list_cases

BEFORE, MOVEMENTS_MAX = timedelta(days=7), 200
ORDER_OF_STATES = ("case", "not_counted", "difference", "perfect")


def queue(session: Session, order: PhysicalInventoryOrder) -> list[QueueRow]:
    """Every line: exceptions by value at risk, the largest first, then the perfect ones in line order."""
    cases = _cases(session, order)
    rows = [_row(one, cases.get(one.key, [])) for one in assess(session, order)]
    rank = {state: n for n, state in enumerate(ORDER_OF_STATES)}
    exceptions = [row for row in rows if row.is_exception]
    exceptions.sort(key=lambda row: (-row.value, rank[row.state], row.key[3], row.key))
    return exceptions + [row for row in rows if not row.is_exception]


def _cases(session: Session, order: PhysicalInventoryOrder) -> dict[LineKey, list[ReviewCase]]:
    found: dict[LineKey, list[ReviewCase]] = defaultdict(list)
    for case in list_cases(session, document=order.no, limit=100_000):
        found[case.item_no, case.variant_code, case.location_code, case.bin_code].append(case)
    return found


def _row(one: Assessed, cases: list[ReviewCase]) -> QueueRow:
    found, instant = one.found, one.instant
    return QueueRow(
        line_id=one.line_id,
        key=one.key,
        description=one.item.description,
        base_unit=one.item.base_unit,
        state=_state(one, cases),
        counted=found.counted if found else None,
        stock_at_count=found.stock if found else None,
        difference=found.difference if found else None,
        value=one.value,
        counted_at=instant.at if instant else None,
        error_ms=instant.error_ms if instant else 0,
        is_recorded_without_order=one.line is None or one.line.is_recorded_without_order,
        case_ids=tuple(case.id for case in cases),
        case_codes=tuple(case.code for case in cases),
    )


def _state(one: Assessed, cases: list[ReviewCase]) -> str:
    if any(case.grade == "review" for case in cases):
        return "case"
    if one.found is None:
        return "not_counted"
    if one.inside and not one.overlap_choice:
        return "case"
    return "perfect" if one.found.is_exact else "difference"


def line_detail(session: Session, order: PhysicalInventoryOrder, line_id: str) -> LineDetail:
    """One line by its `line_id`, with scans, movements and anchors on one time axis; NotFound without it."""
    one = next(iter(assess(session, order, [_key_of(session, order, line_id)])))
    line, found, instant = one.line, one.found, one.instant
    return LineDetail(
        row=_row(one, _cases(session, order).get(one.key, [])),
        person_ids=tuple(dict.fromkeys(row.recorded_by for row in one.rows)),
        expected=line.quantity_expected_base if line and line.is_expected_calculated else None,
        expected_at=line.expected_at if line else None,
        last_item_ledger_entry_no=line.last_item_ledger_entry_no if line else 0,
        on_hand_now=one.now,
        on_hand_after=one.now + found.difference if found else None,
        unit_cost=one.item.unit_cost,
        numbers=found.numbers if found and one.is_tracked else (),
        counted_lo=instant.lo if instant else None,
        counted_hi=instant.hi if instant else None,
        recordings=tuple(_recorded(session, order, one.key)),
        scans=tuple(scans_of(session, order.no, one.key)),
        movements=tuple(_movements(session, one)),
        anchors=tuple(_anchors(session, one.key)),
    )


def _key_of(session: Session, order: PhysicalInventoryOrder, line_id: str) -> LineKey:
    if line_id.isdecimal():
        line = PhysicalInventoryOrderLine
        found = session.scalar(
            select(line).where(line.order_id == order.id, line.line_no == int(line_id[:9]))
        )
        if found is not None:
            return found.key
    elif line_id[:1] == "r" and line_id[1:].isdecimal():
        row = session.get(PhysicalInventoryRecordingLine, int(line_id[1:10]))
        if row is not None and row.recording.order_id == order.id:
            return row.key
    raise NotFound(what="Line", key=line_id[:40])


def _recorded(session: Session, order: PhysicalInventoryOrder, key: LineKey) -> list[RecordedRow]:
    row, recording = PhysicalInventoryRecordingLine, PhysicalInventoryRecording
    statement = (
        select(row, recording)
        .join(recording)
        .where(recording.order_id == order.id, row.item_no == key[0], row.is_recorded.is_(True))
        .order_by(recording.recording_no, row.line_no)
    )
    return [
        RecordedRow(
            recording_no=by.recording_no,
            origin=by.origin,
            person_id=found.recorded_by,
            number=found.number,
            unit_code=found.unit_code,
            quantity=found.quantity,
            quantity_base=found.quantity_base,
            at=found.recorded_at,
            is_set_aside=found.is_set_aside,
            op_ids=tuple(found.op_ids),
        )
        for found, by in session.execute(statement)
        if found.key == key
    ]


def _movements(session: Session, one: Assessed) -> list[TimelineMovement]:
    """The entries of the key since a week before the count, with the stock after each; the newest are kept."""
    start = one.instant.lo if one.instant else one.line.expected_at if one.line else None
    if start is None:
        return []
    has_bins = session.get_one(Location, one.key[2]).bin_mandatory
    since = entries_since(session, one.key[2], [one.key[0]], start - BEFORE, has_bins=has_bins)
    entries = [entry for key, entry in since if key == one.key]
    balance = one.now - sum((entry.quantity for entry in entries), rules.ZERO)
    inside = {entry.entry_no for entry in one.inside}
    shown = []
    for entry in entries:
        balance += entry.quantity
        shown.append(
            TimelineMovement(
                entry_no=entry.entry_no,
                entry_type=entry.entry_type,
                document_no=entry.document_no,
                quantity=entry.quantity,
                balance=balance,
                effective_at=entry.at,
                is_inside=entry.entry_no in inside,
                is_linked=entry.rule in COUNT_RULES,
                lo=entry.lo,
                hi=entry.hi,
            )
        )
    return shown[-MOVEMENTS_MAX:]


def _anchors(session: Session, key: LineKey) -> list[TimelineAnchor]:
    item, variant, location, bin_code = key
    anchor = CountAnchor
    rows = select(anchor).where(
        anchor.item_no == item,
        anchor.variant_code == variant,
        anchor.location_code == location,
        anchor.bin_code == bin_code,
    )
    return [
        TimelineAnchor(
            at=row.at,
            quantity=row.quantity,
            number=(row.serial_no, row.lot_no, row.package_no),
            document_no=row.document_no,
        )
        for row in session.scalars(rows.order_by(anchor.at, anchor.anchor_no))
    ]
