"""Phones as devices: becoming one, being recognised, and who works on it (settled 8, 17–20)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scanapp.people.actions import attempts, note_attempt
from scanapp.people.enrolment import code_hash
from scanapp.people.errors import CodeRefused, TooManyAttempts
from scanapp.people.models import Device, DeviceLocation, Enrolment, Person, Unlock
from scanapp.people.rules import can

TRIES_PER_MINUTE = 5
NAME_LENGTH = 100


@dataclass(frozen=True)
class Enrolled:
    """A new device and the token of its cookie, which is stored hashed and shown once."""

    device: Device
    token: str


def enrol(
    session: Session, code: str, name: str, *, address: str, at: datetime
) -> Enrolled | CodeRefused | TooManyAttempts:
    """Turns a phone into a device with a one-time code. Refusals are returned: the counted try stays (settled 19)."""
    if attempts(session, "enrol", address, since=at - timedelta(minutes=1)) >= TRIES_PER_MINUTE:
        return TooManyAttempts(minutes=1)
    note_attempt(session, "enrol", address, at=at)
    # Taken by one statement: of two phones with the same code only one gets a row back.
    taken = session.scalar(
        update(Enrolment)
        .where(Enrolment.code_hash == code_hash(code), Enrolment.used_at.is_(None), Enrolment.expires_at > at)
        .values(used_at=at)
        .returning(Enrolment.id)
    )
    enrolment = session.get(Enrolment, taken) if taken is not None else None
    if enrolment is None:
        return CodeRefused()
    token = secrets.token_urlsafe(32)
    device = Device(
        id=f"d_{enrolment.id}",
        name=_tidy(name),
        token_hash=_hash(token),
        enrolled_by=enrolment.created_by,
        enrolled_at=at,
        locations=[DeviceLocation(location_code=code) for code in enrolment.locations.split()],
    )
    session.add(device)
    enrolment.device_id = device.id
    session.flush()
    return Enrolled(device, token)


def _tidy(name: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain[:NAME_LENGTH] or "Phone"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(session: Session, token: str) -> Device | None:
    """The device whose cookie this is; a revoked one too."""
    return session.scalars(select(Device).where(Device.token_hash == _hash(token))).first()


def unlock(session: Session, device: Device, person: Person, *, at: datetime) -> Unlock:
    """This person works on this phone from now on; operations name the unlock that proves it (settled 18)."""
    leave(session, device, at=at)
    made = Unlock(id=f"ul_{secrets.token_hex(16)}", device_id=device.id, person_id=person.id, at=at)
    session.add(made)
    device.person_id = person.id
    session.flush()
    return made


def leave(session: Session, device: Device, *, at: datetime) -> None:
    """Nobody is signed in on this phone any more. What it has not sent stays on it, under its person's name."""
    device.person_id = None
    for row in session.scalars(
        select(Unlock).where(Unlock.device_id == device.id, Unlock.ended_at.is_(None))
    ):
        row.ended_at = at


def signed_in(session: Session, device: Device) -> Person | None:
    """Who works on this phone, if they still may."""
    person = session.get(Person, device.person_id) if device.person_id is not None else None
    return person if person is not None and can(person.role, "scan", is_disabled=person.is_disabled) else None


def scope(device: Device, person: Person | None) -> list[str]:
    """The locations whose data this phone may hold: the device's and the person's (settled 20)."""
    return sorted(device.location_codes & person.location_codes) if person is not None else []
