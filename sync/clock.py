"""When an operation happened in server time, with an honest interval (sync-protocol 8.1, settled 10).

All times are whole milliseconds since 1970 UTC. Skew is server minus phone. Never clamped to a neighbouring
operation: order comes from `seq` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CLOCK_WRONG = "CLOCK_WRONG"
CLOCK_UNBOUNDED = "CLOCK_UNBOUNDED"
SKEW_LARGE_MS = 5 * 60 * 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading of the phone's clock against ours, ± `err`."""

    skew: float
    err: float


@dataclass(frozen=True, slots=True)
class Effective:
    """The instant in [lo, hi]; `doubt` is '' or the code of what is wrong with the clock (D4, D5)."""

    at: int
    lo: int
    hi: int
    doubt: str = ""


def measured(skew: float | None, err: float | None) -> Measured | None:
    """A reading, or None when there was none or it is no number that a clock can give."""
    if skew is None or not abs(skew) < 1e14:
        return None
    return Measured(skew, max(0.0, err) if err is not None and err < 1e14 else 0.0)


def to_ms(wall: str) -> int | None:
    """Milliseconds of an ISO instant with an offset; None when it is not one."""
    try:
        instant = datetime.fromisoformat(wall)
        if instant.tzinfo is None:
            return None
        return (instant - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


def to_instant(ms: int) -> datetime:
    """The aware UTC datetime of milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=ms)


def effective(
    wall: str, before: Measured | None, after: Measured | None, *, earliest: int, empty: int, received: int
) -> Effective:
    """When it happened. `before` is the skew in the operation, `after` that of the hello before its push.

    Equal within their errors: wall + skew. Different: the interval spans both, the instant is its middle.
    No reading, or one that gives a time before `earliest` (the enrolment) or after `received`: somewhere
    between `empty` (the last contact that had nothing unsent) and `received`.
    """
    at = to_ms(wall)
    readings = [reading for reading in (before, after) if reading is not None]
    if at is None or not readings:
        return _unbounded(at, empty, received)
    if len(readings) == 2 and abs(readings[0].skew - readings[1].skew) <= readings[0].err + readings[1].err:
        readings = readings[:1]
    lo = round(min(at + one.skew - one.err for one in readings))
    hi = round(max(at + one.skew + one.err for one in readings))
    if hi < earliest or lo > received:
        return _unbounded(None, empty, received)
    middle = round(at + readings[0].skew) if len(readings) == 1 else (lo + hi) // 2
    is_doubtful = len(readings) == 2 or abs(readings[0].skew) > SKEW_LARGE_MS
    lo, hi = max(lo, earliest), min(hi, received)
    return Effective(min(max(middle, lo), hi), lo, hi, CLOCK_WRONG if is_doubtful else "")


def _unbounded(at: int | None, empty: int, received: int) -> Effective:
    """Only reality bounds it: nothing happens after it was received."""
    empty = min(empty, received)
    return Effective(
        received if at is None else min(max(at, empty), received), empty, received, CLOCK_UNBOUNDED
    )
