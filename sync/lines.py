"""The fold of an own line: what one person's operations on one key add up to (settled 2).

Executed by the phone too, on the same `vectors/lines.json`. Quantities are exact decimals, times ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sync.operations import LINE_KINDS

PLACES = Decimal("0.00001")
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class LineKey:
    """An own line: what one person counted in one order at one place. `raw` only while there is no item."""

    doc: str
    actor: str
    loc: str
    bin: str
    item: str
    variant: str
    lot: str
    serial: str
    package: str
    raw: str = ""

    @property
    def spot(self) -> tuple[str, ...]:
        """The key that two counters share (settled 14): the line without person and package."""
        return self.doc, self.loc, self.bin, self.item, self.variant, self.lot, self.serial, self.raw


@dataclass(frozen=True, slots=True)
class LineOp:
    """An operation on an own line, or the `op.retract` of one. `quantity_base` is rounded; times in ms.

    `said` names the line that the phone had it on: what was unknown there was another line than the item it turned
    out to be, with a total of its own, and a set or void meant that one only.
    """

    op: str
    kind: str
    key: LineKey
    quantity: Decimal
    unit: str
    quantity_base: Decimal
    lo: int
    at: int
    hi: int
    of: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on a line; a voided one stands for nothing, which is not zero.

    `unit` is '' when several were added, then `quantity` is in base units.
    `at` is T, the latest instant of the operations whose quantity stands, [lo, hi] their interval (settled 11).
    """

    key: LineKey
    quantity_base: Decimal
    unit: str
    quantity: Decimal
    ops: tuple[str, ...]
    lo: int | None
    at: int | None
    hi: int | None

    @property
    def is_void(self) -> bool:
        """Nothing stands: it was not counted."""
        return not self.ops


def in_base(quantity: Decimal, per: Decimal, rounding: Decimal) -> Decimal:
    """Base units, half away from zero, to the `rounding` of the base unit or five places (domain 1 §1.3)."""
    exact = quantity * per
    if rounding > 0:
        return (exact / rounding).quantize(ONE, ROUND_HALF_UP) * rounding
    return exact.quantize(PLACES, ROUND_HALF_UP)


def standing(ops: Sequence[LineOp]) -> list[LineOp]:
    """Those not taken back. A retract works on an earlier operation of the same person, another retract too."""
    dead: set[str] = set()
    earlier = {op.op: (index, op.key.actor) for index, op in enumerate(ops)}
    for index in range(len(ops) - 1, -1, -1):
        op = ops[index]
        if op.kind != "op.retract" or op.op in dead:
            continue
        place = earlier.get(op.of)
        if place is not None and place[0] < index and place[1] == op.key.actor:
            dead.add(op.of)
    return [op for op in ops if op.op not in dead]


def fold(ops: Sequence[LineOp]) -> list[Line]:
    """The lines of `ops`, which are in their order; lines by their first operation."""
    lines: dict[LineKey, list[LineOp]] = {op.key: [] for op in ops if op.kind in LINE_KINDS}
    for op in standing(ops):
        if op.kind in LINE_KINDS:
            lines[op.key].append(op)
    return [_line(key, _counting(key, stood)) for key, stood in lines.items()]


def _counting(key: LineKey, stood: Iterable[LineOp]) -> list[LineOp]:
    """The operations whose quantity stands."""
    found: list[LineOp] = []
    for op in stood:
        if op.kind in ("count.void", "count.set"):
            found = [one for one in found if one.said != op.said]
        is_repeat = op.kind == "count.scan" and key.serial and any(one.quantity_base > 0 for one in found)
        if op.kind != "count.void" and not is_repeat:
            found.append(op)
    return found


def _line(key: LineKey, counting: list[LineOp]) -> Line:
    if not counting:
        return Line(key, ZERO, "", ZERO, (), None, None, None)
    base = sum((op.quantity_base for op in counting), ZERO)
    if key.serial:
        base = min(base, ONE)
    units = {op.unit for op in counting}
    unit = units.pop() if len(units) == 1 else ""
    quantity = sum((op.quantity for op in counting), ZERO) if unit and not key.serial else base
    return Line(
        key,
        base,
        unit,
        quantity,
        tuple(op.op for op in counting),
        min(op.lo for op in counting),
        max(op.at for op in counting),
        max(op.hi for op in counting),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation stands: phone, stream (numbered as they were opened), seq."""

    device: str
    stream_no: int
    seq: int


def in_order(placed: Iterable[tuple[Place, LineOp]]) -> list[LineOp]:
    """Each phone's operations by stream and seq; several phones merged by time, whatever arrived first."""
    keyed: list[tuple[int, str, int, LineOp]] = []
    latest: dict[str, int] = {}
    by_place = sorted(placed, key=lambda one: (one[0].device, one[0].stream_no, one[0].seq))
    for index, (place, op) in enumerate(by_place):
        latest[place.device] = max(latest.get(place.device, op.at), op.at)
        keyed.append((latest[place.device], place.device, index, op))
    return [op for *_, op in sorted(keyed, key=lambda one: one[:3])]
