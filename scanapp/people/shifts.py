"""Shifts: who may still have something to send. The completeness of a location rests on them (sync-protocol 8.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.people.models import Device, Shift, Unlock


def contact(
    session: Session, device: Device, places: Iterable[str], *, at: datetime, is_empty: bool, has_news: bool
) -> None:
    """A contact of a phone with somebody signed in: opens a shift at each place, or notes the contact on the open one.

    `is_empty` = everything made was received. After a shift was ended, a new one opens with the next sign-in, or when
    the phone has news all the same.
    """
    if device.person_id is None:
        return
    is_open = {shift.location_code: shift for shift in open_shifts(session, device.id, device.person_id)}
    may_open = has_news or not _rests(session, device)
    for place in places:
        shift = is_open.get(place)
        if shift is None and may_open:
            shift = Shift(device_id=device.id, person_id=device.person_id, location_code=place, opened_at=at)
            session.add(shift)
        if shift is not None:
            shift.last_contact_at = at
            shift.settled_at = at if is_empty else shift.settled_at
    session.flush()


def open_shifts(session: Session, device_id: str, person_id: int) -> Sequence[Shift]:
    """The shifts of a person on a phone that were not ended."""
    statement = select(Shift).where(
        Shift.device_id == device_id, Shift.person_id == person_id, Shift.ended_at.is_(None)
    )
    return session.scalars(statement).all()


def end_shift(session: Session, device_id: str, person_id: int, *, at: datetime) -> None:
    """Ends what is open of a person on a phone: everything was received, it is safe to hand in (settled 12)."""
    for shift in open_shifts(session, device_id, person_id):
        shift.ended_at = shift.last_contact_at = shift.settled_at = at
    session.flush()


def _rests(session: Session, device: Device) -> bool:
    """Whether the last shift here was ended and nobody has signed in since."""
    ended = session.scalar(
        select(Shift.ended_at)
        .where(Shift.device_id == device.id, Shift.person_id == device.person_id, Shift.ended_at.is_not(None))
        .order_by(Shift.ended_at.desc())
        .limit(1)
    )
    if ended is None:
        return False
    later = select(Unlock.id).where(
        Unlock.device_id == device.id, Unlock.person_id == device.person_id, Unlock.at > ended
    )
    return session.scalar(later.limit(1)) is None
