"""Letting people in, with a limit on guessing. Used by the office and by the phones."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scanapp.people.actions import attempts, check_password, note_attempt
from scanapp.people.errors import SignInRefused, TooManyAttempts
from scanapp.people.models import Person

WINDOW = timedelta(minutes=15)
KIND = "sign-in"
PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS, PER_ACCOUNT = 5, 40, 60


def sign_in(
    session: Session, login: str, password: str, *, address: str, at: datetime
) -> Person | SignInRefused | TooManyAttempts:
    """The person, or why not. The refusal is returned, so that the counted attempt is kept (settled 19).

    Counts failures of the account from this address, of the address, and of the account from anywhere.
    """
    account = login.strip().lower()[:60]
    subjects = {f"{account}@{address}": PER_ACCOUNT_AND_ADDRESS, address: PER_ADDRESS, account: PER_ACCOUNT}
    since = at - WINDOW
    if any(attempts(session, KIND, subject, since=since) >= most for subject, most in subjects.items()):
        return TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))
    person = check_password(session, login, password)
    if person is None:
        for subject in subjects:
            note_attempt(session, KIND, subject, at=at)
        return SignInRefused()
    return person


def end_sessions(person: Person) -> None:
    """Signs this person out of every office page: the version in their cookies no longer fits."""
    person.session_version += 1
