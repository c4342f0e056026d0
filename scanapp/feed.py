"""The change feed that phones pull, and the one counter row that orders every writer.

The counter row is the last lock a transaction takes, so a cursor never skips a late committer
(sync-protocol §0.10). Changes are buffered in the session and numbered when it commits.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from scanapp.db import db

PENDING = "scanapp.feed"


class Counter(db.Model):
    """One row: the epoch of this database and the last number given out for each sequence."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(String(36))
    secret: Mapped[str] = mapped_column(String(64))
    v: Mapped[int] = mapped_column(BigInteger, default=0)
    entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    value_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    application_no: Mapped[int] = mapped_column(BigInteger, default=0)
    warehouse_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    physical_inventory_entry_no: Mapped[int] = mapped_column(BigInteger, default=0)
    anchor_no: Mapped[int] = mapped_column(BigInteger, default=0)
    register_no: Mapped[int] = mapped_column(BigInteger, default=0)
    set_no: Mapped[int] = mapped_column(BigInteger, default=0)


class Change(db.Model):
    """One row put or deleted, for everyone who holds `scope`."""

    v: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(3))
    body: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "scope", "v"),)


def first_counter() -> dict[str, Any]:
    """The row that a new database starts with."""
    return {"id": 1, "epoch": f"e_{secrets.token_hex(8)}", "secret": secrets.token_hex(32)} | {
        column.name: 0 for column in Counter.__table__.columns if isinstance(column.type, BigInteger)
    }


def publish(session: Session, entity: str, key: str, scope: str, row: list[Any] | None) -> None:
    """Tells the phones that hold `scope` of a new row, or with None of its end. Numbered at commit."""
    pending: dict[tuple[str, str, str], list[Any] | None] = session.info.setdefault(PENDING, {})
    pending.pop((entity, key, scope), None)
    pending[entity, key, scope] = row


def flush(session: Session) -> int:
    """Numbers and stores the buffered changes; the last v, or the present one when there were none."""
    session.flush()
    pending = session.info.pop(PENDING, {})
    if not pending:
        return current(session).v
    first = draw(session, "v", len(pending))
    rows = [
        {
            "v": first + i,
            "entity": entity,
            "key": key,
            "scope": scope,
            "kind": "del" if row is None else "put",
            "body": json.dumps(row, ensure_ascii=False, separators=(",", ":")),
        }
        for i, ((entity, key, scope), row) in enumerate(pending.items())
    ]
    session.execute(insert(Change), rows)
    return first + len(rows) - 1


def draw(session: Session, name: str, n: int) -> int:
    """Locks the counter row until commit and takes `n` numbers of `name`; the first of them."""
    return draw_many(session, {name: n})[name]


def draw_many(session: Session, wanted: dict[str, int]) -> dict[str, int]:
    """`draw` for several sequences with one lock: {name: first number}."""
    columns = Counter.__table__.c
    statement = (
        update(Counter)
        .where(columns.id == 1)
        .values({name: columns[name] + n for name, n in wanted.items()})
        .returning(*(columns[name] for name in wanted))
        .execution_options(synchronize_session=False)
    )
    last = session.execute(statement).one()
    return {name: last[i] - n + 1 for i, (name, n) in enumerate(wanted.items())}


def current(session: Session) -> Counter:
    """The counter row as this transaction sees it."""
    return session.scalars(select(Counter).execution_options(populate_existing=True)).one()
