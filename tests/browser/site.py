"""A small company for the browser tests, made through actions: location BLUE with four bins and eight items."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from PIL import Image
from sqlalchemy import Engine

from scanapp import labels
from scanapp.commands import open_engine
from scanapp.config import Config
from scanapp.db import transaction
from scanapp.inventory.items.actions import create_item
from scanapp.inventory.items.rules import ReferenceDraft, UnitDraft, check_digit
from scanapp.inventory.ledger.movements import PURCHASE, Movement
from scanapp.inventory.ledger.posting import post
from scanapp.inventory.locations.actions import create_bins, create_location
from scanapp.inventory.locations.rules import BinDraft
from scanapp.people.actions import add_person

PASSWORD = "correct-horse-battery"
PEOPLE = {"kim": "counter", "mia": "counter", "sam": "supervisor"}
BINS = ("A-01-01", "A-01-02", "A-01-03", "A-01-04")
UNKNOWN = "4006381333931"


def gtin(n: int) -> str:
    """The n-th GTIN of this company, with a right check digit."""
    body = f"5701234{n:05d}"
    return body + check_digit(body)


@dataclass(frozen=True)
class Product:
    """An item, its barcode and the cost it was bought at."""

    no: str
    name: str
    code: str
    cost: Decimal


PRODUCTS = tuple(
    Product(f"7000{n}", name, gtin(n), Decimal(cost))
    for n, (name, cost) in enumerate(
        (
            ("Cykelklokke, messing", "86.00"),
            ("Bremsekabel 1,6 mm", "12.50"),
            ("Sadelpind 27,2 × 350", "89.00"),
            ("Kædelås 8-speed", "4.25"),
            ('Slange 28" <b>Schrader</b>', "31.00"),
            ("Dæk 37-622 <b>refleks</b>", "149.00"),
            ("Pedal, alu", "75.00"),
            ("Baglygte, LED", "59.95"),
        ),
        start=1,
    )
)

# What stands in the books before the count: (bin, product index, quantity).
STOCK = (
    ("A-01-01", 0, 12), ("A-01-01", 1, 6), ("A-01-01", 2, 4),
    ("A-01-02", 3, 10), ("A-01-02", 4, 7), ("A-01-02", 5, 3),
    ("A-01-03", 6, 9), ("A-01-03", 7, 8), ("A-01-03", 0, 5),
    ("A-01-04", 1, 2),
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """The installation a test works on."""

    data_dir: Path
    config: Config
    engine: Engine

    def bin_picture(self, code: str) -> Image.Image:
        """The product's own bin label."""
        return _picture(labels.bin_label("BLUE", code))

    def item_picture(self, product: Product) -> Image.Image:
        """The product's own item label."""
        return _picture(labels.item_label(product.no, product.name, product.code))

    def picture_of(self, code: str) -> Image.Image:
        """A label with a code that nobody here knows."""
        return _picture(labels.item_label("X", "X", code))


def _picture(label: labels.Label) -> Image.Image:
    return Image.open(io.BytesIO(label.png(module_px=4))).convert("RGB")


def build(data_dir: Path, *, database_url: str = "") -> Company:
    """Makes the company in an empty folder."""
    config = Config(data_dir=data_dir, database_url=database_url)
    engine = open_engine(config)
    with transaction(engine) as session:
        create_location(session, "BLUE", "Blue hall", bin_mandatory=True)
        create_bins(session, "BLUE", [BinDraft(code, "", 10 * (n + 1)) for n, code in enumerate(BINS)])
        for product in PRODUCTS:
            create_item(
                session,
                product.no,
                description=product.name,
                base_unit="PCS",
                unit_cost=product.cost,
                units=[UnitDraft("PCS", Decimal(1)), UnitDraft("BOX", Decimal(12))],
                references=[ReferenceDraft(product.code)],
            )
        people = {
            login: add_person(session, login, login.title(), role, password=PASSWORD, locations=["BLUE"])
            for login, role in PEOPLE.items()
        }
        sam = people["sam"].id
    yesterday = datetime.now(UTC) - timedelta(days=1)
    movements = [
        Movement(
            entry_type=PURCHASE,
            item_no=PRODUCTS[index].no,
            location_code="BLUE",
            bin_code=bin_code,
            quantity=Decimal(quantity),
            unit_of_measure_code="PCS",
            unit_cost=PRODUCTS[index].cost,
            effective_at=yesterday,
            posting_date=yesterday.date(),
            document_no="OPENING",
        )
        for bin_code, index, quantity in STOCK
    ]
    with transaction(engine) as session:
        post(session, movements, actor=sam, at=datetime.now(UTC))
    return Company(data_dir, config, engine)


def today() -> date:
    """The date in the warehouse."""
    return datetime.now(UTC).date()
