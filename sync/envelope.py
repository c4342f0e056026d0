"""What travels: push and hello, decoded with limits. Only an unreadable envelope is refused (settled 4).

Sizes are bytes, instants are milliseconds since 1970 UTC.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

PROTO = 1
MEDIA_TYPE = "application/vnd.scanapp+json"
BATCH_BYTES = 256 * 1024
BATCH_OPS = 200
BODY_BYTES = 16 * 1024
DEPTH = 6
SEQ_MAX = 10**12

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
T = TypeVar("T")


class Malformed(Exception):
    """A request that cannot be read as what it should be; `why` says what is wrong in one English clause."""

    code = "REQUEST_UNREADABLE"
    status = 400

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLarge(Malformed):
    """More bytes or operations than one batch may have; the phone sends half of it."""

    code = "BATCH_TOO_LARGE"
    status = 413


class Envelope(msgspec.Struct, frozen=True):
    """One operation's place in a stream. `op` repeats the body's, for a body that cannot be read."""

    seq: int
    ph: str
    b: str
    op: str | None = None


class PushClock(msgspec.Struct, frozen=True):
    """The clock as the hello before this push measured it: server minus phone ± err, in ms (settled 10)."""

    skew: float
    err: float
    at: str | None = None


class Push(msgspec.Struct, frozen=True):
    """A batch of one stream."""

    proto: int
    device: str
    stream: str
    created_seq: int
    ops: list[Envelope]
    clock: PushClock | None = None


class Hello(msgspec.Struct, frozen=True):
    """What a phone says of itself before anything else. `shift` "open": somebody is about to scan again."""

    proto: int
    device: str
    stream: str
    created_seq: int
    head: str = ""
    pending: int = 0
    oldest_pending_at: str | None = None
    app: dict[str, Any] = {}
    clock: dict[str, Any] = {}
    storage: dict[str, Any] = {}
    shift: str = ""


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID in its 36 lower-case characters."""
    return len(text) == 36 and _UUID.fullmatch(text) is not None


def is_hash(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hex."""
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def depth(raw: bytes) -> int:
    """How deep brackets nest in JSON text, strings left out."""
    if raw.count(b"[") + raw.count(b"{") <= DEPTH:
        return 0
    deepest = level = 0
    for byte in _STRINGS.sub(b"", raw):
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def read(raw: bytes, kind: type[T]) -> T:
    """JSON bytes as `kind`; raises `Malformed` for anything else."""
    if len(raw) > BATCH_BYTES:
        raise TooLarge(f"it is larger than {BATCH_BYTES} bytes")
    if depth(raw) > DEPTH:
        raise Malformed(f"it is nested deeper than {DEPTH} levels")
    try:
        raw.decode("utf-8")
        return msgspec.json.decode(raw, type=kind)
    except UnicodeDecodeError as error:
        raise Malformed("it is not UTF-8 text") from error
    except (msgspec.DecodeError, RecursionError) as error:  # a ValidationError is a DecodeError
        raise Malformed(str(error)[:200]) from error


def read_push(raw: bytes) -> Push:
    """A push, checked for what the rest relies on: version, stream id, rising seqs, hashes."""
    push = read(raw, Push)
    _check_stream(push.proto, push.stream, push.created_seq)
    if len(push.ops) > BATCH_OPS:
        raise TooLarge(f"it has more than {BATCH_OPS} operations")
    seen: set[int] = set()
    for envelope in push.ops:
        if not 1 <= envelope.seq <= SEQ_MAX or envelope.seq in seen:
            raise Malformed(f"seq {envelope.seq} is out of range or there twice")
        if not is_hash(envelope.ph):
            raise Malformed(f"ph of seq {envelope.seq} is not a SHA-256 in hex")
        if envelope.op is not None and not is_uuid(envelope.op):
            raise Malformed(f"op of seq {envelope.seq} is not a UUID")
        seen.add(envelope.seq)
    return push


def read_hello(raw: bytes) -> Hello:
    """A hello with a readable stream and sane numbers."""
    hello = read(raw, Hello)
    _check_stream(hello.proto, hello.stream, hello.created_seq)
    if not 0 <= hello.pending <= SEQ_MAX:
        raise Malformed("pending is out of range")
    return hello


def _check_stream(proto: int, stream: str, created_seq: int) -> None:
    if proto != PROTO:
        raise Malformed(f"proto {proto} is not spoken here, only {PROTO}")
    if not is_uuid(stream):
        raise Malformed("stream is not a UUID")
    if not 0 <= created_seq <= SEQ_MAX:
        raise Malformed("created_seq is out of range")
