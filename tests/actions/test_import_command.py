"""`scanapp import items` as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from scanapp import spreadsheet
from scanapp.cli import main
from scanapp.commands import open_engine
from scanapp.config import Config
from scanapp.db import make_engine, transaction
from scanapp.inventory.ledger.check import check_ledger
from scanapp.inventory.locations.actions import create_bin_range, create_location
from tests import needs


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SCANAPP_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SCANAPP_DATABASE_URL", raising=False)
    engine = open_engine(Config())
    with transaction(engine) as session:
        create_location(session, "BUTIK", "Butik")
        create_location(session, "LAGER", "Lager", bin_mandatory=True)
        create_bin_range(session, "LAGER", "A-01", "A-09")
    engine.dispose()
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["import", "items", *map(str, words)])


def rows(statement: str) -> list:
    engine = make_engine(Config().url)
    with transaction(engine, write=False) as session:
        found = session.execute(text(statement)).all()
        assert check_ledger(session) == []
    engine.dispose()
    return found


def items() -> int:
    return rows("SELECT count(*) FROM item")[0][0]


def file(folder: Path, content: str | bytes, name: str = "items.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_real_shop_comes_in_with_one_command_and_twice_is_once() -> None:
    shop = needs.shared_data("items-grocery.csv")
    result = run(shop)
    assert result.exit_code == 0
    assert "52 created" in result.output
    assert "db_available_quantity" in result.output
    assert "52 as they were" in run(shop).output
    assert rows("SELECT count(*) FROM item_ledger_entry")[0][0] == 0


def test_its_stock_is_posted_only_where_asked() -> None:
    shop = needs.shared_data("items-grocery.csv")
    assert run(shop, "--opening-stock", "lager:a-01").exit_code == 0
    assert rows("SELECT count(*), min(quantity), max(bin_code) FROM bin_balance") == [
        (52, 10_000_000, "A-01")
    ]


def test_a_dry_run_changes_nothing(data: Path) -> None:
    result = run(file(data, "no;name\nA;x\n"), "--dry-run")
    assert result.exit_code == 0
    assert "1 new" in result.output
    assert items() == 0


def test_a_wrong_row_stops_all_and_is_named(data: Path) -> None:
    result = run(file(data, "no;cost\nA;1\nB;x\n"))
    assert result.exit_code == 2
    assert "row 3, column cost" in result.output
    assert items() == 0


def test_a_wrong_bin_stops_items_and_stock_alike(data: Path) -> None:
    result = run(file(data, "no;qty;bin\nA;1;A-01\nB;1;Z-99\n"), "--opening-stock", "LAGER")
    assert result.exit_code == 2
    assert "Row 3" in result.output
    assert items() == 0


def test_columns_can_be_named(data: Path) -> None:
    path = file(data, "Foo,Bar\nA-1,Lamp\n")
    refused = run(path)
    assert refused.exit_code == 2
    assert "no=Foo" in refused.output
    assert run(path, "--map", "no=Foo", "--map", "description=Bar").exit_code == 0
    assert rows("SELECT no, description FROM item") == [("A-1", "Lamp")]
    assert run(path, "--map", "colour=Foo").exit_code == 2


def test_a_windows_file_is_read_and_told(data: Path) -> None:
    result = run(file(data, "varenr;navn\nA;Rødgrød\n".encode("cp1252")))
    assert result.exit_code == 0
    assert "Windows-1252" in result.output
    assert rows("SELECT description FROM item") == [("Rødgrød",)]


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (b"no;name\nA;\x81\n", (), "row 2"),
        (b"no;name\nA;x\n", ("--encoding", "klingon"), "klingon"),
        (b"\xd0\xcf\x11\xe0 old", (), ".xls"),
        (b"PK\x03\x04 broken", (), ".xlsx"),
        (b'no;name\nA;"x\n', (), "row 2"),
        (b"", (), "no rows"),
        (b"no;name\nA;x\n", ("--opening-stock", "NOWHERE"), "NOWHERE"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(data: Path, content: bytes, words: tuple, said: str) -> None:
    result = run(file(data, content), *words)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert items() == 0


def test_three_hundred_thousand_rows_are_refused_with_what_to_do(data: Path) -> None:
    result = run(file(data, "no;name\n" + "A;x\n" * 300_000))
    assert result.exit_code == 2
    assert "100,000 rows. Split" in result.output


def test_a_file_over_the_limit_is_refused_before_it_is_read(data: Path) -> None:
    path = data / "large.csv"
    with path.open("wb") as large:
        large.truncate(spreadsheet.BYTES_MAX + 1)
    result = run(path)
    assert result.exit_code == 2
    assert "32 MB. Split" in result.output
