"""Sheets of labels from real items, bins and people."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scanapp import labels
from scanapp.commands.labels import page
from scanapp.errors import NotFound
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, VariantDraft
from scanapp.inventory.ledger.movements import Movement
from scanapp.inventory.ledger.posting import post
from scanapp.inventory.locations.actions import create_bin_range, create_location
from scanapp.inventory.tracking import queries as tracking_queries  # noqa: F401
from scanapp.people.models import Person, PersonLocation

HOSTILE = "<img src=x onerror=alert(1)>=2+2"


@pytest.fixture
def shop(session: Session) -> Session:
    create_location(session, "HQ", "Head office", bin_mandatory=True)
    create_location(session, "SHOP", "Shop")
    create_bin_range(session, "HQ", "A-01", "B-09")
    save_items(
        session,
        [
            ItemDraft(
                "BIKE",
                {"description": HOSTILE},
                units=[UnitDraft("BOX", Decimal(12))],
                variants=[VariantDraft("RED", "Red")],
                references=[
                    ReferenceDraft("5701234567899"),
                    ReferenceDraft("15701234567896", unit_code="BOX"),
                    ReferenceDraft("5701234567004", variant_code="RED"),
                ],
            ),
            ItemDraft("BELL", {"description": "Bell"}),
        ],
    )
    for login, location in (("mia", "HQ"), ("bo", "SHOP")):
        person = Person(login=login, name=login.title(), role="counter")
        person.locations = [PersonLocation(location_code=location)]
        session.add(person)
    session.flush()
    return session


def test_bins_come_in_walking_order_page_by_page(shop: Session) -> None:
    sheet = labels.bin_sheet(shop, "HQ")
    assert [label.text for label in sheet.labels][:10] == [f"A-0{n}" for n in range(1, 10)] + ["B-09"]
    assert [len(page) for page in sheet.pages] == [16, 2]
    assert {label.symbology for label in sheet.labels} == {"code128"}


def test_chosen_bins_only(shop: Session) -> None:
    assert [label.title for label in labels.bin_sheet(shop, "HQ", codes=["B-02", "A-01"]).labels] == [
        "A-01",
        "B-02",
    ]
    with pytest.raises(NotFound):
        labels.bin_sheet(shop, "HQ", codes=["A-01", "Z-99"])


def test_an_item_shows_its_gtin_or_its_number(shop: Session) -> None:
    found = {label.title: (label.symbology, label.text) for label in labels.item_sheet(shop).labels}
    assert found == {"BELL": ("code128", "BELL"), "BIKE": ("ean", "5701234567899")}


def test_every_unit_and_variant_with_a_gtin_has_its_own_label(shop: Session) -> None:
    sheet = labels.item_sheet(shop, ["BIKE"], every_unit=True)
    assert {label.title: label.text for label in sheet.labels} == {
        "BIKE": "5701234567899",
        "BIKE · BOX": "15701234567896",
        "BIKE · RED": "5701234567004",
    }


def test_hostile_names_are_captions_and_never_markup_of_the_picture(shop: Session) -> None:
    label = labels.item_sheet(shop, ["BIKE"]).labels[0]
    assert label.detail == HOSTILE
    assert "onerror" not in label.svg


def test_a_sheet_on_paper_has_each_code_and_no_markup_from_names(shop: Session) -> None:
    text = page(labels.item_sheet(shop, every_unit=True))
    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;=2+2" in text
    assert text.count("<figure") == text.count("<svg") == 4
    assert re.findall(r"<title>(\d+|BELL)</title>", text) == [
        "BELL",
        "5701234567899",
        "15701234567896",
        "5701234567004",
    ]


def test_badges_carry_the_login_and_nothing_secret(shop: Session) -> None:
    assert [label.text for label in labels.badge_sheet(shop).labels] == ["u:bo", "u:mia"]
    assert [label.text for label in labels.badge_sheet(shop, location_code="HQ").labels] == ["u:mia"]


def test_a_practice_walk_shows_each_bin_and_what_lies_in_it(shop: Session) -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    movements = [
        Movement("Purchase", "BIKE", "HQ", Decimal(3), at.date(), "P1", bin_code=bin, variant_code=variant)
        for bin, variant in (("A-01", ""), ("A-01", "RED"), ("A-03", ""))
    ]
    post(shop, movements, actor=None, at=at)
    sheet = labels.practice_sheet(shop, "HQ", codes=["A-01", "A-02", "A-03"])
    assert [label.text for label in sheet.labels] == [
        *("A-01", "5701234567899", "5701234567004", "A-02", "A-03", "5701234567899")
    ]
    with pytest.raises(NotFound):
        labels.practice_sheet(shop, "HQ", codes=["NONE"])


def test_a_sheet_is_never_endless(shop: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "LABELS_MAX", 3)
    with pytest.raises(labels.TooManyLabels):
        labels.bin_sheet(shop, "HQ")
    with pytest.raises(labels.TooManyLabels):
        labels.item_sheet(shop, every_unit=True)
