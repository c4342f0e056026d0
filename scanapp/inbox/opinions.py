"""What each person's operations on a key add up to, those that wait for an answer included: for the screen only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scanapp.inbox import log
from scanapp.inbox.models import StreamSlot, SyncOp
from sync import outcomes
from sync.lines import LineKey, LineOp, fold


@dataclass(frozen=True)
class Opinion:
    """One person's count of a key in base units, and its T."""

    quantity: Decimal
    at: datetime


def opinions(session: Session, order_no: str, key: tuple[str, str, str, str]) -> dict[str, Opinion]:
    """{actor: what stands of their operations on (item, variant, location, bin) of an order}."""
    item, variant, location, bin_code = key
    own = (
        select(SyncOp.op_id)
        .where(
            SyncOp.order_no == order_no,
            SyncOp.item_no == item,
            SyncOp.variant_code == variant,
            SyncOp.location_code == location,
            SyncOp.bin_code == bin_code,
        )
        .scalar_subquery()
    )
    statement = (
        select(SyncOp)
        .join(StreamSlot, StreamSlot.sync_op_id == SyncOp.id)
        .where(
            or_(SyncOp.op_id.in_(own), SyncOp.of_op.in_(own)),
            SyncOp.state.in_((outcomes.APPLIED, outcomes.REVIEW)),
            SyncOp.is_set_aside.is_(False),
        )
        .order_by(StreamSlot.stream_no, StreamSlot.seq)
    )
    rows = dict.fromkeys(session.scalars(statement))
    found: dict[str, Opinion] = {}
    for line in fold([_line_op(row, key) for row in rows]):
        if line.at is not None:
            at, earlier = datetime.fromtimestamp(line.at / 1000, UTC), found.get(line.key.actor)
            quantity = line.quantity_base + (earlier.quantity if earlier else 0)
            found[line.key.actor] = Opinion(quantity, max(at, earlier.at) if earlier else at)
    return found


def _line_op(row: SyncOp, key: tuple[str, str, str, str]) -> LineOp:
    item, variant, location, bin_code = key
    numbers = (row.lot_no, row.serial_no, row.package_no)
    line = LineKey(row.order_no, row.actor, location, bin_code, item, variant, *numbers)
    at = row.effective_at or row.received_at
    lo, hi = row.effective_lo or at, row.effective_hi or at
    return LineOp(
        row.op_id,
        row.kind,
        line,
        row.quantity,
        row.unit_code,
        row.quantity_base,
        log.to_ms(lo),
        log.to_ms(at),
        log.to_ms(hi),
        row.of_op,
        log.said_line(row.body),
    )
