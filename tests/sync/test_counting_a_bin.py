"""From the phone's outbox to recordings: the plain way."""

from __future__ import annotations

from decimal import Decimal

from tests.sync.floor import BELL, LAMP, Floor


def test_what_was_scanned_offline_is_recorded(floor: Floor) -> None:
    kim = floor.phone()
    one = floor.scan(kim)
    floor.scan(kim)
    box = floor.scan(kim, LAMP, unit="BOX", quantity="2")
    assert kim.sync()
    assert {kim.outcomes[op]["st"] for op in (one, box)} == {"applied"}
    assert floor.counted() == {("kim", "A-01-01", BELL): Decimal(2), ("kim", "A-01-01", LAMP): Decimal(24)}
