"""Previewing and posting a finished order: the same planner, one last step apart (domain 1 §5.7, settled 39, 40)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from scanapp.errors import ScanappError
from scanapp.inventory.counting import rules
from scanapp.inventory.counting.approval import (
    MAX_CASES,
    digest_of,
    ensure_second_person,
    fill,
    find_questions,
    open_questions,
    refusal_for,
)
from scanapp.inventory.counting.assessment import Assessed, assess
from scanapp.inventory.counting.errors import DifferenceChanged, OrderEmpty, OrderNotFinished
from scanapp.inventory.counting.models import (
    FINISHED,
    PhysicalInventoryOrder,
    PostedPhysicalInventoryOrder,
    PostedPhysicalInventoryOrderLine,
    PostedPhysicalInventoryOrderNumber,
    PostedPhysicalInventoryRecording,
    PostedPhysicalInventoryRecordingLine,
)
from scanapp.inventory.counting.orders import lock_order, withdraw
from scanapp.inventory.counting.views import Preview, PreviewRow
from scanapp.inventory.ledger import posting as ledger
from scanapp.inventory.ledger.movements import COUNT, CountedNumber, CountResult, Movement
from scanapp.inventory.review.actions import open_case
from scanapp.inventory.review.models import ReviewCase
from scanapp.inventory.review.queries import list_cases
from scanapp.series import next_no

POSTED_SERIES = "PCO"
DOCUMENT_TYPE = "Physical Inventory"
SOURCE_CODE = "PHYSINVTOR"
Row = TypeVar("Row")


@dataclass(frozen=True)
class PostResult:
    """How posting ended: the posted document, or a refusal with the open cases that hold it back."""

    posted: PostedPhysicalInventoryOrder | None = None
    refusal: ScanappError | None = None
    cases: tuple[ReviewCase, ...] = ()


def preview_order(session: Session, order: PhysicalInventoryOrder) -> Preview:
    """Exactly the entries that posting the order would write now, and the digest that posting asks back.

    Of an order that is still open, what is counted so far.
    """
    counted = [one for one in assess(session, order) if one.found]
    if not counted:
        raise OrderEmpty(order=order.no)
    when = order.finished_at or order.created_at  # a count's entries take their times from its lines
    found = ledger.preview(session, _movements(order, counted), actor=order.finished_by, at=when)
    rows = tuple(_preview_rows(found))
    assert order.posting_date is not None
    return Preview(
        order_no=order.no,
        posting_date=order.posting_date,
        shown=_digest(counted, found),
        rows=rows,
        value=sum((row.amount for row in rows if row.table == "value" and row.amount), Decimal(0)),
        lines=len(counted),
        notices=tuple(notice.code for notice in found.notices),
    )


def post_order(
    session: Session, order: PhysicalInventoryOrder, shown: str, *, by: int, at: datetime
) -> PostResult:
    """Posts a finished order: entries, proofs and anchors in one set, and the posted document; the live one ends.

    Returns the refusal DIFFERENCE_CHANGED (with the next `shown` in its details) when a difference is no longer
    what was shown, and CASES_OPEN when a question has come up since, like a difference beyond the tolerance.
    Nothing of the posting is stored then.
    """
    lock_order(session, order)
    if order.status != FINISHED:
        raise OrderNotFinished(order=order.no)
    ensure_second_person(order, by)
    assessed = assess(session, order)
    open_questions(session, order, find_questions(session, order, assessed), at)
    cases = list_cases(session, document=order.no, grade="review", limit=MAX_CASES)
    if cases:
        return PostResult(refusal=refusal_for(order, list(cases)), cases=tuple(cases))
    if digest_of(assessed) != shown:
        return PostResult(refusal=DifferenceChanged(order=order.no, shown=digest_of(assessed)))
    order.posting_no = order.posting_no or next_no(session, POSTED_SERIES, first=101)
    with session.begin_nested() as attempt:
        written = ledger.post(session, _movements(order, assessed), actor=by, at=at)
        now = _digest(assessed, written)
        if now != shown:  # moved between our look and the ledger's locks
            attempt.rollback()
    if now != shown:
        return PostResult(refusal=DifferenceChanged(order=order.no, shown=now))
    for one in assessed:
        fill(one)
    posted = _keep(session, order, written.register_no, by, at)
    _open_notices(session, order, written, at)
    withdraw(session, order)
    session.delete(order)
    session.flush()
    return PostResult(posted=posted)


def _movements(order: PhysicalInventoryOrder, assessed: Sequence[Assessed]) -> list[Movement]:
    return [_movement(order, one) for one in assessed]


def _movement(order: PhysicalInventoryOrder, one: Assessed) -> Movement:
    found, instant = one.found, one.instant
    assert found is not None and instant is not None
    item_no, variant_code, location_code, bin_code = one.key
    numbers = tuple(
        CountedNumber(row.counted, serial_no=row.number[0], lot_no=row.number[1], package_no=row.number[2])
        for row in found.numbers
        if one.is_tracked and row.counted
    )
    return Movement(
        entry_type=COUNT,
        item_no=item_no,
        variant_code=variant_code,
        location_code=location_code,
        bin_code=bin_code,
        posting_date=order.posting_date,
        document_no=order.posting_no or order.no,
        document_type=DOCUMENT_TYPE,
        document_line_no=one.line_no,
        reason_code=order.reason_code,
        source_code=SOURCE_CODE,
        is_fact=True,
        count=CountResult(
            at=instant.at,
            quantity=found.counted,
            numbers=numbers,
            lo=min(instant.lo, instant.at),
            hi=max(instant.hi, instant.at),
            last_item_ledger_entry_no=one.line.last_item_ledger_entry_no if one.line else 0,
        ),
    )


def _digest(assessed: Sequence[Assessed], written: ledger.Posting) -> str:
    """The digest of what the ledger itself computed, under its locks."""
    lines = []
    for found in written.differences:
        one = assessed[found.index]
        numbers = tuple(
            rules.NumberDifference((number[0], number[1], number[2]), counted, stock)
            for number, stock, counted in found.numbers
        )
        lines.append((one.line_no, one.key, numbers))
    return rules.digest(lines)


def _preview_rows(found: ledger.Posting) -> list[PreviewRow]:
    rows = []
    for table, name, quantity in (
        ("item", "item_ledger", "quantity"),
        ("value", "value", "valued_quantity"),
        ("warehouse", "warehouse", "quantity_base"),
        ("physical", "physical_inventory", "quantity"),
    ):
        for row in found.shown(table):
            rows.append(
                PreviewRow(
                    table=name,
                    entry_type=row["entry_type"],
                    item_no=row["item_no"],
                    variant_code=row["variant_code"],
                    location_code=row["location_code"],
                    bin_code=row.get("bin_code", ""),
                    number=(row.get("serial_no", ""), row.get("lot_no", ""), row.get("package_no", "")),
                    quantity=row[quantity],
                    amount=row.get("cost_amount_actual"),
                    effective_at=row.get("effective_at"),
                )
            )
    return rows


def _keep(
    session: Session, order: PhysicalInventoryOrder, register_no: int, by: int, at: datetime
) -> PostedPhysicalInventoryOrder:
    """The posted documents: copies of the order, its lines and its recordings."""
    posted = _copy(
        order,
        PostedPhysicalInventoryOrder,
        no=order.posting_no,
        pre_assigned_no=order.no,
        register_no=register_no,
        posted_by=by,
        posted_at=at,
    )
    for line in order.lines:
        kept = _copy(line, PostedPhysicalInventoryOrderLine)
        kept.numbers = [_copy(row, PostedPhysicalInventoryOrderNumber) for row in line.numbers]
        posted.lines.append(kept)
    for recording in order.recordings:
        copy = _copy(recording, PostedPhysicalInventoryRecording)
        copy.lines = [_copy(row, PostedPhysicalInventoryRecordingLine) for row in recording.lines]
        posted.recordings.append(copy)
    session.add(posted)
    session.flush()
    return posted


def _copy(source: Any, target: type[Row], **values: Any) -> Row:
    """A row of the posted table with every column that both tables have, keys aside."""
    columns = {column.key for column in target.__mapper__.columns}  # type: ignore[attr-defined]
    own = {"id", "order_id", "line_id", "recording_id", *values}
    shared = columns & {column.key for column in source.__mapper__.columns} - own
    return target(**{name: getattr(source, name) for name in shared}, **values)


def _open_notices(
    session: Session, order: PhysicalInventoryOrder, written: ledger.Posting, at: datetime
) -> None:
    for notice in written.notices:
        place, numbers = notice.place, notice.numbers
        open_case(
            session,
            notice.code,
            key="|".join((order.posting_no, *place, *numbers)),
            at=at,
            location=place.location_code,
            document=order.no,
            bin_code=place.bin_code,
            item_no=place.item_no,
            variant_code=place.variant_code,
            lot_no=numbers.lot_no,
            serial_no=numbers.serial_no,
            subject={"missing": str(notice.missing)},
        )
