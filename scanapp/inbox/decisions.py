"""What a supervisor's answers do to the operations that wait for them. Imported once by `wiring.wire()`.

An answer becomes a ruling of each operation, then the operations are settled again: one that meets another
question waits for that one. Outcomes that change are told to the phones (R-6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.codes import is_printable
from scanapp.inbox import log, queries
from scanapp.inbox.apply import NOBODY, own_line
from scanapp.inbox.errors import ReopenTooLate, TargetUnknown
from scanapp.inbox.facts import actor_id
from scanapp.inbox.models import SyncOp
from scanapp.inbox.settle import open_rows, rule, settle
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import approval, phone_recordings, ports, recordings
from scanapp.inventory.counting import decisions as counting_decisions
from scanapp.inventory.items import actions as items
from scanapp.inventory.items.models import Item, ItemUnit, ItemVariant
from scanapp.inventory.locations.models import Bin
from scanapp.inventory.review import actions as review
from scanapp.inventory.review.models import ReviewCase
from sync import outcomes
from sync.book import plain

Target = dict[str, Any]
REFERENCE_LENGTH = 50


def _again(session: Session, case: ReviewCase, rows: Sequence[SyncOp]) -> None:
    settle(session, rows, now=case.decided_at or case.opened_at)


def accept(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The operations count in spite of what the case says."""
    rows = open_rows(session, case)
    rule(rows, allows=[case.code])
    _again(session, case, rows)


def _rejecting(code: str) -> review.Decision:
    def reject(session: Session, case: ReviewCase, target: Target, by: int) -> None:
        """The operations stay on record and count for nothing."""
        rows = open_rows(session, case)
        rule(rows, rejected=code)
        _again(session, case, rows)

    return reject


discard = _rejecting(outcomes.DISCARDED)
take_first = _rejecting(outcomes.NOT_TAKEN)


def map_to_item(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """What was read is an item; later reads of it in this order are too, and the item learns the code."""
    named = _item(session, target)
    case.target = named
    session.flush()
    rows = open_rows(session, case)
    rule(rows, item=named["item"], variant=named["variant"], uom=named["unit"])
    code = plain(case.raw)
    if case.code == outcomes.UNKNOWN_BARCODE and 0 < len(code) <= REFERENCE_LENGTH and is_printable(code):
        items.add_reference(
            session, named["item"], code, variant_code=named["variant"], unit_code=named["unit"]
        )
    _again(session, case, rows)
    _retry(session, case)


def _item(session: Session, target: Target) -> dict[str, str]:
    item, variant, unit = (str(target.get(word, "")).strip().upper() for word in ("item", "variant", "unit"))
    if not item or session.get(Item, item) is None:
        raise TargetUnknown(what=item[:40] or "?")
    if variant and session.get(ItemVariant, (item, variant)) is None:
        raise TargetUnknown(what=variant[:40])
    if unit and session.get(ItemUnit, (item, unit)) is None:
        raise TargetUnknown(what=unit[:40])
    return {"item": item, "variant": variant, "unit": unit}


def _retry(session: Session, case: ReviewCase) -> None:
    """The same code may have been read in other counts: those that it answers too are over (C19)."""
    same = select(ReviewCase).where(
        ReviewCase.code == outcomes.UNKNOWN_BARCODE,
        ReviewCase.raw == case.raw,
        ReviewCase.state == review.OPEN,
    )
    for other in session.scalars(same).all():
        _again(session, case, open_rows(session, other))
        if not open_rows(session, other):
            review.close(session, [other])


def map_to_bin(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The label was another bin's; `target` names it in `bin`."""
    code = str(target.get("bin", "")).strip().upper()
    if session.get(Bin, (case.location_code, code)) is None:
        raise TargetUnknown(what=code[:40] or "?")
    rows = open_rows(session, case)
    rule(rows, bin=code)
    _again(session, case, rows)


def take_new(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The item that the code means now."""
    rows = open_rows(session, case)
    now = case.subject
    rule(rows, item=now["now"], variant=now["variant"], uom=now["unit"])
    _again(session, case, rows)


def reopen(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The order, and the recordings of the people who counted late, open again."""
    rows = open_rows(session, case)
    state = phone_recordings.order_states(session, [case.document_no]).get(case.document_no)
    if state is None or state.status == phone_recordings.POSTED:
        raise ReopenTooLate(order=case.document_no)
    order = counting.get_order(session, case.document_no)
    if state.status != "Open":
        approval.reopen_order(session, order)
    people = {actor_id(row.actor) for row in rows}
    for recording in order.recordings:
        if recording.origin == "phone" and recording.person_id in people:
            recordings.reopen_recording(session, recording)
    _again(session, case, rows)


def move(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The operations go to the order that `target` names in `order`, or to a new one."""
    no = str(target.get("order", "")).strip().upper()
    if not no:
        at = case.decided_at or case.opened_at
        text = f"{case.document_no} +"
        no = counting.create_order(session, case.location_code, by=by, at=at, description=text).no
    elif counting.get_order(session, no).location_code != case.location_code:
        raise TargetUnknown(what=no[:40])
    case.target = {"order": no}
    rows = open_rows(session, case)
    rule(rows, doc=no)
    _again(session, case, rows)


def take_second(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """The later count stands; the first one's lines are set aside (settled 14)."""
    later = open_rows(session, case)
    spots = {row.spot_key for row in later}
    first = session.scalars(
        select(SyncOp).where(
            SyncOp.spot_key.in_(spots), SyncOp.state == outcomes.APPLIED, SyncOp.is_set_aside.is_(False)
        )
    ).all()
    people = {row.actor for row in later}
    lines = {(row.actor, key) for row in first if row.actor not in people and (key := log.line_key(row))}
    for actor, key in lines:
        person = actor_id(actor) or NOBODY
        phone_recordings.set_aside(session, case.document_no, person, own_line(key))
    set_aside(session, [row.op_id for row in first if row.actor not in people])
    accept(session, case, target, by)


def recount(session: Session, case: ReviewCase, target: Target, by: int) -> None:
    """Both counts are recorded and set aside, and a task asks to count again."""
    accept(session, case, target, by)
    counting_decisions.recount(session, case, target, by)


def set_aside(session: Session, op_ids: Sequence[str]) -> None:
    """These operations count no longer; a recount by the same person starts from nothing."""
    for row in session.scalars(select(SyncOp).where(SyncOp.op_id.in_(op_ids))):
        row.is_set_aside = True
    session.flush()


_CHOICES: dict[str, dict[str, Callable[[Session, ReviewCase, Target, int], None]]] = {
    outcomes.ACTOR_UNPROVED: {"accept": accept, "reject": discard},
    outcomes.LOC_NOT_PERMITTED: {"accept": accept, "reject": discard},
    outcomes.DOC_UNKNOWN: {"move": move, "discard": discard},
    outcomes.DOC_FINISHED: {"reopen": reopen, "move": move, "discard": discard},
    outcomes.BIN_UNKNOWN: {"map": map_to_bin, "discard": discard},
    outcomes.UNKNOWN_BARCODE: {"map": map_to_item, "discard": discard},
    outcomes.NOT_STOCKED: {"map": map_to_item, "discard": discard},
    outcomes.BARCODE_CHANGED: {"keep": accept, "take_new": take_new},
    outcomes.TWO_COUNTERS: {
        "sum": accept,
        "take_first": take_first,
        "take_second": take_second,
        "recount": recount,
    },
}
for _code, _choices in _CHOICES.items():
    review.register(_code, "review", _choices)
for _code in (outcomes.STREAM_FORK, outcomes.STREAM_FOREIGN, outcomes.OP_ID_REUSE):
    review.register(_code, "notice", {})

ports.on_set_aside(set_aside)
ports.register_scan_source(queries.scans)
ports.register_completeness_source(queries.completeness)
