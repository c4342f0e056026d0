"""Making and changing physical inventory orders (domain 1 §5.2, 5.3, 5.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.feed import publish
from scanapp.inventory.counting.errors import (
    LineOnRecording,
    OrderHasFinishedRecordings,
    OrderNotOpen,
    UnknownMode,
)
from scanapp.inventory.counting.expected import LineFilter, calculate_expected, candidates, new_line
from scanapp.inventory.counting.models import (
    FINISHED,
    MODES,
    OPEN,
    PhysicalInventoryOrder,
    PhysicalInventoryOrderBin,
    PhysicalInventoryOrderLine,
)
from scanapp.inventory.counting.rules import LINE_STEP, Tolerance
from scanapp.inventory.items.models import Item
from scanapp.inventory.ledger.errors import DirectedLocation, InTransitNotAllowed
from scanapp.inventory.locations.models import Bin, Location
from scanapp.series import next_no

SERIES = "CO"


def get_order(session: Session, no: str) -> PhysicalInventoryOrder:
    """The live order `no`; NotFound when it was posted, deleted or never made."""
    order = session.scalar(select(PhysicalInventoryOrder).where(PhysicalInventoryOrder.no == no))
    if order is None:
        raise NotFound(what="Count", key=no)
    return order


def lock_order(session: Session, order: PhysicalInventoryOrder) -> None:
    """Holds the order to the end of the transaction and reads it anew; NotFound when somebody has posted it meanwhile.

    Batches of phones lock the same row: none is recorded between what an approval reads and what it writes.
    """
    session.flush()  # a refresh forgets what was appended and not yet written
    own = select(PhysicalInventoryOrder.id).where(PhysicalInventoryOrder.id == order.id).with_for_update()
    if session.scalar(own) is None:
        raise NotFound(what="Count", key=order.no)
    session.refresh(order)


def create_order(
    session: Session,
    location_code: str,
    *,
    by: int,
    at: datetime,
    description: str = "",
    mode: str = "blind split",
    bin_code: str = "",
    bins: Sequence[str] | None = None,
    posting_date: date | None = None,
    tolerance: Tolerance | None = None,
    needs_second_person: bool = False,
) -> PhysicalInventoryOrder:
    """A new open order for a location, with its range of bins: `bins`, else `bin_code`, else all of them.

    `mode` holds blind or open, and single, split or double; what is left out is blind and split (settled 3).
    `posting_date` is by default the location's local date. Refuses DIRECTED_LOCATION and IN_TRANSIT_NOT_ALLOWED.
    """
    location = session.get(Location, location_code)
    if location is None:
        raise NotFound(what="Location", key=location_code)
    if location.directed_put_away_and_pick:
        raise DirectedLocation(location=location_code)
    if location.use_as_in_transit:
        raise InTransitNotAllowed(location=location_code)
    is_blind, kind = parse_mode(mode)
    today = at.astimezone(ZoneInfo(location.time_zone)).date()
    limits = tolerance or Tolerance()
    order = PhysicalInventoryOrder(
        no=next_no(session, SERIES, first=101),
        location_code=location_code,
        bin_code=bin_code if location.bin_mandatory else "",
        description=description[:100],
        mode=kind,
        is_blind=is_blind,
        order_date=today,
        posting_date=posting_date or today,
        person_responsible_id=by,
        created_by=by,
        created_at=at,
        tolerance_quantity=limits.quantity,
        tolerance_percent=limits.percent,
        tolerance_value=limits.value,
        needs_second_person=needs_second_person,
    )
    session.add(order)
    if location.bin_mandatory:
        order.bins = _range(
            session, location_code, bins if bins is not None else [bin_code] if bin_code else None
        )
    session.flush()
    publish_order(session, order)
    publish_bins(session, order)
    return order


def parse_mode(mode: str) -> tuple[bool, str]:
    """("is blind", kind) of a mode like "open double"."""
    words = mode.lower().split()
    kinds = [word for word in words if word in MODES]
    sights = [word for word in words if word in ("blind", "open")]
    if len(kinds) > 1 or len(sights) > 1 or len(kinds) + len(sights) < len(words):
        raise UnknownMode(mode=mode[:40])
    return sights != ["open"], kinds[0] if kinds else "split"


def _range(
    session: Session, location_code: str, codes: Sequence[str] | None
) -> list[PhysicalInventoryOrderBin]:
    statement = select(Bin).where(Bin.location_code == location_code, Bin.is_in_hand.is_(False))
    found = {row.code: row for row in session.scalars(statement)}
    for code in codes or ():
        if code not in found:
            raise NotFound(what="Bin", key=code)
    wanted = found.keys() if codes is None else dict.fromkeys(codes)
    return [PhysicalInventoryOrderBin(bin_code=code, rank=found[code].rank) for code in wanted]


def ensure_open(order: PhysicalInventoryOrder) -> None:
    """Refuses ORDER_NOT_OPEN: a finished order, its lines and recordings are read-only (domain 1 §5.2)."""
    if order.status != OPEN:
        raise OrderNotOpen(order=order.no)


def calculate_lines(
    session: Session,
    order: PhysicalInventoryOrder,
    *,
    at: datetime,
    lines: LineFilter | None = None,
    expected: bool = True,
    items_not_on_inventory: bool = False,
    include_without_transactions: bool = False,
) -> tuple[int, int]:
    """Adds a line for each key in stock that passes the filter and is not on the order yet (domain 1 §5.3).

    Returns (lines added, blocked items and variants skipped). Running it again adds no duplicates. With
    `expected` off, lines are added without their expected quantity.
    """
    ensure_open(order)
    zero_too = items_not_on_inventory or include_without_transactions
    found, skipped = candidates(
        session, order, lines or LineFilter(), without_transactions=include_without_transactions
    )
    present = {line.key for line in order.lines}
    fresh = [
        (item, variant, bin_code)
        for item, variant, bin_code, quantity in found
        if (item.no, variant, order.location_code, bin_code) not in present and (quantity or zero_too)
    ]
    last = max((line.line_no for line in order.lines), default=0)
    added = [
        new_line(session, order, item, variant, bin_code, last + LINE_STEP * n)
        for n, (item, variant, bin_code) in enumerate(fresh, start=1)
    ]
    order.lines.extend(added)
    session.flush()
    if expected:
        calculate_expected(session, order, added, at)
    return len(added), skipped


def add_line(
    session: Session,
    order: PhysicalInventoryOrder,
    item_no: str,
    *,
    variant_code: str = "",
    bin_code: str = "",
) -> PhysicalInventoryOrderLine:
    """A line typed by hand; its expected quantity is not calculated yet."""
    ensure_open(order)
    item = session.get(Item, item_no)
    if item is None:
        raise NotFound(what="Item", key=item_no)
    last = max((line.line_no for line in order.lines), default=0)
    line = new_line(session, order, item, variant_code, bin_code or order.bin_code, last + LINE_STEP)
    order.lines.append(line)
    session.flush()
    return line


def recalculate(
    session: Session, order: PhysicalInventoryOrder, *, at: datetime, line_nos: Iterable[int] | None = None
) -> None:
    """Takes the expected quantities again, of all lines or of some: a new snapshot at `at` (domain 1 §5.4)."""
    ensure_open(order)
    wanted = None if line_nos is None else set(line_nos)
    calculate_expected(session, order, [n for n in order.lines if wanted is None or n.line_no in wanted], at)


def change_posting_date(session: Session, order: PhysicalInventoryOrder, posting_date: date) -> None:
    """A new posting date; the expected quantities of all lines must be calculated again (domain 1 §5.1)."""
    ensure_open(order)
    order.posting_date = posting_date
    for line in order.lines:
        line.is_expected_calculated = False
        line.quantity_expected_base = Decimal(0)
        line.numbers.clear()


def use_item_tracking(session: Session, order: PhysicalInventoryOrder, line_no: int, use: bool) -> None:
    """Whether a line is judged number by number; its expected quantity must be calculated again."""
    ensure_open(order)
    line = line_of(order, line_no)
    if line.is_on_recording_lines:
        raise LineOnRecording(item=line.item_no)
    line.use_item_tracking = use
    line.is_expected_calculated = False
    line.numbers.clear()


def line_of(order: PhysicalInventoryOrder, line_no: int) -> PhysicalInventoryOrderLine:
    """Line `line_no` of an order; NotFound without it."""
    for line in order.lines:
        if line.line_no == line_no:
            return line
    raise NotFound(what="Line", key=f"{order.no}/{line_no}")


def duplicate_lines(order: PhysicalInventoryOrder) -> list[PhysicalInventoryOrderLine]:
    """Lines that share their key with another one; a person deletes the extra ones (domain 1 §5.8)."""
    by_key: dict[tuple[str, str, str, str], list[PhysicalInventoryOrderLine]] = {}
    for line in order.lines:
        by_key.setdefault(line.key, []).append(line)
    return [line for lines in by_key.values() if len(lines) > 1 for line in lines]


def delete_line(session: Session, order: PhysicalInventoryOrder, line_no: int) -> None:
    """Takes a line off an open order, unless a finished recording counted it."""
    ensure_open(order)
    line = line_of(order, line_no)
    if line.is_on_recording_lines:
        raise LineOnRecording(item=line.item_no)
    order.lines.remove(line)
    session.flush()


def delete_order(session: Session, order: PhysicalInventoryOrder) -> None:
    """Deletes an open order without finished recordings; phones lose it at their next pull."""
    ensure_open(order)
    if any(recording.status == FINISHED for recording in order.recordings):
        raise OrderHasFinishedRecordings(order=order.no)
    withdraw(session, order)
    session.delete(order)
    session.flush()


def order_row(order: PhysicalInventoryOrder) -> list[str | int]:
    """The header as phones get it: no, location, description, status, blind, mode."""
    return [order.no, order.location_code, order.description, order.status, int(order.is_blind), order.mode]


def bin_row(order: PhysicalInventoryOrder, row: PhysicalInventoryOrderBin) -> list[str | int]:
    """A bin of the range as phones get it: order, location, bin, rank."""
    return [order.no, order.location_code, row.bin_code, row.rank]


def publish_order(session: Session, order: PhysicalInventoryOrder) -> None:
    """Tells phones of the header as it is now; never of lines (settled 16)."""
    publish(session, "order", order.no, f"loc:{order.location_code}", order_row(order))


def publish_bins(session: Session, order: PhysicalInventoryOrder) -> None:
    """Tells phones of every bin of the range."""
    for row in order.bins:
        scope = f"loc:{order.location_code}"
        publish(session, "order_bin", f"{order.no}|{row.bin_code}", scope, bin_row(order, row))


def withdraw(session: Session, order: PhysicalInventoryOrder) -> None:
    """Takes the order and its bins off the phones."""
    scope = f"loc:{order.location_code}"
    for row in order.bins:
        publish(session, "order_bin", f"{order.no}|{row.bin_code}", scope, None)
    publish(session, "order", order.no, scope, None)
