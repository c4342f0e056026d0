"""A small company with phones: what the sync tests stand on. Everything is made by actions and by HTTP."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select, text

from scanapp.db import db, transaction
from scanapp.inbox.models import SyncOp
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.models import PhysicalInventoryRecording, PhysicalInventoryRecordingLine
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, VariantDraft
from scanapp.inventory.locations.actions import create_bin_range, create_location
from scanapp.inventory.review import actions as review
from scanapp.inventory.review.models import ReviewCase
from scanapp.people import actions as people
from scanapp.people.actions import add_person
from scanapp.people.enrolment import start_enrolment
from scanapp.people.models import Person
from sync.device import Answer, Device, Offline

PASSWORD = "correct horse"
BELL, LAMP, HOUR = "70001", "70002", "HOUR"
BELL_CODE, LAMP_BOX_CODE = "5701234567899", "15701234567896"


@dataclass
class Wire:
    """The network between phones and the application. `lose` drops the next answers, `down` everything."""

    app: Any
    is_down: bool = False
    lose: int = 0
    log: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self.is_down:
            raise Offline()
        self.log.append((method, path, headers, body))
        answer = self.send(method, path, headers, body)
        if self.lose > 0:
            self.lose -= 1
            raise Offline()
        return answer

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """One request, delivered as it is."""
        client = self.app.test_client(use_cookies=False)
        response = client.open(path, method=method, headers=headers, data=body or None)
        return Answer(
            response.status_code, {k.lower(): v for k, v in response.headers.items()}, response.data
        )


class Floor:
    """Location BLUE with bins A-01-01 … A-01-05, a bell, a lamp sold in boxes, an hour of work, and people."""

    def __init__(self, app: Any, engine: Engine, seed: int = 1) -> None:
        self.app, self.engine, self.wire = app, engine, Wire(app)
        self.random = Random(seed)
        self.clock_ms = round(datetime.now(UTC).timestamp() * 1000)
        with transaction(engine) as session:
            create_location(session, "BLUE", "Blue", bin_mandatory=True)
            create_location(session, "GREEN", "Green")
            create_bin_range(session, "BLUE", "A-01-01", "A-01-05")
            save_items(session, goods())
            for login, role in (("sam", "supervisor"), ("kim", "counter"), ("mia", "counter")):
                add_person(session, login, login.title(), role, password=PASSWORD, locations=["BLUE"])
        self.order = self.new_order()

    def new_order(self, **values: Any) -> str:
        """An open count of BLUE."""
        with transaction(self.engine) as session:
            by = session.scalars(select(Person.id).where(Person.login == "sam")).one()
            return counting.create_order(session, "BLUE", by=by, at=self.now(), **values).no

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def code(self) -> str:
        """A fresh enrolment code."""
        with transaction(self.engine) as session:
            sam = session.scalars(select(Person).where(Person.login == "sam")).one()
            return start_enrolment(session, sam, ["BLUE"], at=self.now()).code

    def phone(self, login: str = "kim") -> Device:
        """A phone that is enrolled, with somebody signed in."""
        device = Device(self.wire, lambda: round(datetime.now(UTC).timestamp() * 1000), self.new_id)
        assert device.enrol(self.code(), f"{login}'s phone").status == 201
        assert device.sign_in(login, PASSWORD).status == 200
        assert device.sync()
        return device

    def scan(self, device: Device, item: str = BELL, quantity: str = "1", **words: Any) -> str:
        """A read of an item in bin A-01-01."""
        return device.make("count.scan", **self.words(item=item, quantity=quantity, **words))

    def words(self, **words: Any) -> dict[str, Any]:
        """Words with this order, location and bin A-01-01 where they are not given."""
        return {"order": self.order, "location": "BLUE", "bin": "A-01-01", **words}

    def counted(self) -> dict[tuple[str, str, str], Decimal]:
        """{(login, bin, item): quantity} of all recording lines that count."""
        line = PhysicalInventoryRecordingLine
        with transaction(self.engine, write=False) as session:
            rows = session.execute(
                select(Person.login, line.bin_code, line.item_no, line.quantity_base)
                .join(PhysicalInventoryRecording, PhysicalInventoryRecording.id == line.recording_id)
                .join(Person, Person.id == PhysicalInventoryRecording.person_id)
                .where(line.is_set_aside.is_(False))
            ).all()
            found: dict[tuple[str, str, str], Decimal] = {}
            for login, bin_code, item, quantity in rows:
                found[login, bin_code, item] = found.get((login, bin_code, item), Decimal(0)) + quantity
            return found

    def cases(self, state: str = "open") -> dict[str, list[str]]:
        """{code: operations} of the cases in a state."""
        with transaction(self.engine, write=False) as session:
            rows = session.scalars(select(ReviewCase).where(ReviewCase.state == state)).all()
            return {row.code: sorted(row.op_ids) for row in rows}

    def decide(self, code: str, choice: str, **target: str) -> None:
        """Sam answers the oldest open case of this code."""
        with transaction(self.engine) as session:
            sam = session.scalars(select(Person.id).where(Person.login == "sam")).one()
            case = session.scalars(
                select(ReviewCase)
                .where(ReviewCase.code == code, ReviewCase.state == "open")
                .order_by(ReviewCase.id)
            ).first()
            assert case is not None
            review.decide(session, case.id, choice, by=sam, at=self.now(), target=target)

    def states(self) -> dict[str, tuple[str, str]]:
        """{operation: (state, code)} as the server has them now."""
        with transaction(self.engine, write=False) as session:
            rows = session.execute(select(SyncOp.op_id, SyncOp.state, SyncOp.code).order_by(SyncOp.id.desc()))
            return {op: (state, code) for op, state, code in rows}

    def dump(self) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        with transaction(self.engine, write=False) as session:
            return {
                table.name: sorted(
                    str(tuple(row)) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
                )
                for table in db.metadata.sorted_tables
            }


def quicken_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are not about guessing passwords; each real hash would cost them a tenth of a second."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: quick)


def goods() -> list[ItemDraft]:
    """The items of the tests."""
    return [
        ItemDraft(BELL, {"description": "Bell", "base_unit": "PCS"}, references=[ReferenceDraft(BELL_CODE)]),
        ItemDraft(
            LAMP,
            {"description": "Lamp", "base_unit": "PCS"},
            units=[UnitDraft("BOX", Decimal(12))],
            variants=[VariantDraft("RED")],
            references=[ReferenceDraft(LAMP_BOX_CODE, unit_code="BOX")],
        ),
        ItemDraft(HOUR, {"description": "Hour", "base_unit": "H", "type": "Service"}),
    ]


def repeat_all(floor: Floor) -> list[Answer]:
    """Delivers every push so far once more, byte for byte."""
    pushes = [request for request in floor.wire.log if request[1].endswith("/push")]
    return [floor.wire.send(*request) for request in pushes]


@contextmanager
def offline(floor: Floor) -> Iterator[None]:
    """No network inside."""
    floor.wire.is_down = True
    try:
        yield
    finally:
        floor.wire.is_down = False


def push(device: Device, records: Any = None, **changes: Any) -> tuple[int, dict[str, Any]]:
    """One push as the device would send it, with fields changed; (status, body)."""
    body = device.push_body(device.outbox.records if records is None else records) | changes
    answer = device.call("POST", "/api/v1/sync/push", body)
    return answer.status, json.loads(answer.body)


def error(answer: Answer) -> tuple[int, str]:
    """Status and code of a refusal, which has our media type and ends as a sentence."""
    body = json.loads(answer.body)
    assert answer.headers["content-type"] == "application/vnd.scanapp+json"
    assert body["error"]["message"].endswith((".", "!"))
    return answer.status, body["error"]["code"]


def later(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)
