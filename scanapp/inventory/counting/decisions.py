"""What a supervisor's answers do to a count. Imported once by `wiring.wire()`.

A choice is remembered by its case; `approval` and `assessment` read it there (settled 13).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp.inventory.counting.approval import (
    AREA_INCOMPLETE,
    ITEM_BLOCKED,
    LARGE_VARIANCE,
    NOT_COUNTED,
    reopen_order,
)
from scanapp.inventory.counting.assessment import TIME_OVERLAP
from scanapp.inventory.counting.models import (
    FINISHED,
    OPEN,
    CountTask,
    PhysicalInventoryOrder,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
)
from scanapp.inventory.counting.orders import ensure_open, get_order
from scanapp.inventory.counting.ports import tell_set_aside
from scanapp.inventory.counting.recordings import (
    blank_line,
    next_line_no,
    next_recording_no,
    reopen_recording,
)
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft, VariantDraft
from scanapp.inventory.review.actions import register
from scanapp.inventory.review.models import ReviewCase

Target = dict[str, Any]


def remember(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The choice itself is all there is: the next look at the count takes it into account."""


def recount(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """What was counted of this key, or bin, is set aside; a task asks to count it again."""
    order = get_order(session, case.document_no)
    if order.status == FINISHED:
        reopen_order(session, order)
    fallen: list[str] = []
    for recording in order.recordings:
        rows = [row for row in recording.lines if _is_about(case, row) and not row.is_set_aside]
        if rows and recording.status == FINISHED:
            reopen_recording(session, recording)
        for row in rows:
            row.is_set_aside = True
            fallen += row.op_ids
    for report in order.reports:
        if not case.item_no and report.bin_code == case.bin_code:
            report.is_done, report.is_complete = False, True
    session.flush()
    tell_set_aside(session, fallen)
    open_task(session, case)


def open_task(session: Session, case: ReviewCase) -> CountTask:
    """A task to count the key of a case again."""
    task = CountTask(
        order_no=case.document_no,
        location_code=case.location_code,
        bin_code=case.bin_code,
        item_no=case.item_no,
        variant_code=case.variant_code,
        reason=case.code,
        case_id=case.id,
        opened_at=case.decided_at or case.opened_at,
    )
    session.add(task)
    session.flush()
    return task


def _is_about(case: ReviewCase, row: PhysicalInventoryRecordingLine) -> bool:
    same_item = not case.item_no or (row.item_no, row.variant_code) == (case.item_no, case.variant_code)
    same_number = case.lot_no in ("", row.lot_no) and case.serial_no in ("", row.serial_no)
    return same_item and same_number and row.bin_code == case.bin_code


def _ask_again(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    open_task(session, case)


def zero(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """Nobody counted it because nothing is there: an explicit zero in a recording of whoever decided.

    Its T is that of the bin's last count, else the snapshot's (settled 35).
    """
    order = get_order(session, case.document_no)
    ensure_open(order)
    line = next((line for line in order.lines if line.key == _key(case)), None)
    if line is None:
        return
    recording = _recording_of_decisions(session, order, by, case.decided_at or case.opened_at)
    row = blank_line(*line.key, line.base_unit, next_line_no(recording))
    row.is_recorded, row.recorded_by = True, by
    row.recorded_at = _last_look(session, order, line.bin_code)
    recording.lines.append(row)


def _key(case: ReviewCase) -> tuple[str, str, str, str]:
    return case.item_no, case.variant_code, case.location_code, case.bin_code


def _last_look(session: Session, order: PhysicalInventoryOrder, bin_code: str) -> datetime | None:
    empty = [r.empty_at for r in order.reports if r.bin_code == bin_code and r.empty_at]
    if empty:
        return max(empty)
    row = PhysicalInventoryRecordingLine
    return session.scalar(
        select(func.max(row.recorded_at))
        .join(PhysicalInventoryRecording)
        .where(PhysicalInventoryRecording.order_id == order.id, row.bin_code == bin_code)
    )


def _recording_of_decisions(
    session: Session, order: PhysicalInventoryOrder, by: int, at: datetime
) -> PhysicalInventoryRecording:
    for recording in order.recordings:
        if recording.origin == "decision" and recording.person_id == by and recording.status == OPEN:
            return recording
    recording = PhysicalInventoryRecording(
        recording_no=next_recording_no(order),
        origin="decision",
        person_id=by,
        status=OPEN,
        allow_recording_without_order=False,
        created_at=at,
    )
    order.recordings.append(recording)
    session.flush()
    return recording


def leave(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The key is left out of this count: no line, no anchor (settled 35)."""
    order = get_order(session, case.document_no)
    ensure_open(order)
    for line in [line for line in order.lines if line.key == _key(case) and not line.is_on_recording_lines]:
        order.lines.remove(line)


def unblock(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The item, and the variant that was counted, may be used again."""
    variants = [VariantDraft(case.variant_code)] if case.variant_code else []
    save_items(session, [ItemDraft(case.item_no, {"is_blocked": False}, variants=variants)])


register(NOT_COUNTED, "review", {"zero": zero, "recount": _ask_again, "leave": leave})
register(TIME_OVERLAP, "review", {"before": remember, "after": remember, "recount": recount})
register(LARGE_VARIANCE, "review", {"approve": remember, "recount": recount})
register(AREA_INCOMPLETE, "review", {"accept": remember, "recount": recount})
register(ITEM_BLOCKED, "review", {"unblock": unblock, "keep_open": remember})
