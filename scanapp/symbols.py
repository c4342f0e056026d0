"""Barcodes as modules, modules as SVG or PNG. python-barcode and qrcode encode; drawing is ours.

Our SVG has no inline style, so the content security policy of a picture cannot blank its bars.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import qrcode
from barcode.codex import Code128
from barcode.ean import EAN8, EAN13
from barcode.itf import ITF
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from scanapp.codes import shown
from scanapp.errors import ScanappError
from scanapp.inventory.items.rules import is_gtin

TEXT_MAX = 500
LINEAR_MAX = 48  # longer bars are wider than any label of ours
LINEAR_MODULE_MM = 0.33
SQUARE_MODULE_MM = 0.75
LINEAR_HEIGHT_MM = 15


class SymbolImpossible(ScanappError):
    code = "SYMBOL_IMPOSSIBLE"
    sentence = "“{text}” cannot be drawn as {symbology}. Print it as a QR code, or correct it."


@dataclass(frozen=True)
class Symbol:
    """Rows of modules, "1" dark; bars have one row. `quiet` is the white margin in modules for a reader."""

    symbology: str
    text: str
    rows: tuple[str, ...]
    quiet: int

    @property
    def is_linear(self) -> bool:
        """Whether the modules are bars, of any height."""
        return len(self.rows) == 1

    @property
    def width(self) -> int:
        """Modules across, quiet zones included."""
        return len(self.rows[0]) + 2 * self.quiet


def _ean(text: str) -> list[str]:
    encoder = EAN8 if len(text) == 8 else EAN13
    return encoder(text.rjust(13, "0") if len(text) == 12 else text).build()


def _qr(text: str) -> list[str]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]


_ENCODERS: dict[str, tuple[int, Callable[[str], bool], Callable[[str], list[str]]]] = {
    "ean": (11, lambda text: is_gtin(text) and len(text) < 14, _ean),
    "itf14": (20, lambda text: is_gtin(text) and len(text) == 14, lambda text: ITF(text).build()),
    "code128": (
        10,
        lambda text: len(text) <= LINEAR_MAX and _is_ascii(text),
        lambda text: Code128(text).build(),
    ),
    "qr": (4, lambda text: True, _qr),
}


def _is_ascii(text: str) -> bool:
    return all(" " <= c <= "~" for c in text)


def symbol(symbology: str, text: str) -> Symbol:
    """`text` as "ean" (8, 12 or 13 digits), "itf14", "code128" or "qr". SymbolImpossible."""
    if symbology not in _ENCODERS:
        raise SymbolImpossible(text=shown(text), symbology=shown(symbology))
    quiet, fits, encode = _ENCODERS[symbology]
    if not text or len(text) > TEXT_MAX or not fits(text):
        raise SymbolImpossible(text=shown(text), symbology=symbology)
    try:
        return Symbol(symbology, text, tuple(encode(text)), quiet)
    except DataOverflowError as error:
        raise SymbolImpossible(text=shown(text), symbology=symbology) from error


def best_symbology(text: str, gtin: str = "") -> tuple[str, str]:
    """(symbology, text) for a label: the GTIN when there is one, else bars of the code, else a QR of it."""
    if gtin:
        return ("itf14" if len(gtin) == 14 else "ean"), gtin
    return ("code128" if 0 < len(text) <= LINEAR_MAX and _is_ascii(text) else "qr"), text


def svg(symbol: Symbol) -> str:
    """Black modules on white with the quiet zone, sized in millimetres and free to scale."""
    module = LINEAR_MODULE_MM if symbol.is_linear else SQUARE_MODULE_MM
    height = LINEAR_HEIGHT_MM / module if symbol.is_linear else symbol.width
    top, row_height = (0, height) if symbol.is_linear else (symbol.quiet, 1)
    path = "".join(
        f"M{symbol.quiet + start} {top + y}h{length}v{row_height:g}h-{length}z"
        for y, row in enumerate(symbol.rows)
        for start, length in _runs(row)
    )
    stretch = ' preserveAspectRatio="none"' if symbol.is_linear else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {symbol.width} {height:g}"{stretch}'
        f' width="{symbol.width * module:.2f}mm" height="{height * module:.2f}mm"'
        f' shape-rendering="crispEdges"><title>{escape(symbol.text)}</title>'
        f'<path fill="#fff" d="M0 0h{symbol.width}v{height:g}h-{symbol.width}z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def _runs(row: str) -> list[tuple[int, int]]:
    runs, start = [], 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end] != row[start]:
            if row[start] == "1":
                runs.append((start, end - start))
            start = end
    return runs


def png(symbol: Symbol, module_px: int = 3, height_px: int = 120) -> bytes:
    """The same picture as grey PNG: `module_px` a module, bars `height_px` high with a white border."""
    margin = symbol.quiet * module_px
    white = b"\xff" * (symbol.width * module_px)
    lines = [white] * margin
    for row in symbol.rows:
        dark = b"".join((b"\0" if module == "1" else b"\xff") * module_px for module in row)
        line = white[:margin] + dark + white[:margin]
        lines += [line] * (height_px if symbol.is_linear else module_px)
    lines += [white] * margin
    header = struct.pack(">IIBBBBB", len(white), len(lines), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + line for line in lines))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def terminal(symbol: Symbol) -> str:
    """A square symbol for a dark or light terminal: two modules to a character, dark on a white ground."""
    side = symbol.width
    padded = ["0" * side] * symbol.quiet
    padded += ["0" * symbol.quiet + row + "0" * symbol.quiet for row in symbol.rows]
    padded += ["0" * side] * (symbol.quiet + side % 2)
    blocks = {"00": " ", "01": "▄", "10": "▀", "11": "█"}
    lines = (
        "".join(blocks[a + b] for a, b in zip(*pair, strict=True))
        for pair in zip(padded[::2], padded[1::2], strict=True)
    )
    return "\n".join(f"\x1b[30;107m{line}\x1b[0m" for line in lines)
