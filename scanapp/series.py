"""Number series: the next free document number of each kind."""

from __future__ import annotations

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from scanapp.db import db


class NumberSeries(db.Model):
    """The last number given out for one kind of document; made on first use."""

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_no: Mapped[int] = mapped_column(default=0)


def next_no(session: Session, code: str, first: int = 1) -> str:
    """The next number of series `code`, like "CO-101"; two writers never get the same one."""
    step = (
        update(NumberSeries)
        .where(NumberSeries.code == code)
        .values(last_no=NumberSeries.last_no + 1)
        .returning(NumberSeries.last_no)
        .execution_options(synchronize_session=False)
    )
    number = session.execute(step).scalar()
    if number is None:
        _begin(session, code, first - 1)
        number = session.execute(step).scalar_one()
    return f"{code}-{number}"


def _begin(session: Session, code: str, last_no: int) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(NumberSeries).values(code=code, last_no=last_no)
    session.execute(row.on_conflict_do_nothing())  # the other first user may have won
