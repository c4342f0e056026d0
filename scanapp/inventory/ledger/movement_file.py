"""Movements from a file, or from a list of rows: all of them are posted, or none and every wrong row is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scanapp.codes import shown
from scanapp.errors import ScanappError
from scanapp.inventory.items import queries as item_queries
from scanapp.inventory.items.columns import plain
from scanapp.inventory.items.import_rows import Problem
from scanapp.inventory.items.models import ItemUnit
from scanapp.inventory.items.rules import quantity_base
from scanapp.inventory.ledger import errors
from scanapp.inventory.ledger.movements import (
    BIN_MOVE,
    NEGATIVE,
    POSITIVE,
    PURCHASE,
    SALE,
    TRANSFER,
    Movement,
)
from scanapp.inventory.ledger.posting import Posting, post, preview
from scanapp.inventory.locations import queries as location_queries
from scanapp.quantities import LIMIT, parse_decimal
from scanapp.spreadsheet import Table

ALIASES: dict[str, str] = {
    "entry_type": "entry type,type,posttype,posteringstype",
    "item": "item,item no,no,sku,varenr,varenummer,vare",
    "variant": "variant,variant code,variantkode",
    "location": "location,location code,lokation,lokationskode",
    "bin": "bin,bin code,placering,placeringskode",
    "new_location": "new location,new location code,to location,ny lokation,ny lokationskode",
    "new_bin": "new bin,new bin code,to bin,ny placering,ny placeringskode",
    "quantity": "quantity,qty,antal",
    "unit": "unit,unit of measure,unit of measure code,uom,enhed,enhedskode",
    "unit_cost": "unit cost,cost,kostpris",
    "lot": "lot,lot no,lotnr",
    "serial": "serial,serial no,serienr,serienummer",
    "package": "package,package no,kollinr",
    "expiration_date": "expiration date,expires,expiry,udlobsdato",
    "effective_at": "effective at,time,at,tidspunkt",
    "posting_date": "posting date,date,bogforingsdato,dato",
    "document_no": "document no,document,bilagsnr,bilag",
    "reason": "reason,reason code,arsagskode",
}
FIELDS = tuple(ALIASES)
Row = tuple[int, Mapping[str, str]]
TYPES = {
    "purchase": PURCHASE, "kob": PURCHASE, "receipt": PURCHASE,
    "sale": SALE, "salg": SALE,
    "positive adjmt": POSITIVE, "positive adjustment": POSITIVE, "opregulering": POSITIVE,
    "negative adjmt": NEGATIVE, "negative adjustment": NEGATIVE, "nedregulering": NEGATIVE,
    "transfer": TRANSFER, "overflytning": TRANSFER,
    "movement": BIN_MOVE, "bin move": BIN_MOVE, "flytning": BIN_MOVE,
}  # fmt: skip
OUTGOING = (SALE, NEGATIVE)
_KNOWN = {alias: name for name in FIELDS for alias in (name.replace("_", " "), *ALIASES[name].split(","))}


@dataclass(slots=True)
class Sheet:
    """Movements read from rows, the row number of each, and what is wrong with the others."""

    movements: list[Movement] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def post_table(
    session: Session, table: Table, *, actor: int | None, at: datetime, document_no: str = "", **more: Any
) -> Posting:
    """Posts every row of a table. MovementColumnsUnknown; MovementsRefused with all wrong rows."""
    return _handle(post, session, *_rows_of(table), document_no, actor=actor, at=at, **more)


def preview_table(
    session: Session, table: Table, *, actor: int | None, at: datetime, document_no: str = "", **more: Any
) -> Posting:
    """What `post_table` would write; writes nothing and refuses the same."""
    return _handle(preview, session, *_rows_of(table), document_no, actor=actor, at=at, **more)


def post_rows(
    session: Session,
    rows: Iterable[Mapping[str, str]],
    *,
    actor: int | None,
    at: datetime,
    document_no: str = "",
    **more: Any,
) -> Posting:
    """Posts rows of texts by the names of `FIELDS`; the first is row 1. MovementsRefused. `more` as of `post`."""
    names = {name: name for name in FIELDS}
    return _handle(post, session, list(enumerate(rows, 1)), names, document_no, actor=actor, at=at, **more)


def _rows_of(table: Table) -> tuple[list[Row], dict[str, str]]:
    columns = columns_of(table.header)
    rows: list[Row] = [
        (no, {name: cells[i] for name, i in columns.items() if i < len(cells)}) for no, cells in table.rows
    ]
    return rows, {name: table.header[i] for name, i in columns.items()}


def _handle(
    function: Callable[..., Posting],
    session: Session,
    rows: Sequence[Row],
    headers: Mapping[str, str],
    document_no: str,
    *,
    at: datetime,
    **more: Any,
) -> Posting:
    sheet = read_movements(session, rows, at=at, document_no=document_no, headers=headers)
    if sheet.problems:
        raise errors.MovementsRefused(sheet.problems)
    try:
        return function(session, sheet.movements, at=at, **more)
    except errors.Refusal as refusal:
        if not sheet.rows:
            raise
        problems = [Problem(sheet.rows[r.index], headers.get(r.field, ""), r) for r in refusal.refusals]
        raise errors.MovementsRefused(problems) from refusal


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """{field: column index} for the headers we know, the first column of a field. MovementColumnsUnknown."""
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        if known := _KNOWN.get(plain(name)):
            found.setdefault(known, index)
    if not {"item", "location", "quantity"} <= found.keys():
        raise errors.MovementColumnsUnknown(headers=", ".join(header)[:300])
    return found


def read_movements(
    session: Session,
    rows: Iterable[Row],
    *,
    at: datetime,
    document_no: str = "",
    headers: Mapping[str, str] | None = None,
) -> Sheet:
    """The movements that rows of texts mean.

    Quantities are positive and in the row's unit, a negative one reverses; without a type the sign decides. A time
    without an offset is local to the location; a row without a date is posted on today's date there.
    """
    rows = list(rows)
    reader = _Reader(session, [row for _, row in rows], at, document_no)
    sheet = Sheet()
    for number, row in rows:
        cells = {name: (row.get(name) or "").strip() for name in FIELDS}
        name = ""
        try:
            values: dict[str, Any] = {}
            for name, read in reader.readers(cells["location"].upper()).items():
                values[name] = read(cells[name]) if cells[name] or name == "quantity" else None
            sheet.movements.append(reader.movement(cells, values))
            sheet.rows.append(number)
        except ScanappError as error:
            sheet.problems.append(Problem(number, (headers or {}).get(name, name), error))
    return sheet


class _Reader:
    """Reads cells, with the units and time zones that the rows need."""

    def __init__(
        self, session: Session, rows: Sequence[Mapping[str, str]], at: datetime, document_no: str
    ) -> None:
        self.at = at
        self.document_no = document_no
        items = item_queries.items_by_no(session, {(row.get("item") or "").strip().upper() for row in rows})
        self.base = {no: item.base_unit for no, item in items.items()}
        self.units = {(u.item_no, u.code): u for u in item_queries.owned(session, ItemUnit, items)}
        self.zones = {location.code: location.time_zone for location in location_queries.locations(session)}

    def zone(self, location: str) -> ZoneInfo:
        """The time zone of a location; UTC for one we do not know, which posting refuses."""
        return ZoneInfo(self.zones.get(location, "UTC"))

    def readers(self, location: str) -> dict[str, Callable[[str], Any]]:
        """What reads each cell that is not plain text."""
        return {
            "entry_type": _entry_type,
            "quantity": _number,
            "unit_cost": _number,
            "expiration_date": _date,
            "posting_date": _date,
            "effective_at": lambda text: _instant(text, self.zone(location)),
        }

    def movement(self, cells: Mapping[str, str], values: Mapping[str, Any]) -> Movement:
        """The movement of a row whose cells were read."""
        item, code = cells["item"].upper(), cells["unit"].upper()
        base = self.units.get((item, self.base.get(item, "")))
        unit = self.units.get((item, code)) if code else base
        qty_per = unit.qty_per if unit else Decimal(1)
        quantity = values["quantity"]
        kind = values["entry_type"] or (NEGATIVE if quantity < 0 else POSITIVE)
        if kind in OUTGOING and values["entry_type"]:
            quantity = -quantity
        # Only a converted quantity is put on the base unit's grid; one in base units must fit it by itself.
        in_base = (
            quantity_base(quantity, qty_per, base.rounding_precision) if base and qty_per != 1 else quantity
        )
        cost = values["unit_cost"]
        location = cells["location"].upper()
        return Movement(
            kind,
            item,
            location,
            in_base,
            posting_date=values["posting_date"] or self.at.astimezone(self.zone(location)).date(),
            document_no=cells["document_no"] or self.document_no,
            variant_code=cells["variant"].upper(),
            bin_code=cells["bin"].upper(),
            lot_no=cells["lot"],
            serial_no=cells["serial"],
            package_no=cells["package"],
            expiration_date=values["expiration_date"],
            unit_of_measure_code=code,
            qty_per_unit=qty_per,
            unit_cost=None if cost is None else (cost / qty_per).quantize(Decimal("0.00001")),
            cost_amount=None if cost is None else (abs(quantity) * cost).quantize(Decimal("0.01")),
            effective_at=values["effective_at"],
            new_location_code=cells["new_location"].upper() or None,
            new_bin_code=cells["new_bin"].upper(),
            reason_code=cells["reason"].upper(),
        )


def _entry_type(text: str) -> str:
    if (kind := TYPES.get(plain(text))) is None:
        raise errors.EntryTypeUnknown(type=shown(text))
    return kind


def _number(text: str) -> Decimal:
    number = parse_decimal(text)
    if abs(number) >= LIMIT:
        raise errors.QuantityTooLarge(item="", what="number")
    return number


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise errors.DateUnreadable(text=shown(text)) from error


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise errors.DateUnreadable(text=shown(text)) from error
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
