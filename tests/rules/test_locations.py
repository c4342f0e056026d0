"""Ranges of bins and the walk through them."""

from __future__ import annotations

import pytest

from scanapp.inventory.locations import rules
from scanapp.inventory.locations.errors import BinRangeInvalid


def test_a_range_runs_part_by_part() -> None:
    bins = rules.bins_between("A-01-09", "B-02-11")
    assert len(bins) == 2 * 2 * 3
    assert bins[0] == "A-01-09"
    assert bins[-1] == "B-02-11"


@pytest.mark.parametrize(
    ("first", "last"),
    [("A-01", "A-1"), ("A-09", "A-01"), ("A-01", "B-01-01"), ("A.01", "A-01"), ("A" * 21, "A" * 21)],
)
def test_two_codes_of_different_shape_are_no_range(first: str, last: str) -> None:
    with pytest.raises(BinRangeInvalid):
        rules.bins_between(first, last)


def test_a_range_is_never_unbounded() -> None:
    with pytest.raises(BinRangeInvalid):
        rules.bins_between("A-0000-0000", "Z-9999-9999")


def test_people_walk_up_one_aisle_and_down_the_next() -> None:
    codes = ["B-01", "A-02", "B-02", "A-10", "A-01"]
    assert rules.walk(codes) == ["A-01", "A-02", "A-10", "B-02", "B-01"]
