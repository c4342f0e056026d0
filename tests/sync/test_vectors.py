"""The vectors that phone and server share, executed on the server's side."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import sync
from sync.device import Answer, Outbox, Record, after_hello
from sync.lines import Line, LineKey, LineOp, fold, in_base
from sync.streams import chain_after, chain_start

VECTORS = Path(sync.__file__).parent / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text())


@pytest.mark.parametrize("vector", vectors("chain"), ids=lambda vector: vector["stream"][:8])
def test_the_chain_runs_over_the_bytes_of_each_body(vector: dict[str, Any]) -> None:
    chain = chain_start(vector["stream"])
    for op in vector["ops"]:
        assert op["ph"] == chain
        chain = chain_after(chain, op["op"], op["body"].encode())
        assert op["hash"] == chain


def line_op(op: dict[str, Any]) -> LineOp:
    p = op["p"]
    item = p.get("item", "")
    numbers = (p.get("lot", ""), p.get("serial", ""), p.get("package", ""))
    raw = "" if item else op.get("raw", "")
    key = LineKey(op["doc"], op["actor"], op["loc"], op["bin"], item, p.get("variant", ""), *numbers, raw)
    quantity = Decimal(p.get("qty", "1"))
    base = in_base(quantity, Decimal(op.get("per", "1")), Decimal(op.get("rounding", "0")))
    unit = p.get("uom", "")
    return LineOp(
        op["op"], op["kind"], key, quantity, unit, base, op["lo"], op["at"], op["hi"], p.get("of", "")
    )


def shown(line: Line) -> dict[str, Any]:
    key = line.key
    return {
        "key": [
            key.doc,
            key.actor,
            key.loc,
            key.bin,
            key.item,
            key.variant,
            key.lot,
            key.serial,
            key.package,
            key.raw,
        ],
        "voided": line.is_void,
        "quantity_base": plain(line.quantity_base),
        "unit": line.unit,
        "quantity": plain(line.quantity),
        "ops": list(line.ops),
        "lo": line.lo,
        "at": line.at,
        "hi": line.hi,
    }


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@pytest.mark.parametrize("vector", vectors("lines"), ids=lambda vector: vector["why"])
def test_own_lines_fold(vector: dict[str, Any]) -> None:
    assert [shown(line) for line in fold([line_op(op) for op in vector["ops"]])] == vector["lines"]


@pytest.mark.parametrize("vector", vectors("hello"), ids=lambda vector: vector["why"])
def test_what_a_phone_does_after_hello(vector: dict[str, Any]) -> None:
    local, answer = vector["local"], vector["answer"]
    outbox = Outbox(local["stream"], local["epoch"], local["base"]["seq"], local["base"]["hash"])
    for seq, chain in enumerate(local["hashes"], start=outbox.base_seq + 1):
        outbox.records.append(Record(seq, f"op {seq}", b"", outbox.head, chain, made_at=0))
    body = json.dumps(answer["body"]).encode()
    step = after_hello(outbox, Answer(answer["status"], {"content-type": answer["type"]}, body))
    shown: dict[str, Any] = {"do": step.do}
    if step.do == "send":
        shown |= {"from": step.start, "snapshot": step.snapshot, "delete_upto": step.delete_upto}
    elif step.do == "restamp":
        shown |= {"rule": step.rule, "snapshot": step.snapshot}
    elif step.do == "stop":
        shown |= {"code": step.code}
    assert shown == vector["decide"]
