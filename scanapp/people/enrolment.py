"""The one-time code that turns a phone into a device (settled 8, 17)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.people.actions import attempts, note_attempt
from scanapp.people.devices import token_hash
from scanapp.people.errors import CodeRefused, TooManyAttempts
from scanapp.people.models import Device, DeviceLocation, Enrolment, Person

LIFETIME = timedelta(minutes=10)
TRIES_PER_MINUTE = 5
NAME_LENGTH = 100


@dataclass(frozen=True)
class NewEnrolment:
    """A code that was just made; only its hash is stored."""

    id: int
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Enrolled:
    """A new device and the token of its cookie, which is stored hashed and shown once."""

    device: Device
    token: str


def code_hash(code: str) -> str:
    """What is stored of a code; dashes, spaces and case do not matter."""
    plain = re.sub(r"[\s-]", "", code).upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def start_enrolment(session: Session, by: Person, locations: Iterable[str], *, at: datetime) -> NewEnrolment:
    """A new code of 128 bits for one phone, good for ten minutes and one use."""
    code = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    row = Enrolment(
        code_hash=code_hash(code),
        created_by=by.id,
        created_at=at,
        expires_at=at + LIFETIME,
        locations=" ".join(sorted(set(locations))),
    )
    session.add(row)
    session.flush()
    return NewEnrolment(row.id, code, row.expires_at)


def enrolment(session: Session, id: int, by: Person) -> Enrolment:
    """One enrolment of this person's own. NotFound."""
    row = session.get(Enrolment, id)
    if row is None or row.created_by != by.id:
        raise NotFound(what="Code", key=id)
    return row


def grouped(code: str) -> str:
    """A code for reading aloud: groups of five."""
    return "-".join(code[i : i + 5] for i in range(0, len(code), 5))


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
        token_hash=token_hash(token),
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
