"""The scanner page reads photos nobody here made, and live clips, with the decoder and the rules of counting."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scanapp import symbols
from tests import needs
from tests.browser import desk, floor
from tests.browser.camera import Shot, write_clip
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.pixels import from_png

pytestmark = pytest.mark.xdist_group("browser")

# What the rules of reading refuse although a reader can read it: an ITF is a code with 14 digits only (settled 29).
READ_AT_LEAST = 52
FORBIDDEN = "ITF"


@pytest.fixture
def scanner_page(
    server: Server, phones: Callable[..., Phone], office: Page, tmp_path: Path
) -> Callable[..., Page]:
    """Opens the scanner test page on a phone that is set up; its camera plays `shots`."""

    def open_it(*shots: Shot) -> Page:
        order_no = desk.make_count(office)
        code = desk.enrolment_code(office)
        clip = (
            write_clip(tmp_path / "clip.mjpeg", shots, lead_seconds=2.0, tail_seconds=20) if shots else None
        )
        page = phones("reader", clip).start()
        floor.enrol(page, server.url, code)
        floor.sign_in(page, "kim")
        floor.load(page, order_no)
        floor.role(page, "settings").click()
        floor.role(page, "scanner-test").click()
        return page

    return open_it


def read_photo(page: Page, photo: Path) -> tuple[str, str] | None:
    """Text and symbology that the page reads on a photo, or None."""
    reads = floor.role(page, "read")
    before = int(reads.first.get_attribute("data-n") or 0) if reads.count() else 0
    floor.role(page, "photo-file").set_input_files(photo)
    newest = page.locator(f'[data-role="read"][data-n="{before + 1}"]')
    expect(newest.or_(floor.role(page, "message"))).to_be_visible(timeout=20_000)
    if not newest.count():
        return None
    return newest.get_attribute("data-text") or "", newest.get_attribute("data-symbology") or ""


def test_photos_of_barcodes_are_read_right_or_not_at_all(scanner_page: Callable[..., Page]) -> None:
    table = json.loads(needs.shared_data("barcodes.json").read_text())
    folder = needs.shared_data("barcodes")
    page = scanner_page()
    right, missed, wrong = [], [], []
    for row in table:
        found = read_photo(page, folder / row["file"])
        if row["symbology"] == "multi":
            assert found, "one of the codes on it"
        elif row["symbology"] == "none" or (found and found[0] != row["expected_text"]):
            wrong += [(row["file"], found)] if found else []
        else:
            (right if found else missed).append(row)
    assert not wrong
    assert len(right) >= READ_AT_LEAST, [row["file"] for row in missed]
    lost = [
        row["file"] for row in missed if row["reference_reader_reads_it"] and row["symbology"] != FORBIDDEN
    ]
    assert not lost, "a strong native reader reads these"


def test_the_camera_reads_labels_at_640_by_480(scanner_page: Callable[..., Page]) -> None:
    codes = [("ean", "4006381333931"), ("code128", "A-03-12"), ("qr", "u:kim")]
    pictures = [from_png(symbols.symbol(kind, text)) for kind, text in codes]
    page = scanner_page(*(Shot(picture, 1.5, 0.9) for picture in pictures))
    for _kind, text in codes:
        expect(
            page.locator(f'[data-role="read"][data-text="{text}"][data-src="camera"]').first
        ).to_be_visible(timeout=30_000)


def test_a_label_held_still_is_one_read(scanner_page: Callable[..., Page]) -> None:
    page = scanner_page(Shot(from_png(symbols.symbol("ean", "4006381333931")), 6, 0.1))
    read = page.locator('[data-role="read"][data-text="4006381333931"]')
    expect(read).to_have_count(1, timeout=20_000)
    page.wait_for_timeout(2_000)
    expect(read).to_have_count(1)
    floor.role(page, "viewfinder").locator(".picture").click()
    expect(read).to_have_count(2)
