"""What phones and screens are told of streams and operations."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inbox.facts import actor_id
from scanapp.inbox.models import Stream, StreamSlot, SyncOp
from scanapp.inventory.counting.ports import DeviceProgress, Scan
from scanapp.people.models import Device
from sync.streams import ranges

DURABLE_AFTER = timedelta(days=30)


def slots_beyond(session: Session, stream: Stream) -> list[int]:
    """The seqs that were received after a gap."""
    statement = select(StreamSlot.seq).where(
        StreamSlot.stream_no == stream.no, StreamSlot.seq > stream.received_upto
    )
    return list(session.scalars(statement))


def move_durable(session: Session, stream: Stream, now: datetime) -> None:
    """Without a backup policy: durable is what was held for thirty days (sync-protocol §5)."""
    younger = (
        select(StreamSlot.seq)
        .where(
            StreamSlot.stream_no == stream.no,
            StreamSlot.seq > stream.durable_upto,
            StreamSlot.received_at > now - DURABLE_AFTER,
        )
        .order_by(StreamSlot.seq)
        .limit(1)
    )
    first = session.scalar(younger)
    durable = stream.received_upto if first is None else min(first - 1, stream.received_upto)
    stream.durable_upto = max(stream.durable_upto, durable)
    session.flush()


def scans(session: Session, order_no: str, key: tuple[str, str, str, str]) -> list[Scan]:
    """Every operation on a counted key of an order, for its timeline."""
    item, variant, location, bin_code = key
    statement = (
        select(SyncOp, Device.name)
        .join(Device, Device.id == SyncOp.device_id)
        .where(
            SyncOp.order_no == order_no,
            SyncOp.item_no == item,
            SyncOp.variant_code == variant,
            SyncOp.location_code == location,
            SyncOp.bin_code == bin_code,
        )
        .order_by(SyncOp.id)
    )
    return [_scan(row, name) for row, name in session.execute(statement)]


def _scan(row: SyncOp, device_name: str) -> Scan:
    at = row.effective_at or row.received_at
    return Scan(
        op_id=row.op_id,
        kind=row.kind,
        person_id=actor_id(row.actor),
        device_id=row.device_id,
        device_name=device_name,
        raw=row.raw,
        unit_code=row.unit_code,
        quantity=row.quantity if row.kind in ("count.scan", "count.set") else None,
        outcome=row.state,
        effective_at=at,
        lo=row.effective_lo or at,
        hi=row.effective_hi or at,
        received_at=row.received_at,
    )


def completeness(session: Session, order_no: str) -> list[DeviceProgress]:
    """Every phone that sent something for an order, with what is missing of its stream."""
    streams = session.scalars(
        select(Stream)
        .where(
            Stream.no.in_(
                select(StreamSlot.stream_no)
                .join(SyncOp, SyncOp.id == StreamSlot.sync_op_id)
                .where(SyncOp.order_no == order_no)
            )
        )
        .order_by(Stream.no)
    ).all()
    found = session.scalars(select(Device).where(Device.id.in_({stream.device_id for stream in streams})))
    devices = {row.id: row for row in found}
    return [_progress(session, stream, devices[stream.device_id]) for stream in streams]


def _progress(session: Session, stream: Stream, device: Device) -> DeviceProgress:
    missing: list[tuple[int, int]] = []
    after = stream.received_upto
    for first, last in ranges(slots_beyond(session, stream)):
        missing.append((after + 1, first - 1))
        after = last
    if after < stream.created_seq:
        missing.append((after + 1, stream.created_seq))
    return DeviceProgress(
        device_id=device.id,
        device_name=device.name,
        person_id=device.person_id,
        received=stream.received_upto,
        made=stream.created_seq,
        missing=tuple(missing),
        last_contact_at=stream.last_contact_at,
    )
