"""The small company of the browser tests behind a test client, and a browser that reads its forms."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scanapp import create_app
from scanapp.config import Config
from scanapp.db import transaction
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.facts import OwnLine, RecordedLine
from scanapp.inventory.locations.actions import create_location
from scanapp.people.actions import add_person, require_person
from tests.browser import site
from tests.sync.floor import quicken_passwords

PASSWORD = site.PASSWORD


class Browser:
    """A test client that keeps cookies and fills in forms as a browser would."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client()

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.client.get(path, **kwargs)

    def fields(self, path: str) -> dict[str, str]:
        """The hidden fields of the first form with a token on a page."""
        found = re.findall(r'<input[^>]*type="hidden"[^>]*>', self.get(path).text)
        return {
            re.search(r'name="([^"]*)"', tag)[1]: html.unescape(re.search(r'value="([^"]*)"', tag)[1])
            for tag in found
            if 'value="' in tag
        }

    def press(self, page: str, action: str | None = None, **values: Any) -> Any:
        """Opens `page`, fills its form in and sends it to `action`, by default to the page itself."""
        return self.client.post(action or page, data=self.fields(page) | values)

    def sign_in(self, login: str, password: str = PASSWORD) -> Any:
        return self.press("/sign-in", login=login, password=password)


@dataclass
class Office:
    """The company, its application and the order that is being counted."""

    company: site.Company
    app: Any
    order: str

    def browser(self, login: str = "") -> Browser:
        made = Browser(self.app)
        if login:
            assert made.sign_in(login).status_code == 302
        return made


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's database, made once and copied for each test."""
    company = site.build(tmp_path_factory.mktemp("office"))
    with transaction(company.engine) as session:
        create_location(session, "EAST", "East")
        add_person(session, "ann", "Ann", "supervisor", password=PASSWORD, locations=["EAST"])
        add_person(session, "root", "Root", "administrator", password=PASSWORD, locations=["BLUE", "EAST"])
        at = datetime.now(UTC) - timedelta(hours=1)
        order = counting.create_order(session, "BLUE", by=1, at=at, description="Hall <i>A</i>")
        counting.calculate_lines(session, order, at=at)
    with company.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    company.engine.dispose()
    return company.data_dir / "scanapp.sqlite"


@pytest.fixture
def office(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Location BLUE with stock and a count of it; EAST, where only `ann` works; `root` administers both."""
    quicken_passwords(monkeypatch)
    config = Config(data_dir=tmp_path, database_url="")
    shutil.copyfile(founded, tmp_path / "scanapp.sqlite")
    app = create_app(config)
    app.testing = True
    yield Office(site.Company(tmp_path, config, app.engine), app, "CO-101")
    app.engine.dispose()


def count_all(office: Office, *, short: Decimal = Decimal(1)) -> None:
    """Kim counts every line of the order as expected, the first one `short` pieces less."""
    at = datetime.now(UTC) - timedelta(minutes=30)
    with transaction(office.company.engine) as session:
        order = counting.get_order(session, office.order)
        kim = require_person(session, "kim").id
        for n, line in enumerate(order.lines):
            quantity = line.quantity_expected_base - (short if n == 0 else 0)
            fact = RecordedLine(quantity, quantity, "PCS", at, at, at, (f"op-{n}",))
            counting.record(session, order.no, kim, OwnLine("BLUE", line.bin_code, line.item_no), fact)
