"""Which keys a count covers, and their expected quantities: a snapshot that is shown only (domain 1 §5.3, 5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scanapp.inventory.counting.errors import TrackingSum
from scanapp.inventory.counting.models import (
    PhysicalInventoryOrder,
    PhysicalInventoryOrderLine,
    PhysicalInventoryOrderNumber,
)
from scanapp.inventory.counting.rules import NO_NUMBER, ZERO, LineKey, Number
from scanapp.inventory.items.models import Item, ItemCategory, ItemVariant
from scanapp.inventory.items.queries import chunks
from scanapp.inventory.ledger.errors import NotStocked
from scanapp.inventory.ledger.models import BinBalance, ItemBalance, ItemLedgerEntry, WarehouseEntry
from scanapp.inventory.locations.models import Bin, BinContent, Location
from scanapp.inventory.tracking.models import ItemTrackingCode


@dataclass(frozen=True)
class LineFilter:
    """Which keys Calculate Lines considers; an empty filter lets everything through."""

    items: frozenset[str] = frozenset()
    variants: frozenset[str] = frozenset()
    bins: frozenset[str] = frozenset()
    category: str = ""

    def takes(self, item: Item, variant_code: str, bin_code: str, categories: frozenset[str | None]) -> bool:
        """Whether a key passes."""
        return (
            (not self.items or item.no in self.items)
            and (not self.variants or variant_code in self.variants)
            and (not self.bins or bin_code in self.bins)
            and (not self.category or item.category_code in categories)
        )


def candidates(
    session: Session, order: PhysicalInventoryOrder, wanted: LineFilter, *, without_transactions: bool = False
) -> tuple[list[tuple[Item, str, str, Decimal]], int]:
    """(item, variant, bin, expected) of every key the order may count, sorted by bin and item, and how many were blocked.

    A location with bins gives one key per bin seen in warehouse entries that still exists; the in-hand bin is never
    counted (settled 44). Only items that are kept in stock.
    """
    location = session.get_one(Location, order.location_code)
    bins = _countable_bins(session, order) if location.bin_mandatory else {"": 0}
    quantities = _quantities(session, location, order.posting_date, None)
    keys = {(item, variant, bin_code) for (item, variant, _, bin_code) in quantities}
    if without_transactions:
        keys |= _unseen(session, location)
    items = {item.no: item for item in session.scalars(select(Item).where(Item.type == "Inventory"))}
    blocked = {
        (row.item_no, row.code)
        for row in session.scalars(select(ItemVariant).where(ItemVariant.is_blocked.is_(True)))
    }
    categories = _below(session, wanted.category)
    found: list[tuple[Item, str, str, Decimal]] = []
    skipped: set[tuple[str, str]] = set()
    for item_no, variant, bin_code in keys:
        item = items.get(item_no)
        if item is None or bin_code not in bins or not wanted.takes(item, variant, bin_code, categories):
            continue
        if item.is_blocked or (item_no, variant) in blocked:
            skipped.add((item_no, variant))
            continue
        held = quantities.get((item_no, variant, order.location_code, bin_code), {})
        found.append((item, variant, bin_code, sum(held.values(), ZERO)))
    found.sort(key=lambda row: (bins[row[2]], row[2], row[0].no, row[1]))
    return found, len(skipped)


def _countable_bins(session: Session, order: PhysicalInventoryOrder) -> dict[str, int]:
    wanted = {row.bin_code for row in order.bins}
    statement = select(Bin).where(Bin.location_code == order.location_code, Bin.is_in_hand.is_(False))
    return {row.code: row.rank for row in session.scalars(statement) if row.code in wanted}


def _unseen(session: Session, location: Location) -> set[tuple[str, str, str]]:
    if location.bin_mandatory:
        rows = select(BinContent).where(BinContent.location_code == location.code)
        return {(row.item_no, row.variant_code, row.bin_code) for row in session.scalars(rows)}
    variants = session.execute(select(ItemVariant.item_no, ItemVariant.code))
    return {(no, "", "") for no in session.scalars(select(Item.no))} | {
        (no, code, "") for no, code in variants
    }


def _below(session: Session, category: str) -> frozenset[str | None]:
    children: dict[str | None, list[str]] = defaultdict(list)
    if category:
        for code, parent in session.execute(select(ItemCategory.code, ItemCategory.parent_code)):
            children[parent].append(code)
    found: list[str] = [category]
    for code in found:
        found += children[code]
    return frozenset(found)


def new_line(
    session: Session,
    order: PhysicalInventoryOrder,
    item: Item,
    variant_code: str,
    bin_code: str,
    line_no: int,
) -> PhysicalInventoryOrderLine:
    """A line of the order for a key, not calculated; refuses NOT_STOCKED for items that are not kept in stock."""
    if item.type != "Inventory":
        raise NotStocked(item=item.no, type=item.type)
    code = session.get(ItemTrackingCode, item.tracking_code) if item.tracking_code else None
    return PhysicalInventoryOrderLine(
        line_no=line_no,
        item_no=item.no,
        variant_code=variant_code,
        location_code=order.location_code,
        bin_code=bin_code,
        description=item.description,
        shelf_no=item.shelf_no,
        base_unit=item.base_unit,
        use_item_tracking=bool(code and code.numbers),
        quantity_expected_base=ZERO,
        quantity_recorded_base=ZERO,
        finished_recording_lines=0,
        is_expected_calculated=False,
        is_on_recording_lines=False,
        numbers=[],
    )


def calculate_expected(
    session: Session, order: PhysicalInventoryOrder, lines: Sequence[PhysicalInventoryOrderLine], at: datetime
) -> None:
    """The snapshot of some lines: quantity, numbers, newest entry of the item, and `at` as its instant (domain 1 §5.4).

    Entries posted after the order's posting date are left out (settled 34). Refuses TRACKING_SUM when part of a
    tracked item's stock has no number.
    """
    location = session.get_one(Location, order.location_code)
    items = {line.item_no for line in lines}
    quantities = _quantities(session, location, order.posting_date, items)
    newest = _newest_entries(session, items)
    for line in lines:
        held = quantities.get(line.key, {})
        line.quantity_expected_base = sum(held.values(), ZERO)
        line.numbers.clear()
        if line.use_item_tracking:
            if held.get(NO_NUMBER):
                raise TrackingSum(item=line.item_no, place=line.bin_code or line.location_code)
            line.numbers.extend(
                PhysicalInventoryOrderNumber(
                    serial_no=n[0], lot_no=n[1], package_no=n[2], quantity_expected_base=quantity
                )
                for n, quantity in sorted(held.items())
                if quantity
            )
        line.last_item_ledger_entry_no = newest.get(line.item_no, 0)
        line.is_expected_calculated = True
        line.expected_at = at
    session.flush()


def _newest_entries(session: Session, items: Iterable[str]) -> dict[str, int]:
    newest: dict[str, int] = {}
    for chunk in chunks(items):
        statement = (
            select(ItemLedgerEntry.item_no, func.max(ItemLedgerEntry.entry_no))
            .where(ItemLedgerEntry.item_no.in_(chunk))
            .group_by(ItemLedgerEntry.item_no)
        )
        newest |= dict(session.execute(statement).all())
    return newest


def _quantities(
    session: Session, location: Location, until: date | None, items: Iterable[str] | None
) -> dict[LineKey, dict[Number, Decimal]]:
    """Stock per key and number, entries with a later posting date left out."""
    balance: Any = BinBalance if location.bin_mandatory else ItemBalance
    entry: Any = WarehouseEntry if location.bin_mandatory else ItemLedgerEntry
    base = WarehouseEntry.quantity_base if location.bin_mandatory else ItemLedgerEntry.quantity
    held: dict[LineKey, dict[Number, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for chunk in [None] if items is None else chunks(items):
        now = _of(select(*_key(balance), balance.quantity), balance, location, chunk)
        for *key, quantity in session.execute(now):
            _add(held, key, quantity)
        if until is None:
            continue
        later = _of(select(*_key(entry), func.sum(base)), entry, location, chunk)
        later = later.where(entry.posting_date > until).group_by(*_key(entry))
        for *key, quantity in session.execute(later):
            _add(held, key, -quantity)
    return held


def _key(table: Any) -> list[Any]:
    bin_code = [table.bin_code] if hasattr(table, "bin_code") else []
    return [
        *(
            table.item_no,
            table.variant_code,
            table.location_code,
            table.serial_no,
            table.lot_no,
            table.package_no,
        ),
        *bin_code,
    ]


def _of(statement: Select[Any], table: Any, location: Location, items: Sequence[str] | None) -> Select[Any]:
    statement = statement.where(table.location_code == location.code)
    return statement if items is None else statement.where(table.item_no.in_(items))


def _add(held: dict[LineKey, dict[Number, Decimal]], key: list[str], quantity: Decimal) -> None:
    item, variant, location, serial, lot, package, *bin_code = key
    held[item, variant, location, bin_code[0] if bin_code else ""][serial, lot, package] += quantity
