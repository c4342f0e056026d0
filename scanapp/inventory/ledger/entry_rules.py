"""Makes the rows of one movement's legs: entries, applications, values, bin entries (domain 2 §1.5, 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from scanapp.inventory.ledger import application_rules, cost_rules, errors
from scanapp.inventory.ledger.application_rules import Consumption
from scanapp.inventory.ledger.books import Books, Layer, Stock
from scanapp.inventory.ledger.cost_rules import Cost
from scanapp.inventory.ledger.movement_rules import Line, is_watched_for_expiry
from scanapp.inventory.ledger.movements import NEGATIVE, POSITIVE, Numbers, Place
from scanapp.inventory.ledger.rows import Application, BinEntry, ItemEntry, Rows, Value

AMOUNT_LIMIT = 10**15


@dataclass(frozen=True, slots=True)
class Leg:
    """One change of stock: at which place, when, by which rule."""

    entry_type: str
    place: Place
    numbers: Numbers
    quantity: int
    effective_at: str
    eff_lo: str
    eff_hi: str
    expiration_date: str | None = None
    rule: str = ""
    set_no: int = 0

    def half(self, at: str, rule: str, set_no: int) -> Leg:
        """The linked −m of this leg at the anchor `at`."""
        return replace(
            self,
            entry_type=POSITIVE if self.quantity < 0 else NEGATIVE,
            quantity=-self.quantity,
            effective_at=at,
            eff_lo=at,
            eff_hi=at,
            rule=rule,
            set_no=set_no,
        )


@dataclass(slots=True)
class Written:
    """The item entry of a leg and, in a bin location, its bin entry."""

    item: ItemEntry
    bin: BinEntry | None

    def link(self, other: Written) -> None:
        """Makes the two halves of a pair name each other."""
        self.item.linked_to, other.item.linked_to = other.item.entry_no, self.item.entry_no
        if self.bin and other.bin:
            self.bin.linked_to, other.bin.linked_to = other.bin.entry_no, self.bin.entry_no


class Entries:
    """Collects the rows of one plan and keeps the books of the plan up to date with them."""

    def __init__(self, books: Books, posted_at: str, actor_id: int | None) -> None:
        self.books = books
        self.rows = Rows()
        self.stamp: dict[str, Any] = {"posted_at": posted_at, "actor_id": actor_id}
        self.refusals: list[errors.Refusal] = []

    def next_set(self) -> int:
        """A number for rows that were posted because of each other."""
        self.rows.sets += 1
        return -self.rows.sets

    def increase(self, line: Line, leg: Leg, cost: Cost, source: tuple[int, int] = (0, 0)) -> Written:
        """An inbound entry; it first closes stock that went before it came.

        `source` = (outbound entry, layer) when it receives what a transfer sent (settled 47).
        """
        written = self.entry(line, leg)
        item = written.item
        self._receive(line, item, source)
        layer = Layer(
            item.entry_no, item.posting_date, leg.quantity, leg.quantity, cost.total, item.posting_date,
            leg.expiration_date,
        )  # fmt: skip
        pool = self.books.pool(line.card, leg.place, leg.numbers)
        for earlier, part in application_rules.cover(pool, leg.quantity):
            self._apply(line, item.entry_no, item.entry_no, earlier.entry_no, -part)
            layer.remaining -= part
            self._changed(earlier)
        if layer.remaining:
            pool.append(layer)
        self._changed(layer)
        self._value(line, item, cost, item.posting_date)
        return written

    def decrease(self, line: Line, leg: Leg) -> tuple[Written, Consumption]:
        """An outbound entry; it consumes layers by the costing method and stays open for what there was not."""
        pool = self.books.pool(line.card, leg.place, leg.numbers)
        taken = application_rules.consume(pool, -leg.quantity, line.card.costing_method, line.posting_date)
        self._watch_expiry(line, leg, taken)
        if leg.expiration_date is None and taken.parts:
            leg = replace(leg, expiration_date=taken.parts[0].layer.expiration_date)
        written = self.entry(line, leg)
        no = written.item.entry_no
        for part in taken.parts:
            self._apply(line, no, part.layer.entry_no, no, -part.quantity)
            self._changed(part.layer)
        cost = taken.cost + cost_rules.amount(taken.missing, line.card.unit_cost)
        if taken.missing:
            layer = Layer(no, line.posting_date, leg.quantity, -taken.missing, -cost, taken.valuation_date)
            pool.append(layer)
            self._changed(layer)
        self._value(line, written.item, Cost(-cost), taken.valuation_date)
        return written, taken

    def pair(
        self,
        line: Line,
        leg: Leg,
        at: str,
        rule: str,
        cost: Cost | None = None,
        source: tuple[int, int] = (0, 0),
    ) -> tuple[Written, Cost]:
        """The linked −m at the anchor `at`, then m, applied to each other (K3, K4, settled 36).

        `cost` is that of m when it increases stock; a decrease costs the item card's unit cost. Returns m.
        """
        set_no = self.next_set()
        half = self.entry(line, leg.half(at, rule, set_no))
        written = self.entry(line, replace(leg, set_no=set_no))
        half.link(written)
        if leg.quantity > 0:
            return written, self.net(line, written, half, cost, source)
        return written, self.net(line, half, written, None)

    def net(
        self,
        line: Line,
        inbound: Written,
        outbound: Written,
        cost: Cost | None,
        source: tuple[int, int] = (0, 0),
    ) -> Cost:
        """Applies two entries of equal quantity to each other alone: both closed, cost nets to nothing."""
        quantity = inbound.item.quantity
        cost = cost or Cost(cost_rules.amount(quantity, line.card.unit_cost))
        outbound.item.applies_to_entry = inbound.item.entry_no
        self._receive(line, inbound.item, source)
        no = outbound.item.entry_no
        self._apply(line, no, inbound.item.entry_no, no, -quantity, fixed=1)
        self._value(line, inbound.item, cost, line.posting_date)
        self._value(line, outbound.item, Cost(-cost.total), line.posting_date, is_fixed=True)
        return cost

    def entry(self, line: Line, leg: Leg) -> Written:
        """The closed item entry of a leg and its bin entry, without application or value."""
        place, numbers = leg.place, leg.numbers
        item = ItemEntry(
            entry_no=-len(self.rows.item) - 1,
            entry_type=leg.entry_type,
            quantity=leg.quantity,
            remaining_quantity=0,
            open=0,
            positive=int(leg.quantity > 0),
            invoiced_quantity=leg.quantity,
            last_invoice_date=line.posting_date,
            document_date=line.posting_date,
            unit_of_measure_code=line.unit_code,
            qty_per_unit=line.qty_per,
            item_category_code=line.card.category_code,
            **self._event(line, leg, numbers),
        )
        self.rows.item.append(item)
        stock = self.books.stock.setdefault(Stock(place.location_code, place.item_no, place.variant_code), {})
        stock[numbers] = stock.get(numbers, 0) + leg.quantity
        self.books.total[place.item_no] = self.books.total.get(place.item_no, 0) + leg.quantity
        if numbers.serial_no:
            serial = (place.item_no, place.variant_code, numbers.serial_no)
            places = self.books.serials.setdefault(serial, {})
            places[place.location_code] = places.get(place.location_code, 0) + leg.quantity
        if not place.bin_code:
            self.books.later.setdefault(place, []).append((leg.effective_at, numbers, leg.quantity))
            return Written(item, None)
        sign = POSITIVE if leg.quantity > 0 else NEGATIVE
        return Written(item, self.bin_entry(line, leg, sign, item.entry_no))

    def bin_entry(self, line: Line, leg: Leg, entry_type: str, item_entry_no: int = 0) -> BinEntry:
        """The bin entry of a leg."""
        place, numbers = leg.place, line.card.binned(leg.numbers)
        row = BinEntry(
            entry_no=-len(self.rows.warehouse) - 1,
            entry_type=entry_type,
            bin_code=place.bin_code,
            zone_code=self.books.bins[place.location_code, place.bin_code].zone_code,
            quantity=cost_rules.divided(leg.quantity * cost_rules.ONE, line.qty_per),
            quantity_base=leg.quantity,
            unit_of_measure_code=line.unit_code,
            qty_per_unit=line.qty_per,
            item_ledger_entry_no=item_entry_no,
            **self._event(line, leg, numbers),
        )
        self.rows.warehouse.append(row)
        stock = self.books.bin_stock.setdefault(place, {})
        stock[numbers] = stock.get(numbers, 0) + leg.quantity
        self.books.later.setdefault(place, []).append((leg.effective_at, numbers, leg.quantity))
        return row

    def _event(self, line: Line, leg: Leg, numbers: Numbers) -> dict[str, Any]:
        return {
            "item_no": leg.place.item_no,
            "variant_code": leg.place.variant_code,
            "location_code": leg.place.location_code,
            "serial_no": numbers.serial_no,
            "lot_no": numbers.lot_no,
            "package_no": numbers.package_no,
            "expiration_date": leg.expiration_date,
            "effective_at": leg.effective_at,
            "eff_lo": leg.eff_lo,
            "eff_hi": leg.eff_hi,
            "rule": leg.rule,
            "set_no": leg.set_no,
            **line.paper,
            **self.stamp,
        }

    def _receive(self, line: Line, item: ItemEntry, source: tuple[int, int]) -> None:
        outbound, layer = source
        self._apply(
            line, item.entry_no, item.entry_no, outbound, item.quantity, transferred_from_entry_no=layer
        )

    def _apply(self, line: Line, item: int, inbound: int, outbound: int, quantity: int, **more: Any) -> None:
        self.rows.application.append(
            Application(
                entry_no=-len(self.rows.application) - 1,
                item_ledger_entry_no=item,
                inbound_entry_no=inbound,
                outbound_entry_no=outbound,
                quantity=quantity,
                posting_date=line.posting_date,
                device_id=str(line.paper["device_id"]),
                op_id=str(line.paper["op_id"]),
                **self.stamp,
                **more,
            )
        )

    def _changed(self, layer: Layer) -> None:
        if layer.entry_no > 0:
            self.books.changed[layer.entry_no] = layer
            return
        row = self.rows.item[-layer.entry_no - 1]
        # An outbound entry that is covered later has to take over the cost of what covered it.
        row.applied_entry_to_adjust = int(layer.quantity < 0 and row.remaining_quantity != 0)
        row.remaining_quantity, row.open = layer.remaining, int(layer.remaining != 0)

    def _value(
        self, line: Line, item: ItemEntry, cost: Cost, valuation_date: str, *, is_fixed: bool = False
    ) -> None:
        by_average = line.card.costing_method == "Average" and item.quantity < 0 and not is_fixed
        parts: Sequence[tuple[str, str, int]] = (
            ("Direct Cost", "", cost.direct),
            ("Indirect Cost", "", cost.indirect),
            ("Variance", "Purchase", cost.variance),
        )
        for entry_type, variance_type, cents in parts:
            if abs(cents) >= AMOUNT_LIMIT:
                self.refusals.append(errors.AmountTooLarge(line.index, item=line.card.no))
            if not cents and entry_type != "Direct Cost":
                continue
            quantity = item.quantity if entry_type == "Direct Cost" else 0
            self.rows.value.append(
                Value(
                    entry_no=-len(self.rows.value) - 1,
                    item_ledger_entry_no=item.entry_no,
                    item_ledger_entry_type=item.entry_type,
                    entry_type=entry_type,
                    variance_type=variance_type,
                    valuation_date=valuation_date,
                    item_ledger_entry_quantity=quantity,
                    valued_quantity=item.quantity,
                    invoiced_quantity=quantity,
                    cost_per_unit=cost_rules.per_unit(cents, item.quantity),
                    cost_amount_actual=cents,
                    valued_by_average_cost=int(by_average),
                    item_no=item.item_no,
                    variant_code=item.variant_code,
                    location_code=item.location_code,
                    **line.paper,
                    **self.stamp,
                )
            )

    def _watch_expiry(self, line: Line, leg: Leg, taken: Consumption) -> None:
        if not is_watched_for_expiry(line):
            return
        for part in taken.parts:
            expires = part.layer.expiration_date
            if expires and line.posting_date > expires:
                lot = leg.numbers.lot_no or leg.numbers.serial_no
                self.refusals.append(errors.Expired(line.index, item=line.card.no, lot=lot, expired=expires))
                return
