"""Recordings typed in the office, and finishing any recording (domain 1 §5.2, 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.counting import rules
from scanapp.inventory.counting.errors import (
    DuplicateLine,
    LineNotRecorded,
    NothingToRecord,
    RecordingEmpty,
    RecordingNotOpen,
    RecordingWithoutOrder,
    SerialRepeated,
)
from scanapp.inventory.counting.expected import calculate_expected, new_line
from scanapp.inventory.counting.models import (
    FINISHED,
    OPEN,
    PhysicalInventoryOrder,
    PhysicalInventoryOrderLine,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
)
from scanapp.inventory.counting.orders import ensure_open
from scanapp.inventory.items.models import Item, ItemUnit, ItemVariant
from scanapp.inventory.items.queries import items_by_no
from scanapp.inventory.items.rules import quantity_base
from scanapp.inventory.ledger.errors import BinMandatory, BinNotUsed, ItemBlocked, NotStocked, SerialQuantity
from scanapp.inventory.locations.models import Bin, Location

ZERO = Decimal(0)


def get_recording(order: PhysicalInventoryOrder, recording_no: int) -> PhysicalInventoryRecording:
    """Recording `recording_no` of an order; NotFound without it."""
    for recording in order.recordings:
        if recording.recording_no == recording_no:
            return recording
    raise NotFound(what="Recording", key=f"{order.no}/{recording_no}")


def make_recording(
    session: Session,
    order: PhysicalInventoryOrder,
    *,
    at: datetime,
    person_id: int | None = None,
    allow_without_order: bool = False,
    only_lines_not_in_recordings: bool = False,
    takes: Callable[[PhysicalInventoryOrderLine], bool] = lambda line: True,
) -> PhysicalInventoryRecording:
    """A recording with an unrecorded line per order line that `takes` lets through (domain 1 §5.2).

    `only_lines_not_in_recordings` skips keys that are on any recording of the order. Refuses NOTHING_TO_RECORD,
    unless the recording may add lines by itself.
    """
    ensure_open(order)
    taken = {row.key for r in order.recordings for row in r.lines} if only_lines_not_in_recordings else set()
    lines = [line for line in order.lines if takes(line) and line.key not in taken]
    if not lines and not allow_without_order:
        raise NothingToRecord(order=order.no)
    recording = PhysicalInventoryRecording(
        recording_no=next_recording_no(order),
        origin="office",
        person_id=person_id,
        status=OPEN,
        allow_recording_without_order=allow_without_order,
        created_at=at,
    )
    recording.lines = [
        blank_line(
            line.item_no,
            line.variant_code,
            line.location_code,
            line.bin_code,
            line.base_unit,
            rules.LINE_STEP * n,
        )
        for n, line in enumerate(lines, start=1)
    ]
    order.recordings.append(recording)
    session.flush()
    return recording


def blank_line(
    item: str, variant: str, location: str, bin_code: str, unit: str, line_no: int
) -> PhysicalInventoryRecordingLine:
    """An unrecorded line of a recording for one key."""
    return PhysicalInventoryRecordingLine(
        line_no=line_no,
        item_no=item,
        variant_code=variant,
        location_code=location,
        bin_code=bin_code,
        unit_code=unit,
        quantity=ZERO,
        quantity_base=ZERO,
        serial_no="",
        lot_no="",
        package_no="",
        is_recorded=False,
        is_set_aside=False,
        op_ids=[],
    )


def next_recording_no(order: PhysicalInventoryOrder) -> int:
    """The number of an order's next recording."""
    return (order.recordings[-1].recording_no if order.recordings else 0) + 1


def next_line_no(recording: PhysicalInventoryRecording) -> int:
    """The number of a recording's next line."""
    return (recording.lines[-1].line_no if recording.lines else 0) + rules.LINE_STEP


def enter(
    session: Session,
    recording: PhysicalInventoryRecording,
    item_no: str,
    quantity: Decimal,
    *,
    by: int | None = None,
    variant_code: str = "",
    bin_code: str = "",
    unit_code: str = "",
    serial_no: str = "",
    lot_no: str = "",
    package_no: str = "",
    recorded_at: datetime | None = None,
) -> PhysicalInventoryRecordingLine:
    """Writes a counted quantity into an open recording; zero is a count too (domain 1 §5.5).

    Fills the prepared line of the key; a further number, or another unit, adds a line; the same number and unit
    again replaces. `recorded_at` empty = nobody wrote the time. Refuses ITEM_BLOCKED, NOT_STOCKED and
    SERIAL_QUANTITY, and SERIAL_REPEATED when the order has the serial already.
    """
    _ensure_recording_open(recording)
    item, unit = _countable(session, item_no, variant_code, unit_code)
    if serial_no and abs(quantity * unit.qty_per) > 1:
        raise SerialQuantity(item=item_no, serial=serial_no, quantity=quantity)
    key = (item_no, variant_code, recording.order.location_code, bin_code)
    number = (serial_no, lot_no, package_no)
    row = _slot(recording, key, number, unit.code)
    row.serial_no, row.lot_no, row.package_no = number
    row.unit_code, row.quantity = unit.code, quantity
    base = session.get(ItemUnit, (item_no, item.base_unit))
    row.quantity_base = quantity_base(quantity, unit.qty_per, base.rounding_precision if base else ZERO)
    row.is_recorded, row.recorded_by, row.recorded_at = True, by, recorded_at
    _ensure_serials_once(recording.order)
    session.flush()
    return row


def _countable(session: Session, item_no: str, variant_code: str, unit_code: str) -> tuple[Item, ItemUnit]:
    item = session.get(Item, item_no)
    if item is None:
        raise NotFound(what="Item", key=item_no)
    if item.type != "Inventory":
        raise NotStocked(item=item_no, type=item.type)
    variant = session.get(ItemVariant, (item_no, variant_code)) if variant_code else None
    if variant_code and variant is None:
        raise NotFound(what=f"Item {item_no}, variant", key=variant_code)
    if item.is_blocked or (variant and variant.is_blocked):
        raise ItemBlocked(item=item_no)
    unit = session.get(ItemUnit, (item_no, unit_code or item.base_unit))
    if unit is None:
        raise NotFound(what=f"Item {item_no}, unit", key=unit_code)
    return item, unit


def _slot(
    recording: PhysicalInventoryRecording, key: rules.LineKey, number: rules.Number, unit_code: str
) -> PhysicalInventoryRecordingLine:
    for row in recording.lines:
        if row.key == key and row.is_recorded and row.number == number and row.unit_code == unit_code:
            return row
    for row in recording.lines:
        if row.key == key and not row.is_recorded:
            return row
    row = blank_line(*key, unit_code, next_line_no(recording))
    recording.lines.append(row)
    return row


def _ensure_recording_open(recording: PhysicalInventoryRecording) -> None:
    ensure_open(recording.order)
    if recording.status != OPEN:
        raise RecordingNotOpen(recording=recording.recording_no, order=recording.order.no)


def standing_lines(recordings: Iterable[PhysicalInventoryRecording]) -> list[PhysicalInventoryRecordingLine]:
    """The recorded lines that count: those that no decision set aside."""
    return [row for r in recordings for row in r.lines if row.is_recorded and not row.is_set_aside]


def _ensure_serials_once(order: PhysicalInventoryOrder) -> None:
    rows = standing_lines(order.recordings)
    repeated = rules.repeated_serials((row.item_no, row.number, row.quantity_base) for row in rows)
    if repeated:
        raise SerialRepeated(item=repeated[0][0], serial=repeated[0][1])


def finish_recording(session: Session, recording: PhysicalInventoryRecording, *, at: datetime) -> None:
    """Closes a recording and adds its lines to the order's lines; all of them or none (domain 1 §5.5).

    A key that is not on the order becomes a line when the recording allows it; for a phone its expected quantity
    is calculated at once (settled 35). A bin that a phone reported empty gives an explicit zero for each line of
    it that nobody counted (settled 11).
    """
    _ensure_recording_open(recording)
    order = recording.order
    if recording.origin == "phone":
        _write_empty_bins(order, recording)
    elif not recording.lines:
        raise RecordingEmpty(recording=recording.recording_no, order=order.no)
    rows = [row for row in recording.lines if not row.is_set_aside]
    location = session.get_one(Location, order.location_code)
    for row in rows:
        _ensure_finishable(session, location, row)
    _ensure_serials_once(order)
    found = _matched(session, recording, rows)
    if found and recording.origin == "phone":
        calculate_expected(session, order, found, at)
    recording.status, recording.finished_at = FINISHED, at
    session.flush()


def _write_empty_bins(order: PhysicalInventoryOrder, recording: PhysicalInventoryRecording) -> None:
    # Two people may have seen the same bin empty: each writes a zero, and the later one is the line's T (settled 35).
    empty = _empty_ops(order)
    counted = {row.key for row in standing_lines(order.recordings) if not empty.intersection(row.op_ids)}
    for report in order.reports:
        if report.person_id != recording.person_id or report.empty_at is None:
            continue
        for line in order.lines:
            if line.bin_code != report.bin_code or line.key in counted:
                continue
            row = blank_line(*line.key, line.base_unit, next_line_no(recording))
            row.is_recorded, row.recorded_by, row.recorded_at = True, report.person_id, report.empty_at
            row.recorded_lo, row.recorded_hi = report.empty_lo, report.empty_hi
            row.op_ids = [report.empty_op_id]
            recording.lines.append(row)


def _empty_ops(order: PhysicalInventoryOrder) -> set[str]:
    return {report.empty_op_id for report in order.reports if report.empty_op_id}


def _ensure_finishable(session: Session, location: Location, row: PhysicalInventoryRecordingLine) -> None:
    if not row.is_recorded:
        raise LineNotRecorded(item=row.item_no, place=row.bin_code or row.location_code)
    if location.bin_mandatory:
        if not row.bin_code:
            raise BinMandatory(item=row.item_no, location=location.code)
        if session.get(Bin, (location.code, row.bin_code)) is None:
            raise NotFound(what=f"Location {location.code}, bin", key=row.bin_code)
    elif row.bin_code:
        raise BinNotUsed(location=location.code, item=row.item_no)


def _matched(
    session: Session, recording: PhysicalInventoryRecording, rows: list[PhysicalInventoryRecordingLine]
) -> list[PhysicalInventoryOrderLine]:
    order = recording.order
    lines = {line.key: line for line in order.lines}
    twice = [key for key, n in Counter(line.key for line in order.lines).items() if n > 1]
    for key in twice:
        if any(row.key == key for row in rows):
            raise DuplicateLine(item=key[0], place=key[3] or key[2], order=order.no)
    unknown = [row for row in rows if row.key not in lines]
    if unknown and not recording.allow_recording_without_order:
        raise RecordingWithoutOrder(
            item=unknown[0].item_no, place=unknown[0].bin_code or unknown[0].location_code, order=order.no
        )
    added = _found_lines(session, order, {row.key for row in unknown})
    lines |= {line.key: line for line in added}
    for row in rows:
        line = lines[row.key]
        row.order_line_no = line.line_no
        row.is_recorded_without_order = line.is_recorded_without_order
        line.quantity_recorded_base += row.quantity_base
        line.finished_recording_lines += 1
        line.is_on_recording_lines = True
    return added


def _found_lines(
    session: Session, order: PhysicalInventoryOrder, keys: set[rules.LineKey]
) -> list[PhysicalInventoryOrderLine]:
    items = items_by_no(session, {key[0] for key in keys})
    last = max((line.line_no for line in order.lines), default=0)
    added = []
    for key, line_no in rules.found_lines(last, (), [keys]).items():
        line = new_line(session, order, items[key[0]], key[1], key[3], line_no)
        line.is_recorded_without_order = True
        added.append(line)
    order.lines.extend(added)
    session.flush()
    return added


def reopen_recording(session: Session, recording: PhysicalInventoryRecording) -> None:
    """Takes a finished recording's quantities off the order's lines and opens it; the order must be open.

    A line that it had added stays, and must be counted or deleted before the order can finish (domain 1 §5.2).
    """
    order = recording.order
    ensure_open(order)
    if recording.status == OPEN:
        return
    lines = {line.line_no: line for line in order.lines}
    for row in recording.lines:
        line = lines.get(row.order_line_no or 0)
        row.order_line_no = None
        if line is not None:
            line.quantity_recorded_base -= row.quantity_base
            line.finished_recording_lines -= 1
            line.is_on_recording_lines = line.finished_recording_lines > 0
    empty = _empty_ops(order)
    for row in [row for row in recording.lines if empty.intersection(row.op_ids)]:
        recording.lines.remove(row)  # written again when it finishes, for what is uncounted then
    recording.status, recording.finished_at = OPEN, None
    session.flush()


def delete_recording(session: Session, recording: PhysicalInventoryRecording) -> None:
    """Deletes an open recording with its lines."""
    _ensure_recording_open(recording)
    recording.order.recordings.remove(recording)
    session.flush()


def copy_line(
    session: Session, recording: PhysicalInventoryRecording, line_no: int, copies: int = 1
) -> list[PhysicalInventoryRecordingLine]:
    """Copies of a recording line, unrecorded; the serial number is cleared, lot and package stay (domain 1 §5.2)."""
    _ensure_recording_open(recording)
    source = next((row for row in recording.lines if row.line_no == line_no), None)
    if source is None:
        raise NotFound(what="Line", key=line_no)
    last = max(row.line_no for row in recording.lines)
    made = []
    for n in range(1, copies + 1):
        row = blank_line(*source.key, source.unit_code, last + rules.LINE_STEP * n)
        row.lot_no, row.package_no = source.lot_no, source.package_no
        recording.lines.append(row)
        made.append(row)
    session.flush()
    return made
