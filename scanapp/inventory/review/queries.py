"""Which questions wait for an answer."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.review.models import ReviewCase


def open_count(session: Session, places: Collection[str]) -> int:
    """How many questions of these locations wait for an answer; notices are not questions."""
    statement = select(func.count()).select_from(_open(places).where(ReviewCase.grade == "review").subquery())
    return session.scalar(statement) or 0


def open_cases(
    session: Session, places: Collection[str], *, document: str = "", grade: str = "", limit: int = 500
) -> list[ReviewCase]:
    """Open cases of these locations, questions before notices, the oldest first."""
    statement = _open(places).order_by(ReviewCase.grade.desc(), ReviewCase.opened_at, ReviewCase.id).limit(limit)
    if document:
        statement = statement.where(ReviewCase.document_no == document)
    if grade:
        statement = statement.where(ReviewCase.grade == grade)
    return list(session.scalars(statement))


def decided_cases(session: Session, places: Collection[str], *, limit: int = 50) -> list[ReviewCase]:
    """The last answers given in these locations, newest first."""
    statement = select(ReviewCase).where(ReviewCase.state == "decided", ReviewCase.location_code.in_(sorted(places)))
    return list(session.scalars(statement.order_by(ReviewCase.decided_at.desc(), ReviewCase.id.desc()).limit(limit)))


def case(session: Session, id: int) -> ReviewCase:
    """One case, open or not. NotFound."""
    row = session.get(ReviewCase, id)
    if row is None:
        raise NotFound(what="Case", key=id)
    return row


def _open(places: Collection[str]) -> Select[tuple[ReviewCase]]:
    return select(ReviewCase).where(ReviewCase.state == "open", ReviewCase.location_code.in_(sorted(places)))
