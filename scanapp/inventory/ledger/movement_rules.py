"""Whether one movement may be posted at all, whatever the stock is (domain 1 §0.5), and its normal form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scanapp.inventory.ledger import errors
from scanapp.inventory.ledger.books import Books, ItemCard
from scanapp.inventory.ledger.movements import (
    BIN_MOVE,
    COUNT,
    ENTRY_TYPES,
    POSITIVE,
    PURCHASE,
    SALE,
    TRANSFER,
    CountedNumber,
    Movement,
    Numbers,
    Place,
    PostingSettings,
)
from scanapp.quantities import LIMIT, instant_text

ONE = Decimal(1)
DIMENSIONS = ("serial", "lot", "package")
NUMBER_NAMES = ("serial_no", "lot_no", "package_no")
LENGTHS = {
    "serial_no": 50,
    "lot_no": 50,
    "package_no": 50,
    "document_no": 20,
    "document_type": 30,
    "reason_code": 10,
    "source_code": 10,
    "op_id": 36,
    "device_id": 20,
}


@dataclass(slots=True)
class Counted:
    """A count result in stored values: what was found of each number at `at`."""

    at: str
    numbers: dict[Numbers, int]
    expiration: dict[Numbers, str | None]
    last_item_ledger_entry_no: int
    counting_period_code: str
    counting_period_type: str


@dataclass(slots=True)
class Line:
    """A movement in stored values: scaled integers, ISO text. `paper` is what every row of it copies."""

    index: int
    card: ItemCard
    entry_type: str
    place: Place
    to: Place | None
    numbers: Numbers
    quantity: int
    effective_at: str
    eff_lo: str
    eff_hi: str
    posting_date: str
    expiration_date: str | None
    unit_code: str
    qty_per: int
    unit_cost: int | None
    cost_amount: int | None
    is_fact: bool
    counted: Counted | None
    paper: dict[str, Any] = field(default_factory=dict)


def scaled(value: Decimal, places: int = 5) -> int:
    """The stored integer of `value`, digits beyond `places` rounded half away from zero."""
    return int(value.scaleb(places).quantize(ONE, ROUND_HALF_UP))


def check(index: int, m: Movement, books: Books, settings: PostingSettings) -> list[errors.Refusal]:
    """Every reason why this movement cannot be posted, the stock aside."""
    card = books.items.get(m.item_no)
    if card is None:
        return [errors.ItemUnknown(index, item=m.item_no or "(blank)")]
    if m.entry_type not in ENTRY_TYPES:
        return [errors.EntryTypeUnknown(index, type=m.entry_type[:40])]
    found = [*_of_item(index, m, card, settings), *_of_places(index, m, card, books, settings)]
    found += [*_of_paper(index, m), *_of_quantity(index, m, card), *_of_numbers(index, m, card, books)]
    return found


def _of_item(index: int, m: Movement, card: ItemCard, settings: PostingSettings) -> Iterator[errors.Refusal]:
    if card.is_blocked:
        yield errors.ItemBlocked(index, item=card.no)
    if card.type != "Inventory":
        yield errors.NotStocked(index, item=card.no, type=card.type)
    if card.costing_method == "Specific" and not card.specific[0]:
        yield errors.SpecificNeedsSerial(index, item=card.no)
    if m.variant_code:
        blocked = card.variants.get(m.variant_code)
        if blocked is None:
            yield errors.VariantUnknown(index, item=card.no, variant=m.variant_code)
        elif blocked:
            yield errors.VariantBlocked(index, item=card.no, variant=m.variant_code)
    elif card.variants and (
        card.variant_mandatory == "Yes"
        or (card.variant_mandatory == "Default" and settings.variant_mandatory_if_exists)
    ):
        yield errors.VariantMandatory(index, item=card.no)
    if m.unit_of_measure_code and m.unit_of_measure_code not in card.units:
        yield errors.UnitUnknown(index, item=card.no, unit=m.unit_of_measure_code)


def _of_places(
    index: int, m: Movement, card: ItemCard, books: Books, settings: PostingSettings
) -> Iterator[errors.Refusal]:
    places = [m.place]
    if (to := destination(m)) is not None:
        places.append(to)
        if to == m.place:
            yield errors.SamePlace(index, item=card.no, place=m.bin_code or m.location_code or "(blank)")
    for place in places:
        if not place.location_code:
            if settings.location_mandatory:
                yield errors.LocationMandatory(index, item=card.no)
            if place.bin_code:
                yield errors.BinNotUsed(index, item=card.no, location="(blank)")
            continue
        location = books.locations.get(place.location_code)
        if location is None:
            yield errors.LocationUnknown(index, location=place.location_code)
            continue
        if location.is_in_transit:
            yield errors.InTransitNotAllowed(index, location=location.code)
        if location.is_directed:
            yield errors.DirectedLocation(index, location=location.code)
        yield from _of_bin(
            index, place, location.bin_mandatory, books, is_fact=m.is_fact or m.count is not None
        )


def _of_bin(
    index: int, place: Place, is_mandatory: bool, books: Books, *, is_fact: bool
) -> Iterator[errors.Refusal]:
    names = {"item": place.item_no, "location": place.location_code, "bin": place.bin_code}
    if not is_mandatory:
        if place.bin_code:
            yield errors.BinNotUsed(index, **names)
    elif not place.bin_code:
        yield errors.BinMandatory(index, **names)
    elif (card := books.bins.get((place.location_code, place.bin_code))) is None:
        yield errors.BinUnknown(index, **names)
    elif card.is_blocked and not is_fact:  # what lies in a blocked bin can still be counted
        yield errors.BinBlocked(index, **names)


def _of_paper(index: int, m: Movement) -> Iterator[errors.Refusal]:
    texts = [(name, getattr(m, name), length) for name, length in LENGTHS.items()]
    texts += [(name, getattr(n, name), LENGTHS[name]) for n in found_numbers(m) for name in NUMBER_NAMES]
    for name, text, length in texts:
        if len(text) > length or not text.isprintable():
            yield errors.TextInvalid(index, field=name, text=text[:40], length=length)
    if not m.document_no:
        yield errors.DocumentNoMissing(index, item=m.item_no)
    if m.posting_date is None:
        yield errors.PostingDateMissing(index, item=m.item_no)


def _of_quantity(index: int, m: Movement, card: ItemCard) -> Iterator[errors.Refusal]:
    if m.count is None and m.quantity == 0:
        yield errors.QuantityZero(index, item=card.no)
    if m.count is None and m.quantity < 0 and m.entry_type in (TRANSFER, BIN_MOVE):
        yield errors.QuantityNegative(index, item=card.no, quantity=m.quantity)
    if any(n.quantity < 0 for n in found_numbers(m)):
        yield errors.CountNegative(index, item=card.no)
    for quantity in (m.quantity, *(n.quantity for n in found_numbers(m))):
        if abs(quantity) >= LIMIT:
            yield errors.QuantityTooLarge(index, item=card.no, what="quantity")
        elif quantity.scaleb(5) % (card.grid or 1):
            precision = Decimal(card.grid or 1).scaleb(-5).normalize()
            yield errors.Rounding(index, item=card.no, quantity=quantity, precision=f"{precision:f}")
    for cost in (m.unit_cost, m.cost_amount):
        if cost is not None and cost < 0:
            yield errors.CostNegative(index, item=card.no)
    if m.unit_cost is not None and m.unit_cost >= LIMIT:
        yield errors.QuantityTooLarge(index, item=card.no, what="unit cost")


def _of_numbers(index: int, m: Movement, card: ItemCard, books: Books) -> Iterator[errors.Refusal]:
    if m.count is None:
        counted = [(m.quantity, m.numbers)]
    else:
        counted = [(n.quantity, Numbers(n.serial_no, n.lot_no, n.package_no)) for n in found_numbers(m)]
        if m.count.numbers and m.count.quantity not in (0, total := sum((n[0] for n in counted), Decimal(0))):
            yield errors.TrackingSum(index, item=card.no, numbers=total, quantity=m.count.quantity)
    for quantity, numbers in counted:
        if quantity:
            for dimension, number, needed in zip(DIMENSIONS, numbers, card.specific, strict=True):
                if needed and not number:
                    yield errors.TrackingMissing(index, item=card.no, dimension=dimension)
        if numbers.serial_no and quantity not in (-1, 0, 1):
            yield errors.SerialQuantity(index, item=card.no, serial=numbers.serial_no, quantity=quantity)
        if m.count is not None and m.bin_code and card.binned(numbers) != numbers:
            yield errors.NumbersNotInBins(index, item=card.no, location=m.location_code)
    comes_in = m.count is None and m.quantity > 0 and m.entry_type in (PURCHASE, POSITIVE)
    if card.expiration_required and comes_in and m.expiration_date is None:
        yield errors.ExpirationMissing(index, item=card.no)


def found_numbers(m: Movement) -> tuple[CountedNumber, ...]:
    """What a count found, number by number; of an item without numbers one row."""
    if m.count is None:
        return ()
    if m.count.numbers:
        return m.count.numbers
    return (CountedNumber(m.count.quantity),) if m.count.quantity else ()


def destination(m: Movement) -> Place | None:
    """Where a Transfer or a Movement goes to; None for every other line."""
    if m.count is not None or m.entry_type not in (TRANSFER, BIN_MOVE):
        return None
    location = m.location_code if m.new_location_code is None else m.new_location_code
    return Place(location, m.new_bin_code, m.item_no, m.variant_code)


def line(index: int, m: Movement, card: ItemCard, at: str) -> Line:
    """The movement in stored values. Only of one that `check` let pass."""
    effective = instant_text(m.effective_at) if m.effective_at else at
    lo, hi = m.eff_lo, m.eff_hi
    if m.count is not None:
        effective, lo, hi = instant_text(m.count.at), m.count.lo, m.count.hi
    posting_date = m.posting_date.isoformat() if m.posting_date else ""
    return Line(
        index=index,
        card=card,
        entry_type=_entry_type(m),
        place=m.place,
        to=destination(m),
        numbers=m.numbers,
        quantity=scaled(m.quantity),
        effective_at=effective,
        eff_lo=_instant(lo, effective),
        eff_hi=_instant(hi, effective),
        posting_date=posting_date,
        expiration_date=m.expiration_date.isoformat() if m.expiration_date else None,
        unit_code=m.unit_of_measure_code or card.base_unit,
        qty_per=scaled(m.qty_per_unit),
        unit_cost=None if m.unit_cost is None else scaled(m.unit_cost),
        cost_amount=None if m.cost_amount is None else scaled(m.cost_amount, 2),
        is_fact=m.is_fact or m.count is not None,
        counted=None if m.count is None else _counted(m),
        paper={
            "posting_date": posting_date,
            "document_type": m.document_type,
            "document_no": m.document_no,
            "document_line_no": m.document_line_no,
            "reason_code": m.reason_code,
            "source_code": m.source_code,
            "op_id": m.op_id,
            "device_id": m.device_id,
        },
    )


def _entry_type(m: Movement) -> str:
    if m.count is not None:
        return COUNT
    if m.entry_type in (TRANSFER, BIN_MOVE):
        return BIN_MOVE if m.new_location_code in (None, m.location_code) else TRANSFER
    return m.entry_type


def _instant(value: datetime | None, default: str) -> str:
    return instant_text(value) if value else default


def _counted(m: Movement) -> Counted:
    assert m.count is not None
    numbers: dict[Numbers, int] = {}
    expiration: dict[Numbers, str | None] = {}
    for n in found_numbers(m):
        key = Numbers(n.serial_no, n.lot_no, n.package_no)
        numbers[key] = numbers.get(key, 0) + scaled(n.quantity)
        expiration[key] = n.expiration_date.isoformat() if n.expiration_date else None
    return Counted(
        instant_text(m.count.at),
        numbers,
        expiration,
        m.count.last_item_ledger_entry_no,
        m.count.counting_period_code,
        m.count.counting_period_type,
    )


def is_watched_for_expiry(line: Line) -> bool:
    """Whether strict expiry looks at this line: sales and transfers, not write-offs (domain 1 §8.4)."""
    return line.card.strict_expiration and not line.is_fact and line.entry_type in (SALE, TRANSFER)
