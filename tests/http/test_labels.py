"""Sheets of labels as the browser gets them, and pictures asked for with nonsense."""

from __future__ import annotations

import html
import re

import pytest

from tests.http.conftest import Office
from tests.pixels import from_svg, read


def pictures(page: str) -> list[str]:
    return [html.unescape(source) for source in re.findall(r'<img src="([^"]+)"', page)]


def test_a_practice_walk_is_read_off_the_page(office: Office) -> None:
    browser = office.browser("sam")
    answer = browser.get("/labels/print?kind=practice&location=BLUE&category=")
    assert answer.status_code == 200
    texts = [read(from_svg(browser.get(source).text))[1] for source in pictures(answer.text)]
    shown = [html.unescape(alt) for alt in re.findall(r'<img [^>]*alt="([^"]*)"', answer.text)]
    assert texts == shown
    assert len(texts) > 4


@pytest.mark.parametrize(
    "query",
    [
        "",
        "symbology=qr",
        "text=1",
        "symbology=ean&text=5701234567890",
        "symbology=code128&text=%C3%A6",
        "symbology=code128&text=" + "A" * 5000,
        "symbology=qr&text=%00%ff",
        "symbology=../../etc&text=x",
        "symbology=itf14&text=<script>",
    ],
)
def test_a_picture_of_nonsense_is_refused_or_drawn_but_never_an_error_of_ours(
    office: Office, query: str
) -> None:
    answer = office.browser("sam").get(f"/labels/image.svg?{query}")
    assert answer.status_code in (200, 400)
    assert "<script" not in answer.text or answer.mimetype == "text/html"


def test_counters_print_no_labels_and_nobody_those_of_another_place(office: Office) -> None:
    assert office.browser("kim").get("/labels/print?kind=practice&location=BLUE&category=").status_code in (
        302,
        403,
    )
    assert office.browser("sam").get("/labels/print?kind=practice&location=EAST&category=").status_code == 422
