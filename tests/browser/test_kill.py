"""The browser is killed again and again while someone scans as fast as the phone stores (platform notes, crash and restart)."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser import books, desk, floor, site
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

pytestmark = pytest.mark.xdist_group("browser")
CYCLES = 20
BIN = "A-01-01"

# Tells the test, outside the browser, every quantity that the screen has confirmed as saved.
CONFIRMED = """
new MutationObserver(() => {
  const quantity = document.querySelector('[data-role="quantity"]');
  if (quantity && document.querySelector('[data-role="saved"]')) window.confirmed?.(Number(quantity.textContent));
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
# A wedge that never rests.
SCAN = """(code) => {
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  setInterval(() => { for (const key of code) press(key); press("Enter"); }, 40);
}"""


def test_no_confirmed_scan_is_lost_and_none_counts_twice_in_twenty_kills(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page
) -> None:
    order_no = desk.make_count(office, name="Rough day")
    phone = phones("kim", scripts=(CONFIRMED,))
    page = phone.start()
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.load(page, order_no)
    phone.stop()  # browsers write cookies lazily: a phone killed in its first half minute would not be known
    page = phone.start()
    page.goto(f"{server.url}/floor/")

    dice = random.Random(20)
    confirmed, repaired = 0, 0
    for _ in range(CYCLES):
        heard: list[int] = []
        page.expose_function("confirmed", lambda quantity, heard=heard: heard.append(quantity))
        to_the_bin(page, order_no)
        page.evaluate(SCAN, PRODUCTS[0].code)
        page.wait_for_timeout(dice.randint(500, 1500))
        phone.kill()
        confirmed = max([confirmed, *heard])
        page = phone.start()
        page.goto(f"{server.url}/floor/")
        floor.started(page)
        stored = floor.standing(page, BIN)[PRODUCTS[0].code]
        repaired += floor.role(page, "recovered").count()
        assert stored >= confirmed, f"the screen had confirmed {confirmed}, {stored} are stored"
        confirmed = stored
    assert confirmed >= CYCLES, "scans were made in every cycle"
    assert repaired >= CYCLES // 2, "an unclean end is noticed"

    to_the_bin(page, order_no)
    floor.role(page, "sync-pill").click()
    floor.role(page, "sync").click()
    floor.all_sent(page)
    seen = books.rows(
        company.engine, "SELECT count(*), count(DISTINCT op_id) FROM sync_op WHERE kind = 'count.scan'"
    )
    assert seen == [(confirmed, confirmed)]
    recorded = books.rows(company.engine, "SELECT sum(quantity_base) FROM physical_inventory_recording_line")
    assert int(recorded[0][0]) == confirmed * 100_000


def to_the_bin(page: Page, order_no: str) -> None:
    """From wherever the app starts, which may be the bin itself, to the counting screen of the bin."""
    steps = {
        "recovered": '[data-role="recovered-seen"]',
        "orders": f'[data-role="order"][data-order="{order_no}"]',
        "bins": f'[data-role="bin"][data-bin="{BIN}"]',
    }
    for _ in range(40):
        floor.started(page)
        screen = page.evaluate("document.documentElement.dataset.screen")
        if screen == "count":
            expect(page.locator('[data-role="bin-done"], [data-role="bin-empty"]').first).to_be_visible()
            return
        with contextlib.suppress(TimeoutError):  # the app may move on by itself at that moment
            page.locator(steps[screen]).click(timeout=1_000)
    raise AssertionError(f"the app stays on the screen {screen}")
