"""The operation: one immutable thing a person did, decoded from its body with limits (sync-protocol §3).

A body that cannot be read becomes `Unreadable` and fills its slot as quarantined (settled 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from sync import outcomes
from sync.envelope import BODY_BYTES, DEPTH, depth, is_uuid

SCHEMA = 1
RAW_BYTES = 512
DEPS = 50

LINE_KINDS = frozenset({"count.scan", "count.set", "count.void"})
BIN_KINDS = frozenset({"count.empty", "count.area_done"})
KINDS = LINE_KINDS | BIN_KINDS | {"count.open", "op.retract", "shift.end", "note"}

# The words of scenario files for the fields of the wire (settled 1).
WORDS = {
    "order": "base.doc",
    "line": "base.line",
    "location": "loc",
    "bin": "bin",
    "raw": "scan.raw",
    "depends_on": "dep",
    "item": "p.item",
    "variant": "p.variant",
    "unit": "p.uom",
    "quantity": "p.qty",
    "lot": "p.lot",
    "serial": "p.serial",
    "package": "p.package",
    "reason": "p.reason",
    "of": "p.of",
}

LENGTHS = {
    "actor": 20,
    "unlock": 60,
    "base.doc": 20,
    "loc": 10,
    "bin": 20,
    "p.item": 50,
    "p.variant": 50,
    "p.uom": 20,
    "p.lot": 50,
    "p.serial": 50,
    "p.package": 50,
}

_QUANTITY = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,5})?")
_OP = re.compile(rb'"op"\s*:\s*"([0-9a-f-]{36})"')


class At(msgspec.Struct, frozen=True):
    """The phone's reading of time: wall clock; skew to the server ± err in ms, as of the contact before."""

    wall: str = ""
    tz: str = ""
    mono: float | None = None
    boot: str | None = None
    skew: float | None = None
    err: float | None = None


class Base(msgspec.Struct, frozen=True):
    doc: str | None = None
    doc_v: int | None = None
    line: str | int | None = None
    line_v: int | None = None


class Payload(msgspec.Struct, frozen=True):
    item: str | None = None
    variant: str | None = None
    uom: str | None = None
    qty: str | None = None
    lot: str | None = None
    serial: str | None = None
    package: str | None = None
    reason: str | None = None
    of: str | None = None
    n: int | None = None
    digest: str | None = None


class Scan(msgspec.Struct, frozen=True):
    raw: str = ""
    sym: str | None = None
    src: str | None = None


class Body(msgspec.Struct, frozen=True):
    """The body as it travels. Unknown fields are kept in the bytes and ignored here."""

    op: str
    kind: str
    schema: int = SCHEMA
    actor: str = ""
    unlock: str | None = None
    at: At = At()
    base: Base | None = None
    dep: list[str] | None = None
    loc: str | None = None
    bin: str | None = None
    p: Payload | None = None
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A body that was understood, flat, '' where a text does not apply. `qty` is in the unit `uom`."""

    op: str
    kind: str
    actor: str
    unlock: str
    at: At
    doc: str
    loc: str
    bin: str
    item: str
    variant: str
    uom: str
    qty: Decimal
    lot: str
    serial: str
    package: str
    raw: str
    of: str
    n: int
    digest: str
    dep: tuple[str, ...]

    @property
    def line(self) -> str:
        """The own line of its order as the phone has it: an answer may put it on the same key as another one."""
        return "\x1f".join((self.bin, self.item, self.variant, "" if self.item else self.raw))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body kept as bytes: its id where one could be read, the code of its quarantine, and why."""

    op: str
    code: str
    why: str
    is_certain: bool


def digest_of(body: bytes) -> str:
    """SHA-256 of a body, hex: what makes two copies of an operation the same."""
    return sha256(body).hexdigest()


def decode(body: bytes, op: str | None = None) -> Operation | Unreadable:
    """The operation in `body`, or why it waits. `op` is the envelope's copy of its id."""
    try:
        if len(body) > BODY_BYTES:
            raise ValueError(f"it is larger than {BODY_BYTES} bytes")
        if depth(body) > DEPTH:
            raise ValueError(f"it is nested deeper than {DEPTH} levels")
        read = msgspec.json.decode(body, type=Body)
        if not is_uuid(read.op) or (op is not None and op != read.op):
            raise ValueError("op is not a UUID, or not the envelope's")
        if read.schema > SCHEMA or read.kind not in KINDS:
            return Unreadable(
                read.op, outcomes.SCHEMA_UNKNOWN, f"{read.kind[:40]} {read.schema} is newer", True
            )
        return _flat(read)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
        found, is_certain = _identity(body, op)
        return Unreadable(found, outcomes.BODY_INVALID, str(error)[:200], is_certain)


def _identity(body: bytes, op: str | None) -> tuple[str, bool]:
    """The id of an unreadable body: the envelope's, else one found in the bytes, else made from them."""
    if op is not None:
        return op, True
    match = _OP.search(body)
    if match and is_uuid(match[1].decode()):
        return match[1].decode(), True
    made = sha256(body).hexdigest()
    return "-".join((made[:8], made[8:12], made[12:16], made[16:20], made[20:32])), False


def _flat(body: Body) -> Operation:
    p, scan = body.p or Payload(), body.scan or Scan()
    texts = {
        "actor": body.actor,
        "unlock": body.unlock,
        "base.doc": body.base.doc if body.base else None,
        "loc": body.loc,
        "bin": body.bin,
        "p.item": p.item,
        "p.variant": p.variant,
        "p.uom": p.uom,
        "p.lot": p.lot,
        "p.serial": p.serial,
        "p.package": p.package,
    }
    flat = {name: _text(name, value, LENGTHS[name]) for name, value in texts.items()}
    if len(scan.raw.encode()) > RAW_BYTES or "\0" in scan.raw:
        raise ValueError(f"the read is longer than {RAW_BYTES} bytes or has a NUL")
    dep = tuple(body.dep or ())
    if len(dep) > DEPS or not all(is_uuid(one) for one in dep) or (p.of is not None and not is_uuid(p.of)):
        raise ValueError("dep or of is not an operation id")
    operation = Operation(
        op=body.op,
        kind=body.kind,
        actor=flat["actor"],
        unlock=flat["unlock"],
        at=body.at,
        doc=flat["base.doc"],
        loc=flat["loc"],
        bin=flat["bin"],
        item=flat["p.item"],
        variant=flat["p.variant"],
        uom=flat["p.uom"],
        qty=_quantity(p.qty),
        lot=flat["p.lot"],
        serial=flat["p.serial"],
        package=flat["p.package"],
        raw=scan.raw,
        of=p.of or "",
        n=p.n or 0,
        digest=(p.digest or "")[:64],
        dep=dep,
    )
    _check_whole(operation)
    return operation


def _check_whole(operation: Operation) -> None:
    if operation.kind in LINE_KINDS and not (operation.item or operation.raw):
        raise ValueError("it names neither an item nor what was read")
    if operation.kind == "op.retract" and not operation.of:
        raise ValueError("it does not say what it takes back")
    if not 0 <= operation.n <= 10**9:
        raise ValueError("n is out of range")


def _text(name: str, value: str | None, most: int) -> str:
    if value is None:
        return ""
    if len(value) > most or "\0" in value:
        raise ValueError(f"{name} is longer than {most} characters or has a NUL")
    return value


def _quantity(text: str | None) -> Decimal:
    if text is None:
        return Decimal(1)
    if not _QUANTITY.fullmatch(text) or text.startswith("-"):
        raise ValueError("qty is not a decimal string from 0 with at most five places")
    return Decimal(text)


def flatten(words: dict[str, Any]) -> dict[str, Any]:
    """A body's fields from the longer words of a scenario (settled 1); other words stay as they are."""
    body: dict[str, Any] = {}
    for word, value in words.items():
        *parents, last = WORDS.get(word, word).split(".")
        inside = body
        for parent in parents:
            inside = inside.setdefault(parent, {})
        inside[last] = value
    return body
