"""The log of operations: reading what is stored, and putting a batch beside it before anything is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scanapp.inbox.models import Stream, StreamSlot, SyncOp
from scanapp.inventory.review import actions as review
from scanapp.people.models import Device
from sync import clock, outcomes
from sync.envelope import Envelope, Push
from sync.lines import LineKey, Place
from sync.operations import Operation, Unreadable, decode, digest_of
from sync.streams import Advance, Slot, advance, chain_after

KEY_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Incoming:
    """One envelope of a batch, read."""

    slot: Slot
    body: bytes
    read: Operation | Unreadable

    @property
    def identity(self) -> tuple[str, str]:
        """(operation id, SHA-256 of the body): the same pair is the same operation."""
        return self.slot.op, self.slot.body_sha


def incoming(envelope: Envelope) -> Incoming:
    """Reads an envelope; whatever its body is, it gets a slot."""
    body = envelope.b.encode()
    read = decode(body, envelope.op)
    is_certain = not isinstance(read, Unreadable) or read.is_certain
    chain = chain_after(envelope.ph, read.op, body)
    slot = Slot(envelope.seq, read.op, digest_of(body), envelope.ph, chain, is_certain)
    return Incoming(slot, body, read)


def short_key(parts: Iterable[str]) -> str:
    """An indexable name of a tuple of texts."""
    return sha256(KEY_SEPARATOR.join(parts).encode()).hexdigest()[:32]


def area_key(doc: str, actor: str, loc: str, bin_code: str) -> str:
    """Names a person's bin of an order, as operations say it; '' when they name no order."""
    return short_key(("bin", doc, actor, loc, bin_code)) if doc else ""


def stored_slots(session: Session, stream: Stream, seqs: Collection[int]) -> dict[int, tuple[Slot, int]]:
    """{seq: (slot, id of its operation)} of a stream: those asked for, the last one in order, and all beyond it."""
    statement = (
        select(StreamSlot, SyncOp.op_id, SyncOp.body_sha)
        .join(SyncOp, SyncOp.id == StreamSlot.sync_op_id)
        .where(
            StreamSlot.stream_no == stream.no,
            or_(StreamSlot.seq.in_(seqs), StreamSlot.seq >= stream.received_upto),
        )
    )
    return {
        row.seq: (Slot(row.seq, op, sha, row.ph, row.hash, row.is_certain), row.sync_op_id)
        for row, op, sha in session.execute(statement)
    }


@dataclass
class Stored:
    """A batch in the log: the operations of its slots in order, those that were known before, those to decide now."""

    rows: list[SyncOp]
    known_before: set[int]
    to_decide: list[SyncOp]
    has_news: bool


def store(session: Session, device: Device, stream: Stream, push: Push, now: datetime) -> Stored:
    """Gives every envelope its slot and every new operation its row. Raises `sync.streams.Fork`."""
    batch = [incoming(envelope) for envelope in push.ops]
    before = stored_slots(session, stream, {one.slot.seq for one in batch})
    slots = {seq: slot for seq, (slot, _) in before.items()}
    moved = advance(stream.received_upto, stream.chain, slots, [one.slot for one in batch])
    rows = _rows(session, {one.slot.op for one in batch})
    known_before = {row.id for row in rows.values()}
    new = {slot.seq for slot in moved.new}
    for one in batch:
        if one.slot.seq in new and one.identity not in rows:
            reused = any(op == one.slot.op for op, _ in rows)
            row = _row(one, device, stream, push, now, is_reused=reused)
            session.add(row)
            rows[one.identity] = row
            if reused:
                _notice_reuse(session, row, device, now)
    session.flush()
    by_seq = {seq: op_id for seq, (_, op_id) in before.items()}
    by_seq |= {one.slot.seq: rows[one.identity].id for one in batch if one.slot.seq in new}
    _place(session, stream, moved, by_seq, now)
    stream.created_seq = max(stream.created_seq, push.created_seq, stream.received_upto)
    by_id = {row.id: row for row in rows.values()}
    missing = {by_seq[seq] for seq in moved.in_order} - by_id.keys()
    by_id |= {row.id: row for row in session.scalars(select(SyncOp).where(SyncOp.id.in_(missing)))}
    reached = dict.fromkeys(by_seq[seq] for seq in moved.in_order)
    waiting = [
        by_id[id] for id in reached if (by_id[id].state, by_id[id].code) == (outcomes.HELD, outcomes.GAP)
    ]
    return Stored([rows[one.identity] for one in batch], known_before, waiting, bool(moved.new))


def _rows(session: Session, op_ids: Collection[str]) -> dict[tuple[str, str], SyncOp]:
    found = session.scalars(select(SyncOp).where(SyncOp.op_id.in_(op_ids)))
    return {(row.op_id, row.body_sha): row for row in found}


def _row(
    one: Incoming, device: Device, stream: Stream, push: Push, now: datetime, *, is_reused: bool
) -> SyncOp:
    row = SyncOp(
        op_id=one.slot.op,
        body_sha=one.slot.body_sha,
        body=one.body,
        device_id=device.id,
        received_at=now,
        state=outcomes.HELD,
        code=outcomes.GAP,
    )
    read = one.read
    if isinstance(read, Unreadable):
        row.state, row.code = outcomes.QUARANTINED, read.code
        return row
    row.kind, row.actor, row.of_op, row.raw = read.kind, read.actor, read.of, read.raw
    row.order_no, row.location_code, row.bin_code = read.doc, read.loc, read.bin
    row.area_key = area_key(read.doc, read.actor, read.loc, read.bin)
    time = _time(read, device, stream, push, now)
    row.effective_at = clock.to_instant(time.at)
    row.effective_lo, row.effective_hi = clock.to_instant(time.lo), clock.to_instant(time.hi)
    if is_reused:
        row.state, row.code = outcomes.QUARANTINED, outcomes.OP_ID_REUSE
    return row


def _time(op: Operation, device: Device, stream: Stream, push: Push, now: datetime) -> clock.Effective:
    after = push.clock
    return clock.effective(
        op.at.wall,
        clock.measured(op.at.skew, op.at.err),
        clock.measured(after.skew, after.err) if after else None,
        earliest=to_ms(device.enrolled_at),
        empty=to_ms(stream.last_empty_at or device.enrolled_at),
        received=to_ms(now),
    )


def to_ms(instant: datetime) -> int:
    """Whole milliseconds since 1970."""
    return round(instant.timestamp() * 1000)


def _notice_reuse(session: Session, row: SyncOp, device: Device, now: datetime) -> None:
    review.open_case(
        session,
        outcomes.OP_ID_REUSE,
        key=f"{device.id}|{row.op_id}",
        at=now,
        subject={"device": device.id, "actor": row.actor},
        ops=[row.op_id],
    )


def _place(session: Session, stream: Stream, moved: Advance, ops: dict[int, int], now: datetime) -> None:
    session.add_all(
        StreamSlot(
            stream_no=stream.no,
            seq=slot.seq,
            sync_op_id=ops[slot.seq],
            ph=slot.ph,
            hash=slot.hash,
            is_certain=slot.is_certain,
            received_at=now,
        )
        for slot in moved.new
    )
    stream.received_upto, stream.chain = moved.received_upto, moved.chain


def places(session: Session, ids: Collection[int]) -> dict[int, Place]:
    """{operation row: its place}; of several slots the one in the newest stream."""
    statement = (
        select(StreamSlot.sync_op_id, Stream.device_id, StreamSlot.stream_no, StreamSlot.seq)
        .join(Stream, Stream.no == StreamSlot.stream_no)
        .where(StreamSlot.sync_op_id.in_(ids))
        .order_by(StreamSlot.stream_no, StreamSlot.seq)
    )
    return {row: Place(device, stream_no, seq) for row, device, stream_no, seq in session.execute(statement)}


def line_key(row: SyncOp) -> LineKey | None:
    """The own line that a stored operation was found to belong to."""
    if not (row.item_no or row.raw) or not row.spot_key:
        return None
    return LineKey(
        row.order_no,
        row.actor,
        row.location_code,
        row.bin_code,
        row.item_no,
        row.variant_code,
        row.lot_no,
        row.serial_no,
        row.package_no,
        "" if row.item_no else row.raw,
    )


def said_line(body: bytes) -> str:
    """The line that a phone had an operation on, by its body; its row says where it was decided to belong."""
    read = decode(body)
    return read.line if isinstance(read, Operation) else ""


def in_place(rows: Iterable[SyncOp], where: dict[int, Place]) -> Sequence[SyncOp]:
    """Rows in the order in which they take effect."""
    return sorted(rows, key=lambda row: (where[row.id].device, where[row.id].stream_no, where[row.id].seq))
