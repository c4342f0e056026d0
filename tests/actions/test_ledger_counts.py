"""Counts in the ledger: K1 to K5, late movements and older counts, with numbers and bins (settled 31–37)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import errors, models
from scanapp.inventory.ledger.movements import Numbers, Place, StockKey
from scanapp.inventory.ledger.queries import anchors, movements_around, numbers_at, stock_at
from tests.ledger_world import World, buy, count, hour, move, sell

EAST = StockKey("EAST", "", "BIKE")


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def proofs(world: World) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    rows = world.entries(models.PhysicalInventoryEntry)
    return [(p.entry_type, p.qty_calculated, p.qty_phys_inventory, p.quantity) for p in rows]


def seen(world: World) -> list[tuple[str, str, Decimal]]:
    return [(a.lot_no or a.serial_no, a.bin_code, a.quantity) for a in world.entries(models.CountAnchor)]


def test_k1_stock_at_an_instant_leaves_later_entries_out(world: World) -> None:
    world.post(buy(100, at=1), sell(10, at=5), sell(5, at=9))
    got = [stock_at(world.session, [EAST], hour(h))[EAST] for h in (0, 1, 4, 5, 9, 50)]
    assert got == [0, 100, 100, 90, 85, 85]


def test_example_5_1_a_shortage_is_a_negative_adjustment_with_its_proof(world: World) -> None:
    world.post(buy(100, at=0))
    posting = world.post(count(1, 95))
    entry = world.entries()[-1]
    assert (entry.entry_type, entry.quantity, entry.rule, entry.effective_at) == (
        "Negative Adjmt.",
        -5,
        "K1",
        hour(1),
    )
    assert proofs(world) == [("Negative Adjmt.", 100, 95, 5)]
    assert (posting.differences[0].calculated, posting.differences[0].quantity) == (100, -5)
    assert (world.stock(), seen(world)) == (95, [("", "", 95)])


def test_example_5_2_no_difference_leaves_proof_and_anchor_but_no_entry(world: World) -> None:
    world.post(buy(40, at=0))
    world.post(count(1, 40))
    assert (len(world.entries()), proofs(world)) == (1, [("Positive Adjmt.", 40, 40, 0)])
    assert seen(world) == [("", "", 40)]


def test_a_place_counted_empty_that_never_had_stock_is_proven_too(world: World) -> None:
    world.post(count(1, 0))
    assert (proofs(world), seen(world)) == ([("Positive Adjmt.", 0, 0, 0)], [("", "", 0)])


def test_example_5_4_lots_gain_and_lose_in_two_parts(world: World) -> None:
    for lot, quantity in (("L1001", 80), ("L1003", 30), ("L1006", 10)):
        world.post(buy(quantity, item="PAINT", lot_no=lot, at=0))
    world.post(count(1, item="PAINT", lots={"L1001": 80, "L1002": 12, "L1003": 20, "L1006": 0}))
    assert [(e.lot_no, e.quantity) for e in world.entries()[3:]] == [
        ("L1002", 12),
        ("L1003", -10),
        ("L1006", -10),
    ]
    assert proofs(world) == [("Positive Adjmt.", 120, 132, 12), ("Negative Adjmt.", 120, 100, 20)]
    assert seen(world) == [("L1001", "", 80), ("L1002", "", 12), ("L1003", "", 20), ("L1006", "", 0)]


def test_example_5_5_serials_missing_and_found(world: World) -> None:
    world.post(*(buy(1, item="PHONE", serial_no=s, at=0) for s in ("SN1", "SN2", "SN3")))
    world.post(count(1, item="PHONE", serials=("SN1", "SN4")))
    assert [(e.serial_no, e.quantity) for e in world.entries()[3:]] == [("SN4", 1), ("SN2", -1), ("SN3", -1)]


def test_example_5_6_a_serial_in_the_wrong_place_leaves_before_it_enters(world: World) -> None:
    world.post(buy(1, item="PHONE", serial_no="SN9", at=0))
    world.post(count(1, item="PHONE", location="WEST", serials=("SN9",)), count(1, item="PHONE"))
    assert [(e.location_code, e.quantity) for e in world.entries()[1:]] == [("EAST", -1), ("WEST", 1)]


def test_a_serial_counted_in_two_places_is_refused(world: World) -> None:
    world.post(buy(1, item="PHONE", serial_no="SN9", at=0))
    with pytest.raises(errors.SerialInStock):
        world.post(count(1, item="PHONE", location="WEST", serials=("SN9",)))


def test_example_5_8_a_count_is_judged_at_its_own_instant(world: World) -> None:
    world.post(buy(100, at=0))
    world.post(sell(10, at=2))
    world.post(count(1.5, 98))
    assert (world.entries()[-1].quantity, world.stock()) == (-2, 88)


def test_example_5_8_b_the_snapshot_gives_ten_and_the_true_instant_nothing(world: World) -> None:
    world.post(buy(100, at=0))
    world.post(sell(10, at=2))
    at_snapshot = world.preview(count(1, 90)).differences[0].quantity
    at_count = world.preview(count(3, 90)).differences[0].quantity
    assert (at_snapshot, at_count) == (-10, 0)


def test_k3_a_late_movement_is_posted_with_a_linked_correction_first(world: World) -> None:
    world.post(buy(50, at=0))
    world.post(count(5, 45))
    world.post(sell(3, at=4))
    half, sale = world.entries()[-2:]
    assert (half.entry_type, half.quantity, half.effective_at, half.rule) == (
        "Positive Adjmt.",
        3,
        hour(5),
        "K3",
    )
    assert (sale.entry_type, sale.quantity, sale.effective_at, sale.rule) == ("Sale", -3, hour(4), "")
    assert (half.linked_to, sale.linked_to, half.set_no) == (sale.entry_no, half.entry_no, sale.set_no)
    assert (half.remaining_quantity, sale.remaining_quantity, world.stock()) == (0, 0, 45)


def test_k3_goes_to_the_earliest_anchor_at_or_after_the_movement(world: World) -> None:
    world.post(buy(50, at=0))
    for at in (8, 3, 5):
        world.post(count(at, 50))
    world.post(sell(1, at=4), sell(1, at=5), sell(1, at=9))
    assert [e.effective_at for e in world.entries() if e.rule == "K3"] == [hour(5), hour(5)]
    assert world.stock() == 49


def test_settled_36_a_late_decrease_costs_the_card_and_leaves_layers_alone(world: World) -> None:
    world.post(buy(50, 10, at=0))
    world.set_item("BIKE", unit_cost=Decimal(8))
    world.post(count(5, 50))
    world.post(sell(3, at=4))
    assert [str(world.costs()[no]) for no in (2, 3)] == ["24.00", "-24.00"]
    assert world.entries()[0].remaining_quantity == 50


def test_settled_36_a_late_increase_gives_the_correction_its_own_cost(world: World) -> None:
    world.post(count(5, 0))
    world.post(buy(4, "2.5", at=4))
    half, purchase = world.entries()
    assert (half.entry_type, half.quantity, purchase.entry_type, purchase.quantity) == (
        "Negative Adjmt.",
        -4,
        "Purchase",
        4,
    )
    assert [str(world.costs()[no]) for no in (1, 2)] == ["-10.00", "10.00"]
    assert (world.applications(), world.stock()) == ([(2, 1, -4)], 0)
    assert half.applies_to_entry == purchase.entry_no


def test_a_late_sale_needs_no_stock_now(world: World) -> None:
    world.post(buy(5, at=0))
    world.post(count(5, 0))
    posting = world.post(sell(5, at=4))
    assert (posting.notices, world.stock()) == ([], 0)


def test_k4_an_older_count_does_not_move_what_a_later_count_saw(world: World) -> None:
    world.post(buy(50, at=0))
    world.post(count(8, 40))
    world.post(count(5, 47))
    half, own = world.entries()[-2:]
    assert (half.quantity, half.effective_at, half.rule) == (3, hour(8), "K4")
    assert (own.quantity, own.effective_at, own.rule) == (-3, hour(5), "K1")
    assert [stock_at(world.session, [EAST], hour(h))[EAST] for h in (5, 8)] == [47, 40]
    assert [(a.at, a.quantity) for a in anchors(world.session, EAST.place)] == [(hour(8), 40), (hour(5), 47)]


def test_settled_35_a_second_count_at_the_same_instant_takes_its_own_difference(world: World) -> None:
    world.post(buy(50, at=0))
    world.post(count(5, 48))
    world.post(count(5, 49))
    assert (world.entries()[-1].quantity, world.entries()[-1].linked_to, world.stock()) == (1, 0, 49)


def test_settled_31_a_count_covers_numbers_that_were_not_there(world: World) -> None:
    world.post(count(5, item="PHONE"))
    assert (proofs(world), seen(world)) == ([("Positive Adjmt.", 0, 0, 0)], [])
    world.post(buy(1, item="PHONE", serial_no="LATE", at=4))
    assert world.stock("PHONE", serial_no="LATE") == 0
    assert [(e.serial_no, e.quantity) for e in world.entries()] == [("LATE", -1), ("LATE", 1)]


def test_a_missing_serial_moved_late_to_an_uncounted_place_is_there(world: World) -> None:
    world.post(buy(1, item="PHONE", serial_no="S", at=0))
    world.post(count(5, item="PHONE"))
    world.post(move("Transfer", 1, item="PHONE", serial_no="S", new_location_code="WEST", at=4))
    assert (world.stock("PHONE", serial_no="S"), world.stock("PHONE", "WEST", serial_no="S")) == (0, 1)


def test_a_missing_serial_moved_late_to_a_place_that_counted_it_is_there_once(world: World) -> None:
    world.post(buy(1, item="PHONE", serial_no="S", at=0))
    world.post(count(5, item="PHONE"), count(6, item="PHONE", location="WEST", serials=("S",)))
    world.post(move("Transfer", 1, item="PHONE", serial_no="S", new_location_code="WEST", at=4))
    assert (world.stock("PHONE", serial_no="S"), world.stock("PHONE", "WEST", serial_no="S")) == (0, 1)
    assert [e.rule for e in world.entries()[-4:]] == ["K3", "", "K3", ""]


def test_a_late_transfer_corrects_only_the_leg_that_was_counted(world: World) -> None:
    world.post(buy(10, 10, at=0))
    world.post(count(5, 7, location="WEST"))
    world.post(move("Transfer", 2, new_location_code="WEST", at=4))
    assert (world.stock(), world.stock(location="WEST")) == (8, 7)
    late = [(e.entry_type, e.location_code, e.quantity) for e in world.entries()[-3:]]
    assert late == [("Transfer", "EAST", -2), ("Negative Adjmt.", "WEST", -2), ("Transfer", "WEST", 2)]
    assert [str(world.costs()[e.entry_no]) for e in world.entries()[-3:]] == ["-20.00", "-20.00", "20.00"]


def bin_count(at: float, quantity: Any, bin: str) -> Any:
    return count(at, quantity, location="SILVER", bin_code=bin)


def test_a_bin_is_counted_for_itself(world: World) -> None:
    world.post(
        buy(10, location="SILVER", bin_code="S-01", at=0), buy(4, location="SILVER", bin_code="S-02", at=0)
    )
    world.post(bin_count(5, 9, "S-01"))
    row = world.entries(models.WarehouseEntry)[-1]
    assert (row.entry_type, row.bin_code, row.quantity_base, row.rule) == (
        "Negative Adjmt.",
        "S-01",
        -1,
        "K1",
    )
    assert (world.stock(location="SILVER"), seen(world)) == (13, [("", "S-01", 9)])


@pytest.mark.parametrize(
    ("counted", "held"), [(("S-01",), (9, 2)), (("S-02",), (8, 1)), (("S-01", "S-02"), (9, 1))]
)
def test_settled_37_a_late_bin_move_corrects_each_counted_leg(
    world: World, counted: tuple[str, ...], held: tuple[int, int]
) -> None:
    world.post(buy(10, location="SILVER", bin_code="S-01", at=0))
    world.post(*(bin_count(5, {"S-01": 9, "S-02": 1}[bin], bin) for bin in counted))
    world.post(move("Movement", 2, location="SILVER", bin_code="S-01", new_bin_code="S-02", at=4))
    assert (world.stock(location="SILVER", bin="S-01"), world.stock(location="SILVER", bin="S-02")) == held
    halves = [e for e in world.entries() if e.rule == "K3"]
    moves = [w for w in world.entries(models.WarehouseEntry) if w.entry_type == "Movement"]
    assert [(w.bin_code, w.quantity_base) for w in moves] == [("S-01", -2), ("S-02", 2)]
    linked = {w.entry_no for w in moves if w.bin_code in counted}
    assert {e.linked_warehouse_entry_no for e in halves} == linked
    assert len({e.set_no for e in halves} | {w.set_no for w in moves}) == 1
    if len(counted) == 2:
        assert sum(world.costs()[e.entry_no] for e in halves) == 0


def test_numbers_in_bins_are_counted_by_number(world: World) -> None:
    for lot in ("A", "B"):
        world.post(buy(5, item="PAINT", location="SILVER", bin_code="S-01", lot_no=lot, at=0))
    world.post(count(1, item="PAINT", location="SILVER", bin_code="S-01", lots={"A": 6}))
    place = Place("SILVER", "S-01", "PAINT")
    now = numbers_at(world.session, {place: hour(9)})[place]
    assert now == {Numbers(lot_no="A"): 6}
    assert seen(world) == [("A", "S-01", 6), ("B", "S-01", 0)]


def test_movements_around_a_count_are_those_whose_interval_touches_it(world: World) -> None:
    world.post(buy(5, at=1), sell(1, at=4), sell(1, at=6, eff_lo=hour(4.5), eff_hi=hour(6)), sell(1, at=9))
    found = movements_around(world.session, EAST.place, hour(3), hour(5))
    assert [(h.quantity, h.effective_at) for h in found] == [(-1, hour(4)), (-1, hour(6))]


def test_what_a_preview_of_counts_shows_is_posted(world: World) -> None:
    world.post(buy(50, at=0))
    world.post(count(8, 40))
    lines = [count(5, 47), count(3, item="SHIRT", quantity=2), sell(1, at=2)]
    shown = world.preview(*lines)
    written = world.post(*lines)
    assert shown.differences == written.differences
    for table in models.TABLES:
        assert [r | {"row_hash": ""} for r in written.shown(table)] == shown.shown(table)


def test_settled_43_what_a_count_or_a_late_line_adds_to_a_lot_has_the_lots_expiry(world: World) -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    world.post(*(buy(5, item="PAINT", lot_no="A", at=0, expiration_date=day) for day in (july, june)))
    world.post(count(5, item="PAINT", lots={"A": 12}))
    world.post(sell(2, item="PAINT", lot_no="A", at=4), sell(1, item="PAINT", lot_no="A", at=6))
    found, half, late, sale = world.entries()[-4:]
    assert [entry.expiration_date for entry in (found, half, late)] == [june] * 3
    assert sale.expiration_date is not None
