"""The books: entries never edited, registers that chain them, and two balances (domain 1 §0, domain 2 §1).

Only `posting.py` writes here, and triggers refuse every change but of the columns in `MUTABLE`. Instants are
UTC text and quantities scaled integers; `row_hash` is SHA-256 over the immutable columns in table order.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Date, Dialect, Index, SmallInteger, String, Table, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from scanapp.db import db
from scanapp.quantities import Amount, Instant, Quantity, UnitCost


class Flag(TypeDecorator[bool]):
    """A boolean stored as 0 or 1 on both databases, so that a row hash does not depend on the database."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


def _code(length: int) -> Mapped[str]:
    return mapped_column(String(length), default="")


class _Stock:
    """Which stock a row is about."""

    item_no: Mapped[str] = _code(20)
    variant_code: Mapped[str] = _code(10)
    location_code: Mapped[str] = _code(10)


class _Numbers:
    lot_no: Mapped[str] = _code(50)
    serial_no: Mapped[str] = _code(50)
    package_no: Mapped[str] = _code(50)
    expiration_date: Mapped[date | None] = mapped_column(Date, default=None)


class _Document:
    """Which paper, and when accounting has it."""

    posting_date: Mapped[date] = mapped_column(Date)
    document_type: Mapped[str] = _code(30)
    document_no: Mapped[str] = _code(20)
    document_line_no: Mapped[int] = mapped_column(default=0)
    reason_code: Mapped[str] = _code(10)
    source_code: Mapped[str] = _code(10)


class _Event:
    """When it happened on the floor, and which rule of time made the row ('', K1, K3, K4)."""

    effective_at: Mapped[datetime] = mapped_column(Instant)
    eff_lo: Mapped[datetime] = mapped_column(Instant)
    eff_hi: Mapped[datetime] = mapped_column(Instant)
    rule: Mapped[str] = _code(2)
    set_no: Mapped[int] = mapped_column(BigInteger, default=0)
    linked_to: Mapped[int] = mapped_column(BigInteger, default=0)


class _Posted:
    """When we learned of it, from whom, in which register."""

    posted_at: Mapped[datetime] = mapped_column(Instant, sort_order=90)
    register_no: Mapped[int] = mapped_column(BigInteger, index=True, sort_order=90)
    actor_id: Mapped[int | None] = mapped_column(default=None, sort_order=90)
    device_id: Mapped[str] = mapped_column(String(20), default="", sort_order=90)
    op_id: Mapped[str] = mapped_column(String(36), default="", sort_order=90)
    row_hash: Mapped[str] = mapped_column(String(64), sort_order=99)


def _entry_no() -> Mapped[int]:
    return mapped_column(BigInteger, primary_key=True, autoincrement=False, sort_order=-1)


class ItemLedgerEntry(_Stock, _Numbers, _Document, _Event, _Posted, db.Model):
    """One change of quantity, in base units. `remaining_quantity` is what was not applied yet."""

    entry_no: Mapped[int] = _entry_no()
    entry_type: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    remaining_quantity: Mapped[Decimal] = mapped_column(Quantity)
    open: Mapped[bool] = mapped_column(Flag)
    positive: Mapped[bool] = mapped_column(Flag)
    invoiced_quantity: Mapped[Decimal] = mapped_column(Quantity)
    completely_invoiced: Mapped[bool] = mapped_column(Flag)
    applied_entry_to_adjust: Mapped[bool] = mapped_column(Flag)
    last_invoice_date: Mapped[date | None] = mapped_column(Date, default=None)
    document_date: Mapped[date | None] = mapped_column(Date, default=None)
    order_type: Mapped[str] = _code(20)
    order_no: Mapped[str] = _code(20)
    order_line_no: Mapped[int] = mapped_column(default=0)
    unit_of_measure_code: Mapped[str] = _code(10)
    qty_per_unit: Mapped[Decimal] = mapped_column(Quantity)
    warranty_date: Mapped[date | None] = mapped_column(Date, default=None)
    applies_to_entry: Mapped[int] = mapped_column(BigInteger, default=0)
    correction: Mapped[bool] = mapped_column(Flag)
    assemble_to_order: Mapped[bool] = mapped_column(Flag)
    item_category_code: Mapped[str] = _code(20)
    linked_warehouse_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = (
        Index("ix_item_ledger_entry_key_time", "item_no", "location_code", "variant_code", "effective_at"),
        Index("ix_item_ledger_entry_document", "document_no", "entry_no"),
        Index(
            "ix_item_ledger_entry_open",
            "item_no",
            "location_code",
            "variant_code",
            sqlite_where=text("open = 1"),
            postgresql_where=text("open = 1"),
        ),
    )


class ItemApplicationEntry(_Posted, db.Model):
    """Which inbound quantity an outbound one consumed. Undone by a row naming it in `reverses_entry_no`."""

    entry_no: Mapped[int] = _entry_no()
    item_ledger_entry_no: Mapped[int] = mapped_column(BigInteger, index=True)
    inbound_entry_no: Mapped[int] = mapped_column(BigInteger, index=True)
    outbound_entry_no: Mapped[int] = mapped_column(BigInteger, index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    posting_date: Mapped[date] = mapped_column(Date)
    cost_application: Mapped[bool] = mapped_column(Flag)
    fixed: Mapped[bool] = mapped_column(Flag)
    transferred_from_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    outbound_entry_is_updated: Mapped[bool] = mapped_column(Flag)
    reverses_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)


class ValueEntry(_Stock, _Document, _Posted, db.Model):
    """One change of cost that belongs to an item ledger entry."""

    entry_no: Mapped[int] = _entry_no()
    item_ledger_entry_no: Mapped[int] = mapped_column(BigInteger, index=True)
    capacity_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    item_ledger_entry_type: Mapped[str] = mapped_column(String(20))
    entry_type: Mapped[str] = mapped_column(String(20))
    variance_type: Mapped[str] = _code(30)
    valuation_date: Mapped[date] = mapped_column(Date)
    expected_cost: Mapped[bool] = mapped_column(Flag)
    item_ledger_entry_quantity: Mapped[Decimal] = mapped_column(Quantity)
    valued_quantity: Mapped[Decimal] = mapped_column(Quantity)
    invoiced_quantity: Mapped[Decimal] = mapped_column(Quantity)
    cost_per_unit: Mapped[Decimal] = mapped_column(UnitCost)
    cost_amount_actual: Mapped[Decimal] = mapped_column(Amount)
    cost_amount_expected: Mapped[Decimal] = mapped_column(Amount)
    cost_amount_non_inventoriable: Mapped[Decimal] = mapped_column(Amount)
    cost_posted_to_gl: Mapped[Decimal] = mapped_column(Amount)
    expected_cost_posted_to_gl: Mapped[Decimal] = mapped_column(Amount)
    valued_by_average_cost: Mapped[bool] = mapped_column(Flag)
    adjustment: Mapped[bool] = mapped_column(Flag)
    applies_to_entry: Mapped[int] = mapped_column(BigInteger, default=0)
    item_charge_no: Mapped[str] = _code(20)

    __table_args__ = (Index("ix_value_entry_item_date", "item_no", "valuation_date"),)


class WarehouseEntry(_Stock, _Numbers, _Document, _Event, _Posted, db.Model):
    """One change in a bin. `quantity` is in the unit transacted, `quantity_base` in base units."""

    entry_no: Mapped[int] = _entry_no()
    entry_type: Mapped[str] = mapped_column(String(20))
    zone_code: Mapped[str] = _code(10)
    bin_code: Mapped[str] = mapped_column(String(20))
    unit_of_measure_code: Mapped[str] = _code(10)
    qty_per_unit: Mapped[Decimal] = mapped_column(Quantity)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    quantity_base: Mapped[Decimal] = mapped_column(Quantity)
    item_ledger_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = (
        Index(
            "ix_warehouse_entry_key_time",
            "item_no",
            "location_code",
            "bin_code",
            "variant_code",
            "effective_at",
        ),
        Index("ix_warehouse_entry_document", "document_no", "entry_no"),
    )


class PhysicalInventoryEntry(_Stock, _Document, _Event, _Posted, db.Model):
    """Proof that a place was counted, one row per part of a line, zero difference included.

    `quantity` has no sign. `qty_calculated` is the stock at `effective_at` (T). The place and T are what K3 and K4 read (settled 31).
    """

    entry_no: Mapped[int] = _entry_no()
    entry_type: Mapped[str] = mapped_column(String(20))
    bin_code: Mapped[str] = _code(20)
    qty_calculated: Mapped[Decimal] = mapped_column(Quantity)
    qty_phys_inventory: Mapped[Decimal] = mapped_column(Quantity)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_of_measure_code: Mapped[str] = _code(10)
    unit_cost: Mapped[Decimal] = mapped_column(UnitCost)
    amount: Mapped[Decimal] = mapped_column(Amount)
    last_item_ledger_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    counting_period_code: Mapped[str] = _code(10)
    counting_period_type: Mapped[str] = _code(10)

    __table_args__ = (
        Index(
            "ix_physical_inventory_entry_place_time",
            "item_no",
            "location_code",
            "bin_code",
            "variant_code",
            "effective_at",
        ),
    )


class CountAnchor(_Stock, _Posted, db.Model):
    """At `at` the stock of this key was `quantity`: somebody saw it (K2, settled 32)."""

    anchor_no: Mapped[int] = _entry_no()
    bin_code: Mapped[str] = _code(20)
    lot_no: Mapped[str] = _code(50)
    serial_no: Mapped[str] = _code(50)
    package_no: Mapped[str] = _code(50)
    at: Mapped[datetime] = mapped_column(Instant)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    physical_inventory_entry_no: Mapped[int] = mapped_column(BigInteger)
    document_no: Mapped[str] = _code(20)

    __table_args__ = (
        Index("ix_count_anchor_place_time", "item_no", "location_code", "bin_code", "variant_code", "at"),
    )


class Register(db.Model):
    """One posting: the ranges of numbers it wrote and one link of the chain.

    `rows_hash` is SHA-256 over the row hashes in the order of `TABLES` and entry number; `row_hash` covers
    it, every other column and so, by `prev_hash`, every earlier posting.
    """

    register_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    posted_at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(default=None)
    document_no: Mapped[str] = _code(20)
    source_code: Mapped[str] = _code(10)
    from_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    from_application_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_application_no: Mapped[int] = mapped_column(BigInteger, default=0)
    from_value_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_value_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    from_warehouse_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_warehouse_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    from_physical_inventory_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_physical_inventory_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    from_anchor_no: Mapped[int] = mapped_column(BigInteger, default=0)
    to_anchor_no: Mapped[int] = mapped_column(BigInteger, default=0)
    rows_hash: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))


class ItemBalance(db.Model):
    """On-hand by number: the sum of item ledger entries. A projection; check-ledger recomputes it."""

    item_no: Mapped[str] = mapped_column(String(20), primary_key=True)
    location_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    variant_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    lot_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    serial_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    package_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)

    __table_args__ = (
        Index("ix_item_balance_location", "location_code", "item_no"),
        Index("ix_item_balance_serial", "serial_no", "item_no"),
    )


class BinBalance(db.Model):
    """What is in a bin: the sum of warehouse entries, with numbers where bins track them."""

    item_no: Mapped[str] = mapped_column(String(20), primary_key=True)
    location_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    bin_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    variant_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    lot_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    serial_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    package_no: Mapped[str] = mapped_column(String(50), primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)

    __table_args__ = (Index("ix_bin_balance_bin", "location_code", "bin_code"),)


# Entry tables in the order of a register's hash, with the counter that numbers them.
TABLES: dict[str, tuple[Table, str]] = {
    "item": (ItemLedgerEntry.__table__, "entry_no"),
    "application": (ItemApplicationEntry.__table__, "application_no"),
    "value": (ValueEntry.__table__, "value_entry_no"),
    "warehouse": (WarehouseEntry.__table__, "warehouse_entry_no"),
    "physical": (PhysicalInventoryEntry.__table__, "physical_inventory_entry_no"),
    "anchor": (CountAnchor.__table__, "anchor_no"),
}

BALANCES: tuple[Table, ...] = (ItemBalance.__table__, BinBalance.__table__)

# The only columns that may change after posting (domain 2, conventions; architecture, "Data").
MUTABLE: dict[str, frozenset[str]] = {
    "item_ledger_entry": frozenset(
        {
            "remaining_quantity",
            "open",
            "invoiced_quantity",
            "completely_invoiced",
            "applied_entry_to_adjust",
            "last_invoice_date",
        }
    ),
    "item_application_entry": frozenset({"outbound_entry_is_updated"}),
    "value_entry": frozenset(
        {"cost_posted_to_gl", "expected_cost_posted_to_gl", "valuation_date", "valued_by_average_cost"}
    ),
    "warehouse_entry": frozenset(),
    "physical_inventory_entry": frozenset(),
    "count_anchor": frozenset(),
    "register": frozenset(),
    "item_balance": frozenset({"quantity"}),
    "bin_balance": frozenset({"quantity"}),
}


def hashed_columns(table: Table) -> list[str]:
    """The columns a row hash covers: immutable ones, in table order, the hash itself aside."""
    free = MUTABLE[table.name] | {"row_hash"}
    return [column.name for column in table.columns if column.name not in free]
