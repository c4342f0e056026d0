"""Stock now, stock at a past instant (K1), and what happened around it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inventory.ledger.books import Books
from scanapp.inventory.ledger.facts import read_later, read_stock
from scanapp.inventory.ledger.models import (
    BinBalance,
    CountAnchor,
    ItemBalance,
    ItemLedgerEntry,
    WarehouseEntry,
)
from scanapp.inventory.ledger.movements import Numbers, Place, StockKey
from scanapp.quantities import instant_text, unscale

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a place on the time axis, in base units."""

    entry_no: int
    entry_type: str
    document_no: str
    quantity: Decimal
    numbers: Numbers
    effective_at: datetime
    eff_lo: datetime
    eff_hi: datetime
    posted_at: datetime
    rule: str


def stock_at(session: Session, keys: Iterable[StockKey], at: datetime) -> dict[StockKey, Decimal]:
    """K1: the balance of each key less its entries that took effect after `at`; 0 where nothing ever was."""
    keys = list(keys)
    held = numbers_at(session, {key.place: at for key in keys})
    return {key: held[key.place].get(key.numbers, ZERO) for key in keys}


def numbers_at(session: Session, at: Mapping[Place, datetime]) -> dict[Place, dict[Numbers, Decimal]]:
    """Stock of each place at its own instant, by number; zeros are left out. Two queries for all of them."""
    since = {Place(*place): instant_text(instant) for place, instant in at.items()}
    books = Books()
    read_stock(session, books, since)
    read_later(session, books, since)
    return {
        place: {n: unscale(quantity, 5) for n, quantity in books.stock_at(place, instant).items()}
        for place, instant in since.items()
    }


def on_hand(session: Session, keys: Iterable[StockKey]) -> dict[StockKey, Decimal]:
    """Present stock of each key; of the bin when the key names one, else of the location."""
    keys = list(keys)
    books = Books()
    read_stock(session, books, [key.place for key in keys])
    return {key: unscale(books.balance(key.place).get(key.numbers, 0), 5) for key in keys}


def stock_of_bin(session: Session, location_code: str, bin_code: str) -> list[tuple[StockKey, Decimal]]:
    """Everything in a bin that is not zero."""
    table = BinBalance
    rows = session.scalars(
        select(table)
        .where(table.location_code == location_code, table.bin_code == bin_code, table.quantity != ZERO)
        .order_by(table.item_no, table.variant_code, table.lot_no, table.serial_no, table.package_no)
    )
    return [(_key(row, row.bin_code), row.quantity) for row in rows]


def movements_around(session: Session, place: Place, lo: datetime, hi: datetime) -> list[Happening]:
    """Entries of a place that may have taken effect between `lo` and `hi`, by time: of its bin, else of the ledger."""
    table: Any = WarehouseEntry if place.bin_code else ItemLedgerEntry
    where = [
        table.item_no == place.item_no,
        table.location_code == place.location_code,
        table.variant_code == place.variant_code,
        table.eff_lo <= hi,
        table.eff_hi >= lo,
    ]
    if place.bin_code:
        where.append(WarehouseEntry.bin_code == place.bin_code)
    rows = session.scalars(select(table).where(*where).order_by(table.effective_at, table.entry_no))
    return [
        Happening(
            entry_no=row.entry_no,
            entry_type=row.entry_type,
            document_no=row.document_no,
            quantity=row.quantity_base if isinstance(row, WarehouseEntry) else row.quantity,
            numbers=Numbers(row.serial_no, row.lot_no, row.package_no),
            effective_at=row.effective_at,
            eff_lo=row.eff_lo,
            eff_hi=row.eff_hi,
            posted_at=row.posted_at,
            rule=row.rule,
        )
        for row in rows
    ]


def anchors(session: Session, place: Place) -> Sequence[CountAnchor]:
    """What counts saw at a place, the latest first."""
    table = CountAnchor
    return session.scalars(
        select(table)
        .where(
            table.item_no == place.item_no,
            table.location_code == place.location_code,
            table.bin_code == place.bin_code,
            table.variant_code == place.variant_code,
        )
        .order_by(table.at.desc(), table.anchor_no.desc())
    ).all()


def _key(row: ItemBalance | BinBalance, bin_code: str) -> StockKey:
    return StockKey(
        row.location_code, bin_code, row.item_no, row.variant_code, row.lot_no, row.serial_no, row.package_no
    )
