"""What a supervisor sees of a count: the queue, one line with its time axis, progress per bin and person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import ports, queries
from scanapp.inventory.counting.ports import Scan
from tests.actions import books
from tests.actions.books import KIM, MIA, SAM, at, line_of, move, on_hand, order_of
from tests.actions.test_counts_by_phone import approved, count


@pytest.fixture
def session(session: Session) -> Session:
    books.found(session)
    return session


def test_the_queue_shows_exceptions_by_value_at_risk_and_what_is_right_last(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    move(session, "BELL", 100, at("08:00"))
    for lot, quantity in (("L1", 5), ("L2", 5)):
        move(session, "PAINT", quantity, at("08:00"), lot_no=lot)
    move(session, "PHONE", 1, at("08:00"), serial_no="SN1")
    order = order_of(session)
    count(session, order, "BIKE", 10)
    count(session, order, "BELL", 80)
    count(session, order, "PAINT", 5, lot_no="L1")
    count(session, order, "PAINT", 3, lot_no="L2")
    count(session, order, "PAINT", 2, lot_no="L3")
    rows = queries.queue(session, order)
    assert [(row.key[0], row.state, row.difference, row.value) for row in rows] == [
        ("BELL", "difference", -20, 100),
        ("PAINT", "difference", 0, 40),
        ("PHONE", "not_counted", None, 0),
        ("BIKE", "perfect", 0, 0),
    ]


def test_a_line_that_only_a_phone_has_can_be_opened(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    order = order_of(session)
    count(session, order, "BELL", 2)
    row = next(row for row in queries.queue(session, order) if row.key[0] == "BELL")
    assert (row.line_id[0], row.is_recorded_without_order, row.stock_at_count) == ("r", True, 0)
    detail = queries.line_detail(session, order, row.line_id)
    assert (detail.row.counted, detail.expected) == (2, None)
    for wrong in ("r999999", "99", "x", "", "r", "10000x"):
        with pytest.raises(NotFound):
            queries.line_detail(session, order, wrong)


def test_a_line_shows_four_numbers_and_everything_around_it_on_one_time_axis(session: Session) -> None:
    move(session, "BIKE", 60, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("13:52"), document_no="S-1")
    count(session, order, "BIKE", 36, when=at("14:02"), error=timedelta(minutes=3), ops=("op-1", "op-2"))
    move(session, "BIKE", -5, at("14:15"), document_no="S-2")
    detail = queries.line_detail(session, order, str(line_of(order, "BIKE").line_no))
    row = detail.row
    assert (row.counted, row.stock_at_count, row.difference, detail.on_hand_after) == (36, 50, -14, 31)
    assert (detail.on_hand_now, detail.expected, row.value, row.error_ms) == (45, 60, 1400, 360_000)
    assert [(m.document_no, m.quantity, m.balance, m.is_inside) for m in detail.movements] == [
        ("T-1", 60, 60, False),
        ("S-1", -10, 50, False),
        ("S-2", -5, 45, False),
    ]
    assert detail.recordings[0].op_ids == ("op-1", "op-2")
    assert detail.anchors == ()
    shown = approved(session, order, "15:00").shown
    assert counting.post_order(session, order, shown, by=SAM, at=at("15:10")).posted
    assert on_hand(session, "BIKE") == detail.on_hand_after

    later = order_of(session, when="16:00")
    count(session, later, "BIKE", 31, when=at("16:10"))
    again = queries.line_detail(session, later, str(line_of(later, "BIKE").line_no))
    assert [(anchor.at, anchor.quantity) for anchor in again.anchors] == [(at("14:02"), 36)]
    assert [m.is_linked for m in again.movements] == [False, False, True, False]
    assert again.row.state == "perfect"


def test_a_movement_inside_the_interval_is_marked_before_anyone_approves(session: Session) -> None:
    move(session, "BIKE", 60, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("14:00"))
    count(session, order, "BIKE", 50, when=at("14:02"), error=timedelta(minutes=3))
    row = queries.queue(session, order)[0]
    assert (row.state, row.case_ids) == ("case", ())
    detail = queries.line_detail(session, order, row.line_id)
    assert [m.is_inside for m in detail.movements] == [False, True]
    counting.approve(session, order, by=SAM, at=at("15:00"))
    asked = queries.queue(session, order)[0]
    assert (asked.state, asked.case_codes) == ("case", ("TIME_OVERLAP",))


def test_scans_of_every_phone_come_from_who_keeps_them_in_the_order_of_their_time(session: Session) -> None:
    def scan(op: str, clock: str, device: str) -> Scan:
        t = at(clock)
        return Scan(
            op, "count.scan", KIM, device, f"Phone {device}", "5701", "PCS", None, "applied", t, t, t, t
        )

    move(session, "BIKE", 60, at("08:00"))
    order = order_of(session)
    ports.register_scan_source(lambda _, no, key: [scan("b", "14:02", "d_2"), scan("a", "14:01", "d_1")])
    try:
        detail = queries.line_detail(session, order, str(line_of(order, "BIKE").line_no))
    finally:
        ports._scans.pop()
    assert [one.op_id for one in detail.scans if one.device_id in ("d_1", "d_2")] == ["a", "b"]


def test_progress_says_who_is_where(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    move(session, "BELL", 3, at("08:00"), "SILVER", bin_code="S-02")
    order = order_of(session, "SILVER")
    count(session, order, "BIKE", 3, bin_code="S-01", when=at("10:00"))
    counting.bin_done(session, order.no, KIM, "S-01", 1, "d" * 64, True)
    counting.bin_empty(session, order.no, MIA, "S-02", *[at("10:30")] * 3, "op-7")
    progress = queries.progress(session, order)
    assert [(b.bin_code, b.state, b.person_ids, b.lines, b.counted_lines) for b in progress.bins] == [
        ("S-01", "done", (KIM,), 1, 1),
        ("S-02", "empty", (MIA,), 1, 1),
    ]
    assert [(p.person_id, p.bins_done, p.lines, p.last_at) for p in progress.people] == [
        (KIM, 1, 1, at("10:00")),
        (MIA, 1, 0, at("10:30")),
    ]
    assert (progress.lines, progress.counted_lines, progress.to_decide) == (2, 2, 0)


def test_the_list_has_live_counts_first_and_then_posted_ones(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    first = order_of(session, description="first")
    count(session, first, "BIKE", 3)
    shown = approved(session, first).shown
    first_no = first.no
    posted = counting.post_order(session, first, shown, by=SAM, at=at("12:30")).posted
    assert posted
    second = order_of(session, when="13:00")
    counting.approve(session, second, by=SAM, at=at("13:30"))
    rows = queries.orders(session, ["EAST"])
    assert [(row.no, row.status, row.lines, row.counted_lines, row.open_cases) for row in rows] == [
        (second.no, "Open", 1, 0, 1),
        (first_no, "Posted", 1, 1, 0),
    ]
    assert rows[1].posted_no == posted.no == queries.posted_no(session, first_no)
    assert queries.posted_order(session, posted.no).pre_assigned_no == first_no
    assert queries.orders(session, ["WEST"]) == []


def test_the_preview_says_what_each_table_gets_and_what_it_is_worth(session: Session) -> None:
    move(session, "BIKE", 5, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER")
    count(session, order, "BIKE", 3, bin_code="S-01")
    approved(session, order)
    preview = counting.preview_order(session, order)
    assert [(row.table, row.quantity, row.amount) for row in preview.rows] == [
        ("item_ledger", -2, None),
        ("value", -2, -200),
        ("warehouse", -2, None),
        ("physical_inventory", 2, None),
    ]
    assert (preview.value, preview.lines, preview.shown) == (-200, 1, order.shown)


def test_the_preview_of_an_open_count_is_what_approving_and_posting_it_at_once_will_write(
    session: Session,
) -> None:
    move(session, "BIKE", 5, at("08:00"))
    move(session, "PHONE", 1, at("08:00"), serial_no="SN1")
    order = order_of(session)
    count(session, order, "BIKE", 3)
    count(session, order, "PAINT", 4, lot_no="L1", by=MIA, ops=("op-2",))
    count(session, order, "BELL", 2, by=MIA, ops=("op-3",))
    count(session, order, "PHONE", 1, serial_no="SN2", ops=("op-4",))
    preview = counting.preview_order(session, order)
    assert [(row.item_no, row.quantity) for row in preview.rows if row.table == "item_ledger"] == [
        ("BIKE", -2),
        ("PHONE", 1),
        ("PHONE", -1),
        ("BELL", 2),
        ("PAINT", 4),
    ]
    assert approved(session, order).shown == preview.shown
    assert counting.preview_order(session, order).rows == preview.rows
    assert counting.post_order(session, order, preview.shown, by=SAM, at=at("12:30")).posted
