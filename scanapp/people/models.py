"""People, their places, their phones and their shifts. Names live here only; ledgers carry ids."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scanapp.db import db
from scanapp.quantities import Instant


class Person(db.Model):
    """Someone who signs in. On the wire `u_<id>`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5), default="en")
    is_disabled: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)

    locations: Mapped[list[PersonLocation]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def wire_id(self) -> str:
        """The id that operations and ledgers carry."""
        return f"u_{self.id}"

    @property
    def location_codes(self) -> frozenset[str]:
        """The locations this person may work in."""
        return frozenset(row.location_code for row in self.locations)


class PersonLocation(db.Model):
    """A location that a person may work in; none means nowhere."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)


class Device(db.Model):
    """A registered phone; its cookie's token is stored hashed (settled 17). Ids are `d_<n>`."""

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[str | None] = mapped_column(String(200), default=None)
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    last_contact_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    pending_reported: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)

    locations: Mapped[list[DeviceLocation]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def location_codes(self) -> frozenset[str]:
        """The locations this phone may hold data of."""
        return frozenset(row.location_code for row in self.locations)


class DeviceLocation(db.Model):
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)


class Enrolment(db.Model):
    """A one-time code that turns a phone into a device: ten minutes, one use."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    device_id: Mapped[str | None] = mapped_column(String(40), default=None)
    locations: Mapped[str] = mapped_column(String(500), default="")  # codes joined by spaces


class Unlock(db.Model):
    """One sign-in of a person on a phone; operations name it, so a push can prove who worked (settled 18)."""

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class Shift(db.Model):
    """Opened by a contact, ended by the operation `shift.end`; open shifts hold back the watermark."""

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    last_contact_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(
        Instant, default=None
    )  # last contact with nothing unsent
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    __table_args__ = (Index(None, "device_id", "ended_at"), Index(None, "location_code", "ended_at"))


class Attempt(db.Model):
    """A counted try (sign-in, enrolment) of one address or account, for rate limits."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index(None, "kind", "subject", "at"),)
