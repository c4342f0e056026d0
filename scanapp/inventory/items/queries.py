"""What screens, labels and phones show of items; catalogue rows for feed and snapshot alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.items import rules
from scanapp.inventory.items.models import Item, ItemCategory, ItemReference, ItemUnit, ItemVariant
from scanapp.quantities import decimal_text

Row = list[Any]
CHUNK = 500
COLUMNS = {
    "item": ["no", "description", "type", "base_unit", "numbers", "blocked", "category"],
    "unit": ["item", "code", "qty_per", "rounding"],
    "variant": ["item", "code", "description", "blocked"],
    "reference": ["id", "code", "item", "variant", "unit", "type", "from", "to"],
}

_numbers: list[Callable[[Session], dict[str, str]]] = []


def provide_numbers(function: Callable[[Session], dict[str, str]]) -> None:
    """Registers who knows {tracking code: letters of its numbers}; tracking is a higher noun."""
    _numbers[:] = [function]


def numbers_by_tracking_code(session: Session) -> dict[str, str]:
    """{tracking code: the letters of the numbers that must be scanned}."""
    if not _numbers:
        raise RuntimeError("nobody provides tracking numbers: call scanapp.wiring.wire() first")
    return _numbers[0](session)


def catalogue_rows(session: Session, entity: str, scope: str = "all") -> Iterator[tuple[str, Row]]:
    """(key, row) of every `entity` a phone in `scope` holds; items and what belongs to them are in "all"."""
    if scope != "all":
        return
    if entity == "item":
        numbers = numbers_by_tracking_code(session)
        yield from (
            (item.no, item_row(item, numbers)) for item in session.scalars(select(Item).order_by(Item.no))
        )
    elif entity == "unit":
        yield from ((unit_key(u), unit_row(u)) for u in session.scalars(_ordered(ItemUnit)))
    elif entity == "variant":
        yield from ((unit_key(v), variant_row(v)) for v in session.scalars(_ordered(ItemVariant)))
    elif entity == "reference":
        scanned = select(ItemReference).where(ItemReference.type.in_(rules.SCANNED_REFERENCE_TYPES))
        yield from (
            (str(r.id), reference_row(r)) for r in session.scalars(scanned.order_by(ItemReference.id))
        )


def _ordered(model: type[ItemUnit] | type[ItemVariant]) -> Select[Any]:
    return select(model).order_by(model.item_no, model.code)


def item_row(item: Item, numbers: dict[str, str]) -> Row:
    """The `item` row of the catalogue."""
    needed = numbers.get(item.tracking_code or "", "")
    blocked = int(item.is_blocked)
    return [item.no, item.description, item.type, item.base_unit, needed, blocked, item.category_code or ""]


def unit_key(row: ItemUnit | ItemVariant) -> str:
    """The catalogue key of a unit or a variant."""
    return f"{row.item_no}|{row.code}"


def unit_row(unit: ItemUnit) -> Row:
    """The `unit` row of the catalogue."""
    return [unit.item_no, unit.code, decimal_text(unit.qty_per), decimal_text(unit.rounding_precision)]


def variant_row(variant: ItemVariant) -> Row:
    """The `variant` row of the catalogue."""
    return [variant.item_no, variant.code, variant.description, int(variant.is_blocked)]


def reference_row(reference: ItemReference) -> Row:
    """The `reference` row of the catalogue."""
    r = reference
    dates = [d.isoformat() if d else "" for d in (r.starting_date, r.ending_date)]
    return [r.id, r.reference_no, r.item_no, r.variant_code, r.unit_code, r.type, *dates]


def item(session: Session, no: str) -> Item:
    """One item. NotFound."""
    found = session.get(Item, no)
    if found is None:
        raise NotFound(what="Item", key=no)
    return found


def chunks(keys: Iterable[str]) -> Iterator[Sequence[str]]:
    """The distinct keys in pieces small enough for one statement."""
    distinct = sorted(set(keys))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def items_by_no(session: Session, numbers: Iterable[str]) -> dict[str, Item]:
    """{no: item} of those numbers that exist."""
    found: dict[str, Item] = {}
    for piece in chunks(numbers):
        found |= {row.no: row for row in session.scalars(select(Item).where(Item.no.in_(piece)))}
    return found


def owned(session: Session, model: Any, numbers: Iterable[str]) -> list[Any]:
    """The units, variants or references (`model`) of these items."""
    rows: list[Any] = []
    for piece in chunks(numbers):
        rows += session.scalars(select(model).where(model.item_no.in_(piece))).all()
    return rows


def references_by_code(
    session: Session, codes: Iterable[str], on: date | None = None
) -> dict[str, list[ItemReference]]:
    """{scanned code: its Bar Code and blank references}, those valid on `on` if given (domain 1 §10)."""
    found: dict[str, list[ItemReference]] = {}
    for piece in chunks(codes):
        statement = select(ItemReference).where(
            ItemReference.reference_no.in_(piece), ItemReference.type.in_(rules.SCANNED_REFERENCE_TYPES)
        )
        for row in session.scalars(statement.order_by(ItemReference.id)):
            starts = row.starting_date is None or on is None or row.starting_date <= on
            ends = row.ending_date is None or on is None or on <= row.ending_date
            if starts and ends:
                found.setdefault(row.reference_no, []).append(row)
    return found


def search_items(
    session: Session, text: str = "", *, category: str = "", limit: int = 50, offset: int = 0
) -> list[Item]:
    """Items by number whose number, description or a reference fits `text`; all when it is blank."""
    statement = select(Item).order_by(Item.no).limit(limit).offset(offset)
    return list(session.scalars(statement.where(*_fitting(text, category))))


def count_items(session: Session, text: str = "", *, category: str = "") -> int:
    """How many items `search_items` would find without a limit."""
    return session.scalar(select(func.count()).select_from(Item).where(*_fitting(text, category))) or 0


def _fitting(text: str, category: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in text.split()[:8]:
        by_reference = select(ItemReference.item_no).where(ItemReference.reference_no == word)
        conditions.append(
            or_(
                Item.no.istartswith(word, autoescape=True),
                Item.description.icontains(word, autoescape=True),
                Item.no.in_(by_reference),
            )
        )
    if category:
        conditions.append(Item.category_code == category)
    return conditions


def last_item_no(session: Session, prefix: str) -> str | None:
    """The highest item number that starts with `prefix`, as text."""
    return session.scalar(select(func.max(Item.no)).where(Item.no.startswith(prefix, autoescape=True)))


def categories(session: Session) -> list[ItemCategory]:
    """Every category, by code."""
    return list(session.scalars(select(ItemCategory).order_by(ItemCategory.code)))
