"""The list of people and the card of one, as the office keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound, ScanappError
from scanapp.people import actions
from scanapp.people.errors import LoginInvalid, LoginTaken, OwnRights, PasswordTooShort, RoleUnknown
from scanapp.people.models import Person
from scanapp.people.rules import ROLES

_FIELDS = {LoginInvalid: "login", LoginTaken: "login", PasswordTooShort: "password", RoleUnknown: "role"}


@dataclass(frozen=True)
class Card:
    """What the office writes of a person. The sign-in name stays as it began; a blank password leaves the old one."""

    login: str
    name: str
    role: str
    language: str
    locations: tuple[str, ...]
    password: str = ""
    is_disabled: bool = False


def people(session: Session) -> list[Person]:
    """Everyone, those who may sign in first, by name."""
    return sorted(
        session.scalars(select(Person)), key=lambda row: (row.is_disabled, row.name.casefold(), row.id)
    )


def person(session: Session, id: int) -> Person:
    """One person. NotFound."""
    row = session.get(Person, id)
    if row is None:
        raise NotFound(what="Person", key=id)
    return row


def names(session: Session) -> dict[int, str]:
    """{person id: name}, for pages that show ids."""
    return {row.id: row.name for row in session.scalars(select(Person))}


def field_of(error: ScanappError) -> str:
    """The field of the card that a refusal is about, or ''."""
    return _FIELDS.get(type(error), "")


def save(session: Session, card: Card, other: Person | None, *, by: Person) -> Person:
    """Adds a person, or changes one. Changed rights or password end their office sessions.

    Refuses a taken sign-in name, a short password, and an administrator who takes the role or the sign-in from themselves.
    """
    if other is None:
        return actions.add_person(
            session,
            card.login.strip(),
            card.name,
            card.role,
            password=card.password,
            locations=card.locations,
            language=card.language,
        )
    if card.role not in ROLES:
        raise RoleUnknown(role=card.role[:40], roles=", ".join(ROLES))
    if other.id == by.id and (card.is_disabled or card.role != other.role):
        raise OwnRights()
    other.name = card.name.strip() or other.login
    if (other.role, other.is_disabled) != (card.role, card.is_disabled):
        other.session_version += 1
    other.role, other.is_disabled, other.language = card.role, card.is_disabled, card.language
    actions.set_locations(other, card.locations)
    if card.password:
        actions.set_password(other, card.password)
    session.flush()
    return other
