"""The fixture of the worked examples (domain 1): locations, items, and short ways to move and count stock."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import scanapp.inventory.counting.decisions
import scanapp.inventory.tracking.queries  # noqa: F401
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.models import PhysicalInventoryOrder, PhysicalInventoryOrderLine
from scanapp.inventory.counting.views import Preview
from scanapp.inventory.items.actions import create_item
from scanapp.inventory.items.rules import UnitDraft
from scanapp.inventory.ledger import movements as kinds
from scanapp.inventory.ledger.models import (
    BinBalance,
    ItemBalance,
    ItemLedgerEntry,
    PhysicalInventoryEntry,
)
from scanapp.inventory.ledger.movements import Movement
from scanapp.inventory.ledger.posting import Posting, post
from scanapp.inventory.locations.actions import create_bins, create_location
from scanapp.inventory.locations.rules import BinDraft
from scanapp.inventory.tracking.actions import create_tracking_code

SAM, KIM, MIA = 1, 2, 3  # a supervisor and two counters


def at(clock: str, day: int = 10) -> datetime:
    """09:30 on the tenth of January 2026, UTC; seconds and milliseconds may follow."""
    return datetime.fromisoformat(f"2026-01-{day:02d}T{clock}").replace(tzinfo=UTC)


def found(session: Session) -> None:
    """EAST and WEST without bins, SILVER with two; BIKE by piece and box, PAINT by lot, PHONE by serial."""
    create_tracking_code(session, "LOTALL", lot_specific=True)
    create_tracking_code(session, "SNALL", serial_specific=True)
    for code in ("EAST", "WEST"):
        create_location(session, code)
    create_location(session, "SILVER", bin_mandatory=True)
    create_bins(session, "SILVER", [BinDraft("S-01", rank=1), BinDraft("S-02", rank=2)])
    create_item(
        session,
        "BIKE",
        description="City bike",
        base_unit="PCS",
        unit_cost=Decimal(100),
        units=[UnitDraft("BOX", Decimal(12))],
    )
    create_item(
        session, "PAINT", description="Paint", base_unit="PCS", unit_cost=Decimal(10), tracking_code="LOTALL"
    )
    create_item(
        session, "PHONE", description="Phone", base_unit="PCS", unit_cost=Decimal(300), tracking_code="SNALL"
    )
    create_item(session, "BELL", description="Bell", base_unit="PCS", unit_cost=Decimal(5))
    create_item(session, "BOLT", description="Bolt", base_unit="PCS", type="Non-Inventory")


def move(
    session: Session, item: str, quantity: int | str, when: datetime, location: str = "EAST", **more: Any
) -> Posting:
    """Stock comes (quantity above 0) or goes at `when`, posted at `posted` or then."""
    posted = more.pop("posted", when)
    kind = kinds.POSITIVE if Decimal(quantity) > 0 else kinds.NEGATIVE
    movement = Movement(
        entry_type=more.pop("entry_type", kind),
        item_no=item,
        location_code=location,
        quantity=Decimal(quantity),
        posting_date=posted.date(),
        document_no=more.pop("document_no", "T-1"),
        effective_at=when,
        **more,
    )
    return post(session, [movement], actor=SAM, at=posted)


def on_hand(
    session: Session, item: str, location: str = "EAST", bin_code: str | None = None, **number: str
) -> Decimal:
    """What the balance says."""
    table: Any = ItemBalance if bin_code is None else BinBalance
    where = {"item_no": item, "location_code": location, **number} | (
        {} if bin_code is None else {"bin_code": bin_code}
    )
    total = session.scalar(select(func.sum(table.quantity)).filter_by(**where))
    return total or Decimal(0)


def order_of(
    session: Session, location: str = "EAST", when: str = "09:00", **options: Any
) -> PhysicalInventoryOrder:
    """An order of a location with its lines calculated at `when`."""
    order = counting.create_order(session, location, by=SAM, at=at(when), **options)
    counting.calculate_lines(session, order, at=at(when))
    return order


def recorded(session: Session, order: PhysicalInventoryOrder, *lines: tuple[Any, ...], **options: Any) -> Any:
    """A finished office recording: each line is (item, quantity) or (item, quantity, {more})."""
    options.setdefault("only_lines_not_in_recordings", False)
    items = {line[0] for line in lines}
    recording = counting.make_recording(
        session, order, at=at("09:10"), person_id=KIM, takes=lambda line: line.item_no in items, **options
    )
    for item, quantity, *more in lines:
        counting.enter(session, recording, item, Decimal(quantity), by=KIM, **(more[0] if more else {}))
    counting.finish_recording(session, recording, at=at("12:00"))
    return recording


def finished(session: Session, order: PhysicalInventoryOrder, when: str = "12:00") -> counting.Approval:
    """The order is finished, without a question."""
    approval = counting.finish_order(session, order, by=SAM, at=at(when))
    assert approval.is_finished, approval.refusal
    return approval


def posted(session: Session, order: PhysicalInventoryOrder, when: str = "12:30") -> Any:
    """The posted document of a finished order; the rows of the books are those of the preview."""
    preview = counting.preview_order(session, order)
    result = counting.post_order(session, order, preview.shown, by=SAM, at=at(when))
    assert result.posted, result.refusal
    assert _written(session, result.posted.no) == _previewed(preview)
    return result.posted


def _previewed(preview: Preview) -> list[tuple[Any, ...]]:
    return [
        (row.entry_type, row.item_no, row.number, row.quantity)
        for row in preview.rows
        if row.table == "item_ledger"
    ]


def _written(session: Session, document_no: str) -> list[tuple[Any, ...]]:
    return [
        (row.entry_type, row.item_no, (row.serial_no, row.lot_no, row.package_no), row.quantity)
        for row in entries(session, document_no)
    ]


def entries(session: Session, document_no: str) -> list[ItemLedgerEntry]:
    """Item ledger entries of a document in posting order."""
    rows = select(ItemLedgerEntry).where(ItemLedgerEntry.document_no == document_no)
    return list(session.scalars(rows.order_by(ItemLedgerEntry.entry_no)))


def proofs(session: Session, document_no: str) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """(entry type, calculated, counted, quantity) of the physical inventory entries of a document."""
    row = PhysicalInventoryEntry
    return [
        (r.entry_type, r.qty_calculated, r.qty_phys_inventory, r.quantity)
        for r in session.scalars(select(row).where(row.document_no == document_no).order_by(row.entry_no))
    ]


def line_of(order: PhysicalInventoryOrder, item: str, bin_code: str = "") -> PhysicalInventoryOrderLine:
    """The order's line of an item."""
    return next(line for line in order.lines if (line.item_no, line.bin_code) == (item, bin_code))
