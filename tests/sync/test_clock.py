"""When an operation happened (sync-protocol 8.1, settled 10). Milliseconds; noon is 12:00 on 2026-11-22."""

from __future__ import annotations

import pytest

from sync.clock import CLOCK_UNBOUNDED, CLOCK_WRONG, Effective, Measured, effective, measured, to_ms

NOON = to_ms("2026-11-22T12:00:00Z")
assert NOON is not None
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def at(
    wall: str, before: Measured | None, after: Measured | None, received: int = NOON + 60 * MINUTE
) -> Effective:
    return effective(wall, before, after, earliest=NOON - DAY, empty=NOON - 30 * MINUTE, received=received)


def test_both_readings_agree_within_their_errors() -> None:
    found = at("2026-11-22T12:00:00Z", Measured(-1000, 200), Measured(-1150, 50))
    assert found == Effective(NOON - 1000, NOON - 1200, NOON - 800)


def test_readings_that_differ_span_both() -> None:
    found = at("2026-11-22T12:00:00Z", Measured(0, 100), Measured(-10 * MINUTE, 100))
    assert (found.lo, found.hi) == (NOON - 10 * MINUTE - 100, NOON + 100)
    assert (found.at, found.doubt) == (NOON - 5 * MINUTE, CLOCK_WRONG)


@pytest.mark.parametrize("pair", [(Measured(500, 100), None), (None, Measured(500, 100))])
def test_one_reading_is_enough(pair: tuple[Measured | None, Measured | None]) -> None:
    assert at("2026-11-22T13:00:00+01:00", *pair) == Effective(NOON + 500, NOON + 400, NOON + 600)


def test_a_clock_far_off_is_corrected_and_noticed() -> None:
    found = at("2028-11-22T12:00:00Z", Measured(-731 * DAY, 100), Measured(-731 * DAY, 100))
    assert (found.at, found.doubt) == (NOON, CLOCK_WRONG)


@pytest.mark.parametrize(
    ("wall", "skew"),
    [
        ("2028-11-22T12:00:00Z", 0),
        ("1970-01-01T00:00:00Z", 0),
        ("", 0),
        ("noon", 0),
        ("2026-11-22T12:00:00", 0),
    ],
)
def test_an_impossible_time_is_bounded_by_the_contacts(wall: str, skew: float) -> None:
    found = at(wall, Measured(skew, 10), None)
    assert (found.lo, found.hi, found.doubt) == (NOON - 30 * MINUTE, NOON + 60 * MINUTE, CLOCK_UNBOUNDED)
    assert found.lo <= found.at <= found.hi


def test_without_any_reading_the_wall_clock_counts_between_the_contacts() -> None:
    assert at("2026-11-22T12:00:00Z", None, None).at == NOON
    assert at("2026-11-22T10:00:00Z", None, None).at == NOON - 30 * MINUTE


def test_nothing_happens_after_it_was_received() -> None:
    found = at("2026-11-22T12:00:00Z", Measured(0, 5000), None, received=NOON)
    assert found == Effective(NOON, NOON - 5000, NOON)


def test_an_operation_is_never_clamped_to_the_one_before() -> None:
    later = at("2026-11-22T12:30:00Z", Measured(0, 10), None)
    earlier = at("2026-11-22T12:00:00Z", Measured(0, 10), None)
    assert earlier.at < later.at


@pytest.mark.parametrize("skew", [None, float("nan"), float("inf"), 1e15])
def test_what_is_no_reading_is_none(skew: float | None) -> None:
    assert measured(skew, 10) is None


@pytest.mark.parametrize(("err", "kept"), [(-5, 0.0), (None, 0.0), (float("nan"), 0.0), (7, 7.0)])
def test_an_error_is_never_negative(err: float | None, kept: float) -> None:
    assert measured(0, err) == Measured(0, kept)
