"""One row of an imported file: its cells read as the fields they are mapped to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scanapp.codes import CODE_LENGTH, code, one_of, shown, text_line
from scanapp.errors import ScanappError
from scanapp.inventory.items import rules
from scanapp.inventory.items.import_errors import (
    BarcodeMangled,
    FormulaInCell,
    NumberAmbiguous,
    NumberNegative,
    RowTooWide,
)
from scanapp.inventory.items.models import ITEM_TYPES
from scanapp.quantities import QUANTITY_PLACES, parse_decimal, scale
from scanapp.spreadsheet import Formula, Table

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "sand", "si", "sí", "s", "verdadero"})
NO = frozenset({"no", "n", "false", "0", "nej", "falsk", "falso"})
TYPES = {
    "lager": "Inventory",
    "lagervare": "Inventory",
    "ikke-lager": "Non-Inventory",
    "inventario": "Inventory",
    "no inventario": "Non-Inventory",
    "servicio": "Service",
}
COMMA_DECIMAL = re.compile(r"^[+-]?[\d.]*,(\d{1,2}|\d{4,})$")
DOT_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(\.\d{3})+$")
SHORTENED = re.compile(r"^\d([.,]\d+)?[eE]\+?\d+$")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: its number, the column's header ('' for the whole row), the error."""

    row: int
    column: str
    error: ScanappError

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.error.message


@dataclass(frozen=True)
class Record:
    """The fields of one row that are not blank, read."""

    row: int
    fields: Mapping[str, Any]

    def get(self, field: str, default: Any = "") -> Any:
        """The field's value, or `default` when it is blank."""
        return self.fields.get(field, default)


def _short(what: str) -> Callable[[str], str]:
    return lambda text: code(text, what, rules.SHORT_LENGTH)


def _long(what: str) -> Callable[[str], str]:
    return lambda text: code(text, what, CODE_LENGTH)


def _line(what: str, length: int = 100) -> Callable[[str], str]:
    return lambda text: text_line(text, what, length)


def _barcode(text: str) -> str:
    if SHORTENED.match(text.strip()):
        raise BarcodeMangled(text=shown(text))
    return rules.reference_no(text)


def _number(text: str) -> Decimal:
    value = parse_decimal(text)
    if value < 0:
        raise NumberNegative(text=shown(text))
    scale(value, QUANTITY_PLACES)
    return value


def _flag(text: str) -> bool:
    word = text.strip().casefold()
    if word not in YES | NO:
        one_of(text, "yes or no", ("yes", "no"))
    return word in YES


def _type(text: str) -> str:
    return TYPES.get(text.strip().casefold()) or one_of(text, "item type", ITEM_TYPES)


READERS: dict[str, Callable[[str], Any]] = {
    "no": _long("item number"),
    "description": _line("description"),
    "description_2": _line("description 2"),
    "barcode": _barcode,
    "base_unit": _short("unit"),
    "unit": _short("unit"),
    "qty_per": _number,
    "variant": _short("variant"),
    "variant_description": _line("variant description"),
    "category": _long("category"),
    "type": _type,
    "tracking_code": _short("tracking code"),
    "unit_cost": _number,
    "unit_price": _number,
    "shelf_no": _line("shelf", 10),
    "vendor_item_no": _line("vendor item number", 50),
    "blocked": _flag,
    "quantity": _number,
    "bin": _long("bin"),
    "lot": rules.reference_no,
    "serial": rules.reference_no,
}
NUMBERS = ("qty_per", "unit_cost", "unit_price", "quantity")


def read_records(table: Table, mapping: Mapping[str, int]) -> tuple[list[Record], list[Problem]]:
    """Every row as a record, and what is wrong with single cells."""
    records, problems = [], []
    commas = {field for field in NUMBERS if field in mapping and _uses_comma(table, mapping[field])}
    for row, cells in table.rows:
        fields: dict[str, Any] = {}
        if any(cells[len(table.header) :]):
            error = RowTooWide(n=len(cells), most=len(table.header))
            problems.append(Problem(row, "", error))
            continue
        for field, index in mapping.items():
            text = cells[index] if index < len(cells) else ""
            if not text.strip():
                continue
            try:
                fields[field] = _read(field, text, has_comma=field in commas)
            except ScanappError as error:
                problems.append(Problem(row, table.header[index], error))
        records.append(Record(row, fields))
    return records, problems


def _uses_comma(table: Table, index: int) -> bool:
    return any(COMMA_DECIMAL.match(cells[index].strip()) for _, cells in table.rows if index < len(cells))


def _read(field: str, text: str, *, has_comma: bool) -> Any:
    if isinstance(text, Formula):
        raise FormulaInCell(text=shown(text))
    if has_comma and DOT_THOUSANDS.match(text.strip()):
        plain = text.strip()
        raise NumberAmbiguous(text=shown(text), one=plain.replace(".", ""), other=plain.replace(".", ","))
    return READERS[field](text)


def ignored_columns(header: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """The named columns that no field takes."""
    return [name for index, name in enumerate(header) if name and index not in mapping.values()]
