"""Items in the database, and what the phones are told of them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.errors import NotFound
from scanapp.inventory.items import actions, queries
from scanapp.inventory.items.errors import BaseUnitFixed, ItemExists, UnitFactorFixed
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft, UnitDraft, VariantDraft
from scanapp.inventory.tracking import queries as tracking_queries  # noqa: F401
from scanapp.inventory.tracking.actions import create_tracking_code

BIKE = ItemDraft(
    "bike",
    {"description": "Bicycle", "unit_cost": Decimal("310.5")},
    units=[UnitDraft("BOX", Decimal(12))],
    variants=[VariantDraft("RED", "Red")],
    references=[
        ReferenceDraft("5701234567899"),
        ReferenceDraft("15701234567896", unit_code="BOX"),
        ReferenceDraft("V-1", type="Vendor", type_no="V1"),
    ],
)


def changes(session: Session) -> list[tuple[str, str, str, list]]:
    feed.flush(session)
    rows = session.scalars(select(feed.Change).order_by(feed.Change.v))
    return [(row.entity, row.key, row.kind, json.loads(row.body)) for row in rows]


def test_an_item_comes_with_units_variants_and_references(session: Session) -> None:
    saved = actions.save_items(session, [BIKE])
    assert saved.created == ("BIKE",)
    item = queries.item(session, "BIKE")
    assert (item.base_unit, item.unit_cost, item.type) == ("PCS", Decimal("310.5"), "Inventory")
    assert [row for _, row in queries.catalogue_rows(session, "unit")] == [
        ["BIKE", "BOX", "12", "0"],
        ["BIKE", "PCS", "1", "0"],
    ]
    found = queries.references_by_code(session, ["5701234567899", "15701234567896", "V-1"])
    assert {code: rows[0].unit_code for code, rows in found.items()} == {
        "5701234567899": "PCS",
        "15701234567896": "BOX",
    }


def test_phones_are_told_exactly_what_a_snapshot_would_say(session: Session) -> None:
    create_tracking_code(session, "SNALL", serial_specific=True)
    actions.save_items(
        session, [BIKE, ItemDraft("PHONE", {"description": "Phone", "tracking_code": "snall"})]
    )
    told = {(entity, key): row for entity, key, kind, row in changes(session) if kind == "put"}
    snapshot = {
        (entity, key): row
        for entity in queries.COLUMNS
        for key, row in queries.catalogue_rows(session, entity)
    }
    assert told == snapshot
    assert snapshot["item", "PHONE"][4] == "s"
    assert all(len(row) == len(queries.COLUMNS[entity]) for (entity, _), row in snapshot.items())


def test_saving_the_same_again_changes_nothing_and_tells_nobody(session: Session) -> None:
    actions.save_items(session, [BIKE])
    before = changes(session)
    assert actions.save_items(session, [BIKE]).unchanged == ("BIKE",)
    assert changes(session) == before


def test_only_the_given_fields_of_an_existing_item_change(session: Session) -> None:
    actions.save_items(session, [BIKE])
    assert actions.save_items(session, [ItemDraft("BIKE", {"description": "Cargo bicycle"})]).updated == (
        "BIKE",
    )
    item = queries.item(session, "BIKE")
    assert (item.description, item.unit_cost) == ("Cargo bicycle", Decimal("310.5"))


def test_units_in_use_keep_their_factor_and_the_base_unit_stays(session: Session) -> None:
    actions.save_items(session, [BIKE])
    with pytest.raises(UnitFactorFixed):
        actions.save_items(session, [ItemDraft("BIKE", units=[UnitDraft("BOX", Decimal(10))])])
    with pytest.raises(BaseUnitFixed):
        actions.save_items(session, [ItemDraft("BIKE", {"base_unit": "BOX"})])


@pytest.mark.parametrize(
    "draft",
    [
        ItemDraft("X", {"category_code": "NONE"}),
        ItemDraft("X", {"tracking_code": "NONE"}),
        ItemDraft("X", references=[ReferenceDraft("1", unit_code="BOX")]),
        ItemDraft("X", references=[ReferenceDraft("1", variant_code="RED")]),
    ],
)
def test_what_an_item_names_must_exist(session: Session, draft: ItemDraft) -> None:
    with pytest.raises(NotFound):
        actions.save_items(session, [draft])


def test_a_second_item_of_the_same_number_is_refused(session: Session) -> None:
    actions.create_item(session, "BELL", description="Bell")
    with pytest.raises(ItemExists):
        actions.create_item(session, " bell ")


def test_a_taught_barcode_reaches_the_phones_once(session: Session) -> None:
    actions.save_items(session, [BIKE])
    first = actions.add_reference(session, "BIKE", "NEW-1", unit_code="BOX")
    assert actions.add_reference(session, "BIKE", "NEW-1", unit_code="BOX").id == first.id
    assert [row for e, _, _, row in changes(session) if e == "reference" and row[1] == "NEW-1"] == [
        [first.id, "NEW-1", "BIKE", "", "BOX", "Bar Code", "", ""]
    ]


def test_items_are_found_by_number_description_and_barcode(session: Session) -> None:
    actions.save_items(session, [BIKE, ItemDraft("BELL", {"description": "Bell, 100% brass"})])
    assert [i.no for i in queries.search_items(session, "b")] == ["BELL", "BIKE"]
    assert [i.no for i in queries.search_items(session, "bicy")] == ["BIKE"]
    assert [i.no for i in queries.search_items(session, "5701234567899")] == ["BIKE"]
    assert [i.no for i in queries.search_items(session, "100% brass")] == ["BELL"]
    assert queries.search_items(session, "_") == []
    assert queries.count_items(session, "b") == 2
