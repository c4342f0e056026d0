"""What phones say about a count: the folded state of one own line, a bin done, a bin seen empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class OwnLine:
    """One person's own line in an order (settled 2); the person and the order are given beside it."""

    location_code: str
    bin_code: str
    item_no: str
    variant_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""


@dataclass(frozen=True)
class RecordedLine:
    """What stands on an own line after folding its operations.

    `quantity` is in `unit` ('' when several were added), `quantity_base` in base units; `at` is T, `[lo, hi]` the
    interval (settled 11); `op_ids` are all operations of the line that were applied, in order.
    """

    quantity_base: Decimal
    quantity: Decimal
    unit: str
    at: datetime
    lo: datetime
    hi: datetime
    op_ids: tuple[str, ...]


@dataclass(frozen=True)
class OrderState:
    """What the inbox must know of an order before it applies an operation. `status` is Open, Finished or Posted."""

    no: str
    location_code: str
    status: str
    mode: str
    is_blind: bool
    finished_person_ids: frozenset[int]
    posted_no: str = ""
