"""Physical inventory orders, recordings and their posted copies (domain 1 §5.1).

A recording made by a phone is a projection: each line is the fold of the operations that stand on one own line
(settled 2, 3) and names them in `op_ids`. What a supervisor decided is kept by the review cases, not here.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from scanapp.db import db
from scanapp.quantities import Instant, Quantity, UnitCost

OPEN, FINISHED = "Open", "Finished"
MODES = ("single", "split", "double")
ZERO = Decimal(0)


class _OrderHeader:
    """What the live and the posted header share."""

    location_code: Mapped[str] = mapped_column(String(10))
    bin_code: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(String(100), default="")
    mode: Mapped[str] = mapped_column(String(10), default="split")
    is_blind: Mapped[bool] = mapped_column(default=True)
    reason_code: Mapped[str] = mapped_column(String(10), default="")
    posting_date: Mapped[date | None] = mapped_column(Date, default=None)
    order_date: Mapped[date | None] = mapped_column(Date, default=None)
    person_responsible_id: Mapped[int | None] = mapped_column(default=None)
    created_by: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_by: Mapped[int | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class _LineKey:
    """What was counted: item, variant, location, bin."""

    item_no: Mapped[str] = mapped_column(String(20))
    variant_code: Mapped[str] = mapped_column(String(10), default="")
    location_code: Mapped[str] = mapped_column(String(10))
    bin_code: Mapped[str] = mapped_column(String(20), default="")

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The business key (item, variant, location, bin)."""
        return self.item_no, self.variant_code, self.location_code, self.bin_code


class _Numbers:
    """Serial, lot and package number; '' where there is none."""

    serial_no: Mapped[str] = mapped_column(String(50), default="")
    lot_no: Mapped[str] = mapped_column(String(50), default="")
    package_no: Mapped[str] = mapped_column(String(50), default="")

    @property
    def number(self) -> tuple[str, str, str]:
        """(serial, lot, package)."""
        return self.serial_no, self.lot_no, self.package_no


class _OrderLine(_LineKey):
    """Quantities in base units. `counted_at` is T, `[counted_lo, counted_hi]` the interval of the scans (settled 11, 35)."""

    description: Mapped[str] = mapped_column(String(100), default="")
    shelf_no: Mapped[str] = mapped_column(String(10), default="")
    base_unit: Mapped[str] = mapped_column(String(10), default="")
    use_item_tracking: Mapped[bool] = mapped_column(default=False)
    quantity_expected_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    is_expected_calculated: Mapped[bool] = mapped_column(default=False)
    expected_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    last_item_ledger_entry_no: Mapped[int] = mapped_column(default=0)
    is_recorded_without_order: Mapped[bool] = mapped_column(default=False)
    quantity_recorded_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    finished_recording_lines: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    counted_lo: Mapped[datetime | None] = mapped_column(Instant, default=None)
    counted_hi: Mapped[datetime | None] = mapped_column(Instant, default=None)
    quantity_at_count_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    entry_type: Mapped[str] = mapped_column(String(20), default="")
    quantity_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    positive_quantity_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    negative_quantity_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    is_without_difference: Mapped[bool] = mapped_column(default=False)


class _LineNumber(_Numbers):
    """One number of a tracked line: expected at the snapshot, then counted and in stock at T."""

    quantity_expected_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    quantity_recorded_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    quantity_at_count_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)


class _RecordingHeader:
    """`origin` is office, phone or decision (zeros that a supervisor confirmed)."""

    recording_no: Mapped[int] = mapped_column()
    origin: Mapped[str] = mapped_column(String(10), default="office")
    person_id: Mapped[int | None] = mapped_column(default=None)
    allow_recording_without_order: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class _RecordingLine(_LineKey, _Numbers):
    """One counted number of one key. `recorded_at` empty = T is the snapshot's instant (architecture, "Time, exactly")."""

    line_no: Mapped[int] = mapped_column()
    unit_code: Mapped[str] = mapped_column(String(10), default="")
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    quantity_base: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    is_recorded: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[int | None] = mapped_column(default=None)
    recorded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    recorded_lo: Mapped[datetime | None] = mapped_column(Instant, default=None)
    recorded_hi: Mapped[datetime | None] = mapped_column(Instant, default=None)
    is_recorded_without_order: Mapped[bool] = mapped_column(default=False)
    item_reference_no: Mapped[str] = mapped_column(String(50), default="")
    order_line_no: Mapped[int | None] = mapped_column(default=None)

    @declared_attr
    def op_ids(cls) -> Mapped[list[str]]:
        return mapped_column(JSON, default=list)


class PhysicalInventoryOrder(_OrderHeader, db.Model):
    """What is to be counted. `shown` is the digest of the differences that the approver saw (settled 40)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    posting_no: Mapped[str] = mapped_column(String(20), default="")
    shown: Mapped[str] = mapped_column(String(64), default="")
    tolerance_quantity: Mapped[Decimal | None] = mapped_column(Quantity, default=None)
    tolerance_percent: Mapped[Decimal | None] = mapped_column(Quantity, default=None)
    tolerance_value: Mapped[Decimal | None] = mapped_column(UnitCost, default=None)
    needs_second_person: Mapped[bool] = mapped_column(default=False)

    lines: Mapped[list[PhysicalInventoryOrderLine]] = relationship(
        order_by="PhysicalInventoryOrderLine.line_no", cascade="all, delete-orphan", back_populates="order"
    )
    bins: Mapped[list[PhysicalInventoryOrderBin]] = relationship(cascade="all, delete-orphan")
    recordings: Mapped[list[PhysicalInventoryRecording]] = relationship(
        order_by="PhysicalInventoryRecording.recording_no",
        cascade="all, delete-orphan",
        back_populates="order",
    )
    reports: Mapped[list[BinReport]] = relationship(cascade="all, delete-orphan")


class PhysicalInventoryOrderBin(db.Model):
    """A bin of the order's range, stocked or not: all that a blind phone learns (settled 16)."""

    order_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_order.id"), primary_key=True)
    bin_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    rank: Mapped[int] = mapped_column(default=0)


class PhysicalInventoryOrderLine(_OrderLine, db.Model):
    """One key to count; unique by (item, variant, location, bin) before the order can finish."""

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_order.id"))
    line_no: Mapped[int] = mapped_column()
    is_on_recording_lines: Mapped[bool] = mapped_column(default=False)

    order: Mapped[PhysicalInventoryOrder] = relationship(back_populates="lines")
    numbers: Mapped[list[PhysicalInventoryOrderNumber]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (UniqueConstraint("order_id", "line_no"), Index(None, "order_id", "bin_code", "item_no"))


class PhysicalInventoryOrderNumber(_LineNumber, db.Model):
    """Expected and counted tracking row of an order line."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_order_line.id"), index=True)


class PhysicalInventoryRecording(_RecordingHeader, db.Model):
    """One person's count of all or part of an order; a phone's is (order, actor)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_order.id"))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)

    order: Mapped[PhysicalInventoryOrder] = relationship(back_populates="recordings")
    lines: Mapped[list[PhysicalInventoryRecordingLine]] = relationship(
        order_by="PhysicalInventoryRecordingLine.line_no",
        cascade="all, delete-orphan",
        back_populates="recording",
    )

    __table_args__ = (
        UniqueConstraint("order_id", "recording_no"),
        Index(None, "order_id", "origin", "person_id"),
    )


class PhysicalInventoryRecordingLine(_RecordingLine, db.Model):
    """`is_set_aside`: a decision took another count of the same key, or asked for a recount (settled 14)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_recording.id"))
    is_set_aside: Mapped[bool] = mapped_column(default=False)

    recording: Mapped[PhysicalInventoryRecording] = relationship(back_populates="lines")

    __table_args__ = (
        UniqueConstraint("recording_id", "line_no"),
        Index(None, "recording_id", "bin_code", "item_no"),
        Index(None, "item_no", "serial_no"),
    )


class BinReport(db.Model):
    """What one person said of one bin of an order: done (with its manifest), seen empty."""

    __tablename__ = "physical_inventory_bin_report"

    order_id: Mapped[int] = mapped_column(ForeignKey("physical_inventory_order.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    bin_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    is_done: Mapped[bool] = mapped_column(default=False)
    manifest_n: Mapped[int] = mapped_column(default=0)
    manifest_digest: Mapped[str] = mapped_column(String(64), default="")
    is_complete: Mapped[bool] = mapped_column(default=True)
    empty_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    empty_lo: Mapped[datetime | None] = mapped_column(Instant, default=None)
    empty_hi: Mapped[datetime | None] = mapped_column(Instant, default=None)
    empty_op_id: Mapped[str] = mapped_column(String(36), default="")


class CountTask(db.Model):
    """A key to count again, asked for by a decision; done by the next recorded count of the key."""

    id: Mapped[int] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(String(20))
    location_code: Mapped[str] = mapped_column(String(10))
    bin_code: Mapped[str] = mapped_column(String(20), default="")
    item_no: Mapped[str] = mapped_column(String(20), default="")
    variant_code: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(default=None)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    __table_args__ = (Index(None, "order_no", "done_at"), Index(None, "location_code", "done_at"))


class PostedPhysicalInventoryOrder(_OrderHeader, db.Model):
    """A posted count. `pre_assigned_no` is the order it was; there is no undo (domain 1 §5.2)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    pre_assigned_no: Mapped[str] = mapped_column(String(20), index=True)
    register_no: Mapped[int] = mapped_column(default=0)
    posted_by: Mapped[int | None] = mapped_column(default=None)
    posted_at: Mapped[datetime] = mapped_column(Instant)

    lines: Mapped[list[PostedPhysicalInventoryOrderLine]] = relationship(
        order_by="PostedPhysicalInventoryOrderLine.line_no"
    )
    recordings: Mapped[list[PostedPhysicalInventoryRecording]] = relationship(
        order_by="PostedPhysicalInventoryRecording.recording_no"
    )


class PostedPhysicalInventoryOrderLine(_OrderLine, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("posted_physical_inventory_order.id"))
    line_no: Mapped[int] = mapped_column()

    numbers: Mapped[list[PostedPhysicalInventoryOrderNumber]] = relationship(lazy="selectin")

    __table_args__ = (UniqueConstraint("order_id", "line_no"),)


class PostedPhysicalInventoryOrderNumber(_LineNumber, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("posted_physical_inventory_order_line.id"), index=True)


class PostedPhysicalInventoryRecording(_RecordingHeader, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("posted_physical_inventory_order.id"))

    lines: Mapped[list[PostedPhysicalInventoryRecordingLine]] = relationship(
        order_by="PostedPhysicalInventoryRecordingLine.line_no"
    )

    __table_args__ = (UniqueConstraint("order_id", "recording_no"),)


class PostedPhysicalInventoryRecordingLine(_RecordingLine, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("posted_physical_inventory_recording.id"))

    __table_args__ = (UniqueConstraint("recording_id", "line_no"),)
