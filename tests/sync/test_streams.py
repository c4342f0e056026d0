"""Streams: what is in order, what waits, what is a fork."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cursor import Cursor, unseal
from sync.streams import Advance, Fork, Slot, advance, chain_after, chain_start, ranges

STREAM = "0193a4ff-02aa-7b11-8a40-9d2e6f0b1c22"
START = chain_start(STREAM)


def slots(n: int) -> list[Slot]:
    made: list[Slot] = []
    chain = START
    for seq in range(1, n + 1):
        op = f"0193a5c2-7d1e-7c40-9f1a-{seq:012d}"
        after = chain_after(chain, op, b"{}")
        made.append(Slot(seq, op, "sha", chain, after))
        chain = after
    return made


def receive(batches: Sequence[Sequence[Slot]]) -> tuple[Advance, dict[int, Slot]]:
    upto, chain, stored = 0, START, {}
    moved = Advance(0, START, (), ())
    for batch in batches:
        moved = advance(upto, chain, stored, batch)
        upto, chain = moved.received_upto, moved.chain
        stored |= {slot.seq: slot for slot in moved.new}
    return moved, stored


@given(st.permutations(range(6)), st.integers(1, 6))
def test_whatever_the_order_of_arrival_all_of_it_ends_in_order(order: list[int], size: int) -> None:
    made = slots(6)
    arriving = [made[i] for i in order]
    moved, stored = receive([arriving[i : i + size] for i in range(0, 6, size)])
    assert (moved.received_upto, moved.chain) == (6, made[-1].hash)
    assert stored == {slot.seq: slot for slot in made}


def test_a_repeat_brings_nothing_new() -> None:
    made = slots(3)
    moved, _ = receive([made, made])
    assert (moved.new, moved.in_order, moved.received_upto) == ((), (), 3)


@pytest.mark.parametrize("change", [{"op": "x"}, {"body_sha": "x"}, {"ph": "0" * 64}])
def test_other_content_at_a_known_place_is_a_fork(change: dict[str, str]) -> None:
    made = slots(3)
    with pytest.raises(Fork):
        receive([made, [replace(made[1], **change)]])


def test_a_broken_chain_is_a_fork_even_when_the_gap_closes_later() -> None:
    made = slots(3)
    stranger = replace(made[2], ph="0" * 64)
    with pytest.raises(Fork):
        receive([[stranger], made[:2]])


def test_after_an_unreadable_operation_the_phones_own_chain_is_believed() -> None:
    made = slots(3)
    unsure = replace(made[0], hash="f" * 64, is_certain=False)
    moved, _ = receive([[unsure], made[1:]])
    assert (moved.received_upto, moved.chain) == (3, made[-1].hash)


def test_ranges_name_what_came_after_a_gap() -> None:
    assert ranges([7, 3, 4, 9, 8]) == [[3, 4], [7, 9]]
    assert ranges([]) == []


@given(st.integers(0, 10**12), st.binary(min_size=1, max_size=40))
def test_a_cursor_opens_with_its_own_key_only(v: int, key: bytes) -> None:
    cursor = Cursor("e_1", v, "sc_1", "abc")
    assert unseal(cursor.seal(key), key) == cursor
    assert unseal(cursor.seal(key), key + b"x") is None


@given(st.text(max_size=200))
def test_no_text_breaks_a_cursor(text: str) -> None:
    assert unseal(text, b"key") is None
