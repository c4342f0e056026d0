"""What a count means: instants, differences per number, tolerance, order of posting. Pure (domain 1 §5.5-5.7)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

Number = tuple[str, str, str]  # serial, lot, package
LineKey = tuple[str, str, str, str]  # item, variant, location, bin

NO_NUMBER: Number = ("", "", "")
POSITIVE, NEGATIVE = "Positive Adjmt.", "Negative Adjmt."
ZERO = Decimal(0)
LINE_STEP = 10000
TICK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class CountedPart:
    """One recorded quantity of a key, in base units; `at` is None where nobody wrote a time."""

    number: Number
    quantity: Decimal
    at: datetime | None = None
    lo: datetime | None = None
    hi: datetime | None = None


@dataclass(frozen=True)
class Instant:
    """T of a counted line and the interval in which its scans may lie."""

    at: datetime
    lo: datetime
    hi: datetime

    @property
    def error_ms(self) -> int:
        """The width of the interval in milliseconds."""
        return int((self.hi - self.lo) / TICK)


@dataclass(frozen=True)
class NumberDifference:
    """Counted, stock at T and their difference of one number."""

    number: Number
    counted: Decimal
    stock: Decimal

    @property
    def difference(self) -> Decimal:
        """Counted minus stock at T."""
        return self.counted - self.stock


@dataclass(frozen=True)
class Difference:
    """What posting a line would change. `positive - negative == counted - stock` always (domain 1 §5.6)."""

    counted: Decimal
    stock: Decimal
    positive: Decimal
    negative: Decimal
    numbers: tuple[NumberDifference, ...]

    @property
    def difference(self) -> Decimal:
        """Counted minus stock at T."""
        return self.counted - self.stock

    @property
    def entry_type(self) -> str:
        """The sign of the difference; none counts as positive."""
        return NEGATIVE if self.difference < 0 else POSITIVE

    @property
    def is_exact(self) -> bool:
        """Nothing to change in any number. A swap of lots has no difference and is not exact."""
        return not self.positive and not self.negative


@dataclass(frozen=True)
class Tolerance:
    """How far a count may be off without a second look; None or zero = that limit is not set."""

    quantity: Decimal | None = None
    percent: Decimal | None = None
    value: Decimal | None = None


def counted_instant(parts: Sequence[CountedPart], snapshot_at: datetime | None) -> Instant | None:
    """T and interval of a line: the latest of its parts, spanning all; an empty time is the snapshot's (settled 35)."""
    spans = [
        (at, part.lo or at, part.hi or at) for part in parts if (at := part.at or snapshot_at) is not None
    ]
    if len(spans) < len(parts) or not spans:
        return None
    return Instant(max(s[0] for s in spans), min(s[1] for s in spans), max(s[2] for s in spans))


def difference(
    parts: Iterable[CountedPart], stock: Mapping[Number, Decimal], *, is_tracked: bool
) -> Difference:
    """The difference of one line against the stock at its T, number by number when it is tracked (domain 1 §5.6).

    `stock` is per number; an untracked line adds it up. A number that was neither counted nor in stock has no row.
    """
    counted: dict[Number, Decimal] = defaultdict(Decimal)
    for part in parts:
        counted[part.number if is_tracked else NO_NUMBER] += part.quantity
    held: dict[Number, Decimal] = defaultdict(Decimal)
    for number, quantity in stock.items():
        held[number if is_tracked else NO_NUMBER] += quantity
    if not is_tracked:
        counted.setdefault(NO_NUMBER, ZERO)
    rows = tuple(
        NumberDifference(number, counted.get(number, ZERO), held.get(number, ZERO))
        for number in sorted(counted.keys() | held.keys())
        if counted.get(number) or held.get(number) or not is_tracked
    )
    return Difference(
        counted=sum(counted.values(), ZERO),
        stock=sum(held.values(), ZERO),
        positive=sum((r.difference for r in rows if r.difference > 0), ZERO),
        negative=-sum((r.difference for r in rows if r.difference < 0), ZERO),
        numbers=rows,
    )


def digest(lines: Iterable[tuple[int, LineKey, Sequence[NumberDifference]]]) -> str:
    """SHA-256 over (line, key, Δ per number): what the approver saw and the poster confirms (settled 40)."""
    sha = hashlib.sha256()
    for line_no, key, numbers in sorted(lines, key=lambda line: line[0]):
        sha.update("\x1f".join((str(line_no), *key)).encode() + b"\n")
        for row in sorted(numbers, key=lambda row: row.number):
            if row.difference:
                sha.update("\x1f".join((*row.number, f"{row.difference.normalize():f}")).encode() + b"\n")
    return sha.hexdigest()


def settled_instant(instant: Instant, choice: str, movements: Iterable[datetime]) -> Instant:
    """T after a decided overlap: `before` = the movements came before the count, `after` = after it."""
    moments = list(movements)
    if choice == "before" and moments:
        return Instant(max(instant.at, *moments), instant.lo, instant.hi)
    if choice == "after" and moments:
        return Instant(min(instant.at, *(moment - TICK for moment in moments)), instant.lo, instant.hi)
    return instant


def value_at_risk(found: Difference, unit_cost: Decimal) -> Decimal:
    """What the line would move at the item's unit cost, to 2 places; both sides of a swap count."""
    return ((found.positive + found.negative) * unit_cost).quantize(Decimal("0.01"))


def is_large(found: Difference, unit_cost: Decimal, tolerance: Tolerance) -> bool:
    """Whether a difference goes beyond any limit that is set; from no stock any find is beyond a percent limit."""
    size = found.positive + found.negative
    if not size:
        return False
    if tolerance.quantity and size > tolerance.quantity:
        return True
    if tolerance.value and value_at_risk(found, unit_cost) > tolerance.value:
        return True
    return bool(tolerance.percent) and size * 100 > (tolerance.percent or ZERO) * abs(found.stock)


def repeated_serials(parts: Iterable[tuple[str, Number, Decimal]]) -> list[tuple[str, str]]:
    """(item, serial) counted more than once across all recordings of an order (domain 1 §5.5)."""
    total: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item_no, number, quantity in parts:
        if number[0]:
            total[item_no, number[0]] += abs(quantity)
    return sorted(key for key, quantity in total.items() if quantity > 1)


def found_lines(
    last: int, known: Iterable[LineKey], counted: Iterable[Iterable[LineKey]]
) -> dict[LineKey, int]:
    """{key: line number} of the lines that finishing adds for keys that are not on the order yet.

    `last` is the order's highest line number, `counted` the keys of each recording in their order.
    """
    taken = set(known)
    numbers: dict[LineKey, int] = {}
    for keys in counted:
        for key in sorted(set(keys) - taken):
            taken.add(key)
            last += LINE_STEP
            numbers[key] = last
    return numbers
