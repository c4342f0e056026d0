"""What people do with items. Everything comes in sets, so that 100,000 rows cost a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.codes import CODE_LENGTH, one_of, text_line
from scanapp.codes import code as code_of
from scanapp.errors import NotFound
from scanapp.inventory.items import queries, rules
from scanapp.inventory.items.errors import BaseUnitFixed, ItemExists, UnitFactorFixed
from scanapp.inventory.items.models import (
    COSTING_METHODS,
    ITEM_TYPES,
    Item,
    ItemCategory,
    ItemReference,
    ItemUnit,
    ItemVariant,
)
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, VariantDraft

ALL = "all"
TEXTS = {"description": 100, "description_2": 100, "shelf_no": 10, "vendor_item_no": 50, "block_reason": 250}
CHOICES = {
    "type": ITEM_TYPES,
    "costing_method": COSTING_METHODS,
    "variant_mandatory_if_exists": ("Default", "No", "Yes"),
}


@dataclass(frozen=True)
class Saved:
    """What `save_items` did: item numbers in the order given."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def create_item(session: Session, no: str, **values: Any) -> Item:
    """One new item: `values` are columns of `Item`, or `units`, `variants`, `references`. ItemExists."""
    parts = {name: values.pop(name) for name in ("units", "variants", "references") if name in values}
    draft = ItemDraft(no, values, **parts)
    if session.get(Item, code_of(no, "item number")):
        raise ItemExists(item=no)
    return queries.item(session, save_items(session, [draft]).created[0])


def save_items(session: Session, drafts: Iterable[ItemDraft]) -> Saved:
    """Creates or changes these items with their units, variants and references, and tells the phones.

    Drafts name each item once. Nothing that is not in a draft is changed or removed.
    """
    tidy = [_tidied(draft) for draft in drafts]
    numbers = queries.numbers_by_tracking_code(session)
    _ensure_known(session, tidy, numbers)
    existing = queries.items_by_no(session, (draft.no for draft in tidy))
    new = [draft for draft in tidy if draft.no not in existing]
    touched = _change(session, existing, tidy)
    if new:
        session.execute(insert(Item), [_new_values(draft) for draft in new])
    made = queries.items_by_no(session, (draft.no for draft in new))
    touched |= _save_units(session, existing | made, tidy)
    touched |= _save_variants(session, tidy)
    touched |= _save_references(session, existing | made, tidy)
    for item in [*made.values(), *(existing[no] for no in sorted(touched & existing.keys()))]:
        feed.publish(session, "item", item.no, ALL, queries.item_row(item, numbers))
    return Saved(
        created=tuple(draft.no for draft in new),
        updated=tuple(draft.no for draft in tidy if draft.no in touched & existing.keys()),
        unchanged=tuple(draft.no for draft in tidy if draft.no in existing.keys() - touched),
    )


def _tidied(draft: ItemDraft) -> ItemDraft:
    values = dict(draft.values)
    for name, length in TEXTS.items():
        if name in values:
            values[name] = text_line(values[name], name.replace("_", " "), length)
    for name, choices in CHOICES.items():
        if name in values:
            values[name] = one_of(values[name], name.replace("_", " "), choices)
    for name in ("category_code", "tracking_code"):
        if name in values:
            length = CODE_LENGTH if name == "category_code" else rules.SHORT_LENGTH
            values[name] = code_of(values[name], name.replace("_", " "), length) if values[name] else None
    if "base_unit" in values:
        values["base_unit"] = _unit_code(values["base_unit"])
    return ItemDraft(
        no=code_of(draft.no, "item number"),
        values=values,
        units=[replace(u, code=_unit_code(u.code)) for u in draft.units],
        variants=[replace(v, code=code_of(v.code, "variant", rules.SHORT_LENGTH)) for v in draft.variants],
        references=[_tidied_reference(r) for r in draft.references],
    )


def _unit_code(text: str) -> str:
    return code_of(text, "unit", rules.SHORT_LENGTH)


def _tidied_reference(draft: ReferenceDraft) -> ReferenceDraft:
    rules.ensure_reference(draft)
    return replace(
        draft,
        reference_no=rules.reference_no(draft.reference_no),
        type=one_of(draft.type, "reference type", rules.REFERENCE_TYPES),
        unit_code=_unit_code(draft.unit_code) if draft.unit_code else "",
        variant_code=code_of(draft.variant_code, "variant", rules.SHORT_LENGTH) if draft.variant_code else "",
        description=text_line(draft.description, "description"),
    )


def _ensure_known(session: Session, drafts: Sequence[ItemDraft], tracking: Mapping[str, str]) -> None:
    known = {category.code for category in queries.categories(session)}
    for draft in drafts:
        category, code = draft.values.get("category_code"), draft.values.get("tracking_code")
        if category and category not in known:
            raise NotFound(what="Item category", key=category)
        if code and code not in tracking:
            raise NotFound(what="Tracking code", key=code)


def _new_values(draft: ItemDraft) -> dict[str, Any]:
    blank = {
        column.key: column.default.arg
        for column in Item.__table__.columns
        if column.default is not None and column.default.is_scalar
    }
    return (
        {"base_unit": "PCS", "category_code": None, "tracking_code": None}
        | blank
        | dict(draft.values)
        | {"no": draft.no}
    )


def _change(session: Session, existing: Mapping[str, Item], drafts: Sequence[ItemDraft]) -> set[str]:
    touched = set()
    for draft in drafts:
        item = existing.get(draft.no)
        for name, value in draft.values.items() if item else ():
            if getattr(item, name) == value:
                continue
            if name == "base_unit":
                raise BaseUnitFixed(item=draft.no, old=item.base_unit, new=value)  # type: ignore[union-attr]
            setattr(item, name, value)
            touched.add(draft.no)
    session.flush()
    return touched


def _save_units(session: Session, items: Mapping[str, Item], drafts: Sequence[ItemDraft]) -> set[str]:
    known = {(u.item_no, u.code): u for u in queries.owned(session, ItemUnit, items)}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for draft in drafts:
        base = items[draft.no].base_unit
        for unit in [UnitDraft(base, Decimal(1)), *draft.units]:
            rules.ensure_unit(draft.no, base, unit)
            key = (draft.no, unit.code)
            old = (
                known[key].qty_per if key in known else rows[key]["qty_per"] if key in rows else unit.qty_per
            )
            if old != unit.qty_per:
                raise UnitFactorFixed(item=draft.no, unit=unit.code, old=old.normalize(), new=unit.qty_per)
            if key not in known and (key not in rows or unit.rounding_precision):
                rows[key] = _columns(unit, item_no=draft.no)
    if rows:
        session.execute(insert(ItemUnit), list(rows.values()))
    for row in rows.values():
        made = ItemUnit(**row)
        feed.publish(session, "unit", queries.unit_key(made), ALL, queries.unit_row(made))
    return {no for no, _ in rows}


def _save_variants(session: Session, drafts: Sequence[ItemDraft]) -> set[str]:
    wanted = {(draft.no, variant.code): variant for draft in drafts for variant in draft.variants}
    known = {(v.item_no, v.code): v for v in queries.owned(session, ItemVariant, {no for no, _ in wanted})}
    touched, rows = set(), []
    for (no, code), draft in wanted.items():
        variant = known.get((no, code))
        text = text_line(draft.description, "description") or (variant.description if variant else "")
        row = _columns(draft, item_no=no) | {"description": text}
        if variant is None:
            rows.append(row)
            variant = ItemVariant(**row)
        elif (variant.description, variant.is_blocked) != (row["description"], row["is_blocked"]):
            variant.description, variant.is_blocked = row["description"], row["is_blocked"]
        else:
            continue
        touched.add(no)
        feed.publish(session, "variant", queries.unit_key(variant), ALL, queries.variant_row(variant))
    if rows:
        session.execute(insert(ItemVariant), rows)
    session.flush()
    return touched


def _save_references(session: Session, items: Mapping[str, Item], drafts: Sequence[ItemDraft]) -> set[str]:
    wanted: dict[tuple[str, ...], dict[str, Any]] = {}
    for draft in drafts:
        for reference in draft.references:
            row = _columns(reference, item_no=draft.no)
            row["unit_code"] = row["unit_code"] or items[draft.no].base_unit
            wanted[_reference_key(row)] = row
    known = {
        _reference_key(vars(r)) for r in queries.owned(session, ItemReference, {key[0] for key in wanted})
    }
    rows = [row for key, row in wanted.items() if key not in known]
    if rows:
        _ensure_parts(session, rows)
        statement = insert(ItemReference).returning(ItemReference, sort_by_parameter_order=True)
        for reference in session.scalars(statement, rows):
            publish_reference(session, reference)
    return {row["item_no"] for row in rows}


def _reference_key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        row[name] for name in ("item_no", "variant_code", "unit_code", "type", "type_no", "reference_no")
    )


def _ensure_parts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    numbers = {row["item_no"] for row in rows}
    units = {(u.item_no, u.code) for u in queries.owned(session, ItemUnit, numbers)}
    variants = {(v.item_no, v.code) for v in queries.owned(session, ItemVariant, numbers)}
    for row in rows:
        if (row["item_no"], row["unit_code"]) not in units:
            raise NotFound(what=f"Item {row['item_no']}, unit", key=row["unit_code"])
        if row["variant_code"] and (row["item_no"], row["variant_code"]) not in variants:
            raise NotFound(what=f"Item {row['item_no']}, variant", key=row["variant_code"])


def _columns(draft: UnitDraft | VariantDraft | ReferenceDraft, **more: Any) -> dict[str, Any]:
    return vars(draft) | more


def publish_reference(session: Session, reference: ItemReference, *, is_gone: bool = False) -> None:
    """Tells the phones of a reference they can scan; customers' and vendors' numbers stay in the office."""
    if reference.type in rules.SCANNED_REFERENCE_TYPES:
        row = None if is_gone else queries.reference_row(reference)
        feed.publish(session, "reference", str(reference.id), ALL, row)


def add_reference(
    session: Session,
    item_no: str,
    reference_no: str,
    *,
    variant_code: str = "",
    unit_code: str = "",
    **values: Any,
) -> ItemReference:
    """Teaches one barcode or foreign number of an item. The same one again changes nothing."""
    item = queries.item(session, item_no)
    draft = ReferenceDraft(reference_no, variant_code=variant_code, unit_code=unit_code, **values)
    save_items(session, [ItemDraft(item.no, references=[draft])])
    tidy = _tidied_reference(draft)
    wanted = _reference_key(_columns(tidy, item_no=item.no) | {"unit_code": tidy.unit_code or item.base_unit})
    return next(
        r for r in queries.owned(session, ItemReference, [item.no]) if _reference_key(vars(r)) == wanted
    )


def save_category(
    session: Session, code: str, description: str = "", parent_code: str | None = None
) -> ItemCategory:
    """Creates or changes one category. CategoryLoop; NotFound for an unknown parent."""
    code = code_of(code, "category")
    parent = code_of(parent_code, "category") if parent_code else None
    parents = {category.code: category.parent_code for category in queries.categories(session)}
    if parent and parent not in parents and parent != code:
        raise NotFound(what="Item category", key=parent)
    rules.ensure_no_loop(code, parent, parents)
    category = session.get(ItemCategory, code) or ItemCategory(code=code)
    category.description, category.parent_code = text_line(description, "description"), parent
    session.add(category)
    session.flush()
    return category
