"""What the workbench and the list of counts show: plain values, ready to render. No words of a language in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from scanapp.inventory.counting.ports import DeviceProgress, Scan
from scanapp.inventory.counting.rules import LineKey, NumberDifference


@dataclass(frozen=True)
class OrderRow:
    """One count in the list. `status` is Open, Finished or Posted; a posted one has `posted_no` and `posted_at`."""

    no: str
    location_code: str
    description: str
    status: str
    is_blind: bool
    mode: str
    created_at: datetime
    lines: int
    counted_lines: int
    open_cases: int
    posted_no: str = ""
    posted_at: datetime | None = None


@dataclass(frozen=True)
class BinProgress:
    """One bin of an order's range. `state` is `not_started`, `counting`, `done`, `incomplete` or `empty`."""

    bin_code: str
    rank: int
    state: str
    person_ids: tuple[int, ...]
    lines: int
    counted_lines: int
    last_at: datetime | None


@dataclass(frozen=True)
class PersonProgress:
    """What one person has counted in an order, by phone or in the office."""

    person_id: int | None
    bins_done: int
    bins_started: int
    lines: int
    last_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """How far an order has come."""

    bins: tuple[BinProgress, ...]
    people: tuple[PersonProgress, ...]
    devices: tuple[DeviceProgress, ...]
    lines: int
    counted_lines: int
    to_decide: int


@dataclass(frozen=True)
class QueueRow:
    """One line of the workbench's queue. `line_id` names it in addresses: "10000", or "r17" while only a phone has it.

    `state` is `not_counted`, `case`, `difference` or `perfect`; `value` is what is at risk, without sign.
    """

    line_id: str
    key: LineKey
    description: str
    base_unit: str
    state: str
    counted: Decimal | None
    stock_at_count: Decimal | None
    difference: Decimal | None
    value: Decimal
    counted_at: datetime | None
    error_ms: int
    is_recorded_without_order: bool
    case_ids: tuple[int, ...] = ()
    case_codes: tuple[str, ...] = ()

    @property
    def is_exception(self) -> bool:
        """Whether a person should look at it."""
        return self.state != "perfect"


@dataclass(frozen=True)
class TimelineMovement:
    """A ledger movement near the count. `is_inside` = it may have come before or after the scans; `balance` is stock after it;
    [lo, hi] is its error bar."""

    entry_no: int
    entry_type: str
    document_no: str
    quantity: Decimal
    balance: Decimal
    effective_at: datetime
    is_inside: bool
    is_linked: bool
    lo: datetime
    hi: datetime


@dataclass(frozen=True)
class TimelineAnchor:
    """A posted count of the key, of one of its numbers."""

    at: datetime
    quantity: Decimal
    number: tuple[str, str, str]
    document_no: str


@dataclass(frozen=True)
class LineDetail:
    """One line with everything that explains it. `on_hand_after` is stock now plus the difference."""

    row: QueueRow
    person_ids: tuple[int | None, ...]
    expected: Decimal | None
    expected_at: datetime | None
    last_item_ledger_entry_no: int
    on_hand_now: Decimal
    on_hand_after: Decimal | None
    unit_cost: Decimal
    numbers: tuple[NumberDifference, ...]
    counted_lo: datetime | None
    counted_hi: datetime | None
    recordings: tuple[RecordedRow, ...]
    scans: tuple[Scan, ...]
    movements: tuple[TimelineMovement, ...]
    anchors: tuple[TimelineAnchor, ...]


@dataclass(frozen=True)
class RecordedRow:
    """One recording line on a counted key."""

    recording_no: int
    origin: str
    person_id: int | None
    number: tuple[str, str, str]
    unit_code: str
    quantity: Decimal
    quantity_base: Decimal
    at: datetime | None
    is_set_aside: bool
    op_ids: tuple[str, ...]


@dataclass(frozen=True)
class PreviewRow:
    """One entry that posting would write: `table` is item_ledger, value, warehouse or physical_inventory."""

    table: str
    entry_type: str
    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    number: tuple[str, str, str]
    quantity: Decimal
    amount: Decimal | None
    effective_at: datetime | None


@dataclass(frozen=True)
class Preview:
    """What posting writes, and the digest to send back with it (`shown`)."""

    order_no: str
    posting_date: date
    shown: str
    rows: tuple[PreviewRow, ...]
    value: Decimal
    lines: int = 0
    notices: tuple[str, ...] = field(default=())
