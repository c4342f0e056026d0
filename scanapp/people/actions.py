"""Adding people, and letting them in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scanapp.people.errors import LoginInvalid, LoginTaken, PasswordTooShort, PersonUnknown, RoleUnknown
from scanapp.people.models import Attempt, Person, PersonLocation
from scanapp.people.rules import ROLES

PASSWORD_LENGTH_MIN = 8
_LOGIN = re.compile(r"^[\w][\w.-]{1,49}$")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without the ones that are mistaken for others


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def random_password() -> str:
    """A password a person can type with cold fingers: three groups of four, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def add_person(
    session: Session,
    login: str,
    name: str,
    role: str,
    *,
    password: str,
    locations: Iterable[str] = (),
    language: str = "en",
) -> Person:
    """A new person who may sign in; refuses a taken or odd sign-in name, an unknown role, a short password."""
    if not _LOGIN.match(login):
        raise LoginInvalid(login=login[:60])
    if role not in ROLES:
        raise RoleUnknown(role=role[:40], roles=", ".join(ROLES))
    if person_by_login(session, login):
        raise LoginTaken(login=login)
    person = Person(login=login.lower(), name=name.strip() or login, role=role, language=language)
    set_locations(person, locations)
    set_password(person, password)
    session.add(person)
    session.flush()
    return person


def set_locations(person: Person, codes: Iterable[str]) -> None:
    """The locations this person may work in, replacing those before."""
    kept = {row.location_code: row for row in person.locations}
    person.locations = [kept.get(code) or PersonLocation(location_code=code) for code in sorted(set(codes))]


def set_password(person: Person, password: str) -> None:
    """Stores the hash and ends every office session of this person."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise PasswordTooShort(least=PASSWORD_LENGTH_MIN)
    person.password_hash = _hasher().hash(password)
    person.session_version = (person.session_version or 0) + 1


def person_by_login(session: Session, login: str) -> Person | None:
    """The person with this sign-in name, in any case of letters."""
    return session.scalars(select(Person).where(Person.login == login.strip().lower())).first()


def require_person(session: Session, login: str) -> Person:
    """As `person_by_login`, refusing PERSON_UNKNOWN."""
    person = person_by_login(session, login)
    if person is None:
        raise PersonUnknown(login=login[:60])
    return person


def check_password(session: Session, login: str, password: str) -> Person | None:
    """The person when name and password fit and they may sign in; takes as long for an unknown name."""
    person = person_by_login(session, login) if len(login) <= 100 else None
    stored = person.password_hash if person else _decoy()
    try:
        _hasher().verify(stored, password[:200])
    except (VerificationError, InvalidHashError):
        return None
    return person if person and not person.is_disabled else None


@cache
def _decoy() -> str:
    return _hasher().hash(secrets.token_hex(16))


def attempts(session: Session, kind: str, subject: str, *, since: datetime) -> int:
    """How often this address or account tried since then."""
    statement = select(func.count()).select_from(Attempt)
    return (
        session.scalar(
            statement.where(Attempt.kind == kind, Attempt.subject == subject[:120], Attempt.at >= since)
        )
        or 0
    )


def note_attempt(session: Session, kind: str, subject: str, *, at: datetime) -> None:
    """Counts one more try and forgets those older than a day."""
    session.execute(delete(Attempt).where(Attempt.at < at - timedelta(days=1)))
    session.add(Attempt(kind=kind, subject=subject[:120], at=at))
