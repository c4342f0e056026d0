"""What phones say about a count, and the questions that stand between it and its approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import ports, queries
from scanapp.inventory.counting.errors import (
    CasesOpen,
    DifferenceChanged,
    NotCounted,
    OrderNotFinished,
    OrderNotOpen,
    RecordingNotOpen,
    SecondPersonNeeded,
)
from scanapp.inventory.counting.facts import OwnLine, RecordedLine
from scanapp.inventory.counting.models import CountTask, PhysicalInventoryOrder
from scanapp.inventory.counting.rules import Tolerance
from scanapp.inventory.ledger import posting as ledger
from scanapp.inventory.ledger.errors import TrackingMissing
from scanapp.inventory.ledger.models import CountAnchor
from scanapp.inventory.review import actions as review
from scanapp.inventory.review.errors import CaseDecided, CaseObsolete, ChoiceNotOffered
from scanapp.inventory.review.models import ReviewCase
from tests.actions import books
from tests.actions.books import KIM, MIA, SAM, at, entries, line_of, move, on_hand, order_of


@pytest.fixture
def session(session: Session) -> Session:
    books.found(session)
    return session


def count(
    session: Session,
    order: PhysicalInventoryOrder,
    item: str,
    quantity: int,
    *,
    by: int = KIM,
    when: datetime | None = None,
    error: timedelta = timedelta(0),
    ops: tuple[str, ...] = ("op-1",),
    **key: str,
) -> None:
    """A phone's own line as it stands after folding."""
    t = when or at("11:00")
    fact = RecordedLine(Decimal(quantity), Decimal(quantity), "PCS", t, t - error, t + error, ops)
    own = OwnLine(order.location_code, key.pop("bin_code", ""), item, **key)
    counting.record(session, order.no, by, own, fact)


def approved(session: Session, order: PhysicalInventoryOrder, when: str = "12:00") -> counting.Approval:
    approval = counting.approve(session, order, by=SAM, at=at(when))
    assert approval.is_finished, approval.refusal
    return approval


def open_codes(session: Session, order: PhysicalInventoryOrder) -> list[str]:
    rows = select(ReviewCase).where(ReviewCase.document_no == order.no, ReviewCase.state == "open")
    return [case.code for case in session.scalars(rows.order_by(ReviewCase.id))]


def decide(session: Session, code: str, choice: str, **more: Any) -> ReviewCase:
    row = session.scalars(select(ReviewCase).where(ReviewCase.code == code, ReviewCase.state == "open")).one()
    return review.decide(session, row.id, choice, by=SAM, at=at("12:10"), **more)


def test_the_same_fact_again_changes_nothing_and_a_newer_one_replaces_it(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    order = order_of(session)
    for _ in range(3):
        count(session, order, "BIKE", 9)
    assert [[row.quantity_base for row in r.lines] for r in order.recordings] == [[9]]
    count(session, order, "BIKE", 10, ops=("op-1", "op-2"))
    rows = order.recordings[0].lines
    assert [(row.quantity_base, row.op_ids, row.recorded_by) for row in rows] == [(10, ["op-1", "op-2"], KIM)]


def test_nothing_standing_takes_the_line_away(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    order = order_of(session)
    own = OwnLine("EAST", "", "BIKE")
    counting.record(session, order.no, KIM, own, None)
    assert order.recordings == []
    count(session, order, "BIKE", 9)
    counting.record(session, order.no, KIM, own, None)
    assert order.recordings[0].lines == []


def test_two_people_have_a_recording_each(session: Session) -> None:
    move(session, "BIKE", 10, at("08:00"))
    move(session, "BELL", 4, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 10)
    count(session, order, "BELL", 4, by=MIA, when=at("11:30"))
    assert [(r.recording_no, r.person_id, r.origin) for r in order.recordings] == [
        (1, KIM, "phone"),
        (2, MIA, "phone"),
    ]
    approved(session, order)
    assert line_of(order, "BELL").counted_at == at("11:30")
    states = queries.order_states(session, [order.no])
    assert states[order.no].finished_person_ids == {KIM, MIA}


def test_a_count_is_judged_at_its_own_instant(session: Session) -> None:
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("10:00"))
    count(session, order, "BIKE", 38, when=at("10:30"))
    move(session, "BIKE", -5, at("11:15"))
    approval = approved(session, order)
    result = counting.post_order(session, order, approval.shown, by=SAM, at=at("12:30"))
    assert result.posted
    assert [e.quantity for e in entries(session, result.posted.no)] == [-2]
    assert on_hand(session, "BIKE") == 33
    anchor = session.scalars(select(CountAnchor)).one()
    assert (anchor.at, anchor.quantity) == (at("10:30"), 38)


def test_a_find_becomes_a_line_with_its_expected_quantity_when_its_recording_is_finished(
    session: Session,
) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    move(session, "BELL", 6, at("10:00"))
    count(session, order, "BIKE", 3)
    count(session, order, "BELL", 6)
    assert [line.item_no for line in order.lines] == ["BIKE"]
    approved(session, order)
    bell = line_of(order, "BELL")
    assert (bell.is_recorded_without_order, bell.is_expected_calculated, bell.quantity_expected_base) == (
        True,
        True,
        6,
    )
    assert bell.is_without_difference


def test_lines_nobody_counted_are_asked_for_and_recordings_stay_open_meanwhile(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    move(session, "BELL", 6, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3)
    approval = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert isinstance(approval.refusal, NotCounted)
    assert open_codes(session, order) == ["NOT_COUNTED"]
    assert (order.status, order.recordings[0].status) == ("Open", "Open")
    counting.approve(session, order, by=SAM, at=at("12:01"))
    assert open_codes(session, order) == ["NOT_COUNTED"]
    count(session, order, "BELL", 5, ops=("op-2",))
    approved(session, order)
    assert open_codes(session, order) == []
    assert session.scalars(select(ReviewCase.state)).all() == ["obsolete"]


def test_deciding_zero_posts_what_was_not_there(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    move(session, "BELL", 6, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3, when=at("11:00"))
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "NOT_COUNTED", "zero")
    approved(session, order)
    bell = line_of(order, "BELL")
    assert (bell.quantity_recorded_base, bell.counted_at, bell.negative_quantity_base) == (0, at("11:00"), 6)


def test_leaving_a_line_out_makes_no_anchor(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    move(session, "BELL", 6, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3)
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "NOT_COUNTED", "leave")
    shown = approved(session, order).shown
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:30")).posted
    assert [anchor.item_no for anchor in session.scalars(select(CountAnchor))] == ["BIKE"]
    assert on_hand(session, "BELL") == 6


def test_a_recount_of_an_uncounted_line_is_a_task_until_it_is_counted(session: Session) -> None:
    move(session, "BELL", 6, at("08:00"))
    order = order_of(session)
    counting.bin_done(session, order.no, KIM, "", 0, "", True)
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "NOT_COUNTED", "recount")
    task = session.scalars(select(CountTask)).one()
    assert (task.item_no, task.reason, task.done_at) == ("BELL", "NOT_COUNTED", None)
    counting.approve(session, order, by=SAM, at=at("12:15"))
    assert open_codes(session, order) == ["NOT_COUNTED"]
    count(session, order, "BELL", 6, when=at("12:20"))
    assert task.done_at == at("12:20")
    approved(session, order, "12:30")


def test_an_empty_bin_is_zero_for_every_line_of_it_that_nobody_counted(session: Session) -> None:
    for item, quantity in (("BIKE", 3), ("BELL", 6)):
        move(session, item, quantity, at("08:00"), "SILVER", bin_code="S-01")
    move(session, "BIKE", 2, at("08:00"), "SILVER", bin_code="S-02")
    order = order_of(session, "SILVER")
    counting.bin_empty(session, order.no, KIM, "S-01", at("10:40"), at("10:39"), at("10:41"), "op-9")
    count(session, order, "BELL", 1, bin_code="S-01", when=at("10:45"))
    count(session, order, "BIKE", 2, bin_code="S-02", ops=("op-2",))
    states = {row.bin_code: row.state for row in queries.progress(session, order).bins}
    assert states == {"S-01": "counting", "S-02": "counting"}
    shown = approved(session, order).shown
    bike = line_of(order, "BIKE", "S-01")
    assert (bike.quantity_recorded_base, bike.counted_at) == (0, at("10:40"))
    assert (bike.counted_lo, bike.counted_hi) == (at("10:39"), at("10:41"))
    assert line_of(order, "BELL", "S-01").quantity_recorded_base == 1
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:30")).posted
    assert on_hand(session, "BIKE", "SILVER", "S-01") == 0
    assert on_hand(session, "BIKE", "SILVER") == 2


def test_a_bin_that_two_people_saw_empty_is_judged_at_the_later_look(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER")
    counting.bin_empty(session, order.no, KIM, "S-01", *[at("10:00")] * 3, "op-8")
    move(session, "BIKE", 5, at("10:30"), "SILVER", bin_code="S-01")
    counting.bin_empty(session, order.no, MIA, "S-01", *[at("11:00")] * 3, "op-9")
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "TIME_OVERLAP", "before")
    shown = approved(session, order).shown
    assert line_of(order, "BIKE", "S-01").counted_at == at("11:00")
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:30")).posted
    assert on_hand(session, "BIKE", "SILVER", "S-01") == 0


def test_taking_back_bin_empty_leaves_its_lines_uncounted(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER")
    counting.bin_empty(session, order.no, KIM, "S-01", *[at("10:40")] * 3, "op-9")
    counting.bin_empty(session, order.no, KIM, "S-01", *[at("10:40")] * 3, "op-9", stands=False)
    assert isinstance(counting.approve(session, order, by=SAM, at=at("12:00")).refusal, NotCounted)


def test_a_bin_whose_operations_have_not_all_arrived_holds_back_approval(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER")
    count(session, order, "BIKE", 2, bin_code="S-01")
    counting.bin_done(session, order.no, KIM, "S-01", 3, "d" * 64, False)
    assert [row.state for row in queries.progress(session, order).bins] == ["incomplete", "not_started"]
    approval = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert approval.refusal and approval.refusal.code == "AREA_INCOMPLETE"
    counting.bin_done(session, order.no, KIM, "S-01", 3, "d" * 64, True)
    approved(session, order)
    assert open_codes(session, order) == []


def test_an_incomplete_bin_may_be_accepted_as_it_is(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER")
    count(session, order, "BIKE", 2, bin_code="S-01")
    counting.bin_done(session, order.no, KIM, "S-01", 3, "d" * 64, False)
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "AREA_INCOMPLETE", "accept")
    approved(session, order)


@pytest.mark.parametrize(("choice", "difference", "left"), [("before", -2, 38), ("after", -12, 28)])
def test_a_movement_inside_the_interval_is_before_or_after_the_count(
    session: Session, choice: str, difference: int, left: int
) -> None:
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("10:31"))
    count(session, order, "BIKE", 38, when=at("10:30"), error=timedelta(minutes=3))
    approval = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert isinstance(approval.refusal, CasesOpen)
    assert approval.cases[0].code == "TIME_OVERLAP"
    assert approval.cases[0].subject["movements"][0]["quantity"] == "-10"
    decide(session, "TIME_OVERLAP", choice)
    shown = approved(session, order).shown
    result = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert result.posted
    assert [e.quantity for e in entries(session, result.posted.no)] == [difference]
    assert on_hand(session, "BIKE") == left


def test_another_movement_inside_the_interval_is_another_question(session: Session) -> None:
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("10:31"))
    count(session, order, "BIKE", 38, when=at("10:30"), error=timedelta(minutes=3))
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "TIME_OVERLAP", "before")
    shown = approved(session, order).shown
    move(session, "BIKE", -1, at("10:28"), posted=at("12:20"))
    result = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert result.posted is None
    assert [case.code for case in result.cases] == ["TIME_OVERLAP"]
    assert order.status == "Finished"


def test_a_recount_sets_the_first_count_aside_and_starts_from_nothing(session: Session) -> None:
    fallen: list[str] = []
    ports.on_set_aside(lambda _, ops: fallen.extend(ops))
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("10:31"))
    count(session, order, "BIKE", 38, when=at("10:30"), error=timedelta(minutes=3), ops=("op-1", "op-2"))
    counting.approve(session, order, by=SAM, at=at("12:00"))
    decide(session, "TIME_OVERLAP", "recount")
    ports._set_aside.pop()
    assert fallen == ["op-1", "op-2"]
    assert isinstance(counting.approve(session, order, by=SAM, at=at("12:20")).refusal, NotCounted)
    count(session, order, "BIKE", 40, when=at("12:25"), ops=("op-3",))
    approved(session, order, "12:30")
    assert line_of(order, "BIKE").is_without_difference


def test_a_difference_beyond_the_tolerance_needs_a_second_look(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, tolerance=Tolerance(percent=Decimal(2)))
    count(session, order, "BIKE", 95)
    approval = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert [case.code for case in approval.cases] == ["LARGE_VARIANCE"]
    decide(session, "LARGE_VARIANCE", "approve", note="found the pallet in the yard")
    approved(session, order)


def test_without_a_tolerance_no_difference_is_too_large(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 1)
    approved(session, order)


def test_a_late_movement_before_the_count_changes_the_difference_and_posting_asks_again(
    session: Session,
) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 90, when=at("11:00"))
    shown = approved(session, order).shown
    move(session, "BIKE", -10, at("10:00"), posted=at("12:10"))
    refused = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert isinstance(refused.refusal, DifferenceChanged)
    assert entries(session, order.posting_no) == [] if order.posting_no else True
    assert on_hand(session, "BIKE") == 90
    renewed = counting.preview_order(session, order)
    assert refused.refusal.details["shown"] == renewed.shown
    result = counting.post_order(session, order, renewed.shown, by=SAM, at=at("12:31"))
    assert result.posted
    assert on_hand(session, "BIKE") == 90
    assert result.posted.lines[0].is_without_difference


def test_a_movement_after_the_count_changes_nothing_of_it(session: Session) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 90, when=at("11:00"))
    shown = approved(session, order).shown
    move(session, "BIKE", -10, at("12:05"))
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:30")).posted
    assert on_hand(session, "BIKE") == 80


def test_a_late_change_beyond_the_tolerance_is_a_question_before_it_is_a_new_preview(
    session: Session,
) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session, tolerance=Tolerance(quantity=Decimal(10)))
    count(session, order, "BIKE", 92, when=at("11:00"))
    shown = approved(session, order).shown
    move(session, "BIKE", 5, at("10:00"), posted=at("12:10"))
    refused = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert [case.code for case in refused.cases] == ["LARGE_VARIANCE"]


def test_two_eyes_are_not_enough_where_the_order_asks_for_four(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session, needs_second_person=True)
    count(session, order, "BIKE", 3, by=SAM)
    with pytest.raises(SecondPersonNeeded):
        counting.approve(session, order, by=SAM, at=at("12:00"))
    session.refresh(order)
    other = order_of(session, "EAST")
    count(session, other, "BIKE", 3, by=SAM)
    approved(session, other)


def test_lots_counted_without_their_number_are_refused(session: Session) -> None:
    move(session, "PAINT", 3, at("08:00"), lot_no="L1")
    order = order_of(session)
    count(session, order, "PAINT", 3)
    with pytest.raises(TrackingMissing):
        counting.approve(session, order, by=SAM, at=at("12:00"))


def test_a_finished_order_takes_no_more_counts_until_it_is_reopened_for_them(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3)
    approved(session, order)
    with pytest.raises(OrderNotOpen):
        count(session, order, "BIKE", 4, ops=("op-1", "op-2"))
    counting.reopen_order(session, order)
    assert line_of(order, "BIKE").entry_type == ""
    with pytest.raises(RecordingNotOpen):
        count(session, order, "BIKE", 4, ops=("op-1", "op-2"))
    approved(session, order)
    counting.reopen_order(session, order, recordings=True)
    count(session, order, "BIKE", 4, ops=("op-1", "op-2"))
    approved(session, order)
    assert line_of(order, "BIKE").quantity_recorded_base == 4
    counting.reopen_order(session, order)
    with pytest.raises(OrderNotFinished):
        counting.post_order(session, order, "", by=SAM, at=at("13:00"))


def test_a_posted_order_is_still_found_under_its_own_number(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3, ops=("op-1", "op-2"))
    shown = approved(session, order).shown
    result = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert result.posted
    states = queries.order_states(session, [order.no, "CO-999"])
    assert {no: (state.status, state.posted_no) for no, state in states.items()} == {
        order.no: ("Posted", result.posted.no)
    }


def test_phones_learn_of_headers_and_bins_only(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"), "SILVER", bin_code="S-01")
    order = order_of(session, "SILVER", description="Silver hall")
    no = order.no
    header = [no, "SILVER", "Silver hall", "Open", 1, "split"]
    assert dict(queries.catalogue_rows(session, "order", "loc:SILVER")) == {no: header}
    assert [row for _, row in queries.catalogue_rows(session, "order_bin", "loc:SILVER")] == [
        [no, "SILVER", "S-01", 1],
        [no, "SILVER", "S-02", 2],
    ]
    assert list(queries.catalogue_rows(session, "order", "loc:EAST")) == []
    count(session, order, "BIKE", 3, bin_code="S-01")
    shown = approved(session, order).shown
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:30")).posted
    feed.flush(session)
    rows = session.scalars(
        select(feed.Change).where(feed.Change.entity.like("order%")).order_by(feed.Change.v)
    ).all()
    assert {row.scope for row in rows} == {"loc:SILVER"}
    assert {(row.entity, row.key): row.kind for row in rows} == {
        ("order", no): "del",
        ("order_bin", f"{no}|S-01"): "del",
        ("order_bin", f"{no}|S-02"): "del",
    }


def test_a_case_is_decided_once_and_only_as_offered(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    case = counting.approve(session, order, by=SAM, at=at("12:00")).cases[0]
    with pytest.raises(ChoiceNotOffered):
        review.decide(session, case.id, "before", by=SAM, at=at("12:01"))
    review.decide(session, case.id, "zero", by=SAM, at=at("12:01"))
    with pytest.raises(CaseDecided):
        review.decide(session, case.id, "leave", by=MIA, at=at("12:02"))
    assert (case.state, case.choice, case.decided_by) == ("decided", "zero", SAM)


def test_a_question_that_no_longer_matters_cannot_be_answered(session: Session) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    case = counting.approve(session, order, by=SAM, at=at("12:00")).cases[0]
    count(session, order, "BIKE", 3)
    approved(session, order)
    with pytest.raises(CaseObsolete):
        review.decide(session, case.id, "zero", by=SAM, at=at("12:05"))


def test_an_unanswered_question_of_another_noun_holds_back_approval_and_posting(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(session, "BIKE", 3, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 3)
    question = review.Question("TEST_QUESTION", "review", {"yes": lambda *_: None})
    monkeypatch.setitem(review._questions, "TEST_QUESTION", question)
    review.open_case(session, "TEST_QUESTION", key="raw|123", at=at("11:00"), document=order.no, ops=["op-7"])
    assert isinstance(counting.approve(session, order, by=SAM, at=at("12:00")).refusal, CasesOpen)
    assert order.recordings[0].status == "Open"
    decide(session, "TEST_QUESTION", "yes")
    shown = approved(session, order).shown
    review.open_case(session, "TEST_QUESTION", key="raw|124", at=at("12:20"), document=order.no)
    assert isinstance(counting.post_order(session, order, shown, by=SAM, at=at("12:30")).refusal, CasesOpen)


def test_stock_that_moves_between_the_look_and_the_locks_changes_the_difference_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(session, "BIKE", 100, at("08:00"))
    order = order_of(session)
    count(session, order, "BIKE", 90, when=at("11:00"))
    shown = approved(session, order).shown
    write = ledger.post

    def beaten(session: Session, movements: Any, **more: Any) -> ledger.Posting:
        monkeypatch.undo()
        move(session, "BIKE", -10, at("10:00"), posted=at("12:29"))
        return write(session, movements, **more)

    monkeypatch.setattr(ledger, "post", beaten)
    refused = counting.post_order(session, order, shown, by=SAM, at=at("12:30"))
    assert isinstance(refused.refusal, DifferenceChanged)
    assert refused.refusal.details["shown"] != shown
    assert session.scalars(select(CountAnchor)).all() == []
    assert (order.status, on_hand(session, "BIKE")) == ("Finished", 100)
    assert counting.post_order(session, order, shown, by=SAM, at=at("12:31")).posted


def test_a_refused_approval_leaves_the_recordings_of_phones_open(session: Session) -> None:
    move(session, "PAINT", 3, at("08:00"), lot_no="L1")
    order = order_of(session)
    count(session, order, "PAINT", 3)
    with pytest.raises(TrackingMissing):
        counting.approve(session, order, by=SAM, at=at("12:00"))
    assert [recording.status for recording in order.recordings] == ["Open"]
    count(session, order, "PAINT", 3, lot_no="L1", ops=("op-2",))
    counting.record(session, order.no, KIM, OwnLine("EAST", "", "PAINT"), None)
    approved(session, order)


@pytest.mark.parametrize(("minutes", "is_asked"), [(1, False), (3, True)])
def test_a_movement_whose_own_time_is_unsure_may_overlap_an_exact_count(
    session: Session, minutes: int, is_asked: bool
) -> None:
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    bar = timedelta(minutes=minutes)
    move(session, "BIKE", -10, at("10:28"), eff_lo=at("10:28") - bar, eff_hi=at("10:28") + bar)
    count(session, order, "BIKE", 40, when=at("10:30"))
    approval = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert approval.is_finished is not is_asked
    assert [case.code for case in approval.cases] == ["TIME_OVERLAP"] * is_asked


def test_a_count_and_a_movement_of_the_same_exact_instant_are_no_question(session: Session) -> None:
    move(session, "BIKE", 50, at("08:00"))
    order = order_of(session)
    move(session, "BIKE", -10, at("10:30"))
    count(session, order, "BIKE", 40, when=at("10:30"))
    approved(session, order)
    assert line_of(order, "BIKE").is_without_difference
