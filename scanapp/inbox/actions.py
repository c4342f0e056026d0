"""What a phone asks of the server: hello and push. Each runs inside one transaction of its caller."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.errors import DatabaseBusy, ScanappError
from scanapp.inbox import log, queries
from scanapp.inbox.errors import BatchTooLarge, DeviceMismatch, RequestUnreadable, StreamForeign, StreamForked
from scanapp.inbox.models import Stream, SyncOp
from scanapp.inbox.settle import settle
from scanapp.inventory.review import actions as review
from scanapp.people import devices, shifts
from scanapp.people.models import Device
from scanapp.quantities import instant_text
from sync import envelope, outcomes
from sync.cursor import scope_hash
from sync.envelope import BATCH_BYTES, BATCH_OPS, PROTO, Hello, Malformed, Push, TooLarge
from sync.operations import SCHEMA
from sync.streams import Fork, chain_start, ranges

MIN_BUILD = ""
HELD_FOR = timedelta(days=outcomes.HELD_DAYS)


@dataclass(frozen=True)
class Reply:
    """An answer of the API. A refusal that must leave a trace is one too, so that it commits (settled 19)."""

    body: dict[str, Any] = field(default_factory=dict)
    refusal: ScanappError | None = None


def hello(session: Session, device: Device, raw: bytes, now: datetime) -> Reply:
    """Where the server is in this phone's stream, and the clock. Opens an unknown stream; stores the contact."""
    asked = _read_hello(raw)
    _ensure_own(device, asked.device)
    stream = _stream(session, device, asked.stream, now)
    if stream.device_id != device.id:
        return _foreign(session, device, stream, now)
    has_news = asked.created_seq > stream.created_seq or asked.pending > 0 or asked.shift == "open"
    _note_fork(session, device, stream, asked, now)
    _contact(session, device, stream, asked, now)
    person = devices.signed_in(session, device)
    places = devices.scope(device, person)
    is_empty = asked.pending == 0 and stream.received_upto >= asked.created_seq
    shifts.contact(session, device, places, at=now, is_empty=is_empty, has_news=has_news)
    queries.move_durable(session, stream, now)
    beyond = queries.slots_beyond(session, stream)
    return Reply(
        {
            "proto": PROTO,
            **_progress(session, stream, now),
            "have_beyond": ranges(beyond),
            "min_build": MIN_BUILD,
            "max_schema": SCHEMA,
            "scope": {
                "hash": scope_hash(device.id, person.wire_id if person else "", places),
                "locations": places,
            },
            "commands": [],
            "limits": {"batch_ops": BATCH_OPS, "batch_bytes": BATCH_BYTES},
        }
    )


def _read_hello(raw: bytes) -> Hello:
    try:
        return envelope.read_hello(raw)
    except TooLarge as error:
        raise BatchTooLarge(why=error.why) from error
    except Malformed as error:
        raise RequestUnreadable(why=error.why) from error


def _read_push(raw: bytes) -> Push:
    try:
        return envelope.read_push(raw)
    except TooLarge as error:
        raise BatchTooLarge(why=error.why) from error
    except Malformed as error:
        raise RequestUnreadable(why=error.why) from error


def _ensure_own(device: Device, named: str) -> None:
    if named != device.id:
        raise DeviceMismatch(device=named[:40])


def _stream(session: Session, device: Device, id: str, now: datetime) -> Stream:
    """The stream, locked; opened when nobody knows it."""
    # One request per phone at a time: two identical pushes are decided one after the other.
    session.execute(select(Device.id).where(Device.id == device.id).with_for_update())
    stream = session.scalar(
        select(Stream).where(Stream.id == id).with_for_update().execution_options(populate_existing=True)
    )
    if stream is None:
        stream = Stream(id=id, device_id=device.id, opened_at=now, chain=chain_start(id))
        session.add(stream)
        session.flush()
    return stream


def _foreign(session: Session, device: Device, stream: Stream, now: datetime) -> Reply:
    """H2: the outbox was opened by another phone; a copy of that phone's storage."""
    subject = {"device": device.id, "other": stream.device_id}
    review.open_case(
        session, outcomes.STREAM_FOREIGN, key=f"{stream.id}|{device.id}", at=now, subject=subject
    )
    return Reply(refusal=StreamForeign())


def _note_fork(session: Session, device: Device, stream: Stream, asked: Hello, now: datetime) -> None:
    if asked.created_seq == stream.received_upto and asked.head not in ("", stream.chain):
        _fork(session, device, stream, stream.received_upto, now)


def _fork(session: Session, device: Device, stream: Stream, seq: int, now: datetime) -> None:
    subject = {"device": device.id, "seq": str(seq)}
    review.open_case(session, outcomes.STREAM_FORK, key=stream.id, at=now, subject=subject)


def _contact(session: Session, device: Device, stream: Stream, asked: Hello, now: datetime) -> None:
    device.last_contact_at, device.pending_reported = now, min(asked.pending, 2**31 - 1)
    stream.last_contact_at, stream.pending_reported = now, asked.pending
    stream.created_seq = max(stream.created_seq, asked.created_seq)
    if asked.pending == 0 and stream.received_upto >= asked.created_seq:
        stream.last_empty_at = now
    session.flush()


def _progress(session: Session, stream: Stream, now: datetime) -> dict[str, Any]:
    return {
        "epoch": feed.current(session).epoch,
        "stream": stream.id,
        "received_upto": stream.received_upto,
        "chain": stream.chain,
        "durable_upto": stream.durable_upto,
        "server_time": instant_text(now),
    }


def receive_batch(session: Session, device: Device, raw: bytes, now: datetime) -> Reply:
    """Receives a push: every operation gets its slot and an outcome; what it already had, its present one (R-1 to R-7).

    Raises REQUEST_UNREADABLE, BATCH_TOO_LARGE, DEVICE_MISMATCH and database errors: then nothing was written.
    """
    push = _read_push(raw)
    _ensure_own(device, push.device)
    stream = _stream(session, device, push.stream, now)
    if stream.device_id != device.id:
        return _foreign(session, device, stream, now)
    try:
        stored = log.store(session, device, stream, push, now)
    except Fork as fork:
        _fork(session, device, stream, fork.seq, now)
        return Reply(refusal=StreamForked())
    except IntegrityError as error:  # the same operation through another stream, this very moment
        raise DatabaseBusy() from error
    answered = {row.id for row in stored.rows}
    settle(session, stored.to_decide, now=now, answered=answered)
    if stored.has_news:
        _delivered(device, stream, push.created_seq, now)
    v = feed.flush(session)
    for row in stored.rows:
        if row.id not in stored.known_before:
            row.v = v
    session.flush()
    return Reply({**_progress(session, stream, now), "results": _results(push, stored)})


def _delivered(device: Device, stream: Stream, created_seq: int, now: datetime) -> None:
    device.last_contact_at = stream.last_contact_at = now
    stream.created_seq = max(stream.created_seq, created_seq)
    left = max(0, stream.created_seq - stream.received_upto)
    device.pending_reported, stream.pending_reported = min(left, 2**31 - 1), left


def _results(push: Push, stored: log.Stored) -> list[dict[str, Any]]:
    results = []
    met = set(stored.known_before)
    for sent, row in zip(push.ops, stored.rows, strict=True):
        results.append({"op": row.op_id, "seq": sent.seq, **_outcome(row, is_repeat=row.id in met)})
        met.add(row.id)
    return results


def _outcome(row: SyncOp, *, is_repeat: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"st": row.state}
    if is_repeat:
        shown["is_repeat"] = True
    if row.code:
        shown["code"] = row.code
    if row.case_id is not None:
        shown["case"] = f"rv_{row.case_id}"
    if row.error_id:
        shown["error"] = row.error_id
    if row.state == outcomes.HELD:
        shown["until"] = instant_text(row.received_at + HELD_FOR)
    else:
        shown["v"] = row.v
    return shown
