"""What each answer to a question would post, worked out from what the workbench shows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scanapp.inventory.counting.views import LineDetail

ZERO = Decimal(0)


@dataclass(frozen=True)
class Outlook:
    """The difference an answer leads to, its value with sign, and on hand after posting; all in base units."""

    counted: Decimal
    stock: Decimal
    difference: Decimal
    value: Decimal
    on_hand: Decimal


@dataclass(frozen=True)
class Seen:
    """What one of two counters found, in base units, and their T."""

    quantity: Decimal
    at: datetime


def outlook(
    detail: LineDetail, code: str, choice: str, first: Seen | None = None, second: Seen | None = None
) -> Outlook | None:
    """What `choice` leads to on this line; None where it posts nothing, or what it posts is not known yet.

    `first` and `second` are the two counts of TWO_COUNTERS; a count is judged at its own T.
    """
    row = detail.row
    if code == "TWO_COUNTERS" and first and second and row.counted_at:
        taken = {
            "sum": Seen(first.quantity + second.quantity, max(first.at, second.at)),
            "take_first": first,
            "take_second": second,
        }.get(choice)
        return _of(detail, taken.quantity, _stock_at(detail, taken.at)) if taken else None
    if (code, choice) == ("NOT_COUNTED", "zero"):
        return _of(detail, ZERO, detail.on_hand_now)
    if row.counted is None or row.stock_at_count is None:
        return None
    if code == "TIME_OVERLAP" and choice in ("before", "after"):
        return _of(detail, row.counted, _stock_if(detail, choice))
    if (code, choice) in (
        ("LARGE_VARIANCE", "approve"),
        ("ITEM_BLOCKED", "unblock"),
        ("AREA_INCOMPLETE", "accept"),
    ):
        return _of(detail, row.counted, row.stock_at_count)
    return None


def as_it_stands(detail: LineDetail) -> Outlook | None:
    """What posting the line leads to when nothing more is decided."""
    row = detail.row
    if row.counted is None or row.stock_at_count is None:
        return None
    return _of(detail, row.counted, row.stock_at_count)


def _stock_at(detail: LineDetail, at: datetime) -> Decimal:
    # From the stock at the line's T, over the movements between.
    stock, known_at = detail.row.stock_at_count or ZERO, detail.row.counted_at
    for movement in detail.movements:
        if known_at is not None and known_at < movement.effective_at <= at:
            stock += movement.quantity
        if known_at is not None and at < movement.effective_at <= known_at:
            stock -= movement.quantity
    return stock


def _stock_if(detail: LineDetail, choice: str) -> Decimal:
    # Movements inside the interval: all of them before T, or none of them (C2).
    stock, counted_at = detail.row.stock_at_count or ZERO, detail.row.counted_at
    for movement in detail.movements:
        if movement.is_inside and counted_at is not None:
            is_in = movement.effective_at <= counted_at
            if choice == "before" and not is_in:
                stock += movement.quantity
            if choice == "after" and is_in:
                stock -= movement.quantity
    return stock


def _of(detail: LineDetail, counted: Decimal, stock: Decimal) -> Outlook:
    difference = counted - stock
    value = (difference * detail.unit_cost).quantize(Decimal("0.01"))
    return Outlook(counted, stock, difference, value, detail.on_hand_now + difference)
