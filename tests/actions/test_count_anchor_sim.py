"""Random histories through the real ledger: on-hand, read by SQL, is always what K5 says (I-20)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import posting, rules
from scanapp.inventory.ledger.movements import COUNT, CountedNumber, CountResult, Movement
from tests.ledger_world import START, hour, make_company, move
from tests.sim.shelf import Event, History, history

Transaction = Callable[..., AbstractContextManager[Session]]
HISTORIES = {"sqlite": 400, "postgres": 40}
SHELVES = {
    "no bins": {"location": "EAST"},
    "bin": {"location": "SILVER", "bin_code": "S-01"},
    "lot": {"location": "EAST", "item": "PAINT", "lot_no": "A"},
    "lot in a bin": {"location": "SILVER", "bin_code": "S-01", "item": "PAINT", "lot_no": "A"},
}


def movement(event: Event, shelf: dict[str, str]) -> Movement:
    kind = "Positive Adjmt." if event.quantity > 0 else "Negative Adjmt."
    line = move(kind, event.quantity, at=event.at, is_fact=True, **shelf)
    if event.kind == "movement":
        return line
    lot = shelf.get("lot_no", "")
    numbers = (CountedNumber(Decimal(event.quantity), lot_no=lot),) if lot else ()
    whole = Decimal(0) if lot else Decimal(event.quantity)
    return line.changed(
        entry_type=COUNT, lot_no="", quantity=Decimal(0), count=CountResult(hour(event.at), whole, numbers)
    )


def play(session: Session, story: History, shelf: dict[str, str]) -> None:
    opening = move("Positive Adjmt.", story.opening, at=0, **shelf)
    posting.post(session, [opening], actor=1, at=START)
    for event in story.events:
        line = movement(event, shelf)
        posting.post(session, [line], actor=1, at=START + timedelta(hours=event.approved))


def on_hand(session: Session, shelf: dict[str, str]) -> int:
    table = "bin_balance" if "bin_code" in shelf else "item_balance"
    sql = f"SELECT SUM(quantity) FROM {table} WHERE item_no = :item AND location_code = :location"
    found = session.execute(text(sql), {"item": shelf.get("item", "BIKE"), "location": shelf["location"]})
    return int(found.scalar_one()) // 100_000


def wrong(transaction: Transaction, seeds: range) -> list[int]:
    """Plays each seed on the next kind of shelf and undoes it; the seeds whose on-hand is not K5's."""
    failed = []
    shelves = list(SHELVES.values())
    with transaction() as session:
        make_company(session)
        for seed in seeds:
            if (story := history(seed)) is None:
                continue
            shelf = shelves[seed % len(shelves)]
            with session.begin_nested() as savepoint:
                play(session, story, shelf)
                if on_hand(session, shelf) != story.on_hand:
                    failed.append(seed)
                savepoint.rollback()
    return failed


def test_every_random_history_ends_with_what_was_last_counted_and_all_that_came_after(
    transaction: Transaction, database: str
) -> None:
    assert wrong(transaction, range(HISTORIES[database])) == []


@pytest.mark.parametrize("shelf", SHELVES.values(), ids=SHELVES)
def test_the_books_of_a_random_history_are_sound(transaction: Transaction, shelf: dict[str, str]) -> None:
    story = next(h for seed in range(7, 99) if (h := history(seed)) and len(h.events) > 12)
    with transaction() as session:
        make_company(session)
        play(session, story, shelf)


@pytest.mark.databases("sqlite")
@pytest.mark.spoils_ledger
@pytest.mark.parametrize("rule", ["K1", "K3", "K4"])
def test_without_one_of_the_rules_on_hand_goes_wrong(
    transaction: Transaction, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    whole = rules.Planner._post
    if rule == "K1":
        monkeypatch.setattr(
            "scanapp.inventory.ledger.books.Books.stock_at",
            lambda books, place, at: dict(books.balance(place)),
        )
    else:
        monkeypatch.setattr(
            rules.Planner,
            "_post",
            lambda self, line, leg, anchor, which, cost: whole(
                self, line, leg, None if which == rule else anchor, which, cost
            ),
        )
    assert wrong(transaction, range(60))


def test_several_shelves_in_one_posting_are_kept_apart(transaction: Transaction, database: str) -> None:
    random_ = random.Random(1)
    stories = [h for seed in range(200, 260) if (h := history(seed))][:4]
    with transaction() as session:
        make_company(session)
        shelves = list(SHELVES.values())
        openings = [
            move("Positive Adjmt.", s.opening, at=0, **shelf)
            for s, shelf in zip(stories, shelves, strict=True)
        ]
        posting.post(session, openings, actor=1, at=START)
        queues = [list(story.events) for story in stories]
        while any(queues):
            lines = []
            for queue, shelf in zip(queues, shelves, strict=True):
                lines += [
                    movement(queue.pop(0), shelf) for _ in range(min(len(queue), random_.randint(0, 3)))
                ]
            if lines:
                posting.post(session, lines, actor=1, at=hour(90))
        assert [on_hand(session, shelf) for shelf in shelves] == [story.on_hand for story in stories]
