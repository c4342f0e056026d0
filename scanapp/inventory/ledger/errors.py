"""Why a posting is refused. Each says what to do; `index` is the movement's place in the posting, `field` its column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scanapp.errors import ScanappError


class Refusal(ScanappError):
    """A movement that cannot be posted. The first one of a posting carries all of them in `refusals`."""

    status = 409
    field = "item"

    def __init__(self, index: int = 0, **details: Any) -> None:
        self.index = index
        self.refusals: Sequence[Refusal] = (self,)
        super().__init__(**details)


class ItemUnknown(Refusal):
    code = "ITEM_UNKNOWN"
    sentence = "Item {item} does not exist. Check the number, or create the item first."


class ItemBlocked(Refusal):
    code = "ITEM_BLOCKED"
    sentence = "Item {item} is blocked. Unblock it on its card, or take the line out."


class VariantUnknown(Refusal):
    code = "VARIANT_UNKNOWN"
    field = "variant"
    sentence = "Item {item} has no variant {variant}. Check the code, or create the variant first."


class VariantBlocked(Refusal):
    code = "VARIANT_BLOCKED"
    field = "variant"
    sentence = "Variant {variant} of item {item} is blocked. Unblock it, or take the line out."


class VariantMandatory(Refusal):
    code = "VARIANT_MANDATORY"
    field = "variant"
    sentence = "Item {item} has variants: say which one."


class NotStocked(Refusal):
    code = "NOT_STOCKED"
    sentence = "Item {item} is of type {type} and has no stock. Only items of type Inventory can be posted."


class SpecificNeedsSerial(Refusal):
    code = "SPECIFIC_NEEDS_SERIAL"
    sentence = (
        "Item {item} is costed by Specific: give it a tracking code with specific serial numbers first."
    )


class UnitUnknown(Refusal):
    code = "UNIT_UNKNOWN"
    field = "unit"
    sentence = "Item {item} has no unit {unit}. Check the code, or add the unit to the item."


class LocationUnknown(Refusal):
    code = "LOCATION_UNKNOWN"
    field = "location"
    sentence = "Location {location} does not exist. Check the code, or create the location first."


class LocationMandatory(Refusal):
    code = "LOCATION_MANDATORY"
    field = "location"
    sentence = "Item {item} needs a location. Fill it in."


class InTransitNotAllowed(Refusal):
    code = "IN_TRANSIT_NOT_ALLOWED"
    field = "location"
    sentence = "{location} is an in-transit location. Only transfer orders post there; choose another one."


class DirectedLocation(Refusal):
    code = "DIRECTED_LOCATION"
    field = "location"
    sentence = "{location} uses directed put-away and pick, which is not supported. Choose another location."


class BinMandatory(Refusal):
    code = "BIN_MANDATORY"
    field = "bin"
    sentence = "Location {location} keeps stock in bins: say which bin item {item} is in."


class BinNotUsed(Refusal):
    code = "BIN_NOT_USED"
    field = "bin"
    sentence = "Location {location} has no bins: leave the bin of item {item} blank."


class BinUnknown(Refusal):
    code = "BIN_UNKNOWN"
    field = "bin"
    sentence = "Location {location} has no bin {bin}. Check the code, or create the bin first."


class BinBlocked(Refusal):
    code = "BIN_BLOCKED"
    field = "bin"
    sentence = "Bin {bin} of location {location} is blocked. Unblock it, or choose another bin."


class SamePlace(Refusal):
    code = "SAME_PLACE"
    field = "new_bin"
    sentence = "Item {item} would move from {place} to {place}. Choose another place to move it to."


class EntryTypeUnknown(Refusal):
    code = "ENTRY_TYPE_UNKNOWN"
    field = "entry_type"
    sentence = "“{type}” is not an entry type. Use Purchase, Sale, Positive Adjmt., Negative Adjmt., Transfer or Movement."


class TextInvalid(Refusal):
    code = "TEXT_INVALID"
    sentence = (
        "“{text}” cannot be stored as {field}: at most {length} characters, without control characters."
    )

    def __init__(self, index: int = 0, **details: Any) -> None:
        self.field = details.get("field", "")
        super().__init__(index, **details)


class DocumentNoMissing(Refusal):
    code = "DOCUMENT_NO_MISSING"
    field = "document_no"
    sentence = "The line of item {item} has no document number. Fill it in."


class PostingDateMissing(Refusal):
    code = "POSTING_DATE_MISSING"
    field = "posting_date"
    sentence = "The line of item {item} has no posting date. Fill it in."


class QuantityZero(Refusal):
    code = "QUANTITY_ZERO"
    field = "quantity"
    sentence = "The quantity of item {item} is 0. Fill it in, or take the line out."


class QuantityNegative(Refusal):
    code = "QUANTITY_NEGATIVE"
    field = "quantity"
    sentence = "{quantity} of item {item} cannot be moved: write a quantity above 0 and swap the two places."


class CountNegative(Refusal):
    code = "COUNT_NEGATIVE"
    field = "quantity"
    sentence = "Item {item} was counted with a quantity below 0. A count is 0 or more."


class AmountTooLarge(Refusal):
    code = "AMOUNT_TOO_LARGE"
    field = "unit_cost"
    sentence = "The cost amount of item {item} is too large. Check quantity and unit cost."


class StockTooLarge(Refusal):
    code = "STOCK_TOO_LARGE"
    field = "quantity"
    sentence = "The stock of item {item} at {location} would reach 1,000,000,000. Check the quantity."


class QuantityTooLarge(Refusal):
    code = "QUANTITY_TOO_LARGE"
    field = "quantity"
    sentence = "The {what} of item {item} is too large: quantities and unit costs stay below 1,000,000,000."


class Rounding(Refusal):
    code = "ROUNDING"
    field = "quantity"
    sentence = "{quantity} of item {item} does not fit the rounding precision {precision} of its base unit. Round it."


class CostNegative(Refusal):
    code = "COST_NEGATIVE"
    field = "unit_cost"
    sentence = "The unit cost of item {item} is below 0. Write 0 or more."


class TrackingMissing(Refusal):
    code = "TRACKING_MISSING"
    field = "lot"
    sentence = "Item {item} needs a {dimension} number. Fill it in."

    def __init__(self, index: int = 0, **details: Any) -> None:
        self.field = details.get("dimension", "lot")
        super().__init__(index, **details)


class TrackingSum(Refusal):
    code = "TRACKING_SUM"
    field = "quantity"
    sentence = "The numbers of item {item} sum to {numbers}, but {quantity} was counted. Correct one of them."


class SerialQuantity(Refusal):
    code = "SERIAL_QUANTITY"
    field = "quantity"
    sentence = (
        "Serial number {serial} of item {item} stands for one piece: its quantity is 1, not {quantity}."
    )


class SerialInStock(Refusal):
    code = "SERIAL_IN_STOCK"
    field = "serial"
    sentence = "Serial number {serial} of item {item} is in stock already, at {location}. Check where it is."


class NumberNotInStock(Refusal):
    code = "LOT_NOT_IN_STOCK"
    field = "lot"
    sentence = (
        "{location} has {available} of item {item} with number {number}; {missing} more would be needed."
    )


class NumbersNotInBins(Refusal):
    code = "NUMBERS_NOT_IN_BINS"
    field = "lot"
    sentence = (
        "The bins of {location} do not keep the numbers of item {item}. Count it there without numbers."
    )


class NegativeStock(Refusal):
    code = "NEGATIVE_STOCK"
    field = "quantity"
    sentence = "{location} has {available} of item {item}; {missing} more would be needed. Post less, or receive first."


class NegativeBin(Refusal):
    code = "NEGATIVE_BIN"
    field = "bin"
    sentence = "Bin {bin} of {location} has {available} of item {item}; {missing} more would be needed."


class Expired(Refusal):
    code = "EXPIRED"
    field = "expiration_date"
    sentence = "Lot {lot} of item {item} expired on {expired}. Write it off instead, or use another lot."


class ExpirationMissing(Refusal):
    code = "EXPIRATION_MISSING"
    field = "expiration_date"
    sentence = "Item {item} needs an expiration date. Fill it in."


class NothingToPost(Refusal):
    code = "NOTHING_TO_POST"
    sentence = "There is nothing to post. Add a line first."


class MovementColumnsUnknown(ScanappError):
    code = "MOVEMENT_COLUMNS_UNKNOWN"
    sentence = (
        "A file of movements needs the columns item, location and quantity. Its first row names: {headers}."
    )


class DateUnreadable(ScanappError):
    code = "DATE_UNREADABLE"
    sentence = "“{text}” is not a date or time. Write 2026-01-31, or 2026-01-31T09:30:00Z."


class MovementsRefused(ScanappError):
    """Carries every wrong row in `problems`: its row, column and error."""

    code = "MOVEMENTS_REFUSED"
    status = 409
    sentence = "Nothing was posted: {n} of the rows need a correction. Row {row}{column}: {first}"

    def __init__(self, problems: Sequence[Any]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(
            n=len({problem.row for problem in problems}),
            row=first.row,
            column=f", column {first.column}" if first.column else "",
            first=first.message,
        )
