"""What a count says against the stock at its instant, line by line, before anything is closed or posted.

The workbench, the approval, the preview and the posting all look through `assess` (settled 15, 34).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inventory.counting import rules
from scanapp.inventory.counting.models import (
    PhysicalInventoryOrder,
    PhysicalInventoryOrderLine,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
)
from scanapp.inventory.counting.rules import CountedPart, Difference, Instant, LineKey, Number
from scanapp.inventory.items.models import Item
from scanapp.inventory.items.queries import chunks, items_by_no
from scanapp.inventory.ledger.models import BinBalance, ItemBalance, ItemLedgerEntry, WarehouseEntry
from scanapp.inventory.locations.models import Location
from scanapp.inventory.review.queries import list_cases
from scanapp.inventory.tracking.models import ItemTrackingCode
from scanapp.quantities import instant_text

TIME_OVERLAP = "TIME_OVERLAP"
COUNT_RULES = ("K1", "K3", "K4")  # a count's own difference or a linked half: nothing moved on the floor
ERROR_MAX = timedelta(days=1)  # how far before its time a movement is looked for


@dataclass(frozen=True)
class Moved:
    """One entry of the ledger on a key: of the bin where there are bins, else of the location. It happened at `at`,
    for certain within [lo, hi]."""

    entry_no: int
    entry_type: str
    document_no: str
    rule: str
    number: Number
    quantity: Decimal
    at: datetime
    lo: datetime
    hi: datetime


@dataclass(frozen=True)
class Assessed:
    """One key of an order as it stands. `line` is None while only an open recording has it; `line_no` is then
    the number that finishing will give it (0 where only some keys were asked for).

    Not counted: no `instant` and no `found`. `inside` are movements within the interval of the scans;
    `overlap_choice` is what a supervisor said about exactly those.
    """

    key: LineKey
    line_no: int
    line: PhysicalInventoryOrderLine | None
    item: Item
    is_tracked: bool
    rows: tuple[PhysicalInventoryRecordingLine, ...]
    instant: Instant | None
    found: Difference | None
    now: Decimal = rules.ZERO
    inside: tuple[Moved, ...] = ()
    overlap_choice: str = ""
    parts: tuple[CountedPart, ...] = field(default=(), repr=False)

    @property
    def line_id(self) -> str:
        """The name of the line in addresses."""
        return str(self.line_no) if self.line else f"r{self.rows[0].id}"

    @property
    def value(self) -> Decimal:
        """What posting it would move at the item's unit cost, without sign."""
        return rules.value_at_risk(self.found, self.item.unit_cost) if self.found else rules.ZERO


def assess(
    session: Session, order: PhysicalInventoryOrder, keys: Iterable[LineKey] | None = None
) -> list[Assessed]:
    """Every key of the order, or some, with its count, T, stock at T and difference; in line order.

    Counts of open recordings are in it, and an explicit zero for uncounted lines of a bin that was reported empty.
    """
    wanted = None if keys is None else set(keys)
    lines = _lines(session, order, wanted)
    rows: dict[LineKey, list[PhysicalInventoryRecordingLine]] = defaultdict(list)
    for row in _standing(session, order, wanted):
        rows[row.key].append(row)
    found_keys = sorted(rows.keys() - {line.key for line in lines})
    counted = {line.key: _parts(rows.get(line.key, ())) or _seen_empty(order, line) for line in lines}
    counted |= {key: _parts(rows[key]) for key in found_keys}
    snapshot = {line.key: line.expected_at for line in lines}
    instants = {
        key: instant
        for key, parts in counted.items()
        if (instant := rules.counted_instant(parts, snapshot.get(key)))
    }
    held, moved = _ledger(session, order, counted.keys(), instants)
    choices = _overlap_choices(session, order)
    numbers = _found_numbers(lines, rows) if wanted is None else {}
    items = items_by_no(session, {key[0] for key in counted})
    tracked = _tracked_items(session)

    def one(key: LineKey, line: PhysicalInventoryOrderLine | None) -> Assessed:
        item = items[key[0]]
        is_tracked = line.use_item_tracking if line else item.tracking_code in tracked
        instant, inside, choice = _judged(instants.get(key), moved.get(key, ()), choices.get(key, {}))
        stock = dict(held.get(key, {}))
        now = sum(stock.values(), rules.ZERO)
        found = None
        if instant:
            for entry in moved.get(key, ()):
                if entry.at > instant.at:
                    stock[entry.number] = stock.get(entry.number, rules.ZERO) - entry.quantity
            found = rules.difference(counted[key], stock, is_tracked=is_tracked)
        return Assessed(
            key,
            line.line_no if line else numbers.get(key, 0),
            line,
            item,
            is_tracked,
            tuple(rows.get(key, ())),
            instant,
            found,
            now,
            inside,
            choice,
            tuple(counted[key]),
        )

    return [one(line.key, line) for line in lines] + [one(key, None) for key in found_keys]


def _lines(
    session: Session, order: PhysicalInventoryOrder, wanted: set[LineKey] | None
) -> list[PhysicalInventoryOrderLine]:
    line = PhysicalInventoryOrderLine
    statement = select(line).where(line.order_id == order.id).order_by(line.line_no)
    if wanted is not None:
        statement = statement.where(line.item_no.in_({key[0] for key in wanted}))
    return [row for row in session.scalars(statement) if wanted is None or row.key in wanted]


def _standing(
    session: Session, order: PhysicalInventoryOrder, wanted: set[LineKey] | None
) -> list[PhysicalInventoryRecordingLine]:
    row, recording = PhysicalInventoryRecordingLine, PhysicalInventoryRecording
    statement = (
        select(row)
        .join(recording)
        .where(recording.order_id == order.id, row.is_recorded.is_(True), row.is_set_aside.is_(False))
        .order_by(recording.recording_no, row.line_no)
    )
    if wanted is not None:
        statement = statement.where(row.item_no.in_({key[0] for key in wanted}))
    return [found for found in session.scalars(statement) if wanted is None or found.key in wanted]


def _found_numbers(
    lines: Sequence[PhysicalInventoryOrderLine], rows: Mapping[LineKey, list[PhysicalInventoryRecordingLine]]
) -> dict[LineKey, int]:
    counted: dict[int, list[LineKey]] = defaultdict(list)
    for key, found in rows.items():
        for row in found:
            counted[row.recording_id].append(key)
    last = max((line.line_no for line in lines), default=0)
    return rules.found_lines(last, {line.key for line in lines}, [counted[no] for no in sorted(counted)])


def _parts(rows: Iterable[PhysicalInventoryRecordingLine]) -> list[CountedPart]:
    return [
        CountedPart(row.number, row.quantity_base, row.recorded_at, row.recorded_lo, row.recorded_hi)
        for row in rows
    ]


def _seen_empty(order: PhysicalInventoryOrder, line: PhysicalInventoryOrderLine) -> list[CountedPart]:
    return [
        CountedPart(rules.NO_NUMBER, rules.ZERO, report.empty_at, report.empty_lo, report.empty_hi)
        for report in order.reports
        if report.empty_at and report.bin_code == line.bin_code
    ]


def _judged(
    instant: Instant | None, moved: Sequence[Moved], choices: Mapping[str, str]
) -> tuple[Instant | None, tuple[Moved, ...], str]:
    """T after what was decided about the movements inside the interval."""
    if instant is None:
        return None, (), ""
    inside = tuple(m for m in moved if m.rule not in COUNT_RULES and _overlap(instant, m))
    choice = choices.get(overlap_mark(instant, inside), "")
    return rules.settled_instant(instant, choice, (m.at for m in inside)), inside, choice


def _overlap(instant: Instant, m: Moved) -> bool:
    """Whether nobody can say which came first. Two exact times can always be told apart (C2)."""
    is_exact = instant.lo == instant.hi and m.lo == m.hi
    return not is_exact and m.lo <= instant.hi and m.hi >= instant.lo


def overlap_mark(instant: Instant, inside: Iterable[Moved]) -> str:
    """Names one overlap: the interval and the entries in it. Another movement makes it another question."""
    entries = ",".join(str(m.entry_no) for m in sorted(inside, key=lambda m: m.entry_no))
    return f"{instant_text(instant.lo)}/{instant_text(instant.hi)}:{entries}"


def _overlap_choices(session: Session, order: PhysicalInventoryOrder) -> dict[LineKey, dict[str, str]]:
    choices: dict[LineKey, dict[str, str]] = defaultdict(dict)
    for case in list_cases(session, document=order.no, state="decided", codes=[TIME_OVERLAP]):
        key = (case.item_no, case.variant_code, case.location_code, case.bin_code)
        choices[key][case.subject["mark"]] = case.choice
    return choices


def _tracked_items(session: Session) -> set[str | None]:
    return {code.code for code in session.scalars(select(ItemTrackingCode)) if code.numbers}


def _ledger(
    session: Session,
    order: PhysicalInventoryOrder,
    keys: Iterable[LineKey],
    instants: Mapping[LineKey, Instant],
) -> tuple[dict[LineKey, dict[Number, Decimal]], dict[LineKey, list[Moved]]]:
    """Present stock of the keys by number, and every entry on them since the earliest interval began."""
    wanted = set(keys)
    has_bins = session.get_one(Location, order.location_code).bin_mandatory
    balance: Any = BinBalance if has_bins else ItemBalance
    held: dict[LineKey, dict[Number, Decimal]] = defaultdict(dict)
    moved: dict[LineKey, list[Moved]] = defaultdict(list)
    since = min((instant.lo for instant in instants.values()), default=None)
    for chunk in chunks({key[0] for key in wanted}):
        rows = select(balance).where(
            balance.location_code == order.location_code, balance.item_no.in_(chunk), balance.quantity != 0
        )
        for row in session.scalars(rows.execution_options(populate_existing=True)):
            key = (row.item_no, row.variant_code, row.location_code, row.bin_code if has_bins else "")
            if key in wanted:
                held[key][row.serial_no, row.lot_no, row.package_no] = row.quantity
        if since is not None:
            rows_since = entries_since(
                session, order.location_code, chunk, since - ERROR_MAX, has_bins=has_bins
            )
            for key, entry in rows_since:
                if key in wanted:
                    moved[key].append(entry)
    return held, moved


def entries_since(
    session: Session, location_code: str, items: Sequence[str], since: datetime, *, has_bins: bool
) -> Iterable[tuple[LineKey, Moved]]:
    """(key, entry) of every ledger entry of these items that took effect at `since` or later, by time."""
    entry: Any = WarehouseEntry if has_bins else ItemLedgerEntry
    quantity = entry.quantity_base if has_bins else entry.quantity
    columns = (entry.entry_no, entry.entry_type, entry.document_no, entry.rule, quantity)
    times = (entry.effective_at, entry.eff_lo, entry.eff_hi)
    numbers = (entry.serial_no, entry.lot_no, entry.package_no)
    place = (entry.item_no, entry.variant_code, entry.location_code, *([entry.bin_code] if has_bins else []))
    statement = (
        select(*columns, *times, *numbers, *place)
        .where(entry.location_code == location_code, entry.item_no.in_(items), entry.effective_at >= since)
        .order_by(entry.effective_at, entry.entry_no)
    )
    for no, kind, document, rule, change, at, lo, hi, serial, lot, package, *where in session.execute(
        statement
    ):
        key = (where[0], where[1], where[2], where[3] if has_bins else "")
        yield key, Moved(no, kind, document, rule, (serial, lot, package), change, at, lo, hi)
