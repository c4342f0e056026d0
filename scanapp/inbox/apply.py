"""Does what was decided: one function per effect, none per kind of operation (settled 15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inbox.facts import actor_id, case_key
from scanapp.inbox.models import SyncOp
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.facts import OwnLine, RecordedLine
from scanapp.inventory.review import actions as review
from scanapp.inventory.review.models import ReviewCase
from scanapp.people import shifts
from sync import clock, outcomes
from sync.effects import BinDone, BinEmpty, Effect, EndShift, OpenCase, Record, Stand
from sync.lines import LineKey

NOBODY = 0  # an unproved person whose count a supervisor accepted


def apply(session: Session, effects: Iterable[Effect], now: datetime) -> None:
    """Applies `effects` in order; cases are opened before, by `open_cases`."""
    for effect in effects:
        match effect:
            case Record():
                record(session, effect)
            case BinDone():
                bin_done(session, effect)
            case BinEmpty():
                bin_empty(session, effect, now)
            case Stand():
                stand(session, effect)
            case EndShift():
                end_shift(session, effect, now)


def open_cases(session: Session, effects: Iterable[Effect], now: datetime) -> dict[str, ReviewCase]:
    """Opens or joins one case per question; {operation: the case that it waits for}."""
    questions: dict[tuple[str, str], list[OpenCase]] = {}
    for one in effects:
        if not isinstance(one, OpenCase):
            continue
        questions.setdefault((one.code, case_key(one.key)), []).append(one)
    cases: dict[str, ReviewCase] = {}
    for (code, key), group in questions.items():
        first = group[0]
        case = review.open_case(
            session,
            code,
            key=key,
            at=now,
            location=first.loc,
            document=first.doc,
            bin_code=first.bin,
            item_no=first.item,
            variant_code=first.variant,
            lot_no=first.lot,
            serial_no=first.serial,
            raw=first.raw,
            subject=dict(first.subject),
            ops=[one.op for one in group],
        )
        cases |= {one.op: case for one in group}
    return cases


def own_line(key: LineKey) -> OwnLine:
    """The counting noun's name of an own line."""
    return OwnLine(key.loc, key.bin, key.item, key.variant, key.lot, key.serial, key.package)


def record(session: Session, effect: Record) -> None:
    """Sets the recording line to what stands on the own line."""
    line = effect.line
    fact = None
    if line.at is not None and line.lo is not None and line.hi is not None:
        fact = RecordedLine(
            quantity_base=line.quantity_base,
            quantity=line.quantity,
            unit=effect.unit,
            at=clock.to_instant(line.at),
            lo=clock.to_instant(line.lo),
            hi=clock.to_instant(line.hi),
            op_ids=effect.ops,
        )
    counting.record(session, line.key.doc, actor_id(line.key.actor) or NOBODY, own_line(line.key), fact)


def bin_done(session: Session, effect: BinDone) -> None:
    """A person is done with a bin, or not any more."""
    said = effect.said
    n, digest, is_complete = (said.n, said.digest, said.is_complete) if said else (0, "", True)
    person = actor_id(effect.actor) or NOBODY
    counting.bin_done(
        session, effect.doc, person, effect.bin, n, digest, is_complete, stands=said is not None
    )


def bin_empty(session: Session, effect: BinEmpty, now: datetime) -> None:
    """A person saw a bin empty, or not any more."""
    said, person = effect.said, actor_id(effect.actor) or NOBODY
    times = (said.at, said.lo, said.hi) if said else ()
    at, lo, hi = (clock.to_instant(ms) for ms in times) if times else (now, now, now)
    op = said.op if said else ""
    counting.bin_empty(session, effect.doc, person, effect.bin, at, lo, hi, op, stands=said is not None)


def stand(session: Session, effect: Stand) -> None:
    """Notes which operations in review still matter; a case of none is obsolete, and open again if one comes back."""
    for ops, stands in ((effect.standing, True), (effect.fallen, False)):
        changed = select(SyncOp).where(
            SyncOp.op_id.in_(ops), SyncOp.stands.is_(not stands), SyncOp.state == outcomes.REVIEW
        )
        case_ids = set()
        for row in session.scalars(changed):
            row.stands = stands
            case_ids.add(row.case_id)
        session.flush()
        for case in session.scalars(select(ReviewCase).where(ReviewCase.id.in_(case_ids - {None}))):
            _close_or_open(session, case, stands)


def _close_or_open(session: Session, case: ReviewCase, stands: bool) -> None:
    if stands and case.state == review.OBSOLETE:
        case.state = review.OPEN
    left = select(SyncOp.id).where(SyncOp.case_id == case.id, SyncOp.stands, SyncOp.state == outcomes.REVIEW)
    if not stands and session.scalar(left.limit(1)) is None:
        review.close(session, [case])


def end_shift(session: Session, effect: EndShift, now: datetime) -> None:
    """The person's shift on this phone is over."""
    shifts.end_shift(session, effect.device, actor_id(effect.actor) or NOBODY, at=now)
