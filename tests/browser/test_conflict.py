"""Two phones count one bin while stock moves: before, after, and in a note that arrives late."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import books, desk, floor, site
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

pytestmark = pytest.mark.xdist_group("browser")
BELL, CABLE, POST = PRODUCTS[:3]
BIN = "A-01-01"


def take(server: Server, folder: Path, quantity: int, at: datetime, document: str) -> None:
    """Goods leave the bin: a file of movements with the time at which it happened."""
    path = folder / f"{document}.csv"
    path.write_text(
        "entry_type,item,location,bin,quantity,effective_at,document_no\n"
        f"Sale,{BELL.no},BLUE,{BIN},{quantity},{at.isoformat()},{document}\n",
        encoding="utf-8",
    )
    server.command("post", "movements", str(path))


def scan_all(page: Page, order_no: str, found: dict[str, int]) -> None:
    """Counts the bin with a wedge and says that it is done."""
    floor.choose(page, order_no)
    floor.wedge(page, BIN)
    expect(floor.role(page, "where")).to_have_text(BIN)
    for code, quantity in found.items():
        for _ in range(quantity):
            made = len(floor.ops(page))
            floor.wedge(page, code)
            floor.until(page, lambda made=made: len(floor.ops(page)) > made)
    floor.role(page, "bin-done").click()
    expect(page.locator(f'[data-role="bin"][data-bin="{BIN}"]')).to_have_attribute("data-state", "done")


def test_the_supervisor_decides_between_two_counters_while_stock_moves(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page, tmp_path: Path
) -> None:
    order_no = desk.make_count(office, name="Two of us")
    floors: dict[str, Page] = {}
    for login in ("kim", "mia"):
        code = desk.enrolment_code(office)
        page = floors[login] = phones(login).start()
        floor.enrol(page, server.url, code)
        floor.sign_in(page, login)
        floor.load(page, order_no)
    server.stop()

    take(server, tmp_path, 2, datetime.now(UTC) - timedelta(minutes=10), "PICK-1")
    scan_all(floors["kim"], order_no, {BELL.code: 9, CABLE.code: 6, POST.code: 4})
    scan_all(floors["mia"], order_no, {BELL.code: 8})
    time.sleep(1.5)  # the next movement lies clearly behind the count
    after = datetime.now(UTC)
    take(server, tmp_path, 1, after, "PICK-2")

    server.start()
    for page in floors.values():
        floor.role(page, "sync-pill").click()
        floor.role(page, "sync").click()
        floor.all_sent(page)

    desk.decide(office, order_no, "second opinion or double count?", "take_second")
    desk.approve(office, order_no)
    for _ in range(len(site.STOCK)):
        office.goto(f"/counts/{order_no}")
        if not office.locator("[data-lines] a", has_text="not counted").count():
            break
        desk.decide(office, order_no, "not counted", "leave")
    desk.approve(office, order_no)
    shown = desk.preview_rows(office, order_no)
    posted = desk.post(office, order_no)

    written = books.rows(
        company.engine,
        "SELECT entry_type, quantity FROM item_ledger_entry WHERE document_no = :no ORDER BY entry_no",
        no=posted,
    )
    assert [(kind, int(quantity) // 100_000) for kind, quantity in written] == [("Negative Adjmt.", -2)]
    assert [(kind, quantity) for kind, _place, quantity in shown["Item ledger"]] == [
        ("Negative Adjmt.", "−2")
    ]
    for table, name in (
        ("item_ledger_entry", "Item ledger"),
        ("value_entry", "Value"),
        ("warehouse_entry", "Warehouse"),
        ("physical_inventory_entry", "Physical inventory"),
    ):
        ((rows,),) = books.rows(
            company.engine, f"SELECT count(*) FROM {table} WHERE document_no = :no", no=posted
        )
        assert rows == len(shown.get(name, [])), f"{table}: what was posted is what was shown"
    assert books.on_hand(company.engine)[BIN, BELL.no] == 8 - 1, "what Mia counted, and what left after it"

    take(server, tmp_path, 3, datetime.now(UTC) - timedelta(minutes=5), "PICK-0")
    assert books.on_hand(company.engine)[BIN, BELL.no] == 8 - 1, "the count had already seen the late pick"
    late = books.rows(
        company.engine,
        "SELECT quantity FROM item_ledger_entry WHERE item_no = :no ORDER BY entry_no DESC LIMIT 2",
        no=BELL.no,
    )
    assert sorted(int(quantity) // 100_000 for (quantity,) in late) == [-3, 3], "the pick and its linked half"
