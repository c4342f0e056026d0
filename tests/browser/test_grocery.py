"""A real shop's own file: imported with its headers, printed as labels, played to the camera, counted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scanapp import labels
from scanapp.db import transaction
from scanapp.inventory.items.models import ItemReference
from tests import needs
from tests.browser import books, desk, floor, site
from tests.browser.camera import Shot, write_clip
from tests.browser.phone import Phone
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")
CODES = ("7790895000997", "7798339251141")
BIN = "A-01-02"


def test_a_shops_own_items_are_imported_printed_and_counted(
    company: site.Company, server: Server, phones: Callable[..., Phone], office: Page, tmp_path: Path
) -> None:
    said = server.command(
        "import", "items", str(needs.shared_data("items-grocery.csv")), "--opening-stock", f"BLUE:{BIN}"
    )
    assert "52" in said
    with transaction(company.engine, write=False) as session:
        sheet = labels.item_sheet(session)
        references = session.scalars(select(ItemReference).where(ItemReference.reference_no.in_(CODES)))
        item_of = {row.reference_no: row.item_no for row in references}
    printed = {label.text: label for label in sheet.labels}
    pictures = {code: Image.open(io.BytesIO(printed[code].png(4))) for code in CODES}
    order_no = desk.make_count(office, name="Shop")

    bin_label = labels.bin_label("BLUE", BIN)
    shots = [Shot(Image.open(io.BytesIO(bin_label.png(4))), 1.2, 0.6)]
    shots += [Shot(pictures[code], 0.9, 0.5) for code in CODES * 3]
    phone = phones("kim", write_clip(tmp_path / "camera.mjpeg", shots))
    page = phone.start()
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.load(page, order_no)
    floor.choose(page, order_no)
    floor.restart_camera(page)
    for _ in range(4):
        missing = Counter(dict.fromkeys(CODES, 3)) - floor.standing(page, BIN)
        if not missing:
            break
        page.wait_for_timeout(9_000)
        missing = Counter(dict.fromkeys(CODES, 3)) - floor.standing(page, BIN)
        if missing:
            write_clip(
                tmp_path / "camera.mjpeg", [Shot(pictures[code], 0.9, 1.2) for code in missing.elements()]
            )
            floor.restart_camera(page)
    assert floor.standing(page, BIN) == dict.fromkeys(CODES, 3)
    expect(floor.role(page, "current")).to_be_visible()
    floor.all_sent(page)
    recorded = books.rows(
        company.engine,
        "SELECT item_no, quantity_base FROM physical_inventory_recording_line ORDER BY item_no",
    )
    assert {item: int(quantity) // 100_000 for item, quantity in recorded} == {
        item_of[code]: 3 for code in CODES
    }
