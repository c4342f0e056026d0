"""Posting: entries, applications, values, bins; the worked examples of domain 1 §0 and domain 2 §2, 3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.items.models import Item
from scanapp.inventory.ledger import errors, models
from tests.ledger_world import LENIENT, World, buy, move, sell


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_example_0_1_a_sale_is_split_over_two_purchases(world: World) -> None:
    world.post(buy(6, day=1))
    world.post(buy(10, day=5))
    world.post(sell(8, day=10))
    assert world.applications() == [(1, 3, -6), (2, 3, -2)]
    assert [e.remaining_quantity for e in world.entries()] == [0, 8, 0]
    assert [e.open for e in world.entries()] == [False, True, False]


def test_example_0_2_negative_stock_is_closed_by_the_next_purchase(world: World) -> None:
    world.post(sell(5), settings=LENIENT)
    sale = world.entries()[0]
    assert (sale.remaining_quantity, sale.open, world.costs()[1]) == (-5, True, Decimal("-40.00"))
    world.post(buy(8))
    assert [(e.remaining_quantity, e.open) for e in world.entries()] == [(0, False), (3, True)]
    assert world.applications() == [(2, 1, -5)]
    assert world.entries()[0].applied_entry_to_adjust
    assert world.stock() == 3


def test_example_0_3_lot_specific_refused(world: World) -> None:
    world.post(buy(4, item="PAINT", lot_no="A"), buy(9, item="PAINT", lot_no="B"))
    with pytest.raises(errors.NumberNotInStock) as refused:
        world.post(sell(5, item="PAINT", lot_no="A"))
    assert refused.value.message == "EAST has 4 of item PAINT with number A; 1 more would be needed."
    assert world.rows("item_ledger_entry") == 2


def test_example_0_4_entries_are_in_base_units(world: World) -> None:
    world.post(move("Positive Adjmt.", 24, unit_of_measure_code="BOX", qty_per_unit=Decimal(12)))
    entry = world.entries()[0]
    assert (entry.quantity, entry.unit_of_measure_code, entry.qty_per_unit) == (24, "BOX", 12)


def test_x_01_and_x_02_applications_carry_the_posting_date_of_the_entry_that_made_them(world: World) -> None:
    world.post(buy(10, day=1))
    world.post(sell(5, day=3))
    rows = world.entries(models.ItemApplicationEntry)
    seen = [
        (a.posting_date.day, a.inbound_entry_no, a.outbound_entry_no, a.quantity, a.item_ledger_entry_no)
        for a in rows
    ]
    assert seen == [(1, 1, 0, 10, 1), (3, 1, 2, -5, 2)]


@pytest.mark.parametrize(
    ("method", "costs"),
    [
        ("FIFO", ["-10.00", "-20.00", "-30.00"]),
        ("LIFO", ["-30.00", "-20.00", "-10.00"]),
        ("Average", ["-10.00", "-20.00", "-30.00"]),
    ],
)
def test_x_09_the_costing_method_chooses_the_layer(world: World, method: str, costs: list[str]) -> None:
    world.set_item("BIKE", costing_method=method)
    world.post(*(buy(1, cost, day=1) for cost in (10, 20, 30)))
    world.post(sell(1, day=2))
    world.post(sell(1, day=3), sell(1, day=4))
    assert [str(world.costs()[no]) for no in (4, 5, 6)] == costs
    assert sum(world.costs().values()) == 0
    by_average = [v.valued_by_average_cost for v in world.entries(models.ValueEntry)]
    assert by_average == [False] * 3 + [method == "Average"] * 3


def test_x_08_indirect_cost_is_a_value_entry_of_its_own(world: World) -> None:
    world.set_item("BIKE", indirect_cost_percent=Decimal(10), overhead_rate=Decimal(2))
    world.post(move("Purchase", 10, cost_amount=Decimal(950)))
    values = [(v.entry_type, str(v.cost_amount_actual)) for v in world.entries(models.ValueEntry)]
    assert values == [("Direct Cost", "950.00"), ("Indirect Cost", "115.00")]
    assert world.session.get_one(Item, "BIKE").unit_cost == Decimal("106.5")


def test_a_standard_item_is_worth_its_standard_cost_and_keeps_the_gap_as_variance(world: World) -> None:
    world.set_item("BIKE", costing_method="Standard", standard_cost=Decimal(10))
    world.post(buy(5, 12))
    values = [
        (v.entry_type, v.variance_type, str(v.cost_amount_actual)) for v in world.entries(models.ValueEntry)
    ]
    assert values == [("Direct Cost", "", "60.00"), ("Variance", "Purchase", "-10.00")]
    world.post(sell(2))
    assert world.costs()[2] == Decimal("-20.00")


def test_x_07_a_transfer_takes_the_cost_of_the_original_increase(world: World) -> None:
    world.set_item("BIKE", costing_method="Standard", standard_cost=Decimal(10))
    world.post(buy(1, 10, day=1))
    world.set_item("BIKE", standard_cost=Decimal(12))
    world.post(move("Transfer", 1, new_location_code="WEST", day=20))
    assert [str(world.costs()[no]) for no in (2, 3)] == ["-10.00", "10.00"]


def test_x_11_specific_costing_follows_the_serial_number(world: World) -> None:
    world.set_item("PHONE", costing_method="Specific")
    world.post(*(buy(1, cost, item="PHONE", serial_no=f"S{cost}", day=1) for cost in (10, 20, 30)))
    for cost in (20, 10, 30):
        world.post(sell(1, item="PHONE", serial_no=f"S{cost}"))
    assert [str(world.costs()[no]) for no in (4, 5, 6)] == ["-20.00", "-10.00", "-30.00"]


def test_specific_costing_without_serial_numbers_is_refused(world: World) -> None:
    world.set_item("BIKE", costing_method="Specific")
    with pytest.raises(errors.SpecificNeedsSerial):
        world.post(buy(1))


def test_shares_of_a_layer_are_rounded_each(world: World) -> None:
    world.post(move("Purchase", 3, cost_amount=Decimal("10.00"), day=1))
    for day in (2, 3, 4):
        world.post(sell(1, day=day))
    assert [str(world.costs()[no]) for no in (2, 3, 4)] == ["-3.33", "-3.33", "-3.33"]


def test_a_decrease_dated_before_its_layer_is_valued_on_the_layers_date(world: World) -> None:
    world.post(buy(2, day=20))
    world.post(sell(1, day=5))
    value = world.entries(models.ValueEntry)[1]
    assert (value.posting_date, value.valuation_date) == (date(2026, 1, 5), date(2026, 1, 20))


def test_a_transfer_keeps_layers_and_links_them(world: World) -> None:
    world.post(buy(2, 10, day=1), buy(3, 20, day=2))
    world.post(move("Transfer", 4, new_location_code="WEST", day=3))
    sent, *received = world.entries()[2:]
    assert (sent.quantity, sent.location_code, world.costs()[3]) == (-4, "EAST", Decimal("-60.00"))
    assert [(e.quantity, e.location_code, world.costs()[e.entry_no]) for e in received] == [
        (2, "WEST", Decimal("20.00")),
        (2, "WEST", Decimal("40.00")),
    ]
    links = [a for a in world.entries(models.ItemApplicationEntry) if a.transferred_from_entry_no]
    assert [(a.inbound_entry_no, a.outbound_entry_no, a.transferred_from_entry_no) for a in links] == [
        (4, 3, 1),
        (5, 3, 2),
    ]
    assert (world.stock(), world.stock(location="WEST")) == (1, 4)


def test_an_average_item_is_transferred_as_one_entry(world: World) -> None:
    world.set_item("BIKE", costing_method="Average")
    world.post(buy(2, 10), buy(3, 20))
    world.post(move("Transfer", 4, new_location_code="WEST"))
    assert [e.quantity for e in world.entries()[2:]] == [-4, 4]


def test_stock_in_bins_has_bin_entries_and_a_bin_move_has_two_take_first(world: World) -> None:
    world.post(buy(10, location="SILVER", bin_code="S-01"))
    world.post(move("Movement", 4, location="SILVER", bin_code="S-01", new_bin_code="S-02"))
    world.post(sell(1, location="SILVER", bin_code="S-02"))
    rows = [(w.entry_type, w.bin_code, w.quantity_base) for w in world.entries(models.WarehouseEntry)]
    assert rows == [
        ("Positive Adjmt.", "S-01", 10),
        ("Movement", "S-01", -4),
        ("Movement", "S-02", 4),
        ("Negative Adjmt.", "S-02", -1),
    ]
    assert len(world.entries()) == 2
    assert [world.stock(location="SILVER", bin=b) for b in ("S-01", "S-02")] == [6, 3]


def test_a_preview_is_what_posting_writes_and_leaves_nothing_behind(world: World) -> None:
    world.post(buy(5, day=1))
    lines = [sell(3), buy(2, 7, item="PAINT", lot_no="A"), move("Transfer", 1, new_location_code="WEST")]
    shown = world.preview(*lines)
    assert (world.rows("item_ledger_entry"), world.rows("register")) == (1, 1)
    written = world.post(*lines)
    assert shown.register_no == written.register_no
    for table in models.TABLES:
        without_hash = [row | {"row_hash": ""} for row in written.shown(table)]
        assert shown.shown(table) == without_hash


def test_the_rows_posted_are_the_rows_stored(world: World) -> None:
    posting = world.post(
        buy(5, location="SILVER", bin_code="S-01"), sell(2, location="SILVER", bin_code="S-01")
    )
    by_table = {
        model.__tablename__: model
        for model in (models.ItemLedgerEntry, models.ValueEntry, models.WarehouseEntry)
    }
    for table in ("item", "value", "warehouse"):
        model = by_table[models.TABLES[table][0].name]
        stored = [
            {c.name: getattr(row, c.name) for c in model.__table__.columns} for row in world.entries(model)
        ]
        assert posting.shown(table) == stored


def test_a_first_purchase_gives_the_item_card_its_cost(world: World) -> None:
    world.set_item("BIKE", unit_cost=Decimal(0))
    world.post(buy(5, 12))
    world.post(buy(5, 20))
    item = world.session.get_one(Item, "BIKE")
    assert (item.unit_cost, item.last_direct_cost) == (12, 20)


def test_a_posting_is_one_register_that_names_its_rows_and_the_one_before(world: World) -> None:
    world.post(buy(5), buy(1))
    world.post(sell(2))
    first, second = world.entries(models.Register)
    assert (first.from_entry_no, first.to_entry_no, second.from_entry_no, second.to_entry_no) == (1, 2, 3, 3)
    assert (first.prev_hash, second.prev_hash) == ("0" * 64, first.row_hash)
    assert (second.from_warehouse_entry_no, second.document_no, second.actor_id) == (0, "D-1", 1)


def test_quantities_and_costs_at_the_limits_survive(world: World) -> None:
    world.post(buy("999999999", "0.00001"))
    world.post(sell("999999999"))
    assert (world.stock(), sum(world.costs().values())) == (0, 0)
