"""Two people in the office press at the same moment. On SQLite writers wait before their first query; here they meet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.db import transaction
from scanapp.errors import ScanappError
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.review import actions as review
from scanapp.inventory.review.models import ReviewCase
from tests.sync.floor import BELL, Floor

pytestmark = pytest.mark.databases("postgres")


def at_once(floor: Floor, *jobs: Callable[[Session, Barrier], object]) -> list[str]:
    """Runs each job in a transaction of its own; "done" or the code of its refusal, in their alphabet."""
    both_looked = Barrier(len(jobs), timeout=20)

    def one(job: Callable[[Session, Barrier], object]) -> str:
        try:
            with transaction(floor.engine) as session:
                job(session, both_looked)
            return "done"
        except ScanappError as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(one, jobs))


def test_a_question_gets_one_answer(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim, quantity="3")
    assert kim.sync()
    floor.scan(mia, quantity="4")
    assert mia.sync()

    def answer(choice: str) -> Callable[[Session, Barrier], object]:
        def job(session: Session, both_looked: Barrier) -> None:
            seen = session.scalars(select(ReviewCase)).one()
            both_looked.wait()
            review.decide(session, seen.id, choice, by=1, at=floor.now())

        return job

    assert at_once(floor, answer("sum"), answer("take_first")) == ["CASE_DECIDED", "done"]
    with transaction(floor.engine, write=False) as session:
        choice = session.scalars(select(ReviewCase.choice)).one()
    assert sum(floor.counted().values()) == {"sum": Decimal(7), "take_first": Decimal(3)}[choice]


def test_a_count_is_posted_once_and_the_slower_is_told(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim, BELL, "3")
    assert kim.sync()
    with transaction(floor.engine) as session:
        order = counting.get_order(session, floor.order)
        shown = counting.approve(session, order, by=1, at=floor.now()).shown

    def post(session: Session, both_looked: Barrier) -> None:
        order = counting.get_order(session, floor.order)
        both_looked.wait()
        counting.post_order(session, order, shown, by=1, at=floor.now())

    assert at_once(floor, post, post) == ["NOT_FOUND", "done"]
