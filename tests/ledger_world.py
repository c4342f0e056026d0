"""The fixture company of domain 1, and short words to post in it and to read its books."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scanapp.inventory.items.models import Item, ItemUnit, ItemVariant
from scanapp.inventory.ledger import models, posting
from scanapp.inventory.ledger.movements import (
    COUNT,
    CountedNumber,
    CountResult,
    Movement,
    PostingSettings,
    StockKey,
)
from scanapp.inventory.ledger.posting import Posting
from scanapp.inventory.ledger.queries import on_hand
from scanapp.inventory.locations.models import Bin, Location
from scanapp.inventory.tracking.models import ItemTrackingCode

START = datetime(2026, 1, 10, 8, 0, tzinfo=UTC)
LENIENT = PostingSettings(prevent_negative_inventory=False)


def hour(n: float) -> datetime:
    """The instant `n` hours after the start."""
    return START + timedelta(hours=n)


class World:
    """One session on the fixture company; the clock of posting runs on its own, later than every `hour` used."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.clock = hour(100)
        make_company(session)

    def post(self, *movements: Movement, settings: PostingSettings = posting.DEFAULT) -> Posting:
        self.clock += timedelta(minutes=1)
        return posting.post(self.session, movements, actor=1, at=self.clock, settings=settings)

    def preview(self, *movements: Movement) -> Posting:
        return posting.preview(self.session, movements, actor=1, at=self.clock + timedelta(minutes=1))

    def stock(self, item: str = "BIKE", location: str = "EAST", bin: str = "", **numbers: str) -> Decimal:
        key = StockKey(location, bin, item, **numbers)
        return on_hand(self.session, [key])[key]

    def entries(self, model: Any = models.ItemLedgerEntry) -> list[Any]:
        key = next(iter(model.__table__.primary_key.columns))
        return list(
            self.session.scalars(select(model).order_by(key).execution_options(populate_existing=True))
        )

    def costs(self) -> dict[int, Decimal]:
        """{item ledger entry: its actual cost}."""
        totals: dict[int, Decimal] = {}
        for value in self.entries(models.ValueEntry):
            no = value.item_ledger_entry_no
            totals[no] = totals.get(no, Decimal(0)) + value.cost_amount_actual
        return totals

    def applications(self) -> list[tuple[int, int, Decimal]]:
        """(inbound, outbound, quantity) of every application that joins two entries."""
        rows = self.entries(models.ItemApplicationEntry)
        return [(a.inbound_entry_no, a.outbound_entry_no, a.quantity) for a in rows if a.outbound_entry_no]

    def set_item(self, no: str, **values: Any) -> None:
        item = self.session.get_one(Item, no)
        for name, value in values.items():
            setattr(item, name, value)
        self.session.flush()

    def rows(self, table: str) -> int:
        return int(self.session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


def make_company(session: Session) -> None:
    """Locations EAST, WEST, SILVER (bins), OUTLOG (in transit); items of every kind."""
    session.add_all(
        [
            Location(code="EAST"),
            Location(code="WEST"),
            Location(code="SILVER", bin_mandatory=True),
            Location(code="OUTLOG", use_as_in_transit=True),
            Location(code="WHITE", directed_put_away_and_pick=True),
            ItemTrackingCode(code="LOTALL", lot_specific=True, lot_warehouse_tracking=True),
            ItemTrackingCode(code="SNALL", serial_specific=True, serial_warehouse_tracking=True),
        ]
    )
    session.flush()
    for code in ("S-01", "S-02", "S-03"):
        session.add(Bin(location_code="SILVER", code=code))
    cards: dict[str, dict[str, Any]] = {
        "BIKE": {"unit_cost": Decimal(8)},
        "PAINT": {"tracking_code": "LOTALL", "unit_cost": Decimal(5)},
        "PHONE": {"tracking_code": "SNALL", "unit_cost": Decimal(100)},
        "BOLT": {"type": "Non-Inventory"},
        "SHIRT": {"unit_cost": Decimal(3)},
    }
    for no, card in cards.items():
        session.add(Item(no=no, base_unit="PCS", **card))
    session.flush()
    for no in cards:
        session.add(ItemUnit(item_no=no, code="PCS", qty_per=Decimal(1), rounding_precision=Decimal(1)))
        session.add(ItemUnit(item_no=no, code="BOX", qty_per=Decimal(12)))
    session.add(ItemVariant(item_no="SHIRT", code="RED"))
    session.add(ItemVariant(item_no="SHIRT", code="OLD", is_blocked=True))
    session.flush()


def move(entry_type: str, quantity: Any, item: str = "BIKE", location: str = "EAST", **more: Any) -> Movement:
    """A movement on paper D-1; `day` is its posting date in January 2026, `at` its effective hour."""
    day = more.pop("day", 10)
    at = more.pop("at", None)
    return Movement(
        entry_type,
        item,
        location,
        Decimal(str(quantity)),
        posting_date=date(2026, 1, day),
        document_no=more.pop("document_no", "D-1"),
        effective_at=None if at is None else hour(at),
        **{name: Decimal(str(v)) if name == "unit_cost" else v for name, v in more.items()},
    )


def buy(quantity: Any, unit_cost: Any = 10, **more: Any) -> Movement:
    return move("Purchase", quantity, unit_cost=unit_cost, **more)


def sell(quantity: Any, **more: Any) -> Movement:
    return move("Sale", -Decimal(str(quantity)), **more)


def count(at: float, quantity: Any = 0, item: str = "BIKE", location: str = "EAST", **more: Any) -> Movement:
    """A counted place: `quantity`, or `lots={"A": 4}`, or `serials=("S1", "S2")`."""
    lots, serials = more.pop("lots", {}), more.pop("serials", ())
    numbers = [CountedNumber(Decimal(str(q)), lot_no=lot) for lot, q in lots.items()]
    numbers += [CountedNumber(Decimal(1), serial_no=serial) for serial in serials]
    return Movement(
        COUNT,
        item,
        location,
        posting_date=date(2026, 1, 10),
        document_no=more.pop("document_no", "C-1"),
        count=CountResult(hour(at), Decimal(str(quantity)), tuple(numbers)),
        **more,
    )
