"""Nobody has to keep the app open: the service worker delivers alone, and without it the next start does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import books, desk, floor, site
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

pytestmark = pytest.mark.xdist_group("browser")
NO_BACKGROUND_SYNC = "delete ServiceWorkerRegistration.prototype.sync; delete window.SyncManager;"


def scan_offline(page: Page, server: Server, order_no: str) -> int:
    """Three scans with the server off; how many operations the phone has then."""
    server.stop()
    floor.choose(page, order_no)
    floor.wedge(page, "A-01-01")
    expect(floor.role(page, "where")).to_have_text("A-01-01")
    for n in range(3):
        floor.wedge(page, PRODUCTS[n].code)
        expect(floor.role(page, "current")).to_contain_text(PRODUCTS[n].no)
    return len(floor.ops(page))


def ready(server: Server, office: Page, page: Page) -> str:
    order_no = desk.make_count(office)
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.load(page, order_no)
    return order_no


def received(company: site.Company) -> int:
    ((n,),) = books.rows(company.engine, "SELECT count(*) FROM sync_op")
    return int(n)


def test_with_every_page_closed_the_service_worker_alone_delivers(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page
) -> None:
    phone = phones("kim")
    page = phone.start()
    order_no = ready(server, office, page)
    devtools = phone.context.new_cdp_session(page)  # type: ignore[union-attr]
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(row["registrationId"] for row in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    made = scan_offline(page, server, order_no)
    other = phone.context.new_page()  # type: ignore[union-attr]
    other.goto("about:blank")
    blank = phone.context.new_cdp_session(other)  # type: ignore[union-attr]
    blank.send("ServiceWorker.enable")
    page.close()

    server.start()
    assert received(company) < made
    blank.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": server.url, "registrationId": found[-1], "tag": "outbox", "lastChance": False},
    )
    for _ in range(80):
        if received(company) == made:
            break
        other.wait_for_timeout(250)
    assert received(company) == made


def test_without_background_sync_the_next_start_delivers(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page
) -> None:
    phone = phones("kim", scripts=(NO_BACKGROUND_SYNC,))
    page = phone.start()
    order_no = ready(server, office, page)
    made = scan_offline(page, server, order_no)
    phone.stop()
    server.start()
    assert received(company) < made
    page = phone.start()
    page.goto(f"{server.url}/floor/")
    floor.role(page, "where").wait_for()
    for _ in range(80):
        if received(company) == made:
            break
        page.wait_for_timeout(250)
    assert received(company) == made
