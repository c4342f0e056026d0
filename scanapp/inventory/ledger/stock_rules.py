"""What must hold of the stock after a whole posting (settled 38, 39; domain 1 §8.2, 13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scanapp.inventory.ledger import errors
from scanapp.inventory.ledger.books import Books, Stock
from scanapp.inventory.ledger.entry_rules import Leg
from scanapp.inventory.ledger.movement_rules import Line
from scanapp.inventory.ledger.movements import Numbers, Place, PostingSettings

ONE = 10**5
STOCK_LIMIT = 10**14


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a supervisor should look at; the posting went through."""

    code: str
    index: int
    place: Place
    numbers: Numbers
    missing: Decimal


@dataclass(slots=True)
class Drop:
    """How much a posting took from one key, and the first line that may be refused for it."""

    line: Line
    is_exempt: bool
    quantity: int = 0


class StockWatch:
    """Remembers what a plan took and where it put things, and judges the state after the set."""

    def __init__(self, books: Books, settings: PostingSettings) -> None:
        self.books = books
        self.settings = settings
        self.stock: dict[tuple[Stock, Numbers], Drop] = {}
        self.bins: dict[tuple[Place, Numbers], Drop] = {}
        self.serials: dict[tuple[str, str, str], Line] = {}
        self.lines: dict[Stock, Line] = {}
        self.notices: list[Notice] = []

    def takes(self, line: Line, leg: Leg, *, bin_only: bool = False) -> None:
        """A leg that really lowers stock: not one half of a pair, which nets to nothing."""
        is_exempt = line.is_fact or bool(leg.rule)
        place = leg.place
        if not bin_only:
            key = (
                Stock(place.location_code, place.item_no, place.variant_code),
                line.card.matched(leg.numbers),
            )
            self._drop(self.stock.setdefault(key, Drop(line, is_exempt)), line, is_exempt, -leg.quantity)
        if place.bin_code:
            in_bin = (place, line.card.binned(leg.numbers))
            self._drop(self.bins.setdefault(in_bin, Drop(line, is_exempt)), line, is_exempt, -leg.quantity)

    def touches(self, line: Line, leg: Leg) -> None:
        """Any leg, whether or not it changes stock in the end."""
        place = leg.place
        self.lines[Stock(place.location_code, place.item_no, place.variant_code)] = line
        if leg.numbers.serial_no:
            self.serials[place.item_no, place.variant_code, leg.numbers.serial_no] = line

    def refusals(self) -> Iterator[errors.Refusal]:
        """Every line that leaves stock as it may not be; fills `notices` for the exempt ones."""
        for (stock, numbers), drop in self.stock.items():
            held = self.books.stock.get(stock, {})
            matched = drop.line.card.matched
            if any(drop.line.card.specific):
                left = (
                    sum(q for n, q in held.items() if matched(n) == numbers)
                    if numbers not in held
                    else held[numbers]
                )
            else:
                left = sum(held.values())
            if left < 0:
                yield from self._short_stock(stock, numbers, drop, left)
        for (place, numbers), drop in self.bins.items():
            left = self.books.bin_stock[place].get(numbers, 0)
            if left < 0 and drop.is_exempt:
                self._notice("NEGATIVE_BIN", drop, place, numbers, left)
            elif left < 0:
                yield errors.NegativeBin(
                    drop.line.index, item=place.item_no, location=place.location_code, bin=place.bin_code,
                    **_amounts(left, drop),
                )  # fmt: skip
        yield from self._serials()
        yield from self._limits()

    def _drop(self, drop: Drop, line: Line, is_exempt: bool, quantity: int) -> None:
        drop.quantity += quantity
        if drop.is_exempt and not is_exempt:
            drop.line, drop.is_exempt = line, False

    def _short_stock(self, stock: Stock, numbers: Numbers, drop: Drop, left: int) -> Iterator[errors.Refusal]:
        place = Place(stock.location_code, "", stock.item_no, stock.variant_code)
        names = {"item": stock.item_no, "location": stock.location_code or "(blank)", **_amounts(left, drop)}
        if drop.is_exempt:
            self._notice("NEGATIVE_STOCK", drop, place, numbers, left)
        elif any(drop.line.card.specific):
            yield errors.NumberNotInStock(drop.line.index, number=" / ".join(filter(None, numbers)), **names)
        elif self.settings.prevent_negative_inventory:
            yield errors.NegativeStock(drop.line.index, **names)

    def _notice(self, code: str, drop: Drop, place: Place, numbers: Numbers, left: int) -> None:
        self.notices.append(Notice(code, drop.line.index, place, numbers, _decimal(-left)))

    def _serials(self) -> Iterator[errors.Refusal]:
        for (item, variant, serial), line in self.serials.items():
            places = self.books.serials.get((item, variant, serial), {})
            held = [location for location, quantity in places.items() if quantity > 0]
            if sum(places.values()) > ONE or any(quantity > ONE for quantity in places.values()):
                where = next((code for code in held if code != line.place.location_code), held[0])
                yield errors.SerialInStock(line.index, item=item, serial=serial, location=where or "(blank)")
            elif short := [location for location, quantity in places.items() if quantity < 0]:
                yield errors.NumberNotInStock(
                    line.index,
                    item=item,
                    location=short[0] or "(blank)",
                    number=serial,
                    available=0,
                    missing=1,
                )

    def _limits(self) -> Iterator[errors.Refusal]:
        for stock, line in self.lines.items():
            if abs(sum(self.books.stock.get(stock, {}).values())) >= STOCK_LIMIT:
                yield errors.StockTooLarge(
                    line.index, item=stock.item_no, location=stock.location_code or "(blank)"
                )


def _decimal(stored: int) -> Decimal:
    value = Decimal(stored).scaleb(-5)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _amounts(left: int, drop: Drop) -> dict[str, Decimal]:
    return {"available": _decimal(max(left + drop.quantity, 0)), "missing": _decimal(-left)}
