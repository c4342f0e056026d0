"""Two people counted one place: the page says who found what, and what each answer posts comes true."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from scanapp.db import transaction
from scanapp.inventory.counting.actions import get_order
from scanapp.inventory.counting.queries import queue
from scanapp.inventory.review.models import ReviewCase
from tests.http.conftest import Browser
from tests.sync.floor import BELL, PASSWORD, Floor, quicken_passwords

WORDS = {"sum": "+11", "take_first": "+5", "take_second": "+6"}


@pytest.fixture
def floor(app: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Floor:
    """Kim counts 5 bells, Mia 7 and takes one back."""
    quicken_passwords(monkeypatch)
    floor = Floor(app, engine)
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim, quantity="5")
    floor.scan(mia, quantity="6")
    wrong = floor.scan(mia)
    mia.make("op.retract", **floor.words(of=wrong))
    assert kim.sync() and mia.sync()
    return floor


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("choice", WORDS)
def test_an_answer_does_what_the_page_said(floor: Floor, choice: str) -> None:
    browser = Browser(floor.app)
    assert browser.sign_in("sam", PASSWORD).status_code == 302
    with transaction(floor.engine, write=False) as session:
        case = session.scalars(select(ReviewCase.id).where(ReviewCase.code == "TWO_COUNTERS")).one()
        row = next(row for row in queue(session, get_order(session, floor.order)) if row.key[0] == BELL)
    page = plain(browser.get(f"/counts/{floor.order}/lines/{row.line_id}").text)
    assert re.search(r"5 Kim, \d\d:\d\d 6 Mia, \d\d:\d\d", page)
    for difference in WORDS.values():
        assert f"Positive Adjmt. {difference} ×" in page
    answer = browser.client.post(f"/cases/{case}/decide", data=browser.fields("/") | {"choice": choice})
    assert answer.status_code == 302
    with transaction(floor.engine, write=False) as session:
        row = next(row for row in queue(session, get_order(session, floor.order)) if row.key[0] == BELL)
    assert row.difference == Decimal(WORDS[choice])
