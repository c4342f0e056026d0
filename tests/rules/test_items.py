"""Items without a database: codes, check digits, units, categories, references."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from scanapp.codes import CodeInvalid, code, text_line
from scanapp.inventory.items import rules
from scanapp.inventory.items.errors import CategoryLoop, ReferenceDates, ReferenceOwner, UnitFactorInvalid
from scanapp.inventory.items.rules import ReferenceDraft, UnitDraft

GTINS = ("5701234567899", "7790895000997", "15701234567896", "96385074", "036000291452")


@pytest.mark.parametrize("gtin", GTINS)
def test_a_gtin_ends_in_its_check_digit(gtin: str) -> None:
    assert rules.is_gtin(gtin)
    assert rules.check_digit(gtin[:-1]) == gtin[-1]


@pytest.mark.parametrize("gtin", GTINS)
def test_one_changed_digit_is_never_a_gtin(gtin: str) -> None:
    for place in range(len(gtin)):
        other = str((int(gtin[place]) + 1) % 10)
        assert not rules.is_gtin(gtin[:place] + other + gtin[place + 1 :])


@pytest.mark.parametrize("text", ["", "123", "57012345678990", "٥٧٠١٢٣٤٥٦٧٨٩٩", "570123456789X", "²0123456"])
def test_other_texts_are_not_gtins(text: str) -> None:
    assert not rules.is_gtin(text)


def test_the_same_number_in_two_symbologies_is_one_gtin() -> None:
    assert rules.gtin14("036000291452") == rules.gtin14("0036000291452")


@pytest.mark.parametrize(
    ("last", "following"), [("I-0099", "I-0100"), ("999", "1000"), ("BIKE", "BIKE-1"), ("A9Z", "A10Z")]
)
def test_number_series_count_in_their_last_digits(last: str, following: str) -> None:
    assert rules.next_no(last) == following


def test_a_quantity_of_boxes_becomes_base_units() -> None:
    assert 3 * Decimal(12) + 5 == rules.quantity_base(Decimal(3), Decimal(12)) + 5 == 41


def test_base_precision_rounds_a_sixth_of_a_box_to_whole_pieces() -> None:
    assert rules.quantity_base(Decimal("0.83333"), Decimal(6), Decimal(1)) == 5
    assert rules.quantity_base(Decimal("0.83333"), Decimal(6)) == Decimal("4.99998")


@pytest.mark.parametrize("unit", [UnitDraft("PCS", Decimal(2)), UnitDraft("BOX", Decimal(0))])
def test_the_base_unit_is_one_and_no_unit_is_nothing(unit: UnitDraft) -> None:
    with pytest.raises(UnitFactorInvalid):
        rules.ensure_unit("BIKE", "PCS", unit)


def test_a_category_cannot_lie_inside_itself() -> None:
    with pytest.raises(CategoryLoop):
        rules.ensure_no_loop("A", "C", {"C": "B", "B": "A", "A": None})
    rules.ensure_no_loop("D", "C", {"C": "B", "B": "A", "A": None})


def test_a_reference_ends_after_it_starts_and_names_its_owner() -> None:
    with pytest.raises(ReferenceDates):
        rules.ensure_reference(
            ReferenceDraft("1", starting_date=date(2026, 2, 1), ending_date=date(2026, 1, 31))
        )
    with pytest.raises(ReferenceOwner):
        rules.ensure_reference(ReferenceDraft("1", type="Vendor"))
    with pytest.raises(ReferenceOwner):
        rules.ensure_reference(ReferenceDraft("1", type="", type_no="V1"))


def test_codes_are_trimmed_and_upper_case() -> None:
    assert code(" bell-1 ", "item number") == "BELL-1"


@pytest.mark.parametrize("text", ["", "   ", "A" * 21, "A\nB", "A\x00B", "A\u202eB"])
def test_a_code_is_short_and_printable(text: str) -> None:
    with pytest.raises(CodeInvalid) as refusal:
        code(text, "item number")
    assert len(refusal.value.message) < 160


def test_markup_and_formulas_stay_plain_text() -> None:
    assert text_line("=HYPERLINK(<b>x</b>)\n  y", "description") == "=HYPERLINK(<b>x</b>) y"


def test_a_label_shows_the_thirteen_digit_gtin_of_its_unit() -> None:
    references = [
        ("", "PCS", "5701234567899"),
        ("", "PCS", "X1"),
        ("", "BOX", "15701234567896"),
        ("", "PCS", "96385074"),
    ]
    assert rules.best_gtin(references, "", "PCS") == "5701234567899"
    assert rules.best_gtin(references, "", "BOX") == "15701234567896"
    assert rules.best_gtin(references, "RED", "PCS") == ""
