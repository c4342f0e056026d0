"""Items from a file: what is understood, what is refused, and that a refused file changes nothing."""

from __future__ import annotations

import io
import time
from decimal import Decimal

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.inventory.items import actions, imports, queries
from scanapp.inventory.items.import_errors import ImportRefused
from scanapp.inventory.items.models import Item, ItemReference, ItemUnit
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft
from scanapp.inventory.tracking import queries as tracking_queries  # noqa: F401
from scanapp.inventory.tracking.actions import create_tracking_code
from scanapp.spreadsheet import read, read_file
from tests import needs


def plan(session: Session, text: str, **options) -> imports.Plan:
    return imports.plan_import(session, read(text.encode()), **options)


def load(session: Session, text: str, **options) -> actions.Saved:
    return imports.apply_import(session, plan(session, text, **options))


def wrong(session: Session, text: str) -> list[tuple[int, str, str]]:
    """(row, column, code) of every problem; the file must be refused and change nothing."""
    before = session.scalar(select(func.count()).select_from(Item))
    made = plan(session, text)
    with pytest.raises(ImportRefused):
        imports.apply_import(session, made)
    assert session.scalar(select(func.count()).select_from(Item)) == before
    assert all(problem.message and len(problem.message) < 250 for problem in made.problems)
    return [(problem.row, problem.column, problem.error.code) for problem in made.problems]


def test_a_real_shop_with_spanish_headers_is_imported(session: Session) -> None:
    table = read_file(needs.shared_data("items-grocery.csv"))
    made = imports.plan_import(session, table)
    assert not made.problems
    assert not made.warnings
    told = " ".join(notice.message for notice in made.notices)
    assert "db_available_quantity" in told
    assert "db_price_incl_vat" in told
    saved = imports.apply_import(session, made)
    assert len(saved.created) == 52
    milk = queries.item(session, "7798338290301")
    assert (milk.description, milk.unit_price) == ("LECHE LAS 3 NINAS LARGAVIDA 0%", Decimal("1115.70"))
    assert queries.references_by_code(session, [milk.no])[milk.no][0].unit_code == "PCS"
    again = imports.apply_import(session, imports.plan_import(session, table))
    assert (again.created, len(again.unchanged)) == ((), 52)


def test_a_decimal_comma_is_a_comma_and_a_point_a_point(session: Session) -> None:
    load(session, "no;cost;price\nA;1.234,50;0,5\nB;12;,25\n")
    load(session, "no,cost\nC,1234.5\nD,1.234\n")
    costs = {item.no: item.unit_cost for item in queries.search_items(session)}
    assert costs == {"A": Decimal("1234.5"), "B": Decimal(12), "C": Decimal("1234.5"), "D": Decimal("1.234")}


def test_a_number_that_may_mean_two_things_is_asked_about(session: Session) -> None:
    assert wrong(session, "no;cost\nA;12,50\nB;1.234\n") == [(3, "cost", "NUMBER_AMBIGUOUS")]


def test_every_wrong_cell_is_named_with_row_and_column(session: Session) -> None:
    text = (
        "Varenr;Navn;Kostpris;Stregkode;Spærret;Varetype\n"
        f"A;fine;1;5701234567899;nej;Lager\nB;{'x' * 101};abc;{'7' * 5000};måske;Ting\n"
        f"{'C' * 21};;-1;7,79E+12;;\n;no key;;;;\nD;;1;;;;extra\nE;;9999999999;;;\nF;;0,1234567;;;\n"
    )
    assert sorted(wrong(session, text)) == sorted(
        [
            (3, "Navn", "TEXT_TOO_LONG"),
            (3, "Kostpris", "NOT_A_NUMBER"),
            (3, "Stregkode", "CODE_INVALID"),
            (3, "Spærret", "CHOICE_UNKNOWN"),
            (3, "Varetype", "CHOICE_UNKNOWN"),
            (4, "Varenr", "CODE_INVALID"),
            (4, "Kostpris", "NUMBER_NEGATIVE"),
            (4, "Stregkode", "BARCODE_MANGLED"),
            (4, "", "ROW_WITHOUT_KEY"),
            (5, "", "ROW_WITHOUT_KEY"),
            (6, "", "ROW_TOO_WIDE"),
            (7, "Kostpris", "NUMBER_TOO_LARGE"),
            (8, "Kostpris", "TOO_MANY_DECIMALS"),
        ]
    )


def test_formulas_and_markup_are_kept_as_the_text_they_are(session: Session) -> None:
    load(session, 'no,name\nA,"=HYPERLINK(""http://x"")"\nB,<script>alert(1)</script>\nC,+45 12\n@D,-x\n')
    texts = {item.no: item.description for item in queries.search_items(session)}
    assert texts == {
        "A": '=HYPERLINK("http://x")',
        "B": "<script>alert(1)</script>",
        "C": "+45 12",
        "@D": "-x",
    }


def test_a_formula_cell_of_an_xlsx_is_refused_on_its_row(session: Session) -> None:
    book = Workbook()
    book.active.append(("no", "cost", "ignored"))
    book.active.append(("A", "=1+1", "=2+2"))
    buffer = io.BytesIO()
    book.save(buffer)
    made = imports.plan_import(session, read(buffer.getvalue()))
    assert [(p.row, p.column, p.error.code) for p in made.problems] == [(2, "cost", "FORMULA_IN_CELL")]


def test_the_same_row_twice_and_rows_that_disagree_are_refused(session: Session) -> None:
    assert wrong(session, "no,name\nA,x\nB,y\na,x\n") == [(4, "no", "ROW_TWICE")]
    assert wrong(session, "ean,name\n5701234567899,x\n5701234567899,x\n") == [(3, "ean", "ROW_TWICE")]
    text = "no,name,ean\nA,x,5701234567899\nA,y,5701234567004\n"
    assert wrong(session, text) == [(3, "name", "ROW_CONTRADICTS")]


def test_a_barcode_means_one_thing(session: Session) -> None:
    actions.save_items(session, [ItemDraft("OLD", references=[ReferenceDraft("5701234567899")])])
    assert wrong(session, "no,ean\nNEW,5701234567899\n") == [(2, "ean", "BARCODE_TAKEN")]
    assert wrong(session, "no,ean\nA,111\nB,111\n") == [(3, "ean", "BARCODE_TWICE")]
    actions.save_items(session, [ItemDraft(no, references=[ReferenceDraft("222")]) for no in ("X", "Y")])
    assert wrong(session, "ean,name\n222,x\n") == [(2, "ean", "BARCODE_SHARED")]


def test_a_known_barcode_changes_its_item(session: Session) -> None:
    actions.save_items(
        session, [ItemDraft("OLD", {"description": "a"}, references=[ReferenceDraft("5701234567899")])]
    )
    assert load(session, "ean,name\n5701234567899,b\n").updated == ("OLD",)
    assert queries.item(session, "OLD").description == "b"


def test_a_barcode_too_long_for_a_number_takes_the_next_of_the_series(session: Session) -> None:
    saved = load(session, f"ean,name\n{'A' * 30},x\n{'B' * 30},y\n")
    assert saved.created == ("I-00001", "I-00002")
    assert load(session, f"ean,name\n{'A' * 30},x\n{'C' * 30},z\n").created == ("I-00003",)


def test_units_variants_and_their_barcodes_come_in_rows_of_one_item(session: Session) -> None:
    text = (
        "no,name,base unit,pack unit,pack size,variant,variant name,ean\n"
        "BIKE,Bicycle,PCS,,,,,5701234567899\n"
        "BIKE,,,BOX,12,,,15701234567896\n"
        "BIKE,,,,,RED,Red,5701234567004\n"
    )
    assert load(session, text).created == ("BIKE",)
    rows = session.scalars(select(ItemReference).order_by(ItemReference.reference_no))
    assert {(r.reference_no, r.variant_code, r.unit_code) for r in rows} == {
        ("5701234567899", "", "PCS"),
        ("15701234567896", "", "BOX"),
        ("5701234567004", "RED", "PCS"),
    }
    assert load(session, text).unchanged == ("BIKE",)


def test_units_that_do_not_fit_are_refused(session: Session) -> None:
    actions.save_items(session, [ItemDraft("BIKE", units=[UnitDraft("BOX", Decimal(12))])])
    assert wrong(session, "no,pack unit,pack size\nBIKE,BOX,10\n") == [(2, "pack size", "UNIT_FACTOR_FIXED")]
    assert wrong(session, "no,pack unit,pack size\nBIKE,CRATE,0\n") == [
        (2, "pack size", "UNIT_FACTOR_INVALID")
    ]
    assert wrong(session, "no,pack unit\nBIKE,CRATE\n") == [(2, "pack unit", "UNIT_INCOMPLETE")]
    assert wrong(session, "no,pack unit,pack size\nBIKE,,12\n") == [(2, "pack size", "UNIT_MISSING")]
    assert wrong(session, "no,base unit\nBIKE,KG\n") == [(2, "base unit", "BASE_UNIT_FIXED")]
    assert session.scalar(select(func.count()).select_from(ItemUnit)) == 2


def test_categories_are_made_and_tracking_codes_must_be_there(session: Session) -> None:
    create_tracking_code(session, "LOTALL", lot_specific=True)
    made = plan(session, "no,category,tracking\nA,bikes,lotall\n")
    assert made.new_categories == ["BIKES"]
    imports.apply_import(session, made)
    assert queries.item(session, "A").category_code == "BIKES"
    assert wrong(session, "no,tracking\nB,NONE\n") == [(2, "tracking", "TRACKING_CODE_UNKNOWN")]


def test_a_wrong_check_digit_is_told_and_does_not_stop(session: Session) -> None:
    made = plan(session, "no,ean\nA,5701234567898\n")
    assert [(w.row, w.error.details["digit"]) for w in made.warnings] == [(2, "9")]
    assert imports.apply_import(session, made).created == ("A",)


def test_stock_is_never_booked_silently(session: Session) -> None:
    made = plan(session, "no,qty\nA,5\nB,0\n")
    assert made.stock == []
    assert "qty" in made.notices[0].message
    asked = plan(session, "no,qty,bin\nA,5,a-01\nB,0,a-02\n", with_stock=True)
    assert [(s.item_no, s.quantity, s.bin_code) for s in asked.stock] == [("A", Decimal(5), "A-01")]


def test_planning_writes_nothing(session: Session) -> None:
    before = feed.flush(session)
    plan(session, "no,category\nA,NEW\n")
    assert feed.flush(session) == before
    assert queries.count_items(session) == 0


@pytest.mark.databases("sqlite")
def test_twenty_thousand_rows_are_one_import(session: Session) -> None:
    text = "no,name,ean,cost\n" + "".join(f"I{n},Item {n},{10**12 + n},1.5\n" for n in range(20_000))
    started = time.perf_counter()
    assert len(load(session, text).created) == 20_000
    assert time.perf_counter() - started < 30
