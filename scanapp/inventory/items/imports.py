"""Items from a file: a plan that changes nothing and names every wrong row, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from scanapp.codes import CODE_LENGTH
from scanapp.errors import ScanappError
from scanapp.inventory.items import actions, columns, queries, rules
from scanapp.inventory.items.errors import BaseUnitFixed, UnitFactorFixed
from scanapp.inventory.items.import_errors import (
    BarcodeShared,
    BarcodeTaken,
    BarcodeTwice,
    CheckDigitWrong,
    ImportRefused,
    RowContradicts,
    RowTwice,
    RowWithoutKey,
    TrackingCodeUnknown,
    UnitIncomplete,
    UnitMissing,
)
from scanapp.inventory.items.import_rows import Problem, Record, ignored_columns, read_records
from scanapp.inventory.items.models import Item, ItemReference, ItemUnit
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, VariantDraft
from scanapp.spreadsheet import Notice, Table

VALUES = {
    "description": "description",
    "description_2": "description_2",
    "base_unit": "base_unit",
    "category": "category_code",
    "type": "type",
    "tracking_code": "tracking_code",
    "unit_cost": "unit_cost",
    "unit_price": "unit_price",
    "shelf_no": "shelf_no",
    "vendor_item_no": "vendor_item_no",
    "blocked": "is_blocked",
}
SERIES = "I-"
FIRST_NO = "I-00000"
NOT_IMPORTED = "Not imported: {columns}."
STOCK_IGNORED = "Column {column} holds stock, which stays as it is. To book it: scanapp import items FILE --opening-stock LOCATION"
NEW_CATEGORIES = "New categories: {categories}."


@dataclass(frozen=True)
class OpeningStock:
    """A quantity that a row states, in `unit_code`, to be posted by whoever imports with opening stock."""

    row: int
    item_no: str
    variant_code: str
    unit_code: str
    quantity: Decimal
    bin_code: str
    lot_no: str
    serial_no: str


@dataclass(frozen=True)
class Plan:
    """What an import would do. With problems it cannot be applied; warnings and notices are only told."""

    mapping: Mapping[str, str]
    drafts: Sequence[ItemDraft]
    new_categories: Sequence[str]
    created: int
    stock: Sequence[OpeningStock]
    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    notices: Sequence[Notice]

    @property
    def rows_wrong(self) -> int:
        """How many rows need a correction."""
        return len({problem.row for problem in self.problems})


def plan_import(
    session: Session, table: Table, chosen: Mapping[str, str] | None = None, *, with_stock: bool = False
) -> Plan:
    """Reads the table against what is there; writes nothing. `chosen` corrects the guess: {field: header}.

    FieldUnknown, HeaderUnknown, ColumnsUnknown; everything about a row is a `Problem` of the plan.
    """
    mapping = columns.mapping(table.header, chosen or {})
    records, problems = read_records(table, mapping)
    headers = {field: table.header[index] for field, index in mapping.items()}
    rows = _Rows(session, records, headers)
    rows.check()
    problems = sorted([*problems, *rows.problems], key=lambda problem: problem.row)
    known = {category.code for category in queries.categories(session)}
    named = {record.get("category") for record in records} - {"", None}
    stock = list(_stock(rows.numbered)) if with_stock else []
    return Plan(
        mapping=headers,
        drafts=rows.drafts(),
        new_categories=sorted(named - known),
        created=sum(no not in rows.items for no in rows.groups),
        stock=stock,
        problems=problems,
        warnings=list(_warnings(records, headers)),
        notices=[
            *table.notices,
            *_notices(table, mapping, headers, sorted(named - known), with_stock=with_stock),
        ],
    )


def apply_import(session: Session, plan: Plan) -> actions.Saved:
    """Saves the whole plan. ImportRefused when it has problems; opening stock is left to the caller."""
    if plan.problems:
        raise ImportRefused(n=plan.rows_wrong)
    for category in plan.new_categories:
        actions.save_category(session, category)
    return actions.save_items(session, plan.drafts)


class _Rows:
    """The records of one file, numbered and grouped by item, against the items that exist."""

    def __init__(self, session: Session, records: Sequence[Record], headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.problems: list[Problem] = []
        self.taken = queries.references_by_code(session, _texts(records, "barcode"))
        self.last_no = queries.last_item_no(session, SERIES) or FIRST_NO
        self.tracking = queries.numbers_by_tracking_code(session)
        self.numbered = [(no, record) for record in records if (no := self._number(record))]
        self.groups: dict[str, list[Record]] = {}
        for no, record in self.numbered:
            self.groups.setdefault(no, []).append(record)
        self.items: dict[str, Item] = queries.items_by_no(session, self.groups)
        self.factors = {(u.item_no, u.code): u.qty_per for u in queries.owned(session, ItemUnit, self.items)}

    def _wrong(self, record: Record, field: str, error: ScanappError) -> None:
        self.problems.append(Problem(record.row, self.headers.get(field, ""), error))

    def _number(self, record: Record) -> str:
        """The item's number: its own, that of its barcode, the barcode itself, or the next of the series."""
        barcode = record.get("barcode")
        if record.get("no") or not barcode:
            if not record.get("no"):
                self._wrong(record, "", RowWithoutKey())
            return str(record.get("no"))
        owners = sorted({reference.item_no for reference in self.taken.get(barcode, [])})
        if len(owners) > 1:
            self._wrong(record, "barcode", BarcodeShared(barcode=barcode, items=", ".join(owners[:4])))
            return ""
        if owners:
            return owners[0]
        if len(barcode) <= CODE_LENGTH:
            return str(barcode).upper()
        self.last_no = rules.next_no(self.last_no)
        return self.last_no

    def check(self) -> None:
        """Collects everything that is wrong between rows, and between a row and what exists."""
        barcodes: dict[str, tuple[Any, int]] = {}
        for no, group in self.groups.items():
            seen: dict[tuple[Any, ...], int] = {}
            values: dict[str, tuple[Any, int]] = {}
            for record in group:
                self._check_once(no, record, seen)
                self._check_agreement(no, record, values)
                self._check_barcode(no, record, barcodes)
                self._check_unit(no, record)
                code = record.get("tracking_code")
                if code and code not in self.tracking:
                    choices = ", ".join(sorted(self.tracking)) or "-"
                    self._wrong(record, "tracking_code", TrackingCodeUnknown(text=code, choices=choices))

    def _check_once(self, no: str, record: Record, seen: dict[tuple[Any, ...], int]) -> None:
        key = tuple(record.get(f) for f in ("variant", "unit", "barcode", "bin", "lot", "serial"))
        if key in seen:
            field = "no" if record.get("no") else "barcode"
            self._wrong(record, field, RowTwice(other=seen[key], item=no))
        seen.setdefault(key, record.row)

    def _check_agreement(self, no: str, record: Record, values: dict[str, tuple[Any, int]]) -> None:
        for field in VALUES.keys() & record.fields.keys():
            first, row = values.setdefault(field, (record.fields[field], record.row))
            if first != record.fields[field]:
                error = RowContradicts(other=row, first=first, item=no, second=record.fields[field])
                self._wrong(record, field, error)
        item = self.items.get(no)
        if item and record.get("base_unit", item.base_unit) != item.base_unit:
            self._wrong(
                record, "base_unit", BaseUnitFixed(item=no, old=item.base_unit, new=record.get("base_unit"))
            )

    def _check_barcode(self, no: str, record: Record, barcodes: dict[str, tuple[Any, int]]) -> None:
        barcode = record.get("barcode")
        if not barcode:
            return
        meaning = (no, record.get("variant"), record.get("unit"))
        first, row = barcodes.setdefault(barcode, (meaning, record.row))
        if first != meaning:
            self._wrong(record, "barcode", BarcodeTwice(barcode=barcode, other=row))
        for reference in self.taken.get(barcode, []):
            if not self._means(reference, no, record):
                owner = " · ".join(
                    p for p in (reference.item_no, reference.variant_code, reference.unit_code) if p
                )
                self._wrong(record, "barcode", BarcodeTaken(barcode=barcode, item=owner))
                return

    def _means(self, reference: ItemReference, no: str, record: Record) -> bool:
        unit = record.get("unit") or reference.unit_code
        variant = record.get("variant") or reference.variant_code
        return (reference.item_no, reference.variant_code, reference.unit_code) == (no, variant, unit)

    def _check_unit(self, no: str, record: Record) -> None:
        unit, factor = record.get("unit"), record.get("qty_per", None)
        if factor is not None and not unit:
            return self._wrong(record, "qty_per", UnitMissing())
        base = self._base_unit(no)
        known = Decimal(1) if unit == base else self.factors.get((no, unit))
        if unit and factor is None and known is None:
            return self._wrong(record, "unit", UnitIncomplete(unit=unit, item=no))
        if unit and factor is not None:
            if known is not None and known != factor:
                error = UnitFactorFixed(item=no, unit=unit, old=f"{known.normalize():f}", new=f"{factor:f}")
                return self._wrong(record, "qty_per", error)
            try:
                rules.ensure_unit(no, base, UnitDraft(unit, factor))
            except ScanappError as error:
                return self._wrong(record, "qty_per", error)
            self.factors[no, unit] = factor
        return None

    def _base_unit(self, no: str) -> str:
        if no in self.items:
            return self.items[no].base_unit
        return str(next((r.get("base_unit") for r in self.groups[no] if r.get("base_unit")), "PCS"))

    def drafts(self) -> list[ItemDraft]:
        """One draft for each item, its rows taken together."""
        return [self._draft(no, group) for no, group in self.groups.items()]

    def _draft(self, no: str, group: Sequence[Record]) -> ItemDraft:
        values: dict[str, Any] = {}
        units: dict[str, UnitDraft] = {}
        variants: dict[str, VariantDraft] = {}
        references: dict[str, ReferenceDraft] = {}
        for record in group:
            values |= {VALUES[field]: v for field, v in record.fields.items() if field in VALUES}
            unit, variant, barcode = record.get("unit"), record.get("variant"), record.get("barcode")
            if unit and record.get("qty_per", None) is not None:
                units[unit] = UnitDraft(unit, record.get("qty_per"))
            if variant:
                text = (
                    record.get("variant_description")
                    or variants.get(variant, VariantDraft(variant)).description
                )
                variants[variant] = VariantDraft(variant, text)
            if barcode and barcode not in self.taken:
                references[barcode] = ReferenceDraft(barcode, variant_code=variant, unit_code=unit)
        return ItemDraft(no, values, [*units.values()], [*variants.values()], [*references.values()])


def _texts(records: Sequence[Record], field: str) -> Iterator[str]:
    return (record.get(field) for record in records if record.get(field))


def _stock(numbered: Sequence[tuple[str, Record]]) -> Iterator[OpeningStock]:
    for no, record in numbered:
        if record.get("quantity", Decimal(0)):
            places = (record.get("variant"), record.get("unit"), record.get("quantity"))
            yield OpeningStock(
                record.row, no, *places, record.get("bin"), record.get("lot"), record.get("serial")
            )


def _warnings(records: Sequence[Record], headers: Mapping[str, str]) -> Iterator[Problem]:
    for record in records:
        barcode = record.get("barcode")
        if barcode and rules.looks_like_gtin(barcode) and not rules.is_gtin(barcode):
            digit = rules.check_digit(barcode[:-1])
            yield Problem(record.row, headers["barcode"], CheckDigitWrong(barcode=barcode, digit=digit))


def _notices(
    table: Table,
    mapping: Mapping[str, int],
    headers: Mapping[str, str],
    new: Sequence[str],
    *,
    with_stock: bool,
) -> Iterator[Notice]:
    if ignored := ignored_columns(table.header, mapping):
        yield Notice(NOT_IMPORTED, {"columns": ", ".join(ignored)})
    if "quantity" in mapping and not with_stock:
        yield Notice(STOCK_IGNORED, {"column": headers["quantity"]})
    if new:
        yield Notice(NEW_CATEGORIES, {"categories": ", ".join(new[:20])})
