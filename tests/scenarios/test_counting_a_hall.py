"""Counting the silver hall while the world goes on: two phones, a sale in between, a question, a late truth."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import queries
from scanapp.inventory.counting.errors import NotCounted
from scanapp.inventory.ledger.movements import SALE
from scanapp.inventory.review.actions import decide
from tests.actions import books
from tests.actions.books import KIM, MIA, SAM, at, entries, line_of, move, on_hand, proofs
from tests.actions.test_counts_by_phone import count


def test_counting_the_silver_hall(session: Session) -> None:
    # Stock as the books have it at eight in the morning.
    books.found(session)
    move(session, "BIKE", 60, at("08:00"), "SILVER", bin_code="S-01")
    move(session, "BELL", 20, at("08:00"), "SILVER", bin_code="S-01")
    move(session, "BIKE", 5, at("08:00"), "SILVER", bin_code="S-02")

    # At nine Sam makes a count of the hall. Phones learn of the order and its bins, not of what should be in them.
    order = counting.create_order(session, "SILVER", by=SAM, at=at("09:00"), description="Silver hall")
    assert counting.calculate_lines(session, order, at=at("09:00")) == (3, 0)
    assert [row for _, row in queries.catalogue_rows(session, "order", "loc:SILVER")] == [
        [order.no, "SILVER", "Silver hall", "Open", 1, "split"]
    ]

    # Ten bikes are sold at 10:00. Kim counts them at 10:30, and eight paints that nobody expected.
    move(session, "BIKE", -10, at("10:00"), "SILVER", bin_code="S-01", entry_type=SALE)
    count(session, order, "BIKE", 49, bin_code="S-01", when=at("10:30"))
    count(session, order, "PAINT", 8, bin_code="S-01", lot_no="L7", when=at("10:40"), ops=("op-2",))
    counting.bin_done(session, order.no, KIM, "S-01", 2, "d" * 64, True)

    # Mia finds the second bin empty.
    counting.bin_empty(session, order.no, MIA, "S-02", at("10:50"), at("10:50"), at("10:50"), "op-9")
    assert [(row.bin_code, row.state) for row in queries.progress(session, order).bins] == [
        ("S-01", "done"),
        ("S-02", "empty"),
    ]

    # Three more bikes leave at 11:00, after the count of their bin.
    move(session, "BIKE", -3, at("11:00"), "SILVER", bin_code="S-01", entry_type=SALE)

    # Nobody counted the bells: Sam cannot approve before he has said what that means.
    refused = counting.approve(session, order, by=SAM, at=at("12:00"))
    assert isinstance(refused.refusal, NotCounted)
    assert [(case.code, case.item_no) for case in refused.cases] == [("NOT_COUNTED", "BELL")]
    decide(session, refused.cases[0].id, "zero", by=SAM, at=at("12:05"))

    # Now he can, and sees what will be posted: one bike short, all bells gone, the paint found, the second bin empty.
    approval = counting.approve(session, order, by=SAM, at=at("12:06"))
    assert approval.is_finished
    differences = {
        (line.item_no, line.bin_code): line.positive_quantity_base - line.negative_quantity_base
        for line in order.lines
    }
    assert differences == {
        ("BIKE", "S-01"): -1,
        ("BELL", "S-01"): -20,
        ("BIKE", "S-02"): -5,
        ("PAINT", "S-01"): 8,
    }
    preview = counting.preview_order(session, order)
    assert (preview.shown, preview.value) == (approval.shown, Decimal(-100 - 100 - 500 + 80))

    # Posted, stock is what was counted, less what left since.
    posted = counting.post_order(session, order, preview.shown, by=SAM, at=at("12:10")).posted
    assert posted
    assert [(row.item_no, row.quantity) for row in entries(session, posted.no)] == [
        ("BELL", -20),
        ("BIKE", -1),
        ("BIKE", -5),
        ("PAINT", 8),
    ]
    assert len(proofs(session, posted.no)) == 4
    assert on_hand(session, "BIKE", "SILVER", "S-01") == 46
    assert on_hand(session, "BIKE", "SILVER", "S-02") == 0
    assert on_hand(session, "PAINT", "SILVER", "S-01", lot_no="L7") == 8

    # In the afternoon somebody enters a sale of two bikes that really happened at 10:15. The count had seen it:
    # it is posted with its correction, and on hand stays what is on the shelf.
    late = move(
        session,
        "BIKE",
        -2,
        at("10:15"),
        "SILVER",
        bin_code="S-01",
        entry_type=SALE,
        posted=at("15:00"),
        document_no="S-9",
    )
    assert sorted(row["quantity"] for row in late.shown("item")) == [-2, 2]
    assert on_hand(session, "BIKE", "SILVER", "S-01") == 46


def test_the_clock_of_a_phone_is_three_minutes_unsure_and_a_pick_falls_into_them(session: Session) -> None:
    books.found(session)
    move(session, "BIKE", 60, at("08:00"))
    order = books.order_of(session)
    move(session, "BIKE", -10, at("13:52"))
    move(session, "BIKE", -5, at("14:15"))
    count(session, order, "BIKE", 36, when=at("13:54"), error=timedelta(minutes=3))

    # The workbench says so before anyone asks, and approving asks.
    assert queries.queue(session, order)[0].state == "case"
    case = counting.approve(session, order, by=SAM, at=at("16:00")).cases[0]
    assert (case.code, case.choices) == ("TIME_OVERLAP", ["before", "after", "recount"])

    # The pick at 13:52 was after the count: stock at the count was 60.
    decide(session, case.id, "after", by=SAM, at=at("16:01"))
    assert counting.approve(session, order, by=SAM, at=at("16:02")).is_finished
    line = line_of(order, "BIKE")
    assert (line.quantity_at_count_base, line.negative_quantity_base) == (60, 24)
    books.posted(session, order, "16:03")
    assert on_hand(session, "BIKE") == 36 - 10 - 5
