"""What phones say, set into the recording of (order, person). Every function may be called again with the same facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inventory.counting.errors import RecordingNotOpen
from scanapp.inventory.counting.facts import OrderState, OwnLine, RecordedLine
from scanapp.inventory.counting.models import (
    FINISHED,
    OPEN,
    BinReport,
    CountTask,
    PhysicalInventoryOrder,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
    PostedPhysicalInventoryOrder,
)
from scanapp.inventory.counting.orders import ensure_open, get_order
from scanapp.inventory.counting.recordings import next_line_no, next_recording_no, reopen_recording

POSTED = "Posted"


def order_states(session: Session, numbers: Iterable[str]) -> dict[str, OrderState]:
    """{order no: its state} of those that exist, posted ones under the number the phone knows; two queries."""
    wanted = set(numbers)
    orders = session.scalars(
        select(PhysicalInventoryOrder).where(PhysicalInventoryOrder.no.in_(wanted))
    ).all()
    finished: dict[int, set[int]] = {}
    for order_id, person_id in session.execute(
        select(PhysicalInventoryRecording.order_id, PhysicalInventoryRecording.person_id).where(
            PhysicalInventoryRecording.order_id.in_([order.id for order in orders]),
            PhysicalInventoryRecording.origin == "phone",
            PhysicalInventoryRecording.status == FINISHED,
        )
    ):
        finished.setdefault(order_id, set()).add(person_id or 0)
    states = {
        order.no: OrderState(
            order.no,
            order.location_code,
            order.status,
            order.mode,
            order.is_blind,
            frozenset(finished.get(order.id, ())),
        )
        for order in orders
    }
    posted = select(PostedPhysicalInventoryOrder).where(
        PostedPhysicalInventoryOrder.pre_assigned_no.in_(wanted - states.keys())
    )
    for row in session.scalars(posted):
        states[row.pre_assigned_no] = OrderState(
            row.pre_assigned_no, row.location_code, POSTED, row.mode, row.is_blind, frozenset(), row.no
        )
    return states


def record(session: Session, order_no: str, person_id: int, line: OwnLine, fact: RecordedLine | None) -> None:
    """Sets the recording line of one own line to what stands on it; None = nothing stands, it is removed (settled 2, 3).

    Makes the recording (order, person) with its first line. A line that a decision set aside counts again as
    soon as an operation stands on it that it did not have then. Refuses ORDER_NOT_OPEN and RECORDING_NOT_OPEN.
    """
    with session.no_autoflush:  # a batch sets hundreds of lines; they are written together
        order = get_order(session, order_no)
        ensure_open(order)
        recording = _find(order, person_id)
        row = _line(recording, line) if recording else None
        if fact is None:
            if recording and row:
                recording.lines.remove(row)
            return
        is_new = row is None or bool(set(fact.op_ids) - set(row.op_ids))
        row = row or _add(recording or _make(order, person_id, fact.at), person_id, line)
        row.unit_code, row.quantity, row.quantity_base = fact.unit, fact.quantity, fact.quantity_base
        row.is_recorded, row.op_ids = True, list(fact.op_ids)
        row.recorded_at, row.recorded_lo, row.recorded_hi = fact.at, fact.lo, fact.hi
        if is_new:
            row.is_set_aside = False
            _close_tasks(session, order_no, line, fact.at)


def _add(
    recording: PhysicalInventoryRecording, person_id: int, line: OwnLine
) -> PhysicalInventoryRecordingLine:
    row = PhysicalInventoryRecordingLine(
        line_no=next_line_no(recording),
        item_no=line.item_no,
        variant_code=line.variant_code,
        location_code=line.location_code,
        bin_code=line.bin_code,
        lot_no=line.lot_no,
        serial_no=line.serial_no,
        package_no=line.package_no,
        recorded_by=person_id,
        is_recorded_without_order=False,
        item_reference_no="",
        op_ids=[],
    )
    recording.lines.append(row)
    return row


def set_aside(
    session: Session, order_no: str, person_id: int, line: OwnLine, *, is_set_aside: bool = True
) -> None:
    """Leaves one person's count of a key out of the order, by decision; it stays in the recording (settled 14)."""
    order = get_order(session, order_no)
    ensure_open(order)
    for recording in order.recordings:
        if recording.origin == "phone" and recording.person_id == person_id:
            row = _line(recording, line)
            if row is None or row.is_set_aside == is_set_aside:
                continue
            if recording.status == FINISHED:
                reopen_recording(session, recording)
            row.is_set_aside = is_set_aside
    session.flush()


def bin_done(
    session: Session,
    order_no: str,
    person_id: int,
    bin_code: str,
    n: int,
    digest: str,
    is_complete: bool,
    *,
    stands: bool = True,
) -> None:
    """A person is done with a bin and made `n` operations there; complete when all of them arrived (C15).

    `stands=False` takes it back (the operation was retracted).
    """
    report = _report(session, order_no, person_id, bin_code)
    report.is_done = stands
    report.manifest_n, report.manifest_digest = (n, digest) if stands else (0, "")
    report.is_complete = is_complete or not stands
    session.flush()


def bin_empty(
    session: Session,
    order_no: str,
    person_id: int,
    bin_code: str,
    at: datetime,
    lo: datetime,
    hi: datetime,
    op_id: str,
    *,
    stands: bool = True,
) -> None:
    """A person saw a bin empty at `at`: an explicit zero for every expected key of it without a count (settled 11).

    The zeros are written when the recording is finished, so it does not matter what arrives first.
    """
    report = _report(session, order_no, person_id, bin_code)
    report.empty_at, report.empty_lo, report.empty_hi = (at, lo, hi) if stands else (None, None, None)
    report.empty_op_id = op_id if stands else ""
    order = get_order(session, order_no)
    if not _find(order, person_id):
        _make(order, person_id, at)
    session.flush()


def _report(session: Session, order_no: str, person_id: int, bin_code: str) -> BinReport:
    order = get_order(session, order_no)
    ensure_open(order)
    report = session.get(BinReport, (order.id, person_id, bin_code))
    if report is None:
        report = BinReport(order_id=order.id, person_id=person_id, bin_code=bin_code, is_complete=True)
        order.reports.append(report)
    return report


def _find(order: PhysicalInventoryOrder, person_id: int) -> PhysicalInventoryRecording | None:
    for recording in order.recordings:
        if recording.origin == "phone" and recording.person_id == person_id:
            if recording.status != OPEN:
                raise RecordingNotOpen(recording=recording.recording_no, order=order.no)
            return recording
    return None


def _make(order: PhysicalInventoryOrder, person_id: int, at: datetime) -> PhysicalInventoryRecording:
    made = PhysicalInventoryRecording(
        recording_no=next_recording_no(order),
        origin="phone",
        person_id=person_id,
        status=OPEN,
        allow_recording_without_order=True,
        created_at=at,
    )
    order.recordings.append(made)
    return made


def _line(recording: PhysicalInventoryRecording, line: OwnLine) -> PhysicalInventoryRecordingLine | None:
    for row in recording.lines:
        if row.item_no == line.item_no and row.bin_code == line.bin_code and _own_line(row) == line:
            return row
    return None


def _own_line(row: PhysicalInventoryRecordingLine) -> OwnLine:
    return OwnLine(
        row.location_code,
        row.bin_code,
        row.item_no,
        row.variant_code,
        row.lot_no,
        row.serial_no,
        row.package_no,
    )


def _close_tasks(session: Session, order_no: str, line: OwnLine, at: datetime) -> None:
    task = CountTask
    waiting = select(task).where(
        task.order_no == order_no, task.done_at.is_(None), task.bin_code == line.bin_code
    )
    for row in session.scalars(waiting):
        if not row.item_no or (row.item_no, row.variant_code) == (line.item_no, line.variant_code):
            row.done_at = at
