"""The planner: from movements and books to the exact rows of a posting. Pure; preview and posting share it.

What happens in which order: counts that take away, then the other lines (settled 39); of a late line (K3) or an
older count (K4) the linked half first. Everything is judged after the whole set.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from scanapp.inventory.ledger import cost_rules, errors, movement_rules
from scanapp.inventory.ledger.books import Books
from scanapp.inventory.ledger.cost_rules import Cost
from scanapp.inventory.ledger.entry_rules import Entries, Leg, Written
from scanapp.inventory.ledger.movement_rules import Counted, Line
from scanapp.inventory.ledger.movements import (
    BIN_MOVE,
    NEGATIVE,
    NO_NUMBERS,
    POSITIVE,
    TRANSFER,
    Movement,
    Numbers,
    Place,
    PostingSettings,
)
from scanapp.inventory.ledger.rows import Anchor, CountEntry, Rows
from scanapp.inventory.ledger.stock_rules import Notice, StockWatch
from scanapp.quantities import unscale


@dataclass(frozen=True, slots=True)
class Difference:
    """What a count found against the stock at its T, in base units; `numbers` = (number, at T, counted)."""

    index: int
    place: Place
    at: str
    calculated: Decimal
    counted: Decimal
    numbers: tuple[tuple[Numbers, Decimal, Decimal], ...]

    @property
    def quantity(self) -> Decimal:
        """Counted less calculated."""
        return self.counted - self.calculated


@dataclass(slots=True)
class Plan:
    """Rows, new costs for item cards, and what to tell."""

    rows: Rows
    differences: list[Difference] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    refusals: list[errors.Refusal] = field(default_factory=list)
    unit_costs: dict[str, int] = field(default_factory=dict)
    direct_costs: dict[str, int] = field(default_factory=dict)


def plan(
    books: Books, movements: Sequence[Movement], settings: PostingSettings, *, at: str, actor_id: int | None
) -> Plan:
    """The rows that post these movements at the instant `at`, or every reason why not."""
    refusals = [r for i, m in enumerate(movements) for r in movement_rules.check(i, m, books, settings)]
    if not movements:
        refusals.append(errors.NothingToPost())
    if refusals:
        return Plan(Rows(), refusals=refusals)
    lines = [movement_rules.line(i, m, books.items[m.item_no], at) for i, m in enumerate(movements)]
    planner = Planner(books, settings, at, actor_id)
    for line in sorted(lines, key=lambda line: not planner.takes_away(line)):
        planner.add(line)
    return planner.finished()


class Planner:
    """Turns lines into legs, each with the pair that its time asks for."""

    def __init__(self, books: Books, settings: PostingSettings, at: str, actor_id: int | None) -> None:
        self.books = books
        self.entries = Entries(books, at, actor_id)
        self.watch = StockWatch(books, settings)
        self.result = Plan(self.entries.rows)

    def takes_away(self, line: Line) -> bool:
        """Whether a count line finds less than the stock at T: those are written first."""
        if line.counted is None:
            return False
        stock = self.books.stock_at(line.place, line.counted.at)
        return sum(line.counted.numbers.values()) < sum(stock.values())

    def add(self, line: Line) -> None:
        """Writes the rows of one line."""
        if line.counted is not None:
            self._count(line, line.counted)
        elif line.entry_type == BIN_MOVE and line.to:
            self._bin_move(line, line.to)
        elif line.entry_type == TRANSFER and line.to:
            self._transfer(line, line.to)
        else:
            self._adjust(line)

    def finished(self) -> Plan:
        """The plan, with what is wrong with the stock after it."""
        self.result.refusals = [*self.entries.refusals, *self.watch.refusals()]
        self.result.notices = self.watch.notices
        return self.result

    def _leg(self, line: Line, entry_type: str, place: Place, quantity: int) -> Leg:
        return Leg(
            entry_type,
            place,
            line.numbers,
            quantity,
            line.effective_at,
            line.eff_lo,
            line.eff_hi,
            line.expiration_date or self._expiry(line, place, line.numbers),
        )

    def _expiry(self, line: Line, place: Place, numbers: Numbers) -> str | None:
        """The earliest expiration date of a number's open stock at the location (settled 43)."""
        if numbers == NO_NUMBERS:
            return None
        layers = self.books.pool(line.card, place, numbers)
        return min((one.expiration_date for one in layers if one.expiration_date), default=None)

    def _observed(self, leg: Leg) -> str | None:
        """The earliest count of the leg's place that had already seen it (K3, settled 11 and 31)."""
        counts = self.books.counted_at.get(leg.place, [])
        i = bisect_left(counts, leg.effective_at)
        return counts[i] if i < len(counts) else None

    def _adjust(self, line: Line) -> None:
        leg = self._leg(line, line.entry_type, line.place, line.quantity)
        cost = None
        if leg.quantity > 0:
            cost = cost_rules.of_increase(
                line.card, line.entry_type, leg.quantity, line.unit_cost, line.cost_amount
            )
        anchor = self._observed(leg)
        if cost and anchor is None:
            self._update_card(line, cost)
        self._post(line, leg, anchor, "K3", cost)

    def _post(self, line: Line, leg: Leg, anchor: str | None, rule: str, cost: Cost | None) -> None:
        self.watch.touches(line, leg)
        if anchor is not None:
            self.entries.pair(line, leg, anchor, rule, cost)
        elif cost is not None:
            self.entries.increase(line, leg, cost)
        else:
            self.watch.takes(line, leg)
            self.entries.decrease(line, leg)

    def _update_card(self, line: Line, cost: Cost) -> None:
        """A first cost for the card, or a new one when stock comes back from nothing (domain 2 §4.7 b)."""
        if line.unit_cost is None and line.cost_amount is None:
            return
        card = line.card
        self.result.direct_costs[card.no] = cost_rules.per_unit(cost.direct, line.quantity)
        new = cost_rules.per_unit(cost.total, line.quantity)
        held = self.books.total.get(card.no, 0)
        if (
            card.costing_method != "Standard"
            and new
            and (not card.unit_cost or held <= 0 < held + line.quantity)
        ):
            self.result.unit_costs[card.no] = card.unit_cost = new

    def _transfer(self, line: Line, to: Place) -> None:
        """Out of one location into another; cost and layers come along (settled 47)."""
        leg = self._leg(line, TRANSFER, line.place, -line.quantity)
        self.watch.touches(line, leg)
        anchor = self._observed(leg)
        if anchor is None:
            self.watch.takes(line, leg)
            sent, taken = self.entries.decrease(line, leg)
            layers = [(part.layer.entry_no, part.quantity, part.cost) for part in taken.parts]
            if taken.missing:
                layers.append((0, taken.missing, cost_rules.amount(taken.missing, line.card.unit_cost)))
        else:
            sent, cost = self.entries.pair(line, leg, anchor, "K3")
            layers = [(sent.item.linked_to, line.quantity, cost.total)]
        if line.card.costing_method == "Average" and len(layers) > 1:
            layers = [(0, line.quantity, sum(cost for _, _, cost in layers))]
        expires = line.expiration_date or sent.item.expiration_date
        for source, quantity, cents in layers:
            put = replace(self._leg(line, TRANSFER, to, quantity), expiration_date=expires)
            self.watch.touches(line, put)
            self._receive(line, put, Cost(cents), (sent.item.entry_no, source))

    def _receive(self, line: Line, leg: Leg, cost: Cost, source: tuple[int, int]) -> None:
        anchor = self._observed(leg)
        if anchor is None:
            self.entries.increase(line, leg, cost, source)
        else:
            self.entries.pair(line, leg, anchor, "K3", cost, source)

    def _bin_move(self, line: Line, to: Place) -> None:
        """Take, then put. Each leg that a count had already seen gets a linked adjustment (settled 37)."""
        legs = [
            self._leg(line, BIN_MOVE, line.place, -line.quantity),
            self._leg(line, BIN_MOVE, to, line.quantity),
        ]
        self.watch.touches(line, legs[0])
        anchors = [self._observed(leg) for leg in legs]
        set_no = self.entries.next_set() if any(anchors) else 0
        halves: list[Written | None] = [None, None]
        if anchors[0] and anchors[1]:
            restored = self.entries.entry(line, legs[0].half(anchors[0], "K3", set_no))
            removed = self.entries.entry(line, legs[1].half(anchors[1], "K3", set_no))
            self.entries.net(line, restored, removed, None)
            halves = [restored, removed]
        elif anchors[0]:
            half = legs[0].half(anchors[0], "K3", set_no)
            cost = Cost(cost_rules.amount(half.quantity, line.card.unit_cost))
            halves[0] = self.entries.increase(line, half, cost)
        elif anchors[1]:
            half = legs[1].half(anchors[1], "K3", set_no)
            self.watch.takes(line, half)
            halves[1] = self.entries.decrease(line, half)[0]
        if anchors[0] is None:
            self.watch.takes(line, legs[0], bin_only=True)
        for leg, linked in zip(legs, halves, strict=True):
            row = self.entries.bin_entry(line, replace(leg, set_no=set_no), BIN_MOVE)
            if linked and linked.bin:
                row.linked_to, linked.bin.linked_to = linked.bin.entry_no, row.entry_no
                linked.item.linked_warehouse_entry_no = row.entry_no

    def _count(self, line: Line, counted: Counted) -> None:
        """Proof, difference to the stock at T and anchor of every number (K1, K2); K4 when a later count stands."""
        stock = self.books.stock_at(line.place, counted.at)
        numbers = sorted({*stock, *counted.numbers})
        if not numbers and not any(line.card.specific):
            numbers = [NO_NUMBERS]
        found = [(n, stock.get(n, 0), counted.numbers.get(n, 0)) for n in numbers]
        gained = sum(max(now - was, 0) for _, was, now in found)
        lost = sum(max(was - now, 0) for _, was, now in found)
        booked, seen = sum(stock.values()), sum(counted.numbers.values())
        counts = self.books.counted_at.setdefault(line.place, [])
        i = bisect_right(counts, counted.at)
        newer = counts[i] if i < len(counts) else None
        first = -len(self.entries.rows.physical) - 1
        if gained or not lost:
            self._proof(line, counted, POSITIVE, (booked, seen + lost, gained))
            self._differences(line, counted, [f for f in found if f[2] > f[1]], newer)
        if lost:
            self._proof(line, counted, NEGATIVE, (booked, seen - gained, lost))
            self._differences(line, counted, [f for f in found if f[2] < f[1]], newer)
        for n, _was, now in found:
            self._anchor(line, counted, n, now, first)
        insort(counts, counted.at)
        self.result.differences.append(
            Difference(
                line.index, line.place, counted.at, unscale(booked, 5), unscale(seen, 5),
                tuple((n, unscale(was, 5), unscale(now, 5)) for n, was, now in found),
            )
        )  # fmt: skip

    def _differences(
        self, line: Line, counted: Counted, found: Sequence[tuple[Numbers, int, int]], newer: str | None
    ) -> None:
        for numbers, was, now in found:
            quantity = now - was
            expires = counted.expiration.get(numbers) or self._expiry(line, line.place, numbers)
            leg = Leg(
                POSITIVE if quantity > 0 else NEGATIVE, line.place, numbers, quantity,
                counted.at, line.eff_lo, line.eff_hi, expires, "K1",
            )  # fmt: skip
            cost = Cost(cost_rules.amount(quantity, line.card.unit_cost)) if quantity > 0 else None
            self._post(line, leg, newer, "K4", cost)

    def _proof(self, line: Line, counted: Counted, entry_type: str, figures: tuple[int, int, int]) -> None:
        calculated, seen, quantity = figures
        self.entries.rows.physical.append(
            CountEntry(
                entry_no=-len(self.entries.rows.physical) - 1,
                entry_type=entry_type,
                item_no=line.place.item_no,
                variant_code=line.place.variant_code,
                location_code=line.place.location_code,
                bin_code=line.place.bin_code,
                qty_calculated=calculated,
                qty_phys_inventory=seen,
                quantity=quantity,
                unit_of_measure_code=line.card.base_unit,
                unit_cost=line.card.unit_cost,
                amount=cost_rules.amount(quantity, line.card.unit_cost),
                last_item_ledger_entry_no=counted.last_item_ledger_entry_no,
                counting_period_code=counted.counting_period_code,
                counting_period_type=counted.counting_period_type,
                effective_at=counted.at,
                eff_lo=line.eff_lo,
                eff_hi=line.eff_hi,
                rule="K1",
                **line.paper,
                **self.entries.stamp,
            )
        )

    def _anchor(self, line: Line, counted: Counted, numbers: Numbers, quantity: int, proof: int) -> None:
        self.entries.rows.anchor.append(
            Anchor(
                anchor_no=-len(self.entries.rows.anchor) - 1,
                item_no=line.place.item_no,
                variant_code=line.place.variant_code,
                location_code=line.place.location_code,
                bin_code=line.place.bin_code,
                lot_no=numbers.lot_no,
                serial_no=numbers.serial_no,
                package_no=numbers.package_no,
                at=counted.at,
                quantity=quantity,
                physical_inventory_entry_no=proof,
                document_no=str(line.paper["document_no"]),
                device_id=str(line.paper["device_id"]),
                op_id=str(line.paper["op_id"]),
                **self.entries.stamp,
            )
        )
