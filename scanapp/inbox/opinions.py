"""What each person's operations on a key add up to, those that wait for an answer included: for the screen only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scanapp.inbox.facts import line_op
from scanapp.inbox.models import StreamSlot, SyncOp
from sync import outcomes
from sync.lines import LineKey, fold


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
    rows = list(dict.fromkeys(session.scalars(statement)))
    ops = [line_op(row, LineKey(order_no, row.actor, location, bin_code, item, variant, "", "", "")) for row in rows]
    return {
        line.key.actor: Opinion(line.quantity_base, datetime.fromtimestamp(line.at / 1000, UTC))
        for line in fold(ops)
        if line.at is not None
    }
