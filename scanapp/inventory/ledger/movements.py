"""What `post` is asked for: movements of stock and results of counts. In memory only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

PURCHASE = "Purchase"
SALE = "Sale"
POSITIVE = "Positive Adjmt."
NEGATIVE = "Negative Adjmt."
TRANSFER = "Transfer"
BIN_MOVE = "Movement"
COUNT = "Physical Inventory"
ENTRY_TYPES = (PURCHASE, SALE, POSITIVE, NEGATIVE, TRANSFER, BIN_MOVE, COUNT)


class Numbers(NamedTuple):
    """The tracking numbers of stock; '' where there is none. Sorts as rows are written (settled 39)."""

    serial_no: str = ""
    lot_no: str = ""
    package_no: str = ""


NO_NUMBERS = Numbers()


class Place(NamedTuple):
    """What a count line counts: item and variant in a bin, or in a location without bins (bin '')."""

    location_code: str
    bin_code: str
    item_no: str
    variant_code: str = ""


class StockKey(NamedTuple):
    """One quantity that K1–K5 speak of: a place and the numbers in it."""

    location_code: str
    bin_code: str
    item_no: str
    variant_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""

    @property
    def place(self) -> Place:
        return Place(self.location_code, self.bin_code, self.item_no, self.variant_code)

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.serial_no, self.lot_no, self.package_no)


@dataclass(frozen=True, slots=True)
class CountedNumber:
    """What was counted of one serial, lot or package number, in base units."""

    quantity: Decimal
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""
    expiration_date: date | None = None


@dataclass(frozen=True, slots=True)
class CountResult:
    """What was found in the movement's place at the instant `at` (T), in base units.

    Of an item without numbers give `quantity`; of one with numbers give `numbers`: every number of the place
    that is not among them was counted as missing (settled 31). `lo` and `hi` bound the interval of the count.
    """

    at: datetime
    quantity: Decimal = Decimal(0)
    numbers: tuple[CountedNumber, ...] = ()
    lo: datetime | None = None
    hi: datetime | None = None
    last_item_ledger_entry_no: int = 0
    counting_period_code: str = ""
    counting_period_type: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a posting. `quantity` is in base units: + comes in, − goes out.

    A Transfer goes from `location_code` to `new_location_code`, a Movement from `bin_code` to `new_bin_code`;
    their quantity is positive. With `count` it is a counted place: `quantity` is ignored, posting takes the
    difference to the stock at T under its locks. `unit_cost` is per base unit; `cost_amount` wins over it.
    `effective_at` is when it happened on the floor (None: the instant of posting); `eff_lo`, `eff_hi` bound it.
    `is_fact` marks what people already did: lack of stock gives a notice, not a refusal (settled 38).
    """

    entry_type: str
    item_no: str
    location_code: str
    quantity: Decimal = Decimal(0)
    posting_date: date | None = None
    document_no: str = ""
    variant_code: str = ""
    bin_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""
    expiration_date: date | None = None
    unit_of_measure_code: str = ""
    qty_per_unit: Decimal = Decimal(1)
    unit_cost: Decimal | None = None
    cost_amount: Decimal | None = None
    effective_at: datetime | None = None
    eff_lo: datetime | None = None
    eff_hi: datetime | None = None
    new_location_code: str | None = None
    new_bin_code: str = ""
    document_type: str = ""
    document_line_no: int = 0
    reason_code: str = ""
    source_code: str = ""
    op_id: str = ""
    device_id: str = ""
    is_fact: bool = False
    count: CountResult | None = None

    @property
    def place(self) -> Place:
        return Place(self.location_code, self.bin_code, self.item_no, self.variant_code)

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.serial_no, self.lot_no, self.package_no)

    def changed(self, **fields: object) -> Movement:
        """The same movement with other values."""
        return replace(self, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class PostingSettings:
    """How strict a posting is (domain 1 §0.5)."""

    prevent_negative_inventory: bool = True
    location_mandatory: bool = False
    variant_mandatory_if_exists: bool = False
