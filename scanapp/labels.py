"""Labels to print: which code goes on an item, a bin, a badge, and sheets of them (domain 1 §10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp import symbols
from scanapp.errors import NotFound, ScanappError
from scanapp.inventory.items import queries as item_queries
from scanapp.inventory.items.models import Item, ItemReference, ItemVariant
from scanapp.inventory.items.rules import BAR_CODE, best_gtin
from scanapp.inventory.ledger.movements import StockKey
from scanapp.inventory.ledger.queries import stock_of_bin
from scanapp.inventory.locations import queries as location_queries
from scanapp.people.models import Person, PersonLocation

LABELS_MAX = 2000
PRACTICE_BINS_MAX = 20
BADGE_PREFIX = "u:"


class TooManyLabels(ScanappError):
    code = "TOO_MANY_LABELS"
    sentence = "These are {n} labels; one sheet holds at most {most}. Choose a zone, a category or a range."


@dataclass(frozen=True)
class Layout:
    """An A4 grid, sizes in millimetres; the class of the sheet in the stylesheet is `sheet-<name>`."""

    name: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float


ITEMS = Layout("items", 3, 7, 63.5, 38.1)
BINS = Layout("bins", 2, 8, 99.1, 33.9)
BADGES = Layout("badges", 2, 5, 85.6, 54.0)
PRACTICE = Layout("practice", 2, 5, 99.1, 54.0)  # far apart, so that a camera sees one code at a time


@dataclass(frozen=True)
class Label:
    """One label: `title` large, `detail` below it, and the picture of `text` in `symbology`."""

    title: str
    detail: str
    symbology: str
    text: str

    @property
    def svg(self) -> str:
        """Its barcode as SVG text."""
        return symbols.svg(symbols.symbol(self.symbology, self.text))

    def png(self, module_px: int = 3) -> bytes:
        """Its barcode as PNG bytes."""
        return symbols.png(symbols.symbol(self.symbology, self.text), module_px)


@dataclass(frozen=True)
class Sheet:
    title: str
    layout: Layout
    labels: Sequence[Label]

    @property
    def pages(self) -> list[Sequence[Label]]:
        """The labels page by page."""
        size = self.layout.columns * self.layout.rows
        return [self.labels[start : start + size] for start in range(0, len(self.labels), size)]


def image(symbology: str, text: str) -> str:
    """The SVG of a label's barcode, for the route that serves it. SymbolImpossible."""
    return symbols.svg(symbols.symbol(symbology, text))


def bin_label(location_code: str, bin_code: str, zone_code: str = "") -> Label:
    """The bin's plain code in bars, as shelves carry it."""
    symbology, text = symbols.best_symbology(bin_code)
    return Label(bin_code, " · ".join(part for part in (location_code, zone_code) if part), symbology, text)


def item_label(item_no: str, description: str, gtin: str = "", variant: str = "", unit: str = "") -> Label:
    """The item's GTIN when it has one, else its number, in bars where bars can hold it."""
    symbology, text = symbols.best_symbology(item_no, gtin)
    title = " · ".join(part for part in (item_no, variant, unit) if part)
    return Label(title, description, symbology, text)


def badge_label(login: str, name: str) -> Label:
    """A QR code that fills in who signs in; the password stays with the person."""
    return Label(name, login, "qr", f"{BADGE_PREFIX}{login}")


def bin_sheet(session: Session, location_code: str, *, zone: str = "", codes: Iterable[str] = ()) -> Sheet:
    """A location's bins in walking order: all, a zone, or just `codes`. NotFound, TooManyLabels."""
    location = location_queries.location(session, location_code)
    bins = location_queries.bins(session, location.code, zone=zone)
    wanted = set(codes)
    if missing := wanted - {bin.code for bin in bins}:
        raise NotFound(what=f"Location {location.code}, bin", key=min(missing)[:20])
    _ensure_few(len(wanted or bins))
    chosen = [bin for bin in bins if not wanted or bin.code in wanted]
    labels = [bin_label(bin.location_code, bin.code, bin.zone_code) for bin in chosen]
    return Sheet(location.name or location.code, BINS, labels)


def item_sheet(
    session: Session,
    numbers: Iterable[str] = (),
    *,
    text: str = "",
    category: str = "",
    every_unit: bool = False,
) -> Sheet:
    """Items by number, or those that a search finds: the base unit, or every unit and variant with a GTIN.

    NotFound, TooManyLabels.
    """
    wanted = sorted(set(numbers))
    if wanted:
        _ensure_few(len(wanted))
        found = item_queries.items_by_no(session, wanted)
        if missing := [no for no in wanted if no not in found]:
            raise NotFound(what="Item", key=missing[0])
        items = [found[no] for no in wanted]
    else:
        _ensure_few(item_queries.count_items(session, text, category=category))
        items = item_queries.search_items(session, text, category=category, limit=LABELS_MAX)
    labels = _item_labels(session, items, every_unit=every_unit)
    _ensure_few(len(labels))
    return Sheet("Items", ITEMS, labels)


def _item_labels(session: Session, items: Sequence[Item], *, every_unit: bool) -> list[Label]:
    numbers = [item.no for item in items]
    names = {(v.item_no, v.code): v.description for v in item_queries.owned(session, ItemVariant, numbers)}
    references = _references(session, numbers)
    labels = []
    for item in items:
        known = references.get(item.no, [])
        labels.append(item_label(item.no, item.description, best_gtin(known, "", item.base_unit)))
        for variant, unit in (
            sorted({(v, u) for v, u, _ in known} - {("", item.base_unit)}) if every_unit else ()
        ):
            if gtin := best_gtin(known, variant, unit):
                name = " · ".join(
                    part for part in (item.description, names.get((item.no, variant), "")) if part
                )
                labels.append(
                    item_label(item.no, name, gtin, variant, "" if unit == item.base_unit else unit)
                )
    return labels


def _references(session: Session, numbers: Iterable[str]) -> dict[str, list[tuple[str, str, str]]]:
    """{item: (variant, unit, barcode) of each barcode that has no end}."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for r in item_queries.owned(session, ItemReference, numbers):
        if r.type == BAR_CODE and r.ending_date is None:
            found.setdefault(r.item_no, []).append((r.variant_code, r.unit_code, r.reference_no))
    return found


def practice_sheet(session: Session, location_code: str, *, codes: Iterable[str] = ()) -> Sheet:
    """A walk to scan from the screen: each bin, then the items and numbers that the books have in it.

    At most 20 bins. NotFound, TooManyLabels.
    """
    bins = bin_sheet(session, location_code, codes=codes).labels
    if len(bins) > PRACTICE_BINS_MAX:
        raise TooManyLabels(n=len(bins), most=PRACTICE_BINS_MAX)
    labels: list[Label] = []
    for label in bins:
        keys = [key for key, quantity in stock_of_bin(session, location_code, label.title) if quantity > 0]
        labels += [label, *_content_labels(session, keys)]
    return Sheet("Barcodes to scan from the screen", PRACTICE, labels)


def _content_labels(session: Session, keys: Sequence[StockKey]) -> list[Label]:
    items = item_queries.items_by_no(session, (key.item_no for key in keys))
    references = _references(session, items)
    labels = []
    for key in keys:
        item = items[key.item_no]
        gtin = best_gtin(references.get(item.no, []), key.variant_code, item.base_unit)
        label = item_label(item.no, item.description, gtin, key.variant_code)
        labels += [label] if label not in labels else []
        for number in filter(None, (key.lot_no, key.serial_no)):
            symbology, text = symbols.best_symbology(number)
            labels.append(Label(number, item.description, symbology, text))
    return labels


def badge_sheet(session: Session, *, location_code: str = "") -> Sheet:
    """A badge for everyone who may sign in, or for those of one location, by name."""
    statement = select(Person).where(Person.is_disabled.is_(False)).order_by(Person.name, Person.id)
    if location_code:
        here = select(PersonLocation.person_id).where(PersonLocation.location_code == location_code)
        statement = statement.where(Person.id.in_(here))
    labels = [badge_label(person.login, person.name) for person in session.scalars(statement)]
    _ensure_few(len(labels))
    return Sheet("Badges", BADGES, labels)


def _ensure_few(n: int) -> None:
    if n > LABELS_MAX:
        raise TooManyLabels(n=n, most=LABELS_MAX)
