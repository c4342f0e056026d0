"""The demo company: a believable size, sound books, open counts, and a second start that keeps everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp import labels
from scanapp.cli import main
from scanapp.db import make_engine, transaction
from scanapp.demo import goods
from scanapp.demo.company import AISLE, FIRST_ORDER, IN_TRANSIT, MAIN, SECOND
from scanapp.inventory.counting.queries import orders
from scanapp.inventory.items import rules
from scanapp.inventory.items.models import Item, ItemReference, ItemUnit, ItemVariant
from scanapp.inventory.ledger.check import check_ledger
from scanapp.inventory.ledger.models import BinBalance, ItemLedgerEntry
from scanapp.inventory.locations.models import Bin, Location
from scanapp.inventory.review.queries import list_cases
from scanapp.people.actions import check_password

ROLES = {"administrator", "supervisor", "counter"}


def start(folder: Path) -> str:
    result = CliRunner().invoke(main, ["demo", "--no-serve", "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, start(folder)


@pytest.fixture
def demo(founded: tuple[Path, str]) -> Session:
    engine = make_engine(f"sqlite:///{founded[0] / 'scanapp.sqlite'}")
    with transaction(engine, write=False) as session:
        yield session
    engine.dispose()


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_company_has_a_believable_size(demo: Session) -> None:
    assert 1900 <= count(demo, Item) <= 2100
    assert 280 <= count(demo, Bin) <= 320
    assert count(demo, ItemVariant) > 200
    assert count(demo, ItemUnit) > 3500
    places = {place.code: place for place in demo.scalars(select(Location))}
    assert set(places) == {MAIN, SECOND, IN_TRANSIT}
    assert places[IN_TRANSIT].use_as_in_transit


def test_every_barcode_is_a_gtin_of_one_thing(demo: Session) -> None:
    numbers = list(demo.scalars(select(ItemReference.reference_no)))
    assert len(numbers) == len(set(numbers)) > 3500
    assert all(map(rules.is_gtin, numbers))


def test_stock_comes_from_sound_books_with_lots_and_serials(demo: Session) -> None:
    assert check_ledger(demo) == []
    assert count(demo, ItemLedgerEntry) > 5000
    held = demo.scalars(select(BinBalance).where(BinBalance.quantity != 0)).all()
    assert all(row.quantity > 0 for row in held)
    assert len({row.lot_no for row in held}) > 8
    assert len({row.serial_no for row in held}) > 20
    kinds = set(demo.scalars(select(ItemLedgerEntry.entry_type)))
    assert {"Purchase", "Sale", "Transfer"} <= kinds


def test_counts_are_open_and_one_has_begun(demo: Session) -> None:
    found = {row.no: row for row in orders(demo, [MAIN, SECOND])}
    assert len(found) == 3
    assert 0 < found[FIRST_ORDER].counted_lines < found[FIRST_ORDER].lines
    assert [case.code for case in list_cases(demo, document=FIRST_ORDER, grade="review")] == [
        "UNKNOWN_BARCODE"
    ]


def test_passwords_are_shown_once_and_fit(founded: tuple[Path, str], demo: Session) -> None:
    shown = re.findall(r"^  (\w+) +([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}) +.*, (\w+)$", founded[1], re.M)
    assert {role for *_, role in shown} == ROLES
    for login, password, role in shown:
        person = check_password(demo, login, password)
        assert person is not None
        assert person.role == role


def test_a_second_start_keeps_the_company_and_names_the_command(
    founded: tuple[Path, str], demo: Session
) -> None:
    entries = count(demo, ItemLedgerEntry)
    said = start(founded[0])
    assert "person password lars" in said
    assert not re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", said)
    assert count(demo, ItemLedgerEntry) == entries


def test_the_page_of_barcodes_to_scan_has_bins_and_their_items(demo: Session) -> None:
    sheet = labels.practice_sheet(demo, MAIN, codes=AISLE[:3])
    texts = [label.text for label in sheet.labels]
    assert [text for text in texts if text in AISLE] == AISLE[:3]
    assert sum(map(rules.is_gtin, texts)) > 10


def test_the_goods_are_the_same_every_time() -> None:
    assert goods.items() == goods.items()
