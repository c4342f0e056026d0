"""Which open entries a new entry is applied to (domain 2 §2.2, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanapp.inventory.ledger.books import Layer
from scanapp.inventory.ledger.cost_rules import share


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of one layer that an outbound entry consumes."""

    layer: Layer
    quantity: int
    cost: int


@dataclass(slots=True)
class Consumption:
    """What an outbound entry consumes; `missing` is what no inbound entry had."""

    parts: list[Taken] = field(default_factory=list)
    missing: int = 0
    valuation_date: str = ""

    @property
    def cost(self) -> int:
        """The sum of the parts' shares, the missing quantity aside."""
        return sum(part.cost for part in self.parts)


def consume(pool: list[Layer], quantity: int, costing_method: str, posting_date: str) -> Consumption:
    """Takes `quantity` (above 0) out of the pool's inbound layers and removes those that are used up.

    Oldest posting date first, for LIFO the latest; with specific numbers the pool holds only their entries. The
    valuation date is the latest of the posting date and of the layers' own (domain 2 §3.4).
    """
    taken = Consumption(missing=quantity, valuation_date=posting_date)
    inbound = [layer for layer in pool if layer.remaining > 0]
    inbound.sort(key=lambda layer: layer.age, reverse=costing_method == "LIFO")
    for layer in inbound:
        if not taken.missing:
            break
        part = min(taken.missing, layer.remaining)
        taken.parts.append(Taken(layer, part, share(layer.cost, part, layer.quantity)))
        taken.valuation_date = max(taken.valuation_date, layer.valuation_date)
        taken.missing -= part
        layer.remaining -= part
    if taken.parts:
        pool[:] = [layer for layer in pool if layer.remaining]
    return taken


def cover(pool: list[Layer], quantity: int) -> list[tuple[Layer, int]]:
    """Closes stock that went before it came, oldest first, with `quantity` that comes in: (entry, covered) pairs."""
    covered = []
    outbound = [layer for layer in pool if layer.remaining < 0]
    outbound.sort(key=lambda layer: layer.age)
    for layer in outbound:
        if not quantity:
            break
        part = min(quantity, -layer.remaining)
        covered.append((layer, part))
        quantity -= part
        layer.remaining += part
    if covered:
        pool[:] = [layer for layer in pool if layer.remaining]
    return covered
