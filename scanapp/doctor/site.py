"""A small company on a database of its own, its server in this process, and phones that speak HTTP to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scanapp import create_app
from scanapp.commands import open_engine
from scanapp.config import Config
from scanapp.db import db, transaction
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, check_digit
from scanapp.inventory.ledger.movements import PURCHASE, Movement
from scanapp.inventory.ledger.posting import post
from scanapp.inventory.locations.actions import create_bins, create_location
from scanapp.inventory.locations.rules import BinDraft
from scanapp.loopback import Wire, phone
from scanapp.people.actions import add_person, random_password
from scanapp.people.models import Person
from sync.device import Device

LOCATION = "DOCTOR"
ZONE = "Europe/Copenhagen"
BOX = 12
CONTACTS = {"attempt", "device", "shift", "stream", "unlock"}  # rows that note a contact, not a fact


class Site:
    """The company: one location with bins, items with pieces and boxes, ten of each item in every bin."""

    def __init__(self, folder: Path, *, bins: int, items: int, database_url: str = "") -> None:
        self.config = Config(data_dir=folder, database_url=database_url, site="doctor")
        open_engine(self.config).dispose()
        self.app = create_app(self.config)
        self.engine: Engine = self.app.engine  # type: ignore[attr-defined]
        self.bins = [f"B-{n:03d}" for n in range(1, bins + 1)]
        self.items = [f"ITEM-{n:04d}" for n in range(1, items + 1)]
        self.password = random_password()
        self.opened_at = datetime.now(UTC) - timedelta(hours=2)
        with self.transaction() as session:
            self._found(session)

    def transaction(self, *, write: bool = True) -> AbstractContextManager[Session]:
        """One transaction on the company's database."""
        return transaction(self.engine, write=write)

    def close(self) -> None:
        """Lets go of the database."""
        self.engine.dispose()

    def gtin(self, item: str) -> str:
        """The barcode of a piece of this item."""
        body = f"5701817{int(item[-4:]):05d}"
        return body + check_digit(body)

    def _found(self, session: Session) -> None:
        create_location(session, LOCATION, "Doctor's warehouse", time_zone=ZONE, bin_mandatory=True)
        create_bins(session, LOCATION, [BinDraft(code, rank=n) for n, code in enumerate(self.bins)])
        box = [UnitDraft("BOX", Decimal(BOX))]
        save_items(
            session,
            [
                ItemDraft(
                    no,
                    {"description": no, "unit_cost": Decimal(7)},
                    box,
                    references=[ReferenceDraft(self.gtin(no))],
                )
                for no in self.items
            ],
        )
        for login, role in (("supervisor", "supervisor"), ("counter", "counter")):
            add_person(session, login, login.title(), role, password=self.password, locations=[LOCATION])
        stock = [(bin, item, 10) for bin in self.bins for item in self.items]
        self.move(session, stock, self.opened_at, kind=PURCHASE, document="OPENING")

    def move(
        self,
        session: Session,
        lines: Sequence[tuple[str, str, int]],
        at: datetime,
        *,
        kind: str,
        document: str,
    ) -> None:
        """Posts (bin, item, quantity) lines that took effect at `at`."""
        day = at.astimezone(ZoneInfo(ZONE)).date()
        movements = [
            Movement(kind, item, LOCATION, Decimal(n), day, document, bin_code=bin, effective_at=at)
            for bin, item, n in lines
        ]
        post(session, movements, actor=None, at=datetime.now(UTC))

    def person(self, session: Session, login: str) -> Person:
        """One of its people."""
        return session.scalars(select(Person).where(Person.login == login)).one()

    def order(self, description: str) -> str:
        """A new count of every bin, its lines calculated; its number."""
        now = datetime.now(UTC)
        with self.transaction() as session:
            by = self.person(session, "supervisor").id
            order = counting.create_order(session, LOCATION, description=description, by=by, at=now)
            counting.calculate_lines(session, order, at=now)
            return order.no

    def phone(self, name: str) -> tuple[Device, Wire]:
        """An enrolled phone with the counter signed in."""
        return phone(self.app, name, login="counter", password=self.password, enrolled_by="supervisor")

    def fingerprint(self) -> str:
        """A digest of every row that is a fact: a repeat must not change it."""
        digest = hashlib.sha256()
        with self.transaction(write=False) as session:
            for table in db.metadata.sorted_tables:
                if table.name not in CONTACTS:
                    rows = session.execute(select(table)).all()
                    digest.update(f"{table.name} {sorted(map(repr, rows))}".encode())
        return digest.hexdigest()
