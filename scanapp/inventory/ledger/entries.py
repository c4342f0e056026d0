"""The books as lists: entries by filter, what one posting wrote, stock of an item place by place. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scanapp.inventory.ledger.models import (
    BinBalance,
    ItemBalance,
    ItemLedgerEntry,
    PhysicalInventoryEntry,
    ValueEntry,
    WarehouseEntry,
)

ZERO = Decimal(0)
Numbers = tuple[str, str, str]


@dataclass(frozen=True)
class EntryFilter:
    """What an entry must fit; blank lets everything through. Dates are posting dates, both included."""

    item_no: str = ""
    document_no: str = ""
    entry_type: str = ""
    location_code: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class EntryRow:
    """An item ledger entry with what it cost and the bin its goods went to or came from."""

    entry: ItemLedgerEntry
    amount: Decimal
    bin_code: str


@dataclass(frozen=True)
class StockRow:
    """On hand in one place, in base units. `bin_code` is '' for what bins do not hold apart; numbers as known there."""

    location_code: str
    bin_code: str
    variant_code: str
    numbers: Numbers
    quantity: Decimal


@dataclass(frozen=True)
class Posted:
    """All that one document wrote."""

    items: Sequence[EntryRow]
    values: Sequence[ValueEntry]
    warehouse: Sequence[WarehouseEntry]
    counted: Sequence[PhysicalInventoryEntry]

    @property
    def value(self) -> Decimal:
        """What it changed in inventory value."""
        return sum((row.cost_amount_actual for row in self.values), ZERO)


def count_entries(session: Session, places: Collection[str], wanted: EntryFilter) -> int:
    """How many entries fit, in these locations."""
    statement = select(func.count()).select_from(ItemLedgerEntry).where(*_fitting(places, wanted))
    return session.scalar(statement) or 0


def entries(
    session: Session, places: Collection[str], wanted: EntryFilter, *, limit: int, offset: int = 0
) -> list[EntryRow]:
    """Entries that fit, the newest first."""
    statement = select(ItemLedgerEntry).where(*_fitting(places, wanted))
    found = session.scalars(
        statement.order_by(ItemLedgerEntry.entry_no.desc()).limit(limit).offset(offset)
    ).all()
    return _with_cost(session, found)


def posted(session: Session, document_no: str) -> Posted:
    """Every entry of one posted document, in the order written."""
    tables: tuple[Any, ...] = (ItemLedgerEntry, ValueEntry, WarehouseEntry, PhysicalInventoryEntry)
    found: dict[Any, Sequence[Any]] = {
        table: session.scalars(
            select(table).where(table.document_no == document_no).order_by(table.entry_no)
        ).all()
        for table in tables
    }
    return Posted(
        items=_with_cost(session, found[ItemLedgerEntry]),
        values=found[ValueEntry],
        warehouse=found[WarehouseEntry],
        counted=found[PhysicalInventoryEntry],
    )


def stock_of_item(session: Session, item_no: str, places: Collection[str]) -> list[StockRow]:
    """Where an item is, by location and bin; a location without bins, and numbers, from the item balance."""
    kept = sorted(places)
    by_bin = select(BinBalance).where(BinBalance.item_no == item_no, BinBalance.location_code.in_(kept))
    bins = session.scalars(by_bin.where(BinBalance.quantity != ZERO)).all()
    with_bins = {row.location_code for row in bins}
    whole = select(ItemBalance).where(ItemBalance.item_no == item_no, ItemBalance.location_code.in_(kept))
    rows = [_stock_row(row, row.bin_code) for row in bins]
    rows += [
        _stock_row(row, "")
        for row in session.scalars(whole.where(ItemBalance.quantity != ZERO))
        if row.location_code not in with_bins
    ]
    return sorted(rows, key=lambda row: (row.location_code, row.bin_code, row.variant_code, row.numbers))


def on_hand_by_item(
    session: Session, numbers: Collection[str], places: Collection[str]
) -> dict[str, Decimal]:
    """{item: on hand in these locations}; items without stock are left out."""
    statement = select(ItemBalance.item_no, ItemBalance.quantity).where(
        ItemBalance.item_no.in_(sorted(numbers)), ItemBalance.location_code.in_(sorted(places))
    )
    held: dict[str, Decimal] = {}
    for no, quantity in session.execute(statement):
        held[no] = held.get(no, ZERO) + quantity
    return held


def _stock_row(row: BinBalance | ItemBalance, bin_code: str) -> StockRow:
    return StockRow(
        row.location_code,
        bin_code,
        row.variant_code,
        (row.serial_no, row.lot_no, row.package_no),
        row.quantity,
    )


def _fitting(places: Collection[str], wanted: EntryFilter) -> list[ColumnElement[bool]]:
    table = ItemLedgerEntry
    conditions: list[ColumnElement[bool]] = [table.location_code.in_(sorted(places))]
    for column, value in (
        (table.item_no, wanted.item_no),
        (table.document_no, wanted.document_no),
        (table.entry_type, wanted.entry_type),
        (table.location_code, wanted.location_code),
    ):
        if value:
            conditions.append(column == value)
    if wanted.first:
        conditions.append(table.posting_date >= wanted.first)
    if wanted.last:
        conditions.append(table.posting_date <= wanted.last)
    return conditions


def _with_cost(session: Session, found: Sequence[ItemLedgerEntry]) -> list[EntryRow]:
    numbers = [row.entry_no for row in found]
    cost: dict[int, Decimal] = {}
    values = select(ValueEntry.item_ledger_entry_no, ValueEntry.cost_amount_actual)
    for no, amount in session.execute(values.where(ValueEntry.item_ledger_entry_no.in_(numbers))):
        cost[no] = cost.get(no, ZERO) + amount
    places = select(WarehouseEntry.item_ledger_entry_no, WarehouseEntry.bin_code)
    found_in = session.execute(places.where(WarehouseEntry.item_ledger_entry_no.in_(numbers)))
    bins = {row.item_ledger_entry_no: row.bin_code for row in found_in}
    return [EntryRow(row, cost.get(row.entry_no, ZERO), bins.get(row.entry_no, "")) for row in found]
