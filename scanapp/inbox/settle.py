"""Gives operations their outcome, in savepoints: one for the set, and one for each when the set fails (R-1)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.errors import DatabaseBusy, DatabaseFailed
from scanapp.inbox import apply, facts, log
from scanapp.inbox.models import SyncDep, SyncOp
from scanapp.inventory.review.models import ReviewCase
from sync import clock, outcomes
from sync.facts import Candidate, Ruling
from sync.lines import Place
from sync.operations import LINE_KINDS, Operation, decode
from sync.reconcile import Decision, reconcile

logger = logging.getLogger(__name__)
# What the content of one operation can cause; every other database error ends the whole batch (settled 5).
CONTENT_ERRORS = (DataError, IntegrityError, ProgrammingError)


def settle(
    session: Session, rows: Sequence[SyncOp], *, now: datetime, answered: Collection[int] = ()
) -> None:
    """Decides `rows` in their place, applies what follows, then whatever was waiting for them.

    Outcomes of operations that are not in `answered` (the batch that is being answered) are told to their phone.
    """
    while rows:
        rows = [row for row in rows if row.state not in outcomes.FINAL]
        rows += _undos(session, rows)
        where = log.places(session, [row.id for row in rows])
        rows = list(log.in_place(rows, where))
        before = {row.id: (row.state, row.code, row.case_id) for row in rows}
        _settle_set(session, rows, where, now)
        changed = [row for row in rows if before[row.id] != (row.state, row.code, row.case_id)]
        for row in changed:
            if row.id not in answered:
                tell(session, row, where[row.id].device)
        rows = _waiting_for(session, changed)


def _undos(session: Session, rows: Sequence[SyncOp]) -> list[SyncOp]:
    """The applied undos of operations in review: they follow their operation to where it is decided to belong."""
    found: list[SyncOp] = []
    asked = {row.op_id for row in rows if row.state == outcomes.REVIEW}
    while asked:
        undo = select(SyncOp).where(SyncOp.of_op.in_(asked), SyncOp.state == outcomes.APPLIED)
        more = [row for row in session.scalars(undo) if row not in found]
        rule(more, allows=outcomes.REVIEW_CODES)
        found += more
        asked = {row.op_id for row in more}
    return found


def _settle_set(session: Session, rows: Sequence[SyncOp], where: dict[int, Place], now: datetime) -> None:
    try:
        with attempt(session):
            _decide(session, rows, where, now)
    except Exception as error:
        if ends_batch(error):
            raise
        for row in rows:
            _settle_one(session, row, where, now)


def _settle_one(session: Session, row: SyncOp, where: dict[int, Place], now: datetime) -> None:
    try:
        with attempt(session):
            _decide(session, [row], where, now)
    except Exception as error:
        if ends_batch(error):
            raise
        row.state, row.code, row.error_id = outcomes.QUARANTINED, outcomes.FAILED, secrets.token_hex(4)
        logger.exception("operation %s quarantined, error %s", row.op_id, row.error_id)
        session.flush()


def ends_batch(error: Exception) -> bool:
    """Whether an error is the database's own (full, locked, serialization, connection)."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, CONTENT_ERRORS) or error.connection_invalidated
    return isinstance(error, DatabaseBusy | DatabaseFailed)


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """A savepoint that also takes back what was said to the change feed."""
    said = dict(session.info.get(feed.PENDING, {}))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info[feed.PENDING] = said
        raise


def _decide(session: Session, rows: Sequence[SyncOp], where: dict[int, Place], now: datetime) -> None:
    by_op = {row.op_id: row for row in rows}
    candidates = [_candidate(row, where[row.id]) for row in rows]
    result = reconcile(candidates, facts.load(session, candidates, now))
    for decision in result.decisions:
        _write(session, by_op[decision.candidate.op.op], decision)
    session.flush()
    for op, case in apply.open_cases(session, result.effects, now).items():
        by_op[op].case_id = case.id
    session.flush()
    apply.apply(session, result.effects, now)
    session.flush()


def _candidate(row: SyncOp, place: Place) -> Candidate:
    op = decode(row.body)
    if not isinstance(op, Operation):
        raise TypeError(f"operation {row.op_id} cannot be read any more: {op.why}")
    if row.effective_at is None or row.effective_lo is None or row.effective_hi is None:
        raise TypeError(f"operation {row.op_id} has no time")
    at, lo, hi = (log.to_ms(instant) for instant in (row.effective_at, row.effective_lo, row.effective_hi))
    return Candidate(op, place, clock.Effective(at, lo, hi), read_ruling(row.ruling))


def read_ruling(stored: dict[str, Any]) -> Ruling:
    """A ruling as it is kept with its operation."""
    return Ruling(**{**stored, "allows": frozenset(stored.get("allows", ()))})


def _write(session: Session, row: SyncOp, decision: Decision) -> None:
    op, resolved, key = decision.candidate.op, decision.resolved, decision.resolved.key
    row.state, row.code, row.case_id = decision.outcome.state, decision.outcome.code, None
    row.is_complete, row.stands = decision.is_complete, True
    row.order_no, row.location_code, row.bin_code = resolved.doc, resolved.loc, resolved.bin
    row.unit_code, row.quantity, row.quantity_base = resolved.unit, op.qty, resolved.quantity_base
    if key is not None:
        row.spot_key = log.short_key(key.spot)
        row.item_no, row.variant_code = key.item, key.variant
        row.lot_no, row.serial_no, row.package_no = key.lot, key.serial, key.package
        row.raw = op.raw if key.item else key.raw
    else:
        row.spot_key, row.raw = log.area_key(resolved.doc, op.actor, resolved.loc, resolved.bin), ""
    if op.kind not in LINE_KINDS:
        row.unit_code, row.quantity = "", facts.ZERO
    if row.code == outcomes.DEP_MISSING:
        _wait(session, row, op)


def _wait(session: Session, row: SyncOp, op: Operation) -> None:
    known = set(session.scalars(select(SyncDep.dep_op_id).where(SyncDep.sync_op_id == row.id)))
    for dep in {*op.dep, op.of} - known - {""}:
        session.add(SyncDep(dep_op_id=dep, sync_op_id=row.id))


def _waiting_for(session: Session, rows: Sequence[SyncOp]) -> list[SyncOp]:
    """The operations held for any of these."""
    session.flush()
    waiting = select(SyncDep.sync_op_id).where(SyncDep.dep_op_id.in_({row.op_id for row in rows}))
    held = (SyncOp.state == outcomes.HELD, SyncOp.code == outcomes.DEP_MISSING)
    found = list(session.scalars(select(SyncOp).where(SyncOp.id.in_(waiting), *held)))
    done = [row.id for row in rows if row.state != outcomes.HELD]
    session.execute(delete(SyncDep).where(SyncDep.sync_op_id.in_(done)))
    return found


def tell(session: Session, row: SyncOp, device: str) -> None:
    """Puts an operation's outcome into the feed of its phone."""
    case = f"rv_{row.case_id}" if row.case_id else ""
    feed.publish(session, "outcome", row.op_id, f"dev:{device}", [row.op_id, row.state, row.code, case])


def rule(rows: Sequence[SyncOp], **ruling: Any) -> None:
    """Adds to what was decided about operations; `allows` names one more code that stops them no longer."""
    for row in rows:
        allows = {*row.ruling.get("allows", ()), *ruling.get("allows", ())}
        row.ruling = {**row.ruling, **ruling, "allows": sorted(allows)}


def open_rows(session: Session, case: ReviewCase) -> list[SyncOp]:
    """The operations that wait for a case."""
    statement = select(SyncOp).where(SyncOp.case_id == case.id, SyncOp.state == outcomes.REVIEW)
    return list(session.scalars(statement.order_by(SyncOp.id)))
