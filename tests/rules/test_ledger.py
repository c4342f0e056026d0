"""Pure rules of the ledger: cost, application, planned rows."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanapp.inventory.ledger import chain, models, rows
from scanapp.inventory.ledger.application_rules import consume, cover
from scanapp.inventory.ledger.books import Books, ItemCard, Layer
from scanapp.inventory.ledger.cost_rules import Cost, amount, divided, of_increase, per_unit, share
from scanapp.inventory.ledger.movement_rules import scaled
from scanapp.inventory.ledger.movements import NO_NUMBERS, Numbers, Place

PIECE = 100_000


def card(**more: object) -> ItemCard:
    plain = {
        "no": "BIKE",
        "type": "Inventory",
        "base_unit": "PCS",
        "costing_method": "FIFO",
        "unit_cost": 8 * PIECE,
        "grid": 0,
    }
    return ItemCard(**(plain | more))  # type: ignore[arg-type]


def layer(no: int, day: str, quantity: int, cost: int = 1000, remaining: int | None = None) -> Layer:
    return Layer(no, day, quantity, quantity if remaining is None else remaining, cost, day)


@pytest.mark.parametrize(
    ("n", "d", "result"), [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (4, 3, 1), (0, 7, 0), (1, 3, 0)]
)
def test_halves_are_rounded_away_from_zero(n: int, d: int, result: int) -> None:
    assert divided(n, d) == result


@given(st.integers(-(10**14), 10**14), st.integers(0, 10**14))
def test_an_amount_is_the_exact_product_rounded_once(quantity: int, unit_cost: int) -> None:
    exact = Decimal(quantity).scaleb(-5) * Decimal(unit_cost).scaleb(-5)
    assert abs(Decimal(amount(quantity, unit_cost)).scaleb(-2) - exact) <= Decimal("0.005")


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_the_shares_of_a_layer_differ_from_its_cost_by_rounding_alone(cost: int, quantity: int) -> None:
    part = quantity // 3
    shares = [share(cost, taken, quantity) for taken in (part, part, quantity - 2 * part)]
    assert abs(sum(shares) - cost) <= 1


def test_a_unit_cost_comes_back_from_an_amount() -> None:
    assert per_unit(1000, 3 * PIECE) == 333_333
    assert per_unit(-1000, 4 * PIECE) == 250_000
    assert per_unit(1000, 0) == 0


def test_an_increase_without_a_cost_takes_the_cards() -> None:
    assert of_increase(card(), "Positive Adjmt.", 3 * PIECE, None, None) == Cost(2400)


def test_a_standard_adjustment_has_no_variance() -> None:
    assert of_increase(card(costing_method="Standard"), "Positive Adjmt.", PIECE, 12 * PIECE, None) == Cost(
        800
    )


@pytest.mark.parametrize(
    ("method", "taken"), [("FIFO", [2, 1]), ("Average", [2, 1]), ("LIFO", [3, 1]), ("Standard", [2, 1])]
)
def test_layers_are_consumed_by_posting_date(method: str, taken: list[int]) -> None:
    pool = [layer(1, "2026-01-02", 5 * PIECE), layer(2, "2026-01-01", PIECE), layer(3, "2026-01-03", PIECE)]
    found = consume(pool, 2 * PIECE, method, "2026-01-09")
    assert [part.layer.entry_no for part in found.parts] == taken
    assert found.missing == 0


def test_of_one_date_the_lower_entry_goes_first_and_a_planned_one_last() -> None:
    pool = [layer(-1, "2026-01-01", PIECE), layer(7, "2026-01-01", PIECE), layer(2, "2026-01-01", PIECE)]
    found = consume(pool, 3 * PIECE, "FIFO", "2026-01-01")
    assert [part.layer.entry_no for part in found.parts] == [2, 7, -1]
    assert pool == []


@given(st.lists(st.integers(1, 50), max_size=6), st.integers(1, 200), st.sampled_from(["FIFO", "LIFO"]))
def test_what_is_consumed_and_what_is_missing_make_the_whole(
    sizes: list[int], wanted: int, method: str
) -> None:
    pool = [layer(no, f"2026-01-{no:02}", size) for no, size in enumerate(sizes, 1)]
    found = consume(pool, wanted, method, "2026-02-01")
    assert sum(part.quantity for part in found.parts) + found.missing == wanted
    assert sum(one.remaining for one in pool) == max(sum(sizes) - wanted, 0)
    assert all(one.remaining for one in pool)


def test_stock_that_came_later_closes_the_oldest_debt_first() -> None:
    pool = [layer(2, "2026-01-02", -PIECE), layer(1, "2026-01-03", -2 * PIECE)]
    assert [(one.entry_no, part) for one, part in cover(pool, 2 * PIECE)] == [(2, PIECE), (1, PIECE)]
    assert [(one.entry_no, one.remaining) for one in pool] == [(1, -PIECE)]


def test_only_specific_numbers_tie_entries_together() -> None:
    lots = card(specific=(False, True, False))
    assert lots.matched(Numbers("S", "L", "P")) == Numbers("", "L", "")
    assert card().matched(Numbers("S", "L", "P")) == NO_NUMBERS


def test_stock_at_an_instant_takes_later_entries_off() -> None:
    place = Place("EAST", "", "BIKE")
    books = Books()
    books.balance(place)[NO_NUMBERS] = 7
    books.later[place] = [
        ("2026-01-02", NO_NUMBERS, 3),
        ("2026-01-04", Numbers("S"), 1),
        ("2026-01-04", NO_NUMBERS, 4),
    ]
    assert books.stock_at(place, "2026-01-02") == {NO_NUMBERS: 3, Numbers("S"): -1}
    assert books.stock_at(place, "2026-01-01") == {Numbers("S"): -1}


@pytest.mark.parametrize(
    ("text", "stored"),
    [("1", 100_000), ("-0.000005", -1), ("0.000004", 0), ("999999999.99999", 99_999_999_999_999)],
)
def test_decimals_are_stored_scaled(text: str, stored: int) -> None:
    assert scaled(Decimal(text)) == stored


ROWS = {
    "item": rows.ItemEntry,
    "application": rows.Application,
    "value": rows.Value,
    "warehouse": rows.BinEntry,
    "physical": rows.CountEntry,
    "anchor": rows.Anchor,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_planned_row_has_the_columns_of_its_table(name: str) -> None:
    fields = {field.name for field in dataclasses.fields(ROWS[name])}
    assert fields == set(models.TABLES[name][0].columns.keys())


def test_planned_rows_get_their_numbers_wherever_they_name_each_other() -> None:
    anchor = rows.Anchor(
        anchor_no=-2, item_no="BIKE", variant_code="", location_code="EAST", bin_code="", lot_no="", serial_no="",
        package_no="", at="", quantity=1, physical_inventory_entry_no=-3,
    )  # fmt: skip
    first = dict.fromkeys(("item", "application", "value", "warehouse", "set"), 1) | {
        "anchor": 10,
        "physical": 20,
    }
    rows.numbered(rows.Rows(anchor=[anchor]), first, 5)
    assert (anchor.anchor_no, anchor.physical_inventory_entry_no, anchor.register_no) == (11, 22, 5)


def test_a_row_hash_is_over_the_values_as_stored() -> None:
    assert chain.row_hash([1, "a", None]) == sha256(b"1\x1fa\x1f").hexdigest()
    assert chain.row_hash(["ab", "c"]) != chain.row_hash(["a", "bc"])
