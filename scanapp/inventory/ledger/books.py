"""The part of the books and cards that one posting needs, in memory. The planner reads and changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from scanapp.inventory.ledger.movements import NO_NUMBERS, Numbers, Place

NONE = (False, False, False)


class Pool(NamedTuple):
    """Where entries of one item look for each other: by location, and by the numbers that are specific."""

    location_code: str
    item_no: str
    variant_code: str
    numbers: Numbers


class Stock(NamedTuple):
    """An item and variant at a location: what the first of the two balances is about."""

    location_code: str
    item_no: str
    variant_code: str


@dataclass(slots=True)
class ItemCard:
    """What posting reads of an item. `unit_cost` has 5 places, `grid` is the base unit's rounding precision.

    `specific` and `in_bins` say, for serial, lot and package, whether a number must be given and whether bins
    keep it.
    """

    no: str
    type: str
    base_unit: str
    costing_method: str
    unit_cost: int
    grid: int
    is_blocked: bool = False
    category_code: str = ""
    indirect_cost_percent: int = 0
    overhead_rate: int = 0
    variant_mandatory: str = "Default"
    specific: tuple[bool, bool, bool] = NONE
    in_bins: tuple[bool, bool, bool] = NONE
    strict_expiration: bool = False
    expiration_required: bool = False
    units: dict[str, int] = field(default_factory=dict)
    variants: dict[str, bool] = field(default_factory=dict)

    def matched(self, numbers: Numbers) -> Numbers:
        """The numbers that tie an outbound entry to an inbound one."""
        if numbers == NO_NUMBERS or self.specific == NONE:
            return NO_NUMBERS
        return Numbers(*(n if tied else "" for n, tied in zip(numbers, self.specific, strict=True)))

    def binned(self, numbers: Numbers) -> Numbers:
        """The numbers that a bin keeps."""
        if numbers == NO_NUMBERS or self.in_bins == NONE:
            return NO_NUMBERS
        return Numbers(*(n if kept else "" for n, kept in zip(numbers, self.in_bins, strict=True)))


@dataclass(slots=True)
class LocationCard:
    code: str
    bin_mandatory: bool = False
    is_in_transit: bool = False
    is_directed: bool = False


@dataclass(slots=True)
class BinCard:
    zone_code: str = ""
    is_blocked: bool = False


@dataclass(slots=True)
class Layer:
    """An open entry: inbound stock with what it cost, or (quantity below 0) stock that went before it came."""

    entry_no: int
    posting_date: str
    quantity: int
    remaining: int
    cost: int
    valuation_date: str
    expiration_date: str | None = None

    @property
    def age(self) -> tuple[str, int]:
        """Oldest first; rows of this plan come after all that are written."""
        no = self.entry_no
        return self.posting_date, no if no > 0 else 2**62 - no


@dataclass(slots=True)
class Books:
    """Cards, balances, open entries, counts and later entries of the keys of one posting.

    `later[place]` holds (effective_at, numbers, quantity) of every entry after the earliest T that this posting
    counts there, and of every entry the plan added.
    """

    items: dict[str, ItemCard] = field(default_factory=dict)
    locations: dict[str, LocationCard] = field(default_factory=dict)
    bins: dict[tuple[str, str], BinCard] = field(default_factory=dict)
    stock: dict[Stock, dict[Numbers, int]] = field(default_factory=dict)
    bin_stock: dict[Place, dict[Numbers, int]] = field(default_factory=dict)
    serials: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)
    layers: dict[Pool, list[Layer]] = field(default_factory=dict)
    counted_at: dict[Place, list[str]] = field(default_factory=dict)
    later: dict[Place, list[tuple[str, Numbers, int]]] = field(default_factory=dict)
    total: dict[str, int] = field(default_factory=dict)
    changed: dict[int, Layer] = field(default_factory=dict)

    def balance(self, place: Place) -> dict[Numbers, int]:
        """Present stock of a place by number: of its bin, or of the location when it has none."""
        if place.bin_code:
            return self.bin_stock.setdefault(place, {})
        return self.stock.setdefault(Stock(place.location_code, place.item_no, place.variant_code), {})

    def stock_at(self, place: Place, at: str) -> dict[Numbers, int]:
        """Stock of a place by number at the instant `at`: K1, the balance less every later entry; zeros left out."""
        stock = dict(self.balance(place))
        for effective_at, numbers, quantity in self.later.get(place, ()):
            if effective_at > at:
                stock[numbers] = stock.get(numbers, 0) - quantity
        return {numbers: quantity for numbers, quantity in stock.items() if quantity}

    def pool(self, card: ItemCard, place: Place, numbers: Numbers) -> list[Layer]:
        """The open entries that one of this place and these numbers may be applied to."""
        key = Pool(place.location_code, place.item_no, place.variant_code, card.matched(numbers))
        return self.layers.setdefault(key, [])
