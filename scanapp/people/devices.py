"""Phones as devices: the list of them, recognising one, who works on it, and ending its access (settled 17–20)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.people.models import Device, Person, Unlock
from scanapp.people.rules import can


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


def token_hash(token: str) -> str:
    """What is stored of a device cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(session: Session, token: str) -> Device | None:
    """The device whose cookie this is; a revoked one too."""
    return session.scalars(select(Device).where(Device.token_hash == token_hash(token))).first()


def device(session: Session, id: str) -> Device:
    """One phone. NotFound."""
    row = session.get(Device, id[:40])
    if row is None:
        raise NotFound(what="Phone", key=id[:40])
    return row


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


def revoke_device(session: Session, row: Device, *, at: datetime) -> None:
    """Ends a phone's access at once. What it had not sent stays on it; the sign-ins on it end too."""
    row.revoked_at = row.revoked_at or at
    leave(session, row, at=at)


def signed_in(session: Session, device: Device) -> Person | None:
    """Who works on this phone, if they still may."""
    person = session.get(Person, device.person_id) if device.person_id is not None else None
    return person if person is not None and can(person.role, "scan", is_disabled=person.is_disabled) else None


def scope(device: Device, person: Person | None) -> list[str]:
    """The locations whose data this phone may hold: the device's and the person's (settled 20)."""
    return sorted(device.location_codes & person.location_codes) if person is not None else []
