"""A phone that the office no longer knows is set up again and delivers everything it had."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import books, desk, floor, site
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

pytestmark = pytest.mark.xdist_group("browser")


def test_a_phone_set_up_again_delivers_what_it_had_stored(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page
) -> None:
    order_no = desk.make_count(office)
    phone = phones("kim")
    page = phone.start()
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.load(page, order_no)
    server.stop()
    floor.choose(page, order_no)
    floor.wedge(page, "A-01-01")
    expect(floor.role(page, "where")).to_have_text("A-01-01")
    for product in PRODUCTS[:3]:
        floor.wedge(page, product.code)
        expect(floor.role(page, "current")).to_contain_text(product.no)
    made = {op["op"] for op in floor.ops(page)}
    assert len(made) == 3
    page.context.clear_cookies()
    server.start()

    floor.role(page, "back").click()
    floor.role(page, "hand-in").click()
    floor.role(page, "sync").click()
    expect(floor.role(page, "set-up-again")).to_be_visible(timeout=30_000)
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.all_sent(page)

    received = books.rows(company.engine, "SELECT op_id, state, code FROM sync_op")
    assert {op for op, _state, _code in received} == made
    assert {(state, code) for _op, state, code in received} == {("review", "ACTOR_UNPROVED")}
    assert {op["op"] for op in floor.ops(page)} == made
