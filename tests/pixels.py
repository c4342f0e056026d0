"""Symbols as pixels, and a reader that is not ours."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import zxingcpp
from PIL import Image, ImageDraw

from scanapp import symbols


def read(image: Image.Image) -> tuple[str, str]:
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1, found
    name = re.sub(r"\W", "", str(found[0].format).rpartition(".")[2])
    return name, found[0].text


def from_png(drawn: symbols.Symbol, module_px: int = 3) -> Image.Image:
    return Image.open(io.BytesIO(symbols.png(drawn, module_px)))


def from_svg(text: str, module_px: int = 4) -> Image.Image:
    """Pixels of our SVG: its root element and its rectangles `Mx yh…v…h…z`."""
    root = ElementTree.fromstring(text)
    width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
    image = Image.new("L", (round(width * module_px), round(height * module_px)), 128)
    draw = ImageDraw.Draw(image)
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        ink = {"#fff": 255, "#000": 0}[path.attrib["fill"]]
        for x, y, w, h in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", path.attrib["d"]):
            left, top = float(x) * module_px, float(y) * module_px
            draw.rectangle(
                (left, top, left + float(w) * module_px - 1, top + float(h) * module_px - 1), fill=ink
            )
    return image
