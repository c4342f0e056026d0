"""What a count means, without a database (domain 1 §5.5-5.7, settled 11, 34, 35, 40)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanapp.inventory.counting import rules
from scanapp.inventory.counting.rules import CountedPart, Tolerance

NINE = datetime(2026, 1, 10, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LOT = {n: ("", f"L{n}", "") for n in (1001, 1002, 1003, 1006)}
quantities = st.decimals(0, 999, places=2)
lots = st.sampled_from(sorted(LOT.values()))


def part(quantity: int | str, number: rules.Number = rules.NO_NUMBER, **times: datetime) -> CountedPart:
    return CountedPart(number, Decimal(quantity), **times)


def test_shortage_of_two_recordings_is_one_difference() -> None:
    found = rules.difference([part(60), part(35)], {rules.NO_NUMBER: Decimal(100)}, is_tracked=False)
    assert (found.counted, found.difference, found.positive, found.negative) == (95, -5, 0, 5)
    assert found.entry_type == "Negative Adjmt."


def test_lots_have_a_positive_and_a_negative_part_as_in_example_5_4() -> None:
    stock = {LOT[1001]: Decimal(80), LOT[1003]: Decimal(30), LOT[1006]: Decimal(10)}
    counted = [part(80, LOT[1001]), part(12, LOT[1002]), part(20, LOT[1003]), part(0, LOT[1006])]
    found = rules.difference(counted, stock, is_tracked=True)
    assert (found.positive, found.negative, found.difference) == (12, 20, -8)
    assert [row.difference for row in found.numbers] == [0, 12, -10, -10]


def test_a_swap_of_lots_has_no_difference_but_is_not_exact() -> None:
    found = rules.difference([part(5, LOT[1002])], {LOT[1001]: Decimal(5)}, is_tracked=True)
    assert (found.difference, found.is_exact) == (0, False)


def test_numbers_of_an_untracked_line_are_added_up() -> None:
    stock = {LOT[1001]: Decimal(2), LOT[1002]: Decimal(3)}
    found = rules.difference([part(5)], stock, is_tracked=False)
    assert found.is_exact
    assert len(found.numbers) == 1


@given(st.lists(st.tuples(lots, quantities)), st.dictionaries(lots, quantities))
def test_positive_less_negative_is_counted_less_stock(
    counted: list[tuple[rules.Number, Decimal]], stock: dict[rules.Number, Decimal]
) -> None:
    found = rules.difference([part(q, number) for number, q in counted], stock, is_tracked=True)
    assert found.positive - found.negative == found.counted - found.stock
    assert found.counted == sum(q for _, q in counted)
    assert all(row.counted or row.stock for row in found.numbers)


def test_the_instant_of_a_line_is_the_latest_of_its_parts_and_its_interval_spans_them_all() -> None:
    early = part(1, at=NINE, lo=NINE - MINUTE, hi=NINE + MINUTE)
    late = part(1, at=NINE + 10 * MINUTE, lo=NINE + 9 * MINUTE, hi=NINE + 11 * MINUTE)
    instant = rules.counted_instant([late, early], None)
    assert instant == rules.Instant(NINE + 10 * MINUTE, NINE - MINUTE, NINE + 11 * MINUTE)
    assert instant.error_ms == 12 * 60_000


def test_a_part_without_time_counts_as_the_snapshot() -> None:
    assert rules.counted_instant([part(1)], NINE) == rules.Instant(NINE, NINE, NINE)
    mixed = rules.counted_instant([part(1), part(1, at=NINE - MINUTE)], NINE)
    assert mixed and mixed.at == NINE
    assert rules.counted_instant([part(1)], None) is None
    assert rules.counted_instant([], NINE) is None


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("before", NINE + MINUTE), ("after", NINE - MINUTE - rules.TICK), ("recount", NINE), ("", NINE)],
)
def test_deciding_an_overlap_moves_the_instant_to_the_other_side_of_the_movements(
    choice: str, expected: datetime
) -> None:
    instant = rules.Instant(NINE, NINE - 3 * MINUTE, NINE + 3 * MINUTE)
    assert rules.settled_instant(instant, choice, [NINE - MINUTE, NINE + MINUTE]).at == expected


@pytest.mark.parametrize(
    ("tolerance", "is_large"),
    [
        (Tolerance(), False),
        (Tolerance(quantity=Decimal(4)), True),
        (Tolerance(quantity=Decimal(5)), False),
        (Tolerance(percent=Decimal(5)), False),
        (Tolerance(percent=Decimal("4.9")), True),
        (Tolerance(value=Decimal("49.99")), True),
        (Tolerance(value=Decimal(50)), False),
        (Tolerance(quantity=Decimal(0), percent=Decimal(0), value=Decimal(0)), False),
    ],
)
def test_a_difference_of_5_in_100_at_10_each_against_a_tolerance(
    tolerance: Tolerance, is_large: bool
) -> None:
    found = rules.difference([part(95)], {rules.NO_NUMBER: Decimal(100)}, is_tracked=False)
    assert rules.is_large(found, Decimal(10), tolerance) is is_large


def test_a_find_where_nothing_was_is_beyond_any_percentage() -> None:
    found = rules.difference([part(1)], {}, is_tracked=False)
    assert rules.is_large(found, Decimal(1), Tolerance(percent=Decimal(500)))


def test_an_exact_count_is_never_large() -> None:
    found = rules.difference([part(0)], {}, is_tracked=False)
    assert not rules.is_large(found, Decimal(1), Tolerance(percent=Decimal(1)))


def test_value_at_risk_counts_both_sides_of_a_swap() -> None:
    found = rules.difference([part(5, LOT[1002])], {LOT[1001]: Decimal(5)}, is_tracked=True)
    assert rules.value_at_risk(found, Decimal("2.5")) == Decimal("25.00")


def test_a_serial_is_counted_once_in_an_order() -> None:
    one, two = ("S1", "", ""), ("S2", "", "")
    parts = [("PHONE", one, Decimal(1)), ("PHONE", two, Decimal(1)), ("PHONE", one, Decimal(1))]
    assert rules.repeated_serials(parts) == [("PHONE", "S1")]
    assert rules.repeated_serials([("PHONE", one, Decimal(1)), ("RADIO", one, Decimal(1))]) == []
    assert rules.repeated_serials([("BIKE", rules.NO_NUMBER, Decimal(9))]) == []


def test_the_digest_follows_the_differences_and_nothing_else() -> None:
    key = ("BIKE", "", "EAST", "")

    def digest(counted: int, stock: int) -> str:
        found = rules.difference([part(counted)], {rules.NO_NUMBER: Decimal(stock)}, is_tracked=False)
        return rules.digest([(10000, key, found.numbers)])

    assert digest(95, 100) == digest(85, 90) != digest(95, 99)
    assert len(digest(1, 1)) == 64
