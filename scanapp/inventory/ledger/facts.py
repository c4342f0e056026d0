"""Reads what a posting needs with a fixed number of set queries, each joined to one table of keys (settled 49)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from scanapp.inventory.ledger.books import BinCard, Books, ItemCard, Layer, LocationCard, Pool, Stock
from scanapp.inventory.ledger.movement_rules import destination, found_numbers
from scanapp.inventory.ledger.movements import Movement, Numbers, Place
from scanapp.quantities import instant_text

PLACE = ("location_code", "bin_code", "item_no", "variant_code")
Since = Mapping[Place, str]


def keyed(session: Session, columns: Sequence[str], rows: Iterable[Sequence[str]], sql: str) -> Sequence[Any]:
    """Runs `sql`, in which `k` is a table of `rows` with these text columns; values come as stored."""
    if session.get_bind().dialect.name == "postgresql":
        fields = ", ".join(f"value->>{i} AS {name}" for i, name in enumerate(columns))
        source = f"SELECT {fields} FROM jsonb_array_elements(CAST(:keys AS jsonb)) AS j(value)"
    else:
        fields = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(columns))
        source = f"SELECT {fields} FROM json_each(:keys)"
    keys = [list(row) for row in rows]
    if not keys:
        return ()
    return session.execute(text(f"WITH k AS ({source}) {sql}"), {"keys": json.dumps(keys)}).all()


def read_books(session: Session, movements: Sequence[Movement], at: str) -> Books:
    """Cards, balances, open entries and counts of every key these movements touch."""
    books = Books()
    since: dict[Place, str] = {}
    counted: dict[Place, str] = {}
    for m in movements:
        effective = instant_text(m.effective_at) if m.effective_at else at
        if m.count is not None:
            effective = instant_text(m.count.at)
            counted[m.place] = min(effective, counted.get(m.place, effective))
        for place in filter(None, (m.place, destination(m))):
            since[place] = min(effective, since.get(place, effective))
    since = {place: at for place, at in since.items() if "\0" not in "".join(place)}
    read_items(session, books, {place.item_no for place in since})
    read_places(session, books, since)
    read_stock(session, books, since)
    read_later(session, books, counted)
    _read_counts(session, books, since)
    _read_layers(session, books, since)
    _read_serials(session, books, movements)
    _read_totals(
        session, books, {m.item_no for m in movements if not (m.unit_cost is None and m.cost_amount is None)}
    )
    return books


ITEMS = """
SELECT i.no, i.type, i.base_unit, i.costing_method, i.unit_cost, i.standard_cost, i.is_blocked, i.category_code,
       i.indirect_cost_percent, i.overhead_rate, i.variant_mandatory_if_exists,
       t.serial_specific, t.lot_specific, t.package_specific,
       t.serial_warehouse_tracking, t.lot_warehouse_tracking, t.package_warehouse_tracking,
       t.strict_expiration_posting, t.require_expiration_date_entry
FROM k JOIN item i ON i.no = k.no LEFT JOIN item_tracking_code t ON t.code = i.tracking_code"""
UNITS = """
SELECT u.item_no, u.code, u.qty_per, u.rounding_precision FROM k JOIN item_unit u ON u.item_no = k.no"""
VARIANTS = "SELECT v.item_no, v.code, v.is_blocked FROM k JOIN item_variant v ON v.item_no = k.no"


def read_items(session: Session, books: Books, items: Iterable[str]) -> None:
    """Item cards with units, variants and what their tracking codes ask."""
    wanted = [[no] for no in sorted(items)]
    for row in keyed(session, ["no"], wanted, ITEMS):
        specific = tuple(bool(flag) for flag in row[11:14])
        in_bins = tuple(
            bool(flag) or is_specific for flag, is_specific in zip(row[14:17], specific, strict=True)
        )
        books.items[row.no] = ItemCard(
            no=row.no,
            type=row.type,
            base_unit=row.base_unit,
            costing_method=row.costing_method,
            unit_cost=row.standard_cost if row.costing_method == "Standard" else row.unit_cost,
            grid=0,
            is_blocked=bool(row.is_blocked),
            category_code=row.category_code or "",
            indirect_cost_percent=row.indirect_cost_percent,
            overhead_rate=row.overhead_rate,
            variant_mandatory=row.variant_mandatory_if_exists,
            specific=specific,  # type: ignore[arg-type]
            in_bins=in_bins,  # type: ignore[arg-type]
            strict_expiration=bool(row.strict_expiration_posting),
            expiration_required=bool(row.require_expiration_date_entry),
        )
    for no, code, qty_per, precision in keyed(session, ["no"], wanted, UNITS):
        books.items[no].units[code] = qty_per
        if code == books.items[no].base_unit:
            books.items[no].grid = precision
    for no, code, is_blocked in keyed(session, ["no"], wanted, VARIANTS):
        books.items[no].variants[code] = bool(is_blocked)


LOCATIONS = """
SELECT l.code, l.bin_mandatory, l.use_as_in_transit, l.directed_put_away_and_pick
FROM k JOIN location l ON l.code = k.location_code"""
BINS = """
SELECT b.location_code, b.code, b.zone_code, b.is_blocked
FROM k JOIN bin b ON b.location_code = k.location_code AND b.code = k.bin_code"""


def read_places(session: Session, books: Books, places: Iterable[Place]) -> None:
    """Location and bin cards."""
    places = list(places)
    codes = sorted({place.location_code for place in places})
    for code, bins, in_transit, directed in keyed(
        session, ["location_code"], [[c] for c in codes], LOCATIONS
    ):
        books.locations[code] = LocationCard(code, bool(bins), bool(in_transit), bool(directed))
    used = sorted({place[:2] for place in places if place.bin_code})
    for location, code, zone, is_blocked in keyed(session, PLACE[:2], used, BINS):
        books.bins[location, code] = BinCard(zone, bool(is_blocked))


ITEM_STOCK = """
SELECT b.location_code, b.item_no, b.variant_code, b.serial_no, b.lot_no, b.package_no, b.quantity
FROM k JOIN item_balance b
  ON b.item_no = k.item_no AND b.location_code = k.location_code AND b.variant_code = k.variant_code
WHERE b.quantity <> 0"""
BIN_STOCK = """
SELECT b.location_code, b.bin_code, b.item_no, b.variant_code, b.serial_no, b.lot_no, b.package_no, b.quantity
FROM k JOIN bin_balance b
  ON b.item_no = k.item_no AND b.location_code = k.location_code AND b.bin_code = k.bin_code
 AND b.variant_code = k.variant_code
WHERE b.quantity <> 0"""


def read_stock(session: Session, books: Books, places: Iterable[Place]) -> None:
    """Both balances of the places, by number."""
    places = list(places)
    for location, item, variant, *numbers, quantity in keyed(session, STOCK, _stocks(places), ITEM_STOCK):
        stock = books.stock.setdefault(Stock(location, item, variant), {})
        stock[Numbers(*numbers)] = quantity
    for *place, serial, lot, package, quantity in keyed(session, PLACE, _binned(places), BIN_STOCK):
        books.bin_stock.setdefault(Place(*place), {})[Numbers(serial, lot, package)] = quantity


STOCK = ("location_code", "item_no", "variant_code")
LATER_ITEMS = """
SELECT e.location_code, k.bin_code, e.item_no, e.variant_code, e.effective_at, e.serial_no, e.lot_no, e.package_no,
       e.quantity
FROM k JOIN item_ledger_entry e
  ON e.item_no = k.item_no AND e.location_code = k.location_code AND e.variant_code = k.variant_code
 AND e.effective_at > k.since"""
LATER_BINS = """
SELECT e.location_code, e.bin_code, e.item_no, e.variant_code, e.effective_at, e.serial_no, e.lot_no, e.package_no,
       e.quantity_base
FROM k JOIN warehouse_entry e
  ON e.item_no = k.item_no AND e.location_code = k.location_code AND e.bin_code = k.bin_code
 AND e.variant_code = k.variant_code AND e.effective_at > k.since"""


def read_later(session: Session, books: Books, since: Since) -> None:
    """Every entry of a place that took effect after its instant: what K1 takes off the balance."""
    columns = (*PLACE, "since")
    binless = [(*place, at) for place, at in since.items() if not place.bin_code]
    binned = [(*place, at) for place, at in since.items() if place.bin_code]
    rows = (*keyed(session, columns, binless, LATER_ITEMS), *keyed(session, columns, binned, LATER_BINS))
    for *place, at, serial, lot, package, quantity in rows:
        books.later.setdefault(Place(*place), []).append((at, Numbers(serial, lot, package), quantity))


COUNTS = """
SELECT DISTINCT p.location_code, p.bin_code, p.item_no, p.variant_code, p.effective_at
FROM k JOIN physical_inventory_entry p
  ON p.item_no = k.item_no AND p.location_code = k.location_code AND p.bin_code = k.bin_code
 AND p.variant_code = k.variant_code AND p.effective_at >= k.since
ORDER BY p.effective_at"""


def _read_counts(session: Session, books: Books, since: Since) -> None:
    rows = [(*place, at) for place, at in since.items()]
    for *place, at in keyed(session, (*PLACE, "since"), rows, COUNTS):
        books.counted_at.setdefault(Place(*place), []).append(at)


LAYERS = """
SELECT e.entry_no, e.location_code, e.item_no, e.variant_code, e.serial_no, e.lot_no, e.package_no, e.posting_date,
       e.quantity, e.remaining_quantity, e.expiration_date,
       SUM(v.cost_amount_actual) + SUM(v.cost_amount_expected) AS cost, MAX(v.valuation_date) AS valued
FROM k JOIN item_ledger_entry e
  ON e.item_no = k.item_no AND e.location_code = k.location_code AND e.variant_code = k.variant_code AND e.open = 1
JOIN value_entry v ON v.item_ledger_entry_no = e.entry_no
GROUP BY e.entry_no"""


def _read_layers(session: Session, books: Books, places: Iterable[Place]) -> None:
    for row in keyed(session, STOCK, _stocks(places), LAYERS):
        card = books.items[row.item_no]
        numbers = card.matched(Numbers(row.serial_no, row.lot_no, row.package_no))
        pool = books.layers.setdefault(Pool(row.location_code, row.item_no, row.variant_code, numbers), [])
        pool.append(
            Layer(
                entry_no=row.entry_no,
                posting_date=_day(row.posting_date) or "",
                quantity=row.quantity,
                remaining=row.remaining_quantity,
                cost=int(row.cost),
                valuation_date=_day(row.valued) or "",
                expiration_date=_day(row.expiration_date),
            )
        )


SERIALS = """
SELECT b.item_no, b.variant_code, b.serial_no, b.location_code, b.quantity
FROM k JOIN item_balance b ON b.serial_no = k.serial_no AND b.item_no = k.item_no AND b.variant_code = k.variant_code
WHERE b.quantity <> 0"""


def _read_serials(session: Session, books: Books, movements: Iterable[Movement]) -> None:
    """Where each serial number is, over all locations; several lots of one serial are summed."""
    wanted: set[tuple[str, str, str]] = set()
    counted: set[Place] = set()
    for m in movements:
        wanted |= {
            (m.item_no, m.variant_code, n)
            for n in (m.serial_no, *(c.serial_no for c in found_numbers(m)))
            if n
        }
        if m.count is not None:
            counted.add(m.place)
    for place in counted:
        wanted |= {
            (place.item_no, place.variant_code, n.serial_no) for n in books.balance(place) if n.serial_no
        }
        wanted |= {
            (place.item_no, place.variant_code, n.serial_no)
            for _, n, _ in books.later.get(place, ())
            if n.serial_no
        }
    columns = ("item_no", "variant_code", "serial_no")
    safe = sorted(key for key in wanted if "\0" not in "".join(key))
    for *serial, location, quantity in keyed(session, columns, safe, SERIALS):
        places = books.serials.setdefault((serial[0], serial[1], serial[2]), {})
        places[location] = places.get(location, 0) + quantity


TOTALS = """
SELECT b.item_no, SUM(b.quantity) FROM k JOIN item_balance b ON b.item_no = k.item_no GROUP BY b.item_no"""


def _read_totals(session: Session, books: Books, items: Iterable[str]) -> None:
    safe = [[no] for no in sorted(items) if no in books.items]
    for item, quantity in keyed(session, ["item_no"], safe, TOTALS):
        books.total[item] = int(quantity)


def _stocks(places: Iterable[Place]) -> list[Stock]:
    return sorted({Stock(p.location_code, p.item_no, p.variant_code) for p in places})


def _binned(places: Iterable[Place]) -> list[Place]:
    return sorted(place for place in set(places) if place.bin_code)


def _day(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
