"""A supervisor's way through the pages: see, decide, preview, approve, post, read the protocol."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from scanapp.db import transaction
from scanapp.inventory.counting.actions import get_order
from scanapp.inventory.counting.facts import OwnLine, RecordedLine
from scanapp.inventory.counting.phone_recordings import record
from scanapp.inventory.ledger.models import ItemLedgerEntry, PhysicalInventoryEntry
from scanapp.inventory.ledger.movements import PURCHASE, Movement
from scanapp.inventory.ledger.posting import post
from scanapp.inventory.review.queries import list_cases
from scanapp.people.actions import require_person
from tests.http.conftest import Browser, Office, count_all


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def entries(office: Office) -> list[tuple[str, Decimal]]:
    with transaction(office.company.engine, write=False) as session:
        rows = session.scalars(
            select(ItemLedgerEntry)
            .where(ItemLedgerEntry.entry_type.like("%Adjmt."))
            .order_by(ItemLedgerEntry.entry_no)
        )
        return [(row.item_no, row.quantity) for row in rows]


def approve(browser: Browser, order: str) -> object:
    return browser.press(f"/counts/{order}", f"/counts/{order}/finish")


def move_stock(office: Office, quantity: int, at: datetime) -> None:
    """Buys some of the first item of the order into its bin, at `at`."""
    with transaction(office.company.engine) as session:
        line = get_order(session, office.order).lines[0]
        movement = Movement(
            entry_type=PURCHASE,
            item_no=line.item_no,
            location_code="BLUE",
            bin_code=line.bin_code,
            quantity=Decimal(quantity),
            effective_at=at,
            posting_date=at.date(),
            document_no="LATE",
        )
        post(session, [movement], actor=1, at=datetime.now(UTC))


def test_the_queue_shows_exceptions_and_hides_what_is_as_expected(office: Office) -> None:
    count_all(office)
    page = office.browser("sam").get(f"/counts/{office.order}").text
    assert page.count('<li class="line') == 1
    assert "9 as expected" in text_of(page)
    assert office.browser("sam").get(f"/counts/{office.order}?show=all").text.count('<li class="line') == 10


def test_a_line_shows_the_four_numbers_and_what_posting_it_writes(office: Office) -> None:
    count_all(office, short=Decimal(2))
    page = text_of(office.browser("sam").get(f"/counts/{office.order}/lines/10000").text)
    assert re.search(
        r"counted at \d\d:\d\d 10 PCS stock at \d\d:\d\d 12 difference −2 on hand after posting 10", page
    )
    assert "Negative Adjmt. −2 × 86.00 = −172.00" in page


def test_what_posting_writes_is_what_the_preview_showed(office: Office) -> None:
    count_all(office, short=Decimal(2))
    browser = office.browser("sam")
    assert approve(browser, office.order).headers["Location"] == f"/counts/{office.order}/preview"
    preview = text_of(browser.get(f"/counts/{office.order}/preview").text)
    assert "change in value −172.00" in preview
    answer = browser.press(f"/counts/{office.order}/preview", f"/counts/{office.order}/post")
    assert answer.headers["Location"].startswith("/counts/posted/")
    assert entries(office) == [("70001", Decimal(-2))]
    protocol = text_of(browser.get(answer.headers["Location"]).text)
    assert "Counted by Kim" in protocol
    assert "Approved by Sam" in protocol
    assert "Posted by Sam" in protocol
    with transaction(office.company.engine, write=False) as session:
        assert len(session.scalars(select(PhysicalInventoryEntry)).all()) == 10


def test_the_way_leads_from_an_entry_back_to_who_counted(office: Office) -> None:
    count_all(office, short=Decimal(2))
    browser = office.browser("sam")
    posted = browser.press(f"/counts/{office.order}/preview", f"/counts/{office.order}/post").headers[
        "Location"
    ]
    assert f'href="{posted}"' in browser.get("/ledger?item=70001").text
    assert f'href="{posted}/lines/10000"' in browser.get(posted).text
    line = text_of(browser.get(f"{posted}/lines/10000").text)
    assert re.search(r"Kim – \d+ \w+ \d{4} \d\d:\d\d 10 PCS", line)
    assert "Negative Adjmt." in line
    assert browser.get(f"{posted}/lines/7").status_code == 404


def test_the_old_address_of_a_posted_count_leads_to_its_protocol(office: Office) -> None:
    count_all(office)
    browser = office.browser("sam")
    approve(browser, office.order)
    posted = browser.press(f"/counts/{office.order}/preview", f"/counts/{office.order}/post").headers[
        "Location"
    ]
    assert browser.get(f"/counts/{office.order}").headers["Location"] == posted
    again = browser.client.post(f"/counts/{office.order}/post", data=browser.fields("/"))
    assert again.status_code == 404, "posting twice posts once"
    assert len(entries(office)) == 1


def test_one_press_approves_and_posts(office: Office) -> None:
    count_all(office)
    browser = office.browser("sam")
    answer = browser.press(f"/counts/{office.order}/preview", f"/counts/{office.order}/post")
    assert answer.headers["Location"].startswith("/counts/posted/")


def test_a_late_movement_shows_the_new_preview_and_asks_again(office: Office) -> None:
    count_all(office, short=Decimal(2))
    browser = office.browser("sam")
    approve(browser, office.order)
    shown = browser.fields(f"/counts/{office.order}/preview")
    move_stock(office, 5, datetime.now(UTC) - timedelta(minutes=45))
    answer = browser.client.post(f"/counts/{office.order}/post", data=shown)
    assert answer.status_code == 409
    assert "Stock moved since" in answer.text
    assert "change in value −602.00" in text_of(answer.text)
    assert entries(office) == []
    again = re.search(r'name="shown"[^>]*value="(\w+)"', answer.text)[1]
    assert again != shown["shown"]
    assert (
        browser.client.post(f"/counts/{office.order}/post", data=shown | {"shown": again}).status_code == 302
    )
    assert entries(office) == [("70001", Decimal(-7))]


def test_a_line_nobody_counted_becomes_a_question_and_zero_is_an_answer(office: Office) -> None:
    browser = office.browser("sam")
    with transaction(office.company.engine) as session:
        at = datetime.now(UTC)
        kim = require_person(session, "kim").id
        fact = RecordedLine(Decimal(12), Decimal(12), "PCS", at, at, at, ("op-1",))
        record(session, office.order, kim, OwnLine("BLUE", "A-01-01", "70001"), fact)
    refused = browser.client.post(
        f"/counts/{office.order}/finish", data=browser.fields("/"), follow_redirects=True
    )
    assert "9 lines of count" in refused.text
    with transaction(office.company.engine, write=False) as session:
        cases = [case.id for case in list_cases(session, document=office.order)]
    assert len(cases) == 9
    for n, case in enumerate(cases, 1):
        answer = browser.client.post(f"/cases/{case}/decide", data=browser.fields("/") | {"choice": "zero"})
        assert answer.status_code == 302
        assert ("/lines/" in answer.headers["Location"]) == (n < 9), (
            "on to the next question, then the workbench"
        )
    assert approve(browser, office.order).headers["Location"].endswith("/preview")


def test_an_answer_that_is_not_on_offer_keeps_the_note_and_says_why(office: Office) -> None:
    browser = office.browser("sam")
    browser.client.post(f"/counts/{office.order}/finish", data=browser.fields("/"))
    with transaction(office.company.engine, write=False) as session:
        case = list_cases(session, document=office.order)[0].id
    data = browser.fields("/") | {"choice": "sum", "note": "Ask <b>Kim</b>"}
    answer = browser.client.post(f"/cases/{case}/decide", data=data)
    assert answer.status_code == 422
    assert "is not an answer to this question" in answer.text
    assert "Ask &lt;b&gt;Kim&lt;/b&gt;" in answer.text
    empty = browser.client.post(f"/cases/{case}/decide", data=browser.fields("/"))
    assert "Choose an answer first" in empty.text


def test_reopening_brings_the_count_back(office: Office) -> None:
    count_all(office)
    browser = office.browser("sam")
    approve(browser, office.order)
    browser.press(f"/counts/{office.order}/preview", f"/counts/{office.order}/reopen")
    with transaction(office.company.engine, write=False) as session:
        assert get_order(session, office.order).status == "Open"


def test_names_with_markup_are_shown_and_never_run(office: Office) -> None:
    count_all(office)
    browser = office.browser("sam")
    for path in (
        "/items",
        f"/counts/{office.order}?show=all",
        "/counts",
        "/",
        f"/counts/{office.order}/progress",
    ):
        page = browser.get(path).text
        assert "<b>Schrader</b>" not in page and "<i>A</i>" not in page, path
    assert "&lt;b&gt;Schrader&lt;/b&gt;" in browser.get("/items").text


def test_a_new_count_reads_its_limits_with_comma_and_point(office: Office) -> None:
    browser = office.browser("sam")
    values = {"location": "BLUE", "mode": "split", "blind": "y", "zero": "y", "tolerance_percent": "2,5"}
    made = browser.press("/counts/new", **values, tolerance_value="1.000,50", description="Aisle")
    assert made.status_code == 302
    with transaction(office.company.engine, write=False) as session:
        order = get_order(session, made.headers["Location"].rsplit("/", 1)[-1])
        assert (order.tolerance_percent, order.tolerance_value) == (Decimal("2.5"), Decimal("1000.5"))
        assert order.is_blind
    wrong = browser.press("/counts/new", **values | {"tolerance_percent": "much"}, description="Kept")
    assert "“much” is not a number" in wrong.text
    assert 'value="Kept"' in wrong.text


def test_a_bin_that_does_not_exist_is_a_sentence_and_makes_no_count(office: Office) -> None:
    browser = office.browser("sam")
    answer = browser.press(
        "/counts/new", location="BLUE", mode="split", bins="A-01-01 Z-99", description="Kept"
    )
    assert "Bin Z-99 does not exist" in answer.text
    assert 'value="A-01-01 Z-99"' in answer.text
    assert browser.get("/counts").text.count("/counts/CO-") == 2, "number and name of the first one only"


@pytest.mark.parametrize("path", ["", "/lines/10000", "/progress", "/preview"])
def test_a_count_of_another_location_is_not_shown(office: Office, path: str) -> None:
    count_all(office)
    assert office.browser("ann").get(f"/counts/{office.order}{path}").status_code == 403


def test_a_counter_has_no_business_in_the_office(office: Office) -> None:
    browser = office.browser("kim")
    assert browser.get("/").status_code == 200
    for path in ("/counts", "/cases", "/items", "/ledger", "/labels", "/phones", "/people", "/counts/new"):
        assert browser.get(path).status_code == 403, path
