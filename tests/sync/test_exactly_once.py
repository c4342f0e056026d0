"""Every operation takes effect once, whatever the network does (sync-protocol §5, R-1 to R-7)."""

from __future__ import annotations

import copy
import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from scanapp.db import transaction
from scanapp.inbox import apply
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import approval
from tests.sync.floor import BELL, LAMP, Floor, offline, push, repeat_all

KEY = ("kim", "A-01-01", BELL)


def test_a_lost_answer_is_asked_again_and_nothing_doubles(floor: Floor) -> None:
    kim = floor.phone()
    ops = [floor.scan(kim) for _ in range(5)]
    floor.wire.lose = 2  # the hello, then the push: the server has heard both
    assert not kim.sync()
    assert not kim.sync()
    assert kim.sync()
    assert floor.counted() == {KEY: Decimal(5)}
    assert all(kim.outcomes[op]["st"] == "applied" for op in ops)


def test_repeating_every_request_leaves_the_database_byte_identical(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim)
    kim.make("count.scan", **floor.words(raw="0000"))
    kim.make("op.retract", **floor.words(of=floor.scan(kim, LAMP)))
    kim.bin_done(floor.order, "BLUE", "A-01-01")
    assert kim.sync()
    floor.scan(mia)
    assert mia.sync()
    before, first = floor.dump(), {**kim.outcomes, **mia.outcomes}
    for answer in repeat_all(floor):
        assert answer.status == 200
        for result in json.loads(answer.body)["results"]:
            assert result.pop("is_repeat") is True
            assert result == first[result["op"]]
    assert floor.dump() == before


def test_batches_out_of_order_are_held_and_applied_in_order(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim, quantity="1")
    kim.make("count.set", **floor.words(item=BELL, quantity="7"))
    floor.scan(kim, quantity="1")
    first, second, third = kim.outbox.records
    _, body = push(kim, [third])
    assert body["results"][0] | {"until": ""} == {
        "op": third.op,
        "seq": 3,
        "st": "held",
        "code": "GAP",
        "until": "",
    }
    assert (body["received_upto"], floor.counted()) == (0, {})
    _, body = push(kim, [second])
    assert body["received_upto"] == 0
    hello = json.loads(kim.call("POST", "/api/v1/sync/hello", kim.hello_body()).body)
    assert (hello["received_upto"], hello["have_beyond"]) == (0, [[2, 3]])
    _, body = push(kim, [first])
    assert (body["received_upto"], body["chain"]) == (3, kim.outbox.head)
    assert [result["seq"] for result in body["results"]] == [1]
    assert floor.counted() == {KEY: Decimal(8)}


def test_outcomes_that_come_later_are_told_in_the_feed_of_the_phone(floor: Floor) -> None:
    kim = floor.phone()
    cursor = json.loads(kim.call("GET", "/api/v1/sync/snapshot").body)["cursor"]
    floor.scan(kim)
    floor.scan(kim)
    push(kim, kim.outbox.records[1:])
    push(kim, kim.outbox.records[:1])
    rows = [
        json.loads(line) for line in kim.call("GET", f"/api/v1/sync/pull?cursor={cursor}").body.splitlines()
    ]
    late = kim.outbox.records[1].op
    assert [(row["e"], row["id"], row["d"]) for row in rows[1:-1]] == [
        ("outcome", late, [late, "applied", "", ""])
    ]


def test_one_operation_in_two_streams_takes_effect_once(floor: Floor) -> None:
    kim = floor.phone()
    for _ in range(3):
        floor.scan(kim)
    push(kim)
    kim.restamp()
    floor.scan(kim)
    status, body = push(kim)
    assert status == 200
    assert [result.get("is_repeat", False) for result in body["results"]] == [True, True, True, False]
    assert (body["received_upto"], floor.counted()) == (4, {KEY: Decimal(4)})


def test_an_operation_held_in_a_stream_that_was_left_is_applied_through_the_new_one(floor: Floor) -> None:
    """R-5: the hole that lost data in 437 of 4,000 simulated runs (B19)."""
    kim = floor.phone()
    for _ in range(3):
        floor.scan(kim)
    push(kim, kim.outbox.records[1:])
    assert floor.counted() == {}
    kim.restamp()
    _, body = push(kim)
    assert [result["st"] for result in body["results"]] == ["applied"] * 3
    assert floor.counted() == {KEY: Decimal(3)}


def test_the_same_place_with_other_content_is_a_fork_and_changes_nothing(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    assert kim.sync()
    clone = copy.deepcopy(kim.outbox)
    floor.scan(kim)
    assert kim.sync()
    kim.outbox = clone
    floor.scan(kim, LAMP)
    before = floor.counted()
    status, body = push(kim)
    assert (status, body["error"]["code"]) == (409, "STREAM_FORK")
    assert floor.counted() == before
    assert "STREAM_FORK" in floor.cases()
    assert kim.sync()  # re-stamps itself
    assert floor.counted() == before | {("kim", "A-01-01", LAMP): Decimal(1)}


def test_an_older_storage_opens_a_new_stream(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    old = copy.deepcopy(kim.outbox)
    floor.scan(kim)
    assert kim.sync()
    kim.outbox = old
    assert kim.sync()
    assert kim.outbox.stream != old.stream
    assert floor.counted() == {KEY: Decimal(2)}


def test_a_stream_of_another_phone_is_taken_over_by_new_stamps(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim)
    assert kim.sync()
    mia.outbox = copy.deepcopy(kim.outbox)
    floor.scan(mia, LAMP)
    status, body = push(mia)
    assert (status, body["error"]["code"]) == (409, "STREAM_FOREIGN")
    assert mia.sync()
    assert floor.counted() == {KEY: Decimal(1), ("mia", "A-01-01", LAMP): Decimal(1)}


def test_the_same_id_with_other_bytes_is_kept_and_noticed(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim)
    assert kim.sync()
    other = json.dumps(json.loads(kim.outbox.records[0].body) | {"p": {"item": LAMP, "qty": "9"}}).encode()
    kim.outbox.add(op, other, 0)
    _, body = push(kim)
    assert [(r["st"], r.get("code")) for r in body["results"]] == [
        ("applied", None),
        ("quarantined", "OP_ID_REUSE"),
    ]
    assert floor.counted() == {KEY: Decimal(1)}
    assert floor.cases() == {"OP_ID_REUSE": [op]}
    assert push(kim)[1]["results"][1]["is_repeat"] is True


def test_what_needs_another_operation_waits_for_it_even_from_another_phone(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    with offline(floor):
        first = floor.scan(mia, LAMP)
    op = floor.scan(kim, dep=[first])
    assert kim.sync()
    assert (kim.outcomes[op]["st"], kim.outcomes[op]["code"]) == ("held", "DEP_MISSING")
    assert "until" in kim.outcomes[op]
    after = floor.scan(kim, quantity="2")
    assert kim.sync()
    assert kim.outcomes[after]["st"] == "applied", "only those that name it wait"
    assert mia.sync()
    assert floor.states()[op] == ("applied", "")
    assert floor.counted()[KEY] == Decimal(3)


def test_two_identical_pushes_at_the_same_moment_have_one_effect(floor: Floor) -> None:
    kim = floor.phone()
    for _ in range(10):
        floor.scan(kim)
    body = json.dumps(kim.push_body(kim.outbox.records)).encode()
    headers = {
        "X-Scanapp": "1",
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/json",
        "Cookie": kim.cookie,
    }
    answers: list[Any] = []
    gate = threading.Barrier(4)

    def deliver() -> None:
        gate.wait()
        answers.append(floor.wire.send("POST", "/api/v1/sync/push", headers, body))

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 4
    first = [sum(not r.get("is_repeat") for r in json.loads(one.body)["results"]) for one in answers]
    assert sorted(first) == [0, 0, 0, 10]
    assert floor.counted() == {KEY: Decimal(10)}


def test_two_phones_at_the_same_moment_never_both_stand_on_one_spot(floor: Floor) -> None:
    phones = [floor.phone("kim"), floor.phone("mia")]
    for phone in phones:
        floor.scan(phone)
    gate = threading.Barrier(2)

    def deliver(phone: Any) -> None:
        gate.wait()
        assert phone.sync()

    threads = [threading.Thread(target=deliver, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(state for state, _ in floor.states().values()) == ["applied", "review"]
    assert list(floor.cases()) == ["TWO_COUNTERS"]


def test_an_operation_that_breaks_is_quarantined_alone(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    kim = floor.phone()
    good, bad, after = floor.scan(kim), floor.scan(kim, LAMP), floor.scan(kim)
    record = counting.record

    def breaks(session: Any, order: str, person: int, line: Any, fact: Any) -> None:
        record(session, order, person, line, fact)
        if line.item_no == LAMP:
            raise ZeroDivisionError("poison")

    monkeypatch.setattr(counting, "record", breaks)
    assert kim.sync()
    assert [kim.outcomes[op]["st"] for op in (good, bad, after)] == ["applied", "quarantined", "applied"]
    assert kim.outcomes[bad]["code"] == "APPLY_FAILED"
    assert len(kim.outcomes[bad]["error"]) == 8
    assert floor.counted() == {KEY: Decimal(2)}


@pytest.mark.parametrize("step", ["open_cases", "record"])
def test_a_database_error_ends_the_whole_batch_and_writes_nothing(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    kim = floor.phone()
    floor.scan(kim)
    kim.make("count.scan", **floor.words(raw="0000"))
    before = floor.dump()

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(apply, step, full)
    status, body = push(kim)
    assert (status, body["error"]["code"]) == (503, "DATABASE_FAILED")
    assert floor.dump() == before
    monkeypatch.undo()
    assert kim.sync()
    assert floor.counted() == {KEY: Decimal(1)}


def test_a_cut_in_apply_is_seen(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the call that records, the outcome says applied and nothing is counted: doctor must notice."""
    kim = floor.phone()
    floor.scan(kim)
    monkeypatch.setattr(apply, "record", lambda *_: None)
    assert kim.sync()
    assert floor.counted() == {}


def test_a_push_during_an_approval_waits_and_then_finds_the_count_closed(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    assert kim.sync()
    late = floor.scan(kim)
    sending = threading.Thread(target=kim.sync)
    with transaction(floor.engine) as session:
        order = counting.get_order(session, floor.order)
        assert approval.approve(session, order, by=1, at=floor.now()).is_finished
        sending.start()
        sending.join(0.5)
        assert sending.is_alive(), "it must not be recorded beside the approval"
    sending.join(20)
    assert floor.states()[late] == ("review", "DOC_FINISHED")
    assert floor.counted() == {KEY: Decimal(1)}
