"""What an entry costs while it is posted (domain 2 §3.1, 3.2). Integers: amounts of 2 places, unit costs of 5."""

from __future__ import annotations

from dataclasses import dataclass

from scanapp.inventory.ledger.books import ItemCard
from scanapp.inventory.ledger.movements import PURCHASE

ONE = 100_000
HUNDRED_PERCENT = 100 * ONE


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an increase: direct, indirect and, for Standard, the gap to the standard cost."""

    direct: int
    indirect: int = 0
    variance: int = 0

    @property
    def total(self) -> int:
        """What the stock is worth after all three."""
        return self.direct + self.indirect + self.variance


def divided(numerator: int, denominator: int) -> int:
    """The quotient as an integer, half away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    n, d = abs(numerator), abs(denominator)
    return sign * ((2 * n + d) // (2 * d))


def amount(quantity: int, unit_cost: int) -> int:
    """quantity × unit cost, to 2 places."""
    return divided(quantity * unit_cost, ONE * ONE // 100)


def share(cost: int, taken: int, quantity: int) -> int:
    """The part of a layer's cost that `taken` of its `quantity` carries, to 2 places (settled 42)."""
    return divided(cost * taken, quantity)


def per_unit(cost: int, quantity: int) -> int:
    """The unit cost that an amount means, to 5 places."""
    return abs(divided(cost * (ONE * ONE // 100), quantity)) if quantity else 0


def of_increase(
    card: ItemCard, entry_type: str, quantity: int, unit_cost: int | None, cost_amount: int | None
) -> Cost:
    """The cost of `quantity` (above 0) that comes in.

    A given cost is the direct one: the item's indirect percentage and overhead come on top (X-08). With none the
    item card's unit cost is the whole. A Standard item is worth its standard cost; the rest is a variance (X-07).
    """
    if unit_cost is None and cost_amount is None:
        return Cost(amount(quantity, card.unit_cost))
    direct = cost_amount if cost_amount is not None else amount(quantity, unit_cost or 0)
    indirect = divided(direct * card.indirect_cost_percent, HUNDRED_PERCENT) + amount(
        quantity, card.overhead_rate
    )
    if card.costing_method != "Standard":
        return Cost(direct, indirect)
    standard = amount(quantity, card.unit_cost)
    if entry_type != PURCHASE:
        return Cost(standard)
    return Cost(direct, indirect, standard - direct - indirect)
