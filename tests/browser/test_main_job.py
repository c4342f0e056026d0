"""The main job, end to end: a phone counts without a network, the office decides, the ledger is right."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import books, desk, floor, pictures, site
from tests.browser.camera import Shot, write_clip
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS, UNKNOWN

pytestmark = pytest.mark.xdist_group("browser")

CODES = [product.code for product in PRODUCTS]
# What lies in the bins: 60 reads, one of them a code nobody knows.
FOUND = {
    "A-01-01": Counter({CODES[0]: 10, CODES[1]: 6, CODES[2]: 4}),
    "A-01-02": Counter({CODES[3]: 10, CODES[4]: 6, CODES[5]: 3, UNKNOWN: 1}),
    "A-01-03": Counter({CODES[6]: 9, CODES[7]: 7, CODES[0]: 4}),
}
UNDONE = CODES[2]


def in_turn(found: Counter[str]) -> list[str]:
    """The reads in an order in which no code follows itself, as long as that is possible."""
    left, order = Counter(found), []
    while left.total():
        code = max(
            (code for code in left if not order or code != order[-1] or len(left) == 1),
            key=lambda code: left[code],
        )
        order.append(code)
        left[code] -= 1
        left += Counter()
    return order


def show(
    company: site.Company, page: Page, clip: Path, bin_code: str, codes: list[str], *, with_bin: bool
) -> None:
    """Holds the bin's label and then each item's before the camera."""
    by_code = {product.code: product for product in PRODUCTS}
    labels = [
        company.item_picture(by_code[code]) if code in by_code else company.picture_of(code) for code in codes
    ]
    gaps = [1.2 if code == after else 0.4 for code, after in zip(codes, [*codes[1:], ""], strict=True)]
    shots = [Shot(picture, 0.9, gap) for picture, gap in zip(labels, gaps, strict=True)]
    if with_bin:
        shots.insert(0, Shot(company.bin_picture(bin_code), 1.2, 0.6))
    write_clip(clip, shots)
    floor.restart_camera(page)


def count_bin(
    company: site.Company, page: Page, clip: Path, bin_code: str, *, stop_after: int = 0, picture: str = ""
) -> None:
    """Counts a bin as a person does: what did not sound is shown again. Stops in the middle after `stop_after` reads."""
    wanted = FOUND[bin_code]
    for attempt in range(4):
        missing = wanted - floor.standing(page, bin_code)
        if not missing:
            break
        is_new = attempt == 0 and not floor.standing(page, bin_code)
        codes = in_turn(missing)
        show(company, page, clip, bin_code, codes, with_bin=is_new)
        goal = stop_after or wanted.total()
        for _ in range(int(len(codes) * 1.4 + 8) * 4):
            page.wait_for_timeout(250)
            if picture and floor.standing(page, bin_code).total() >= 12:
                pictures.take(page, picture)
                picture = ""
            if floor.standing(page, bin_code).total() >= goal:
                break
        if stop_after:
            return
    assert floor.standing(page, bin_code) == wanted


def test_a_count_without_network_reaches_the_ledger_exactly_once(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page, tmp_path: Path
) -> None:
    order_no = desk.make_count(office, name="Autumn count")
    code = desk.enrolment_code(office)
    clip = write_clip(tmp_path / "camera.mjpeg", [], tail_seconds=2)
    phone = phones("kim", clip)
    page = phone.start()
    floor.enrol(page, server.url, code)
    floor.sign_in(page, "kim")
    floor.load(page, order_no)

    server.stop()
    phone.stop()
    page = phone.start()
    page.goto(f"{server.url}/floor/")
    floor.choose(page, order_no)

    count_bin(company, page, clip, "A-01-01", picture="phone")
    floor.role(page, "undo").click()
    expect(floor.role(page, "saved")).to_have_attribute("data-twice", "true")
    floor.until(page, lambda: any(op["kind"] == "op.retract" for op in floor.ops(page)))
    undone = FOUND["A-01-01"] - floor.standing(page, "A-01-01")
    assert undone.total() == 1
    floor.role(page, "bin-done").click()

    count_bin(company, page, clip, "A-01-02")
    floor.role(page, "bin-done").click()

    count_bin(company, page, clip, "A-01-03", stop_after=12)
    phone.kill()
    page = phone.start()
    page.goto(f"{server.url}/floor/")
    expect(floor.role(page, "last-stored")).to_have_count(3, timeout=20_000)
    floor.role(page, "recovered-seen").click()
    expect(floor.role(page, "where")).to_have_text("A-01-03")
    kept = floor.standing(page, "A-01-03")
    assert kept.total() >= 12, "what had sounded is there after the kill"
    count_bin(company, page, clip, "A-01-03")
    floor.role(page, "bin-done").click()

    page.locator('[data-role="bin"][data-bin="A-01-04"]').click()
    floor.role(page, "bin-empty").click()
    floor.role(page, "empty-yes").click()
    expect(page.locator('[data-role="bin"][data-bin="A-01-04"]')).to_have_attribute("data-state", "done")

    made = floor.ops(page)
    assert sum(op["kind"] == "count.scan" for op in made) == 60
    pushes: list[tuple[dict[str, str], bytes]] = []
    page.context.on("request", lambda request: note_push(pushes, request))
    server.start()
    floor.role(page, "sync-pill").click()
    floor.role(page, "sync").click()
    floor.all_sent(page)
    floor.role(page, "hand-in").click()
    expect(page.locator('[data-role="hand-in"][data-state="safe"]')).to_be_visible()

    kept_ops = {op["op"]: op for op in floor.ops(page)}
    assert {op["op"] for op in made} <= set(kept_ops)
    unknown = [op for op in kept_ops.values() if op["kind"] == "count.scan" and op["scan"]["raw"] == UNKNOWN]
    assert [op["outcome"]["st"] for op in unknown] == ["review"]
    others = [op for op in kept_ops.values() if op["op"] != unknown[0]["op"]]
    assert {op["outcome"]["st"] for op in others} == {"applied"}

    office.goto(f"/counts/{order_no}")
    pictures.take(office, "workbench")
    desk.decide(office, order_no, "link once, fixes all", "discard")
    desk.approve(office, order_no)
    posted = desk.post(office, order_no)

    counted = {
        (bin_code, code): n
        for bin_code, found in FOUND.items()
        for code, n in found.items()
        if code != UNKNOWN
    }
    (undone_code,) = undone
    counted["A-01-01", undone_code] -= 1
    number_of = {product.code: product.no for product in PRODUCTS}
    expected = {(bin_code, number_of[code]): n for (bin_code, code), n in counted.items()}
    assert books.on_hand(company.engine) == expected, "on hand is what was counted, the empty bin included"

    stock = {(bin_code, PRODUCTS[index].no): quantity for bin_code, index, quantity in site.STOCK}
    differences = {
        key: expected.get(key, 0) - quantity
        for key, quantity in stock.items()
        if expected.get(key, 0) != quantity
    }
    written = books.rows(
        company.engine,
        "SELECT w.bin_code, w.item_no, w.quantity_base FROM warehouse_entry w WHERE w.document_no = :no",
        no=posted,
    )
    assert {(bin_code, item): int(quantity) // 100_000 for bin_code, item, quantity in written} == differences
    proofs = books.rows(
        company.engine, "SELECT count(*) FROM physical_inventory_entry WHERE document_no = :no", no=posted
    )
    assert proofs == [(len(stock),)], "every counted line has its proof, also without a difference"

    before = books.dump(company.engine)
    assert pushes, "the page delivered"
    for headers, body in pushes:
        answer = again(server, page, headers, body)
        assert all(row.get("is_repeat") for row in answer["results"])
    assert books.dump(company.engine) == before, "a replay of every push changes nothing"


def note_push(pushes: list[tuple[dict[str, str], bytes]], request: Request) -> None:
    """Keeps what a page or a worker pushed."""
    if request.url.endswith("/sync/push"):
        pushes.append((request.headers, request.post_data_buffer or b""))


def again(server: Server, page: Page, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Sends a push once more, as a proxy would."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    own = ("content-length", "host", "cookie", "accept-encoding")
    kept = {name: value for name, value in headers.items() if not name.startswith(":") and name not in own}
    kept |= {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", "Origin": server.url}
    request = urllib.request.Request(f"{server.url}/api/v1/sync/push", data=body, headers=kept, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())  # type: ignore[no-any-return]
