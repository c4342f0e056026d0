"""Reads the tables people bring: CSV in any usual encoding and delimiter, xlsx. Cells come out as text.

Limits are checked before reading on: 32 MB, and 100,000 rows below the header.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from scanapp.errors import ScanappError

BYTES_MAX = 32 * 1024 * 1024
ROWS_MAX = 100_000
UNPACKED_MAX = 512 * 1024 * 1024
COLUMNS_MAX = 200
DELIMITERS = (";", ",", "\t", "|")


class FileTooLarge(ScanappError):
    code = "FILE_TOO_LARGE"
    status = 413
    sentence = "The file is larger than {most} MB. Split it into several files and import them one by one."


class TooManyRows(ScanappError):
    code = "TOO_MANY_ROWS"
    status = 413
    sentence = "The file has more than {most} rows. Split it into several files and import them one by one."


class FileUnreadable(ScanappError):
    code = "FILE_UNREADABLE"
    sentence = "The file cannot be read: {reason}. Save it as CSV (UTF-8) or .xlsx and try again."


class EncodingWrong(ScanappError):
    code = "ENCODING_WRONG"
    sentence = "The file is not {encoding}: see row {row}. Save it as CSV (UTF-8) and try again."


class QuoteOpen(ScanappError):
    code = "QUOTE_OPEN"
    sentence = "Near row {row} a quotation mark is not closed. Close it, or double it inside a text."


class FileEmpty(ScanappError):
    code = "FILE_EMPTY"
    sentence = "The file has no rows. The first row must name the columns, the others hold the data."


class Formula(str):
    """A cell whose content is computed. Its text is the formula, never its result."""


@dataclass(frozen=True)
class Notice:
    """Something a person should know, though nothing is wrong. `sentence` is a template like an error's."""

    sentence: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The filled English sentence."""
        return self.sentence.format_map(self.details)


READ_AS_WINDOWS = (
    "The file is not UTF-8; it was read as Windows-1252. Look at the names: "
    "if letters like æ, ñ or ü are wrong, save the file as CSV (UTF-8)."
)


@dataclass(frozen=True)
class Table:
    """A header and the rows under it, each with its row number as a spreadsheet program shows it."""

    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]]
    notices: tuple[Notice, ...] = ()


def read_file(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """The table in a file. FileTooLarge before a byte is read."""
    ensure_size(path.stat().st_size)
    return read(path.read_bytes(), encoding=encoding, delimiter=delimiter)


def ensure_size(size: int) -> None:
    """Refuses more than 32 MB."""
    if size > BYTES_MAX:
        raise FileTooLarge(most=BYTES_MAX // 1024**2)


def read(data: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """The table in `data`, xlsx or CSV by content. FileUnreadable, EncodingWrong, QuoteOpen, TooManyRows."""
    ensure_size(len(data))
    if data.startswith(b"PK\x03\x04"):
        return _table(_xlsx_rows(data), ())
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(reason="it is an old Excel file (.xls) or protected by a password")
    text, notices = _decoded(data, encoding)
    if "\0" in text:
        raise FileUnreadable(reason="it is not text")
    return _table(_csv_rows(text, delimiter), notices)


def _table(rows: Iterable[tuple[int, tuple[str, ...]]], notices: tuple[Notice, ...]) -> Table:
    header: tuple[str, ...] = ()
    body: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = tuple(cell.strip()[:100] for cell in cells[:COLUMNS_MAX])
            continue
        if len(body) == ROWS_MAX:
            raise TooManyRows(most=f"{ROWS_MAX:,}")
        body.append((number, cells))
    if not header or not body:
        raise FileEmpty()
    return Table(header, body, notices)


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[Notice, ...]]:
    if encoding:
        return _strict(data, encoding), ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16"), ()
    if data[1:200:2].count(0) > len(data[1:200:2]) * 0.8:
        return _strict(data, "utf-16-le"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _strict(data, "cp1252"), (Notice(READ_AS_WINDOWS),)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError as error:
        raise FileUnreadable(reason=f"no encoding is called {encoding[:20]}") from error
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise EncodingWrong(encoding=encoding, row=row) from error


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    first, _newline, rest = text.partition("\n")
    offset = 0
    if declared := re.fullmatch(r'"?sep=(.)"?\s*', first):
        text, offset, delimiter = rest, 1, delimiter or declared[1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _guessed(text), strict=True)
    number = offset
    try:
        for cells in reader:
            number += 1
            yield number, tuple(cells)
    except csv.Error as error:
        raise QuoteOpen(row=number + 1) from error


def _guessed(text: str) -> str:
    """The delimiter that splits the first lines into the most columns, all of them alike."""
    lines = text[:20_000].splitlines()[:20]

    def likeness(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        except csv.Error:
            return 0, 0
        alike = sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0
        return alike, widths[0] if widths else 0

    return max(DELIMITERS, key=likeness)


def _xlsx_rows(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_MAX:
                raise FileTooLarge(most=BYTES_MAX // 1024**2)
        book = load_workbook(io.BytesIO(data), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a wrong size in the file would cut rows off
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, tuple(_text(cell) for cell in cells[:COLUMNS_MAX])
    except ScanappError:
        raise
    except Exception as error:  # openpyxl answers broken files with a dozen kinds of exception
        raise FileUnreadable(reason="it is not a whole .xlsx file") from error


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value if isinstance(value, str) else "=…")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
