"""Movements from a file: headers, numbers and times as people write them; all rows or none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scanapp import spreadsheet
from scanapp.db import transaction
from scanapp.inventory.ledger import movement_file
from scanapp.inventory.ledger.errors import MovementColumnsUnknown, MovementsRefused
from tests.ledger_world import World, hour, make_company


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def post(world: World, text: str, **more: Any) -> Any:
    table = spreadsheet.read(text.encode())
    return movement_file.post_table(world.session, table, actor=None, at=hour(9), **more)


def test_danish_headers_and_decimal_commas_are_read(world: World) -> None:
    post(
        world,
        "Varenr.;Lokation;Antal;Kostpris;Type;Tidspunkt;Bilagsnr.\nbike;east;12;9,50;Køb;2026-01-10T10:15;K-1\n",
    )
    entry = world.entries()[0]
    assert (entry.quantity, entry.entry_type, entry.document_no) == (12, "Purchase", "K-1")
    assert f"{entry.effective_at:%H:%M}" == "09:15"  # local time in Copenhagen
    assert (str(entry.posting_date), world.costs()[1]) == ("2026-01-10", Decimal("114.00"))


def test_the_sign_decides_without_a_type_and_a_negative_sale_is_a_return(world: World) -> None:
    post(
        world,
        "item,location,quantity,entry_type,document_no\nBIKE,EAST,5,,A\nBIKE,EAST,-2,,A\nBIKE,EAST,2,Sale,A\nBIKE,EAST,-1,Sale,A\n",
    )
    seen = [(e.entry_type, e.quantity) for e in world.entries()]
    assert seen == [("Positive Adjmt.", 5), ("Negative Adjmt.", -2), ("Sale", -2), ("Sale", 1)]


def test_units_are_converted_and_cost_is_per_unit_of_the_row(world: World) -> None:
    post(world, "item,location,quantity,unit,unit_cost,document_no\nBIKE,EAST,2,box,100,A\n")
    entry = world.entries()[0]
    assert (entry.quantity, entry.unit_of_measure_code, world.costs()[1]) == (24, "BOX", Decimal("200.00"))


def test_transfers_bin_moves_and_numbers_are_read(world: World) -> None:
    post(
        world,
        "item,location,bin,new location,new bin,quantity,type,lot,serial\n"
        "PAINT,SILVER,S-01,,,5,Purchase,A,\n"
        "PHONE,EAST,,,,1,Purchase,,s-1\n"
        "PAINT,SILVER,S-01,,S-02,2,Movement,A,\n"
        "PHONE,EAST,,SILVER,S-03,1,Transfer,,s-1\n",
        document_no="DEMO",
    )
    assert world.stock("PAINT", "SILVER", "S-02", lot_no="A") == 2
    assert world.stock("PHONE", "SILVER", "S-03", serial_no="s-1") == 1


WRONG = """item,location,quantity,document_no,posting_date
BIKE,EAST,5,A,2026-01-01
BIKE,EAST,five,A,
BIKE,EAST,5,A,31/1
BIKE,EAST,5,A,
"""


def test_every_unreadable_row_is_named_with_its_column_and_nothing_is_posted(world: World) -> None:
    with pytest.raises(MovementsRefused) as refused:
        post(world, WRONG)
    found = [(p.row, p.column, p.error.code) for p in refused.value.problems]
    assert found == [(3, "quantity", "NOT_A_NUMBER"), (4, "posting_date", "DATE_UNREADABLE")]
    assert world.rows("item_ledger_entry") == 0


def test_every_refused_row_is_named_with_its_column_and_nothing_is_posted(world: World) -> None:
    with pytest.raises(MovementsRefused) as refused:
        post(
            world, "Varenr,Lokation,Antal,Bilag\nBIKE,EAST,5,A\nNOPE,EAST,5,A\nBIKE,EAST,0,A\nBIKE,MOON,1,A\n"
        )
    found = [(p.row, p.column, p.error.code) for p in refused.value.problems]
    assert found == [
        (3, "Varenr", "ITEM_UNKNOWN"),
        (4, "Antal", "QUANTITY_ZERO"),
        (5, "Lokation", "LOCATION_UNKNOWN"),
    ]
    assert refused.value.message.startswith(
        "Nothing was posted: 3 of the rows need a correction. Row 3, column Varenr: "
    )
    assert world.rows("item_ledger_entry") == 0


def test_a_file_without_the_needed_columns_is_refused(world: World) -> None:
    with pytest.raises(MovementColumnsUnknown):
        post(world, "a,b,c\n1,2,3\n")


def test_rows_of_texts_are_posted_like_a_file(world: World) -> None:
    rows = [{"item": "BIKE", "location": "EAST", "quantity": "3", "document_no": "A"}]
    posting = movement_file.post_rows(world.session, rows, actor=1, at=hour(1))
    assert (posting.register_no, world.stock()) == (1, 3)


@pytest.fixture
def company(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with transaction(engine) as session:
        make_company(session)
    monkeypatch.setenv("SCANAPP_DATABASE_URL", database_url)
    monkeypatch.setenv("SCANAPP_DATA", str(tmp_path / "data"))
    return tmp_path / "movements.csv"


@pytest.mark.databases("sqlite")
def test_the_command_posts_checks_and_explains(company: Path) -> None:
    from scanapp.cli import main

    company.write_text("item,location,quantity\nBIKE,EAST,3\n")
    run = CliRunner().invoke
    dry = run(main, ["post", "movements", str(company), "--document", "A", "--dry-run"])
    assert (dry.exit_code, dry.output) == (0, "Dry run: 1 rows can be posted. Nothing was changed.\n")
    wrong = run(main, ["post", "movements", str(company)])
    assert wrong.exit_code == 2
    assert "Wrong: row 2: The line of item BIKE has no document number. Fill it in." in wrong.output
    done = run(main, ["post", "movements", str(company), "--document", "A"])
    assert (done.exit_code, done.output) == (0, "Posted 1 rows as 1 entries in register 1.\n")
    sound = run(main, ["check-ledger"])
    assert (sound.exit_code, sound.output) == (0, "The books are sound: 1 postings, 1 item entries.\n")
