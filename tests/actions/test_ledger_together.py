"""Several postings of the same stock at the same time: none is lost, and the chain stays one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import errors, models, posting
from scanapp.inventory.ledger.movements import StockKey
from scanapp.inventory.ledger.queries import on_hand
from tests.ledger_world import World, buy, count, hour, make_company, move, sell

Transaction = Callable[..., AbstractContextManager[Session]]


def in_parallel(transaction: Transaction, jobs: list[list[posting.Movement]]) -> list[str]:
    def one(lines: list[posting.Movement]) -> str:
        try:
            with transaction() as session:
                posting.post(session, lines, actor=1, at=hour(50))
            return "posted"
        except errors.Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(one, jobs))


def stock(transaction: Transaction, item: str, location: str = "EAST", **numbers: str) -> int:
    key = StockKey(location, "", item, **numbers)
    with transaction(write=False) as session:
        return int(on_hand(session, [key])[key])


def test_no_posting_is_lost_and_stock_is_sold_once(transaction: Transaction) -> None:
    with transaction() as session:
        World(session).post(buy(10, at=0), buy(10, item="SHIRT", at=0))
    jobs = [
        [sell(1, at=1), sell(1, item="SHIRT", at=1)]
        if n % 2
        else [sell(1, item="SHIRT", at=1), sell(1, at=1)]
        for n in range(14)
    ]
    results = in_parallel(transaction, jobs)
    assert sorted(results) == ["NEGATIVE_STOCK"] * 4 + ["posted"] * 10
    assert stock(transaction, "BIKE") == 0
    with transaction(write=False) as session:
        registers = [
            r.register_no for r in session.query(models.Register).order_by(models.Register.register_no)
        ]
    assert registers == list(range(1, 12))


def test_a_serial_number_enters_two_locations_once(transaction: Transaction) -> None:
    with transaction() as session:
        make_company(session)
    jobs = [[buy(1, item="PHONE", serial_no="S", location=place, at=1)] for place in ("EAST", "WEST") * 2]
    assert sorted(in_parallel(transaction, jobs)) == ["SERIAL_IN_STOCK"] * 3 + ["posted"]


def test_transfers_there_and_back_do_not_wait_for_each_other_for_ever(transaction: Transaction) -> None:
    with transaction() as session:
        World(session).post(buy(20, at=0), buy(20, location="WEST", at=0))
    there = [move("Transfer", 1, new_location_code="WEST", at=1)]
    back = [move("Transfer", 1, location="WEST", new_location_code="EAST", at=1)]
    assert set(in_parallel(transaction, [there, back] * 5)) == {"posted"}
    assert (stock(transaction, "BIKE"), stock(transaction, "BIKE", "WEST")) == (20, 20)


@pytest.mark.parametrize("counted", [7])
def test_a_count_and_movements_before_and_after_it_meet_in_any_order(
    transaction: Transaction, counted: int
) -> None:
    with transaction() as session:
        World(session).post(buy(10, at=0))
    jobs = [[count(5, counted)], *([sell(1, at=4)] for _ in range(3)), *([sell(1, at=6)] for _ in range(3))]
    assert set(in_parallel(transaction, jobs)) == {"posted"}
    assert stock(transaction, "BIKE") == counted - 3
