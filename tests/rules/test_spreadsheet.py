"""Tables as people bring them: encodings, delimiters, quotes, sizes, xlsx."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from scanapp import spreadsheet
from scanapp.spreadsheet import Formula, read

DANISH = "Varenr;Beskrivelse;Pris\nA-1;Rød sæddel;12,50\nA-2;Ål;3,00\n"
ROWS = ((2, ("A-1", "Rød sæddel", "12,50")), (3, ("A-2", "Ål", "3,00")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_usual_encodings_are_recognised(encoding: str) -> None:
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + DANISH.encode(encoding)
    else:
        data = DANISH.encode(encoding)
    table = read(data)
    assert (table.header, tuple(table.rows)) == (("Varenr", "Beskrivelse", "Pris"), ROWS)
    assert bool(table.notices) == (encoding == "cp1252")


def test_windows_1252_is_told_clearly() -> None:
    assert "Windows-1252" in read(DANISH.encode("cp1252")).notices[0].message


def test_a_wrong_encoding_names_the_row() -> None:
    with pytest.raises(spreadsheet.EncodingWrong) as refusal:
        read(b"no;name\nA;x\nB;\x81\x8d", encoding="cp1252")
    assert refusal.value.details["row"] == 3
    with pytest.raises(spreadsheet.EncodingWrong):
        read(b"no;name\nA;x\nB;\x81\x8d")
    with pytest.raises(spreadsheet.FileUnreadable):
        read(b"no;name\nA;x", encoding="utf-99")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_columns(delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (("no", "text"), ("1", '"a,b;c|d"'), ("2", "e")))
    assert read(text.encode()).rows[0] == (2, ("1", "a,b;c|d"))


def test_excel_may_say_its_delimiter_first() -> None:
    table = read(b"sep=;\r\nno;name\r\n1;a,b\r\n")
    assert (table.header, table.rows) == (("no", "name"), [(3, ("1", "a,b"))])


def test_row_numbers_are_those_of_a_spreadsheet_program() -> None:
    table = read(b'no,name\n1,"two\nlines"\n\n,,\n2,b\n')
    assert [row for row, _ in table.rows] == [2, 5]


def test_an_open_quotation_mark_swallows_nothing() -> None:
    with pytest.raises(spreadsheet.QuoteOpen) as refusal:
        read(b'no,name\n1,a\n2,"3/8 bolt\n3,c\n4,d\n')
    assert refusal.value.details["row"] == 3


def test_files_that_are_no_tables_are_refused() -> None:
    for data in (b"\xd0\xcf\x11\xe0old excel", b"PK\x03\x04broken", b"\x89PNG\0\0\0\r\n", b"\0" * 5000):
        with pytest.raises(spreadsheet.FileUnreadable):
            read(data)
    for data in (b"", b"\n\n", b"no;name\n", b"\xef\xbb\xbf"):
        with pytest.raises(spreadsheet.FileEmpty):
            read(data)


def test_too_many_rows_are_refused_before_reading_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROWS_MAX", 10)
    seen = []
    parts = ((n, (str(n),)) for n in range(1, 1000) if not seen.append(n))
    with pytest.raises(spreadsheet.TooManyRows) as refusal:
        spreadsheet._table(parts, ())
    assert len(seen) == 12
    assert "Split" in refusal.value.message


def test_too_many_bytes_are_refused_before_the_first(tmp_path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(spreadsheet.BYTES_MAX + 1)
    with pytest.raises(spreadsheet.FileTooLarge):
        spreadsheet.read_file(path)


def book(*rows: tuple) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_an_xlsx_gives_the_text_of_its_cells() -> None:
    table = read(
        book(
            ("no", "price", "barcode", "blocked", "day"),
            ("A", 12.5, 7790895000997, True, date(2026, 1, 2)),
            (None, None, None, None, None),
            ("B", 3, "0012", None, None),
        )
    )
    assert table.rows == [
        (2, ("A", "12.5", "7790895000997", "yes", "2026-01-02")),
        (4, ("B", "3", "0012")),
    ]


def test_a_formula_in_xlsx_is_known_as_one_and_text_like_one_is_text() -> None:
    workbook = Workbook()
    workbook.active.append(("no", "name"))
    workbook.active.append(("A", "=1+1"))
    workbook.active.append(("B", "-"))
    workbook.active["B3"].value = "=2+2"
    workbook.active["B3"].data_type = "s"
    buffer = io.BytesIO()
    workbook.save(buffer)
    rows = read(buffer.getvalue()).rows
    assert isinstance(rows[0][1][1], Formula)
    assert rows[1][1][1] == "=2+2"
    assert not isinstance(rows[1][1][1], Formula)
