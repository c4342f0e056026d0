"""The one-time code that turns a phone into a device, and the list of phones (settled 8, 17)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.people.models import Device, Enrolment, Person, Unlock

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class NewEnrolment:
    """A code that was just made; only its hash is stored."""

    id: int
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class DeviceRow:
    """A phone as the office lists it. `unsent` is what it reported at its last contact."""

    id: str
    name: str
    person: str
    locations: tuple[str, ...]
    last_contact_at: datetime | None
    unsent: int
    enrolled_at: datetime
    revoked_at: datetime | None


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


def device(session: Session, id: str) -> Device:
    """One phone. NotFound."""
    row = session.get(Device, id[:40])
    if row is None:
        raise NotFound(what="Phone", key=id[:40])
    return row


def revoke_device(session: Session, row: Device, *, at: datetime) -> None:
    """Ends a phone's access at once. What it had not sent stays on it; the sign-ins on it end too."""
    row.revoked_at = row.revoked_at or at
    row.person_id = None
    for unlock in session.scalars(
        select(Unlock).where(Unlock.device_id == row.id, Unlock.ended_at.is_(None))
    ):
        unlock.ended_at = at


def devices(session: Session, places: Collection[str]) -> list[DeviceRow]:
    """The phones that work in any of these locations, those in use first, by name."""
    people = {row.id: row.name for row in session.scalars(select(Person))}
    found = [row for row in session.scalars(select(Device)) if row.location_codes & set(places)]
    return sorted(
        (
            DeviceRow(
                id=row.id,
                name=row.name,
                person=people.get(row.person_id or 0, ""),
                locations=tuple(sorted(row.location_codes)),
                last_contact_at=row.last_contact_at,
                unsent=row.pending_reported,
                enrolled_at=row.enrolled_at,
                revoked_at=row.revoked_at,
            )
            for row in found
        ),
        key=lambda row: (row.revoked_at is not None, row.name.casefold(), row.id),
    )
