"""Finding review cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.review.models import ReviewCase

REVIEW = "review"


def get_case(session: Session, case_id: int) -> ReviewCase:
    """The case `case_id`; NotFound without it."""
    case = session.get(ReviewCase, case_id)
    if case is None:
        raise NotFound(what="Question", key=case_id)
    return case


def list_cases(
    session: Session,
    *,
    document: str | None = None,
    state: str | None = "open",
    codes: Iterable[str] | None = None,
    locations: Iterable[str] | None = None,
    grade: str | None = None,
    limit: int = 500,
) -> Sequence[ReviewCase]:
    """Cases by filter, oldest first. None = any."""
    statement = select(ReviewCase).order_by(ReviewCase.id).limit(limit)
    if document is not None:
        statement = statement.where(ReviewCase.document_no == document)
    if state is not None:
        statement = statement.where(ReviewCase.state == state)
    if codes is not None:
        statement = statement.where(ReviewCase.code.in_(list(codes)))
    if locations is not None:
        statement = statement.where(ReviewCase.location_code.in_(list(locations)))
    if grade is not None:
        statement = statement.where(ReviewCase.grade == grade)
    return session.scalars(statement).all()


def open_counts(session: Session, documents: Iterable[str]) -> dict[str, int]:
    """{document: open cases of grade review}; documents without any are left out."""
    statement = (
        select(ReviewCase.document_no, func.count())
        .where(
            ReviewCase.document_no.in_(list(documents)),
            ReviewCase.state == "open",
            ReviewCase.grade == REVIEW,
        )
        .group_by(ReviewCase.document_no)
    )
    return dict(session.execute(statement).all())


def open_count(session: Session, locations: Iterable[str]) -> int:
    """How many questions of these locations wait for an answer."""
    statement = select(func.count()).select_from(ReviewCase)
    return (
        session.scalar(
            statement.where(
                ReviewCase.state == "open",
                ReviewCase.grade == REVIEW,
                ReviewCase.location_code.in_(sorted(locations)),
            )
        )
        or 0
    )
