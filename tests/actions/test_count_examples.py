"""Domain 1 §5, worked examples 5.1 to 5.10, each against both databases; posted rows equal the preview every time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.errors import (
    ExpectedNotCalculated,
    OrderNotOpen,
    RecordingWithoutOrder,
    SerialRepeated,
)
from scanapp.inventory.counting.models import PhysicalInventoryOrder
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft
from scanapp.inventory.ledger.errors import ItemBlocked
from scanapp.inventory.ledger.models import CountAnchor
from scanapp.inventory.review.actions import decide
from tests.actions import books
from tests.actions.books import SAM, at, entries, line_of, move, on_hand, order_of, posted, proofs, recorded

NEGATIVE, POSITIVE = "Negative Adjmt.", "Positive Adjmt."


@pytest.fixture
def session(session: Session) -> Session:
    books.found(session)
    return session


def test_5_1_a_shortage_from_two_recordings(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    recorded(session, order, ("BIKE", 60))
    recorded(session, order, ("BIKE", 35))
    line = line_of(order, "BIKE")
    assert (line.quantity_expected_base, line.quantity_recorded_base, line.finished_recording_lines) == (
        100,
        95,
        2,
    )
    books.finished(session, order)
    assert (line.entry_type, line.quantity_base) == (NEGATIVE, 5)
    assert (line.positive_quantity_base, line.negative_quantity_base) == (0, 5)
    document = posted(session, order)
    assert [(e.entry_type, e.quantity) for e in entries(session, document.no)] == [(NEGATIVE, -5)]
    assert proofs(session, document.no) == [(NEGATIVE, 100, 95, 5)]
    assert on_hand(session, "BIKE") == 95


def test_5_2_no_difference_is_proven_without_an_item_ledger_entry(session: Session) -> None:
    move(session, "BIKE", 40, at("08:00"))
    order = order_of(session)
    recorded(session, order, ("BIKE", 40))
    books.finished(session, order)
    assert line_of(order, "BIKE").is_without_difference
    document = posted(session, order)
    assert entries(session, document.no) == []
    assert proofs(session, document.no) == [(POSITIVE, 40, 40, 0)]
    anchor = session.scalars(select(CountAnchor)).one()
    assert (anchor.item_no, anchor.quantity, anchor.at) == ("BIKE", 40, at("09:00"))


def test_5_3_boxes_and_pieces_add_up_in_base_units(session: Session) -> None:
    move(session, "BIKE", 40, at("08:00"))
    order = order_of(session)
    recorded(session, order, ("BIKE", 3, {"unit_code": "BOX"}), ("BIKE", 5))
    line = line_of(order, "BIKE")
    assert line.quantity_recorded_base == 41
    books.finished(session, order)
    assert (line.positive_quantity_base, line.negative_quantity_base) == (1, 0)
    posted(session, order)
    assert on_hand(session, "BIKE") == 41


def test_5_4_lots_gain_and_lose_in_one_line(session: Session) -> None:
    for lot, quantity in (("L1001", 80), ("L1003", 30), ("L1006", 10)):
        move(session, "PAINT", quantity, at("08:00"), lot_no=lot)
    order = order_of(session)
    line = line_of(order, "PAINT")
    assert {n.lot_no: n.quantity_expected_base for n in line.numbers} == {
        "L1001": 80,
        "L1003": 30,
        "L1006": 10,
    }
    counted = (("L1001", 80), ("L1002", 12), ("L1003", 20), ("L1006", 0))
    recorded(session, order, *(("PAINT", quantity, {"lot_no": lot}) for lot, quantity in counted))
    books.finished(session, order)
    assert (line.entry_type, line.quantity_base) == (NEGATIVE, 8)
    assert (line.positive_quantity_base, line.negative_quantity_base) == (12, 20)
    document = posted(session, order)
    assert [(e.lot_no, e.quantity) for e in entries(session, document.no)] == [
        ("L1002", 12),
        ("L1003", -10),
        ("L1006", -10),
    ]
    assert proofs(session, document.no) == [(POSITIVE, 120, 132, 12), (NEGATIVE, 120, 100, 20)]
    kept = {n.lot_no: (n.quantity_at_count_base, n.quantity_recorded_base) for n in document.lines[0].numbers}
    assert kept == {"L1001": (80, 80), "L1002": (0, 12), "L1003": (30, 20), "L1006": (10, 0)}


def test_5_5_serials_come_and_go_and_none_is_counted_twice(session: Session) -> None:
    for serial in ("SN1", "SN2", "SN3"):
        move(session, "PHONE", 1, at("08:00"), serial_no=serial)
    order = order_of(session)
    recorded(session, order, *(("PHONE", 1, {"serial_no": serial}) for serial in ("SN1", "SN4")))
    second = counting.make_recording(session, order, at=at("09:20"))
    with pytest.raises(SerialRepeated):
        counting.enter(session, second, "PHONE", Decimal(1), serial_no="SN1")
    counting.delete_recording(session, second)
    books.finished(session, order)
    line = line_of(order, "PHONE")
    assert (line.entry_type, line.quantity_base) == (NEGATIVE, 1)
    assert (line.positive_quantity_base, line.negative_quantity_base) == (1, 2)
    document = posted(session, order)
    assert sorted((e.serial_no, e.quantity) for e in entries(session, document.no)) == [
        ("SN2", -1),
        ("SN3", -1),
        ("SN4", 1),
    ]


def test_5_6_a_serial_in_the_wrong_bin_leaves_before_it_enters(session: Session) -> None:
    move(session, "PHONE", 1, at("08:00"), "SILVER", bin_code="S-02", serial_no="SN9")
    order = counting.create_order(session, "SILVER", by=SAM, at=at("09:00"))
    counting.add_line(session, order, "PHONE", bin_code="S-01")
    counting.add_line(session, order, "PHONE", bin_code="S-02")
    counting.recalculate(session, order, at=at("09:00"))
    recorded(
        session,
        order,
        ("PHONE", 1, {"bin_code": "S-01", "serial_no": "SN9"}),
        ("PHONE", 0, {"bin_code": "S-02"}),
    )
    books.finished(session, order)
    document = posted(session, order)
    assert [(e.entry_type, e.quantity) for e in entries(session, document.no)] == [
        (NEGATIVE, -1),
        (POSITIVE, 1),
    ]
    assert on_hand(session, "PHONE", "SILVER", "S-01", serial_no="SN9") == 1
    assert on_hand(session, "PHONE", "SILVER", "S-02", serial_no="SN9") == 0


def test_5_7_found_without_order(session: Session) -> None:
    move(session, "BIKE", 4, at("08:00"))
    order = order_of(session)
    strict = counting.make_recording(session, order, at=at("09:10"))
    counting.enter(session, strict, "BIKE", Decimal(4))
    counting.enter(session, strict, "BELL", Decimal(7))
    with pytest.raises(RecordingWithoutOrder), session.begin_nested():
        counting.finish_recording(session, strict, at=at("12:00"))
    assert (strict.status, line_of(order, "BIKE").quantity_recorded_base) == ("Open", 0)
    counting.delete_recording(session, strict)

    recorded(session, order, ("BIKE", 4), ("BELL", 7), allow_without_order=True)
    line = line_of(order, "BELL")
    assert (line.is_recorded_without_order, line.is_expected_calculated) == (True, False)
    with pytest.raises(ExpectedNotCalculated):
        counting.finish_order(session, order, by=SAM, at=at("12:00"))
    counting.recalculate(session, order, at=at("09:05"), line_nos=[line.line_no])
    books.finished(session, order)
    assert (line.quantity_expected_base, line.positive_quantity_base) == (0, 7)
    posted(session, order)
    assert on_hand(session, "BELL") == 7


def test_5_8a_stock_moved_after_the_count(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, when="09:00")
    move(session, "BIKE", -10, at("10:00"))
    recorded(session, order, ("BIKE", 98, {"recorded_at": at("09:30")}))
    books.finished(session, order)
    document = posted(session, order)
    assert [e.quantity for e in entries(session, document.no)] == [-2]
    assert on_hand(session, "BIKE") == 88


def test_5_8b_counted_after_the_movement_without_a_time_is_judged_at_the_snapshot(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, when="09:00")
    move(session, "BIKE", -10, at("10:00"))
    recorded(session, order, ("BIKE", 90))
    books.finished(session, order)
    assert line_of(order, "BIKE").counted_at == at("09:00")
    document = posted(session, order)
    assert [e.quantity for e in entries(session, document.no)] == [-10]
    assert on_hand(session, "BIKE") == 80


def test_5_8b_counted_after_the_movement_with_its_time_has_no_difference(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, when="09:00")
    move(session, "BIKE", -10, at("10:00"))
    recorded(session, order, ("BIKE", 90, {"recorded_at": at("11:00")}))
    books.finished(session, order)
    document = posted(session, order)
    assert entries(session, document.no) == []
    assert proofs(session, document.no) == [(POSITIVE, 90, 90, 0)]
    assert on_hand(session, "BIKE") == 90


def test_5_8_recalculated_after_the_movement_the_snapshot_agrees(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, when="09:00")
    move(session, "BIKE", -10, at("10:00"))
    counting.recalculate(session, order, at=at("11:00"))
    assert line_of(order, "BIKE").quantity_expected_base == 90
    recorded(session, order, ("BIKE", 90))
    books.finished(session, order)
    assert line_of(order, "BIKE").is_without_difference
    posted(session, order)
    assert on_hand(session, "BIKE") == 90


def test_5_9_reopening_a_recording(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    first = recorded(session, order, ("BIKE", 60))
    recorded(session, order, ("BIKE", 35))
    counting.reopen_recording(session, first)
    line = line_of(order, "BIKE")
    assert (line.quantity_recorded_base, line.finished_recording_lines) == (35, 1)
    counting.finish_recording(session, first, at=at("12:00"))
    books.finished(session, order)
    with pytest.raises(OrderNotOpen):
        counting.reopen_recording(session, first)


def test_5_10_blocked_in_the_middle_of_a_count(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    order = order_of(session)
    recorded(session, order, ("BIKE", 9))
    save_items(session, [ItemDraft("BIKE", {"is_blocked": True})])
    approval = counting.finish_order(session, order, by=SAM, at=at("12:00"))
    assert isinstance(approval.refusal, ItemBlocked)
    assert [case.code for case in approval.cases] == ["ITEM_BLOCKED"]
    decide(session, approval.cases[0].id, "unblock", by=SAM, at=at("12:05"))
    books.finished(session, order)
    posted(session, order)
    assert on_hand(session, "BIKE") == 9


def test_the_live_order_is_gone_after_posting_and_its_copy_names_it(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    order = order_of(session)
    no = order.no
    recorded(session, order, ("BIKE", 9))
    books.finished(session, order)
    document = posted(session, order)
    assert session.scalar(select(PhysicalInventoryOrder).where(PhysicalInventoryOrder.no == no)) is None
    assert (document.pre_assigned_no, document.posted_by) == (no, SAM)
    assert [row.quantity for row in document.recordings[0].lines] == [9]
    assert document.lines[0].quantity_at_count_base == 10
