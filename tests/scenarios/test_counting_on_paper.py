"""A count without phones: sheets are handed out, typed in, corrected, approved and posted (domain 1 §5.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.errors import (
    LineNotRecorded,
    LineOnRecording,
    NothingToRecord,
    OrderHasFinishedRecordings,
    OrderNotOpen,
    RecordingNotFinished,
)
from tests.actions import books
from tests.actions.books import KIM, MIA, SAM, at, line_of, move, on_hand


def test_two_sheets_share_an_order_without_a_line_twice(session: Session) -> None:
    books.found(session)
    move(session, "BIKE", 100, at("08:00"))
    move(session, "BELL", 40, at("08:00"))
    order = books.order_of(session)

    # Kim gets the bikes, Mia gets what is on no sheet yet, and then there is nothing left to hand out.
    kim = counting.make_recording(
        session, order, at=at("09:05"), person_id=KIM, takes=lambda line: line.item_no == "BIKE"
    )
    mia = counting.make_recording(
        session, order, at=at("09:06"), person_id=MIA, only_lines_not_in_recordings=True
    )
    assert [row.item_no for row in mia.lines] == ["BELL"]
    with pytest.raises(NothingToRecord):
        counting.make_recording(session, order, at=at("09:07"), only_lines_not_in_recordings=True)

    # An empty line is not a zero.
    with pytest.raises(LineNotRecorded):
        counting.finish_recording(session, mia, at=at("10:00"))
    counting.enter(session, mia, "BELL", Decimal(0), by=MIA)
    counting.finish_recording(session, mia, at=at("10:00"))

    # While a sheet is open the order cannot be approved; a counted line cannot be taken off it.
    with pytest.raises(RecordingNotFinished):
        counting.finish_order(session, order, by=SAM, at=at("10:01"))
    with pytest.raises(LineOnRecording):
        counting.delete_line(session, order, line_of(order, "BELL").line_no)
    with pytest.raises(OrderHasFinishedRecordings):
        counting.delete_order(session, order)

    # Kim wrote 10 boxes, then remembers that two were counted twice.
    counting.enter(session, kim, "BIKE", Decimal(10), unit_code="BOX", by=KIM)
    counting.enter(session, kim, "BIKE", Decimal(8), unit_code="BOX", by=KIM)
    counting.finish_recording(session, kim, at=at("10:30"))
    assert line_of(order, "BIKE").quantity_recorded_base == 96

    # Mia's zero was a slip of the pen: her sheet is opened again, and only hers.
    counting.reopen_recording(session, mia)
    assert not line_of(order, "BELL").is_on_recording_lines
    counting.enter(session, mia, "BELL", Decimal(40), by=MIA)
    counting.finish_recording(session, mia, at=at("10:40"))
    books.finished(session, order)

    # A finished order is read-only until it is reopened or posted.
    with pytest.raises(OrderNotOpen):
        counting.delete_recording(session, mia)
    counting.reopen_order(session, order)
    assert (mia.status, line_of(order, "BIKE").quantity_base) == ("Finished", 0)
    books.finished(session, order)
    books.posted(session, order)
    assert (on_hand(session, "BIKE"), on_hand(session, "BELL")) == (96, 40)


def test_running_calculate_lines_again_adds_only_what_is_new(session: Session) -> None:
    books.found(session)
    for item, quantity in (("BIKE", 3), ("BELL", 2)):
        move(session, item, quantity, at("08:00"), "SILVER", bin_code="S-01")
    move(session, "BIKE", 4, at("08:00"), "SILVER", bin_code="S-02")
    order = counting.create_order(session, "SILVER", by=SAM, at=at("09:00"))
    bikes = counting.LineFilter(items=frozenset({"BIKE"}))
    assert counting.calculate_lines(session, order, at=at("09:00"), lines=bikes) == (2, 0)
    assert counting.calculate_lines(session, order, at=at("09:01")) == (1, 0)
    assert counting.calculate_lines(session, order, at=at("09:02")) == (0, 0)
    assert [(line.item_no, line.bin_code, line.quantity_expected_base) for line in order.lines] == [
        ("BIKE", "S-01", 3),
        ("BIKE", "S-02", 4),
        ("BELL", "S-01", 2),
    ]

    # Items without stock come when asked for; things that are not kept in stock never.
    other = counting.create_order(session, "EAST", by=SAM, at=at("09:00"))
    assert counting.calculate_lines(session, other, at=at("09:00")) == (0, 0)
    counting.calculate_lines(session, other, at=at("09:00"), include_without_transactions=True)
    assert sorted(line.item_no for line in other.lines) == ["BELL", "BIKE", "PAINT", "PHONE"]
    counting.delete_order(session, other)
