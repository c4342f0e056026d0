"""Opening and deciding review cases. Each code has a closed list of choices, registered once (settled 13)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.review.errors import CaseDecided, CaseObsolete, ChoiceNotOffered
from scanapp.inventory.review.models import ReviewCase, ReviewCaseOp

OPEN, DECIDED, OBSOLETE = "open", "decided", "obsolete"
RAW_LENGTH = 512

Decision = Callable[[Session, ReviewCase, dict[str, Any], int], None]
"""`(session, case, target, person id)`: what a choice does."""


@dataclass(frozen=True)
class Question:
    """What is registered of a code: its grade and what each choice does."""

    code: str
    grade: str
    choices: Mapping[str, Decision]


_questions: dict[str, Question] = {}


def register(code: str, grade: str, choices: Mapping[str, Decision]) -> None:
    """Registers a code once: grade `review` or `notice`, and the function of each choice, in the order shown."""
    _questions[code] = Question(code, grade, dict(choices))


def registered() -> Mapping[str, Question]:
    """Every registered code."""
    return _questions


def open_case(
    session: Session,
    code: str,
    *,
    key: str,
    at: datetime,
    location: str = "",
    document: str = "",
    bin_code: str = "",
    item_no: str = "",
    variant_code: str = "",
    lot_no: str = "",
    serial_no: str = "",
    raw: str = "",
    subject: Mapping[str, Any] | None = None,
    ops: Iterable[str] = (),
) -> ReviewCase:
    """The open case of this code and `key`, made when there is none; `ops` join it.

    A code that nobody registered is a notice without choices. `subject` holds what the question is about and
    is refreshed while the case is open.
    """
    question = _questions.get(code, Question(code, "notice", {}))
    case = session.scalar(
        select(ReviewCase).where(ReviewCase.code == code, ReviewCase.key == key, ReviewCase.state == OPEN)
    )
    if case is None:
        case = ReviewCase(
            code=code,
            key=key,
            grade=question.grade,
            state=OPEN,
            location_code=location,
            document_no=document,
            bin_code=bin_code,
            item_no=item_no,
            variant_code=variant_code,
            lot_no=lot_no,
            serial_no=serial_no,
            raw=raw[:RAW_LENGTH],
            choices=list(question.choices),
            opened_at=at,
        )
        session.add(case)
    if subject is not None:
        case.subject = dict(subject)
    add_ops(case, ops)
    session.flush()
    return case


def add_ops(case: ReviewCase, ops: Iterable[str]) -> None:
    """Operations join a case; those it has already are not doubled."""
    known = {row.op_id for row in case.ops}
    case.ops.extend(ReviewCaseOp(op_id=op) for op in dict.fromkeys(ops) if op not in known)


def decide(
    session: Session,
    case_id: int,
    choice: str,
    *,
    by: int,
    at: datetime,
    target: Mapping[str, Any] | None = None,
    note: str = "",
) -> ReviewCase:
    """Stores the choice, once, and does what it says.

    Refuses CASE_DECIDED, CASE_OBSOLETE and CHOICE_NOT_OFFERED; what the choice refuses leaves the case open.
    """
    # Read anew under the lock: this session may have seen it open before somebody else answered.
    case = session.get(ReviewCase, case_id, populate_existing=True, with_for_update=True)
    if case is None:
        raise NotFound(what="Question", key=case_id)
    if case.state == DECIDED:
        raise CaseDecided(choice=case.choice)
    if case.state == OBSOLETE:
        raise CaseObsolete()
    question = _questions.get(case.code)
    if question is None or choice not in question.choices or choice not in case.choices:
        raise ChoiceNotOffered(choice=choice[:40], choices=", ".join(case.choices))
    case.state, case.choice, case.note = DECIDED, choice, note[:500]
    case.target = dict(target or {})
    case.decided_by, case.decided_at = by, at
    session.flush()
    question.choices[choice](session, case, dict(case.target), by)
    session.flush()
    return case


def close(session: Session, cases: Iterable[ReviewCase]) -> None:
    """These open cases no longer matter: their cause is gone."""
    for case in cases:
        if case.state == OPEN:
            case.state = OBSOLETE
    session.flush()
