"""Reading bodies, words of scenarios, and the order of several phones."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync import outcomes
from sync.lines import LineKey, LineOp, Place, in_order
from sync.operations import KINDS, Operation, Unreadable, decode, flatten

ID = "0193a5c2-7d1e-7c40-9f1a-5b1f0c3a9e01"
ATOMS = st.none() | st.booleans() | st.floats() | st.text() | st.integers()
JSON = st.recursive(ATOMS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert isinstance(decode(body), Unreadable)


@given(
    st.dictionaries(
        st.sampled_from(["actor", "at", "base", "dep", "loc", "bin", "p", "scan", "schema", "unlock"]), JSON
    )
)
def test_no_json_breaks_the_reader(fields: dict[str, Any]) -> None:
    read = decode(json.dumps({"op": ID, "kind": "count.scan"} | fields).encode())
    assert read.op == ID
    assert isinstance(read, Operation) or read.code in (outcomes.BODY_INVALID, outcomes.SCHEMA_UNKNOWN)


def test_unknown_fields_are_ignored() -> None:
    read = decode(
        json.dumps({"op": ID, "kind": "note", "blobs": ["x"], "seen": {"v": 1}, "new": {"a": 1}}).encode()
    )
    assert isinstance(read, Operation)


def test_an_envelopes_id_must_be_the_bodys() -> None:
    body = json.dumps({"op": ID, "kind": "note"}).encode()
    other = ID.replace("0193", "0194")
    assert decode(body, other) == Unreadable(
        other, "BODY_INVALID", "op is not a UUID, or not the envelope's", True
    )


def test_scenario_words_are_the_fields_of_the_wire() -> None:
    words = {
        "order": "CO-1",
        "location": "BLUE",
        "bin": "A",
        "item": "7",
        "quantity": "2",
        "raw": "x",
        "of": ID,
    }
    assert flatten(words) == {
        "base": {"doc": "CO-1"},
        "loc": "BLUE",
        "bin": "A",
        "p": {"item": "7", "qty": "2", "of": ID},
        "scan": {"raw": "x"},
    }


def test_every_kind_of_this_release_is_read() -> None:
    for kind in KINDS:
        body = {"op": ID, "kind": kind, "p": {"item": "7", "of": ID}}
        assert isinstance(decode(json.dumps(body).encode()), Operation)


def op(name: str, at: int) -> LineOp:
    key = LineKey("CO-1", "u_1", "BLUE", "A", "7", "", "", "", "")
    return LineOp(name, "count.scan", key, Decimal(1), "PCS", Decimal(1), at, at, at)


@given(st.permutations(range(5)))
def test_the_order_of_several_phones_does_not_depend_on_arrival(order: list[int]) -> None:
    placed = [
        (Place("d_1", 1, 1), op("a", 100)),
        (Place("d_1", 1, 2), op("b", 50)),  # its clock was set back: still after a
        (Place("d_2", 2, 1), op("c", 70)),
        (Place("d_1", 3, 1), op("d", 60)),  # a new stream of the same phone: still after b
        (Place("d_2", 2, 2), op("e", 200)),
    ]
    assert [one.op for one in in_order([placed[i] for i in order])] == ["c", "a", "b", "d", "e"]
