"""Streams, their slots, and the log of every operation ever received. Nothing leaves the log (R-6)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scanapp.db import db
from scanapp.quantities import Instant, Quantity

ZERO = Decimal(0)


class Stream(db.Model):
    """One incarnation of one phone's outbox. `last_empty_at` is the last contact with nothing unsent."""

    no: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    received_upto: Mapped[int] = mapped_column(BigInteger, default=0)
    chain: Mapped[str] = mapped_column(String(64))
    durable_upto: Mapped[int] = mapped_column(BigInteger, default=0)
    created_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    pending_reported: Mapped[int] = mapped_column(BigInteger, default=0)
    last_contact_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    last_empty_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class SyncOp(db.Model):
    """One operation: its bytes as sent, its time as computed once, its outcome, and where it was found to belong.

    `(op_id, body_sha)` is unique: the same id with other bytes is kept beside the first one, quarantined (R-4).
    `ruling` is what supervisors decided about it. `stands` is false for one in review that was taken back since.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36))
    body_sha: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    effective_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    effective_lo: Mapped[datetime | None] = mapped_column(Instant, default=None)
    effective_hi: Mapped[datetime | None] = mapped_column(Instant, default=None)
    kind: Mapped[str] = mapped_column(String(20), default="")
    actor: Mapped[str] = mapped_column(String(20), default="")
    of_op: Mapped[str] = mapped_column(String(36), default="")
    area_key: Mapped[str] = mapped_column(String(32), default="")

    state: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(30), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"), default=None)
    error_id: Mapped[str] = mapped_column(String(12), default="")
    v: Mapped[int] = mapped_column(BigInteger, default=0)
    ruling: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stands: Mapped[bool] = mapped_column(default=True)
    is_set_aside: Mapped[bool] = mapped_column(default=False)
    is_complete: Mapped[bool] = mapped_column(default=True)

    spot_key: Mapped[str] = mapped_column(String(32), default="")
    order_no: Mapped[str] = mapped_column(String(20), default="")
    location_code: Mapped[str] = mapped_column(String(10), default="")
    bin_code: Mapped[str] = mapped_column(String(20), default="")
    item_no: Mapped[str] = mapped_column(String(50), default="")
    variant_code: Mapped[str] = mapped_column(String(50), default="")
    lot_no: Mapped[str] = mapped_column(String(50), default="")
    serial_no: Mapped[str] = mapped_column(String(50), default="")
    package_no: Mapped[str] = mapped_column(String(50), default="")
    raw: Mapped[str] = mapped_column(Text, default="")
    unit_code: Mapped[str] = mapped_column(String(20), default="")
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    quantity_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)

    __table_args__ = (
        UniqueConstraint("op_id", "body_sha"),
        Index(None, "spot_key"),
        Index(None, "area_key"),
        Index(None, "of_op"),
        Index(None, "order_no", "bin_code", "item_no"),
    )


class StreamSlot(db.Model):
    """The place of an operation in a stream; one that was re-stamped has several (R-5)."""

    stream_no: Mapped[int] = mapped_column(ForeignKey("stream.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sync_op_id: Mapped[int] = mapped_column(ForeignKey("sync_op.id"), index=True)
    ph: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    is_certain: Mapped[bool] = mapped_column(default=True)
    received_at: Mapped[datetime] = mapped_column(Instant)


class SyncDep(db.Model):
    """A held operation waits for another one."""

    dep_op_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sync_op_id: Mapped[int] = mapped_column(ForeignKey("sync_op.id"), primary_key=True)
