"""Pure decisions about items: codes, units, GTINs, categories (domain 1 §1.3, 2, 10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scanapp.codes import CodeInvalid, is_printable, one_of, shown
from scanapp.inventory.items.errors import CategoryLoop, ReferenceDates, ReferenceOwner, UnitFactorInvalid

BAR_CODE = "Bar Code"
REFERENCE_TYPES = ("", "Customer", "Vendor", BAR_CODE)
SCANNED_REFERENCE_TYPES = ("", BAR_CODE)
SHORT_LENGTH = 10
REFERENCE_LENGTH = 50
GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True)
class UnitDraft:
    """A unit to keep: `qty_per` base units each, counted on the grid `rounding_precision` (0 = no grid)."""

    code: str
    qty_per: Decimal
    rounding_precision: Decimal = Decimal(0)


@dataclass(frozen=True)
class VariantDraft:
    code: str
    description: str = ""
    is_blocked: bool = False


@dataclass(frozen=True)
class ReferenceDraft:
    reference_no: str
    variant_code: str = ""
    unit_code: str = ""  # blank becomes the base unit
    type: str = BAR_CODE
    type_no: str = ""
    description: str = ""
    starting_date: date | None = None
    ending_date: date | None = None


@dataclass(frozen=True)
class ItemDraft:
    """An item to create or change: only the fields in `values` are set, by the column names of `Item`."""

    no: str
    values: Mapping[str, Any] = field(default_factory=dict)
    units: Sequence[UnitDraft] = ()
    variants: Sequence[VariantDraft] = ()
    references: Sequence[ReferenceDraft] = ()


def reference_no(text: str) -> str:
    """A barcode or foreign number as it is stored: trimmed, case kept."""
    stored = text.strip()
    if not 0 < len(stored) <= REFERENCE_LENGTH or not is_printable(stored):
        raise CodeInvalid(text=shown(text), what="barcode", length=REFERENCE_LENGTH)
    return stored


def check_digit(digits: str) -> str:
    """The GS1 check digit that follows `digits` (7, 11, 12 or 13 of them): weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN: 8, 12, 13 or 14 digits, the last one right."""
    return looks_like_gtin(text) and check_digit(text[:-1]) == text[-1]


def looks_like_gtin(text: str) -> bool:
    """Whether `text` has the shape of a GTIN, its check digit aside."""
    return len(text) in GTIN_LENGTHS and text.isascii() and text.isdigit()


def gtin14(text: str) -> str:
    """A GTIN of any length in 14 digits, so that the same number in two symbologies is equal."""
    return text.rjust(14, "0")


def next_no(last: str) -> str:
    """The number after `last`: its last run of digits plus one, the width kept ("I-0099" → "I-0100")."""
    match = re.search(r"\d+(?=\D*$)", last)
    if match is None:
        return f"{last}-1"
    digits = str(int(match[0]) + 1).rjust(len(match[0]), "0")
    return last[: match.start()] + digits + last[match.end() :]


def quantity_base(quantity: Decimal, qty_per: Decimal, base_precision: Decimal = Decimal(0)) -> Decimal:
    """`quantity` of a unit in base units, on the base grid or at 5 decimals (domain 1 §1.3)."""
    grid = base_precision or Decimal("0.00001")
    return (quantity * qty_per / grid).quantize(Decimal(1), rounding=ROUND_HALF_UP) * grid


def ensure_unit(item_no: str, base_unit: str, unit: UnitDraft) -> None:
    """Refuses a factor of 0 or less, and a base unit that is not exactly 1 (example 1.2)."""
    is_base = unit.code == base_unit
    if unit.qty_per <= 0 or (is_base and unit.qty_per != 1):
        raise UnitFactorInvalid(item=item_no, unit=unit.code, base=base_unit)


def ensure_reference(draft: ReferenceDraft) -> None:
    """Refuses a wrong owner and dates that end before they start (domain 1 §10)."""
    one_of(draft.type, "reference type", REFERENCE_TYPES)
    if bool(draft.type_no) != (draft.type in ("Customer", "Vendor")):
        raise ReferenceOwner(type=draft.type or "blank")
    if draft.starting_date and draft.ending_date and draft.ending_date < draft.starting_date:
        raise ReferenceDates(reference=draft.reference_no)


def ensure_no_loop(category: str, parent: str | None, parents: Mapping[str, str | None]) -> None:
    """Refuses a category that would be its own ancestor."""
    while parent:
        if parent == category:
            raise CategoryLoop(category=category)
        parent = parents.get(parent)


def best_gtin(references: Iterable[tuple[str, str, str]], variant: str, unit: str) -> str:
    """Among (variant, unit, number) the GTIN that a label of this variant and unit shows, or ''."""
    fitting = (no for of, per, no in references if of == variant and per == unit and is_gtin(no))
    return min(fitting, key=lambda no: (len(no) != 13, no), default="")
