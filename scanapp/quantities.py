"""Decimal quantities, costs and amounts, and instants, as scaled integers and fixed-width text.

SQL only adds and compares these columns; products are Python `Decimal` (architecture, never-rule 8).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.types import TypeDecorator

from scanapp.errors import ScanappError

QUANTITY_PLACES = 5
COST_PLACES = 5
AMOUNT_PLACES = 2
LIMIT = Decimal(10) ** 9
ZERO = Decimal(0)


class NotANumber(ScanappError):
    code = "NOT_A_NUMBER"
    sentence = "“{text}” is not a number. Write it like 12.5 or 12,5."


class NumberTooLarge(ScanappError):
    code = "NUMBER_TOO_LARGE"
    sentence = "{text} is too large: quantities and costs stay below 1,000,000,000."


class TooManyDecimals(ScanappError):
    code = "TOO_MANY_DECIMALS"
    sentence = "{text} has more than {places} decimals. Round it first."


def scale(value: Decimal, places: int) -> int:
    """The integer stored for `value`; refuses digits beyond `places` and values at or over the limit."""
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise TooManyDecimals(text=str(value), places=places)
    if abs(value) >= LIMIT and places != AMOUNT_PLACES:
        raise NumberTooLarge(text=str(value))
    return int(scaled)


def unscale(stored: Any, places: int) -> Decimal:
    """The decimal of a stored integer, or of a SUM that a driver gives as int or Decimal."""
    return Decimal(int(stored)).scaleb(-places)


_NUMBER = re.compile(r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)$")


def parse_decimal(text: str) -> Decimal:
    """A number written with a decimal point or comma; thousands separators only when unambiguous (1.234,50 or 1,234.50)."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    if "," in plain and "." in plain:
        thousands = "." if plain.rfind(",") > plain.rfind(".") else ","
        groups = plain.split("," if thousands == "." else ".")[0].lstrip("+-").split(thousands)
        if not all(len(group) == 3 for group in groups[1:]):
            raise NotANumber(text=text[:40])
        plain = plain.replace(thousands, "")
    if len(plain) > 40 or not plain.isascii() or not _NUMBER.match(plain):
        raise NotANumber(text=text[:40])
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation as error:
        raise NotANumber(text=text[:40]) from error


def decimal_text(value: Decimal) -> str:
    """The shortest plain decimal string, for the wire: "12", "0.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Scaled(TypeDecorator[Decimal]):
    impl = BigInteger
    cache_ok = True
    places = 0

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        return None if value is None else scale(Decimal(value), self.places)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else unscale(value, self.places)


class Quantity(_Scaled):
    """A quantity in some unit, 5 places."""

    cache_ok = True
    places = QUANTITY_PLACES


class UnitCost(_Scaled):
    """A cost per unit, 5 places."""

    cache_ok = True
    places = COST_PLACES


class Amount(_Scaled):
    """Money, 2 places."""

    cache_ok = True
    places = AMOUNT_PLACES


def instant_text(value: datetime) -> str:
    """UTC, millisecond, fixed width: sorts as text on both databases."""
    utc = value.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def parse_instant(text: str) -> datetime:
    """The aware UTC datetime of an ISO text with an offset; ValueError otherwise."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return value.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC with milliseconds, stored as fixed-width text."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else parse_instant(value)

    def load_dialect_impl(self, dialect: Any) -> Any:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(24, collation=collation))
