"""What Nordhjul sells: about 2,000 items from a table of product lines, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from scanapp.inventory.items.rules import (
    ItemDraft,
    ReferenceDraft,
    UnitDraft,
    VariantDraft,
    check_digit,
)

SEED = 1817  # the year of the first two-wheeler
LINES = "goods.txt"
GTIN_PREFIX = "57018170"
FIRST_NO = 10001
BRANDS = ("Brage", "Falke", "Skagen", "Ravn", "Lynet", "Nordhjul")
CATEGORIES = {
    "KÆDER": "DREV",
    "KASSETTER": "DREV",
    "KRANKE": "DREV",
    "PEDALER": "DREV",
    "SKIFTERE": "DREV",
    "KABLER": "DREV",
    "BREMSER": "",
    "DÆK": "HJULDELE",
    "SLANGER": "HJULDELE",
    "HJUL": "HJULDELE",
    "LYGTER": "TILBEHØR",
    "LÅSE": "TILBEHØR",
    "TASKER": "TILBEHØR",
    "PUMPER": "TILBEHØR",
    "BØRN": "TILBEHØR",
    "SADLER": "STELDELE",
    "STYR": "STELDELE",
    "STEL": "STELDELE",
    "HJELME": "BEKLÆDNING",
    "TØJ": "BEKLÆDNING",
    "VÆRKTØJ": "VÆRKSTED",
    "PLEJE": "VÆRKSTED",
    "E-CYKEL": "",
    "SERVICE": "",
    "DREV": "",
    "HJULDELE": "",
    "TILBEHØR": "",
    "STELDELE": "",
    "BEKLÆDNING": "",
    "VÆRKSTED": "",
}
TRACKING = {"lot": "LOTALLE", "serial": "SNALLE"}


@dataclass(frozen=True)
class Line:
    """One row of the table of product lines."""

    category: str
    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    cost: tuple[int, int]
    box: int
    kind: str


def product_lines() -> list[Line]:
    """The table of product lines."""
    text = files("scanapp.demo").joinpath(LINES).read_text("utf-8")
    rows = (row for row in text.splitlines() if row and not row.startswith("#"))
    return [_line(*(cell.strip() for cell in row.split("|"))) for row in rows]


def _line(category: str, name: str, first: str, second: str, cost: str, box: str, kind: str) -> Line:
    low, _dash, high = cost.partition("-")
    separator = ";" if kind == "variants" else ","
    choices = tuple(second.split(separator))
    return Line(category, name, tuple(first.split(",")), choices, (int(low), int(high)), int(box), kind)


def gtin(n: int) -> str:
    """The company's n-th GTIN-13."""
    body = f"{GTIN_PREFIX}{n:04d}"
    return body + check_digit(body)


def box_gtin(of: str) -> str:
    """The GTIN-14 of a box of the article with this GTIN-13."""
    body = f"1{of[:12]}"
    return body + check_digit(body)


def items() -> list[ItemDraft]:
    """Every item with its units, variants and barcodes. One in twenty has no barcode of its own."""
    rng = random.Random(SEED)
    drafts: list[ItemDraft] = []
    numbers = iter(range(1, 10_000))
    for line in product_lines():
        seconds = ("",) if line.kind == "variants" else line.second
        models = [(a, b, brand) for a in line.first for b in seconds for brand in _brands(line, rng)]
        for place, (first, second, brand) in enumerate(sorted(models)):
            text = " ".join(part for part in (line.name, first, second, brand) if part)
            cost = _cost(line, place / len(models), rng)
            drafts.append(_item(f"NH{FIRST_NO + len(drafts)}", text, line, cost, numbers, rng))
    return drafts


def _brands(line: Line, rng: random.Random) -> Iterator[str]:
    if line.kind == "service":
        return iter(("",))
    return iter(rng.sample(BRANDS, 1 if line.kind == "serial" else rng.choice((2, 2, 3))))


def _cost(line: Line, share: float, rng: random.Random) -> Decimal:
    low, high = line.cost
    return round(Decimal(low + (high - low) * share * rng.uniform(0.7, 1.1)) * 4) / Decimal(4)


def _item(
    no: str, text: str, line: Line, cost: Decimal, numbers: Iterator[int], rng: random.Random
) -> ItemDraft:
    values = {
        "description": text,
        "category_code": line.category,
        "base_unit": "TIME" if line.kind == "service" else "STK",
        "type": "Service" if line.kind == "service" else "Inventory",
        "unit_cost": cost,
        "unit_price": (cost * Decimal("1.65")).quantize(Decimal(1)),
        "tracking_code": TRACKING.get(line.kind, ""),
        "vendor_item_no": f"{rng.choice('ABCDKLMR')}{rng.randrange(10_000, 99_999)}",
    }
    if line.kind == "service":
        return ItemDraft(no, values)
    units = [UnitDraft("KRT", Decimal(line.box))] if line.box > 1 else []
    variants = [VariantDraft(code[:10], code) for code in line.second] if line.kind == "variants" else []
    references = []
    if rng.random() > 0.05:
        for code in [variant.code for variant in variants] or [""]:
            piece = gtin(next(numbers))
            references.append(ReferenceDraft(piece, code, "STK"))
            if units and not variants:
                references.append(ReferenceDraft(box_gtin(piece), code, "KRT"))
    return ItemDraft(no, values, units, variants, references)
