"""Every symbol we draw is read back from its pixels by a reader that is not ours."""

from __future__ import annotations

import random
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from scanapp import symbols
from scanapp.inventory.items.rules import check_digit
from scanapp.symbols import SymbolImpossible, best_symbology, symbol
from tests.pixels import from_png, from_svg, read

CASES = [
    ("ean", "5701234567899", "EAN13", "5701234567899"),
    ("ean", "036000291452", "EAN13", "0036000291452"),
    ("ean", "96385074", "EAN8", "96385074"),
    ("itf14", "15701234567896", "ITF", "15701234567896"),
    ("code128", "A-03-12", "Code128", "A-03-12"),
    ("code128", "12345", "Code128", "12345"),
    ("code128", "<b>=1+1&\"'</b>", "Code128", "<b>=1+1&\"'</b>"),
    ("qr", "u:mia", "QRCode", "u:mia"),
    (
        "qr",
        "https://scan.local/floor/#enrol=AAAA-BBBB",
        "QRCode",
        "https://scan.local/floor/#enrol=AAAA-BBBB",
    ),
    ("qr", "rødgrød 漢字", "QRCode", "rødgrød 漢字"),
]


@pytest.mark.parametrize(("symbology", "text", "name", "expected"), CASES)
def test_a_symbol_reads_back_from_png_and_svg(symbology: str, text: str, name: str, expected: str) -> None:
    drawn = symbol(symbology, text)
    for image in (from_png(drawn), from_svg(symbols.svg(drawn))):
        found, value = read(image)
        assert value == expected
        assert found.startswith(name) or name in ("EAN13", "ITF")


def test_random_codes_and_gtins_read_back() -> None:
    rng = random.Random(7)
    alphabet = "".join(chr(n) for n in range(32, 127))
    for _ in range(150):
        text = (
            "".join(rng.choice(alphabet + "0123456789" * 8) for _ in range(rng.randint(1, 20))).strip() or "0"
        )
        assert read(from_png(symbol("code128", text), 2))[1] == text
        body = "".join(rng.choice("0123456789") for _ in range(12))
        assert read(from_png(symbol("ean", body + check_digit(body)), 2))[1] == body + check_digit(body)


def test_the_quiet_zone_is_white_all_around() -> None:
    for symbology, text, *_ in CASES:
        drawn = symbol(symbology, text)
        image, margin = from_png(drawn, 2), drawn.quiet * 2
        for box in ((0, 0, margin, image.height), (image.width - margin, 0, image.width, image.height)):
            assert image.crop(box).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("symbology", "text"),
    [
        ("ean", "5701234567898"),
        ("ean", "15701234567896"),
        ("itf14", "5701234567899"),
        ("code128", "æble"),
        ("code128", "A\nB"),
        ("code128", "A" * 49),
        ("code128", ""),
        ("qr", "A" * 501),
        ("pdf417", "A"),
        ("../../x", "A" * 5000),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_short_sentence(symbology: str, text: str) -> None:
    with pytest.raises(SymbolImpossible) as refusal:
        symbol(symbology, text)
    assert len(refusal.value.message) < 200


def test_markup_in_a_text_stays_text_in_the_picture() -> None:
    text = symbols.svg(symbol("qr", "</title><script>alert(1)</script>"))
    assert "<script" not in text
    assert (
        ElementTree.fromstring(text).findtext("{http://www.w3.org/2000/svg}title", "").endswith("</script>")
    )
    assert "style=" not in text


def test_the_best_symbol_of_a_label() -> None:
    assert best_symbology("I-1", "5701234567899") == ("ean", "5701234567899")
    assert best_symbology("I-1", "15701234567896") == ("itf14", "15701234567896")
    assert best_symbology("I-1") == ("code128", "I-1")
    assert best_symbology("ÆBLE") == ("qr", "ÆBLE")


def test_a_terminal_picture_keeps_every_module() -> None:
    drawn = symbol("qr", "u:mia")
    lines = re.sub(r"\x1b\[[\d;]*m", "", symbols.terminal(drawn)).split("\n")
    pixels = []
    for line in lines:
        pixels.append([c in "▀█" for c in line])
        pixels.append([c in "▄█" for c in line])
    image = Image.new("L", (drawn.width * 4, len(pixels) * 4), 255)
    for y, row in enumerate(pixels):
        for x, is_dark in enumerate(row):
            if is_dark:
                image.paste(0, (x * 4, y * 4, x * 4 + 4, y * 4 + 4))
    assert read(image)[1] == "u:mia"
