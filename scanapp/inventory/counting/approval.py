"""Finishing an order: every question that stands in the way, then the differences (domain 1 §5.6, settled 16-17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import ScanappError
from scanapp.inventory.counting import rules
from scanapp.inventory.counting.assessment import TIME_OVERLAP, Assessed, assess, overlap_mark
from scanapp.inventory.counting.errors import (
    AreaIncomplete,
    CasesOpen,
    DuplicateLine,
    ExpectedNotCalculated,
    NotCounted,
    OrderEmpty,
    OrderNotFinished,
    RecordingNotFinished,
    SecondPersonNeeded,
)
from scanapp.inventory.counting.models import (
    FINISHED,
    OPEN,
    PhysicalInventoryOrder,
    PhysicalInventoryOrderLine,
    PhysicalInventoryOrderNumber,
)
from scanapp.inventory.counting.orders import duplicate_lines, ensure_open, lock_order, publish_order
from scanapp.inventory.counting.recordings import finish_recording, reopen_recording
from scanapp.inventory.items.models import ItemVariant
from scanapp.inventory.ledger.errors import ItemBlocked, TrackingMissing
from scanapp.inventory.review.actions import close, open_case
from scanapp.inventory.review.models import ReviewCase
from scanapp.inventory.review.queries import list_cases
from scanapp.quantities import decimal_text, instant_text

NOT_COUNTED, LARGE_VARIANCE, ITEM_BLOCKED = "NOT_COUNTED", "LARGE_VARIANCE", "ITEM_BLOCKED"
AREA_INCOMPLETE = "AREA_INCOMPLETE"
OWN_CODES = (ITEM_BLOCKED, AREA_INCOMPLETE, NOT_COUNTED, TIME_OVERLAP, LARGE_VARIANCE)
ZERO = Decimal(0)
MAX_CASES = 100_000


@dataclass(frozen=True)
class Question:
    """What a supervisor must answer before the order can finish; becomes a review case."""

    code: str
    item_no: str = ""
    variant_code: str = ""
    bin_code: str = ""
    subject: Mapping[str, Any] = field(default_factory=dict)
    ops: tuple[str, ...] = ()

    def key(self, order: PhysicalInventoryOrder) -> str:
        """The same question asked again is the same case."""
        return "|".join((order.no, order.location_code, self.bin_code, self.item_no, self.variant_code))


@dataclass(frozen=True)
class Approval:
    """How approving ended: finished with the digest of what was `shown`, or refused with the open cases."""

    is_finished: bool
    shown: str = ""
    refusal: ScanappError | None = None
    cases: tuple[ReviewCase, ...] = ()


def approve(session: Session, order: PhysicalInventoryOrder, *, by: int, at: datetime) -> Approval:
    """Finishes every open recording and then the order, or changes nothing but the open questions.

    Recordings stay open while a question is, so phones can go on counting.
    """
    lock_order(session, order)
    ensure_open(order)
    with session.begin_nested() as attempt:
        for recording in order.recordings:
            if recording.status == OPEN:
                finish_recording(session, recording, at=at)
        _ensure_finishable(order, by)
        assessed = assess(session, order)
        questions = find_questions(session, order, assessed)
        if not questions and not _others_open(session, order):
            return _finish(session, order, assessed, by, at)
        attempt.rollback()
    return _refused(session, order, questions, at)


def finish_order(session: Session, order: PhysicalInventoryOrder, *, by: int, at: datetime) -> Approval:
    """Finishes an order whose recordings are all finished; fills T, stock at T and the differences of each line.

    Refuses (raises) what no answer can mend: an unfinished recording, a duplicate key, a missing expected
    quantity or number. What a supervisor can answer is returned as open cases, so that they stay.
    """
    lock_order(session, order)
    _ensure_finishable(order, by)
    assessed = assess(session, order)
    questions = find_questions(session, order, assessed)
    if questions or _others_open(session, order):
        return _refused(session, order, questions, at)
    return _finish(session, order, assessed, by, at)


def _ensure_finishable(order: PhysicalInventoryOrder, by: int) -> None:
    ensure_open(order)
    if not order.lines:
        raise OrderEmpty(order=order.no)
    for recording in order.recordings:
        if recording.status != FINISHED:
            raise RecordingNotFinished(recording=recording.recording_no, order=order.no)
    for line in duplicate_lines(order):
        raise DuplicateLine(item=line.item_no, place=line.bin_code or line.location_code, order=order.no)
    for line in order.lines:
        if not line.is_expected_calculated:
            raise ExpectedNotCalculated(item=line.item_no, place=line.bin_code or line.location_code)
    ensure_second_person(order, by)


def _others_open(session: Session, order: PhysicalInventoryOrder) -> bool:
    cases = list_cases(session, document=order.no, grade="review", limit=MAX_CASES)
    return any(case.code not in OWN_CODES for case in cases)


def ensure_second_person(order: PhysicalInventoryOrder, by: int) -> None:
    """Where the order asks for two people: whoever counted in it may not approve or post it."""
    if order.needs_second_person and any(
        by in (recording.person_id, row.recorded_by)
        for recording in order.recordings
        if recording.origin != "decision"
        for row in recording.lines
        if row.is_recorded
    ):
        raise SecondPersonNeeded()


def find_questions(
    session: Session, order: PhysicalInventoryOrder, assessed: list[Assessed]
) -> list[Question]:
    """What stands in the way, in the order a person would take it."""
    questions = _incomplete_bins(session, order)
    blocked = _blocked_variants(session)
    for one in assessed:
        if one.item.is_blocked or one.key[:2] in blocked:
            questions.append(_about(one, ITEM_BLOCKED))
        if not one.rows:
            questions.append(_about(one, NOT_COUNTED))
            continue
        if one.is_tracked and any(row.quantity_base and row.number == rules.NO_NUMBER for row in one.rows):
            raise TrackingMissing(item=one.key[0], dimension="serial, lot or package")
        if one.instant and one.inside and one.overlap_choice not in ("before", "after"):
            questions.append(_overlap(one))
    return questions + large_variances(session, order, assessed)


def _incomplete_bins(session: Session, order: PhysicalInventoryOrder) -> list[Question]:
    accepted = {
        (case.bin_code, case.subject.get("digest"))
        for case in list_cases(session, document=order.no, state="decided", codes=[AREA_INCOMPLETE])
        if case.choice == "accept"
    }
    return [
        Question(
            AREA_INCOMPLETE,
            bin_code=report.bin_code,
            subject={
                "person": report.person_id,
                "made": report.manifest_n,
                "digest": report.manifest_digest,
            },
        )
        for report in order.reports
        if report.is_done
        and not report.is_complete
        and (report.bin_code, report.manifest_digest) not in accepted
    ]


def _blocked_variants(session: Session) -> set[tuple[str, str]]:
    rows = select(ItemVariant.item_no, ItemVariant.code).where(ItemVariant.is_blocked.is_(True))
    return set(session.execute(rows).all())


def _about(one: Assessed, code: str, **subject: Any) -> Question:
    ops = tuple(op for row in one.rows for op in row.op_ids)
    item, variant, _, bin_code = one.key
    return Question(code, item, variant, bin_code, subject, ops)


def _overlap(one: Assessed) -> Question:
    assert one.instant is not None
    return _about(
        one,
        TIME_OVERLAP,
        mark=overlap_mark(one.instant, one.inside),
        lo=instant_text(one.instant.lo),
        hi=instant_text(one.instant.hi),
        movements=[
            {"entry_no": m.entry_no, "quantity": decimal_text(m.quantity), "at": instant_text(m.at)}
            for m in one.inside
        ],
    )


def large_variances(
    session: Session, order: PhysicalInventoryOrder, assessed: list[Assessed]
) -> list[Question]:
    """Lines beyond the order's tolerance whose very difference nobody approved yet (C18)."""
    tolerance = rules.Tolerance(order.tolerance_quantity, order.tolerance_percent, order.tolerance_value)
    approved = {
        (case.item_no, case.variant_code, case.location_code, case.bin_code, case.subject["mark"])
        for case in list_cases(session, document=order.no, state="decided", codes=[LARGE_VARIANCE])
        if case.choice == "approve"
    }
    return [
        _about(one, LARGE_VARIANCE, difference=decimal_text(one.found.difference), mark=_mark(one.found))
        for one in assessed
        if one.found
        and rules.is_large(one.found, one.item.unit_cost, tolerance)
        and (*one.key, _mark(one.found)) not in approved
    ]


def _mark(found: rules.Difference) -> str:
    return f"+{decimal_text(found.positive)} -{decimal_text(found.negative)}"


def open_questions(
    session: Session, order: PhysicalInventoryOrder, questions: list[Question], at: datetime
) -> list[ReviewCase]:
    """Opens a case per question; own cases whose question is gone become obsolete. All open review cases."""
    asked = {(question.code, question.key(order)) for question in questions}
    stale = [
        case
        for case in list_cases(session, document=order.no, codes=OWN_CODES, limit=MAX_CASES)
        if (case.code, case.key) not in asked
    ]
    close(session, stale)
    for question in questions:
        open_case(
            session,
            question.code,
            key=question.key(order),
            at=at,
            location=order.location_code,
            document=order.no,
            bin_code=question.bin_code,
            item_no=question.item_no,
            variant_code=question.variant_code,
            subject=question.subject,
            ops=question.ops,
        )
    return list(list_cases(session, document=order.no, grade="review", limit=MAX_CASES))


def _refused(
    session: Session, order: PhysicalInventoryOrder, questions: list[Question], at: datetime
) -> Approval:
    cases = open_questions(session, order, questions, at)
    return Approval(False, refusal=refusal_for(order, cases), cases=tuple(cases))


def refusal_for(order: PhysicalInventoryOrder, cases: list[ReviewCase]) -> ScanappError:
    """The sentence for an order that these open cases hold back."""
    codes = {case.code for case in cases}
    first = next(iter(cases))
    if codes == {ITEM_BLOCKED}:
        return ItemBlocked(item=first.item_no)
    if codes == {NOT_COUNTED}:
        return NotCounted(order=order.no, n=len(cases))
    if codes == {AREA_INCOMPLETE}:
        return AreaIncomplete(bins=", ".join(sorted({case.bin_code for case in cases})))
    return CasesOpen(order=order.no, n=len(cases), codes=", ".join(sorted(codes)))


def _finish(
    session: Session, order: PhysicalInventoryOrder, assessed: list[Assessed], by: int, at: datetime
) -> Approval:
    open_questions(session, order, [], at)
    for one in assessed:
        fill(one)
    order.status, order.finished_by, order.finished_at = FINISHED, by, at
    order.shown = digest_of(assessed)
    session.flush()
    publish_order(session, order)
    return Approval(True, shown=order.shown)


def digest_of(assessed: list[Assessed]) -> str:
    """The digest of the differences of an order's lines (settled 40)."""
    return rules.digest((one.line_no, one.key, one.found.numbers) for one in assessed if one.found)


def fill(one: Assessed) -> None:
    """Writes T, stock at T and the differences into the order's line (domain 1 §5.6)."""
    line, found, instant = one.line, one.found, one.instant
    if line is None or found is None or instant is None:
        raise AssertionError(f"{one.key} is not counted")
    line.counted_at, line.counted_lo, line.counted_hi = instant.at, instant.lo, instant.hi
    line.quantity_at_count_base = found.stock
    line.entry_type, line.quantity_base = found.entry_type, abs(found.difference)
    line.positive_quantity_base, line.negative_quantity_base = found.positive, found.negative
    line.is_without_difference = not found.difference
    _fill_numbers(line, found)


def _fill_numbers(line: PhysicalInventoryOrderLine, found: rules.Difference) -> None:
    if not line.use_item_tracking:
        return
    known = {row.number: row for row in line.numbers}
    for row in found.numbers:
        kept = known.get(row.number)
        if kept is None:
            serial, lot, package = row.number
            kept = PhysicalInventoryOrderNumber(
                serial_no=serial, lot_no=lot, package_no=package, quantity_expected_base=ZERO
            )
            line.numbers.append(kept)
        kept.quantity_recorded_base, kept.quantity_at_count_base = row.counted, row.stock


def reopen_order(session: Session, order: PhysicalInventoryOrder, *, recordings: bool = False) -> None:
    """Opens a finished order again: clears its differences; recordings stay finished (domain 1 §5.2).

    With `recordings`, those made by phones open too, so that their people can go on counting.
    """
    if order.status != FINISHED:
        raise OrderNotFinished(order=order.no)
    order.status, order.finished_by, order.finished_at, order.shown = OPEN, None, None, ""
    for line in order.lines:
        line.entry_type, line.quantity_base = "", ZERO
        line.positive_quantity_base = line.negative_quantity_base = ZERO
        for row in line.numbers:
            row.quantity_recorded_base = row.quantity_at_count_base = ZERO
    session.flush()
    if recordings:
        for recording in order.recordings:
            if recording.origin == "phone":
                reopen_recording(session, recording)
    publish_order(session, order)
