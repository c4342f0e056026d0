"""The database: one declarative base, one engine factory, one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.model import Model
from sqlalchemy import Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from scanapp.errors import DatabaseBusy, DatabaseFailed

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
Table = Model  # the type of every model, for annotations

BUSY_TIMEOUT_MS = 5000


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://…`, with the durability this product promises."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, or savepoints misbehave
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A read that turns into a write fails at once with BUSY_SNAPSHOT, so writers say so before their first query.
    write = connection.get_execution_options().get("scanapp_write", True)
    connection.exec_driver_sql(f"PRAGMA query_only={0 if write else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")


@contextmanager
def transaction(engine: Engine, *, write: bool = True) -> Iterator[Session]:
    """The only commit of the product: commits on return, rolls back on raise.

    With `write=False` the database itself refuses any write. Busy, full or lost databases become
    `DatabaseBusy` or `DatabaseFailed`: nothing was changed.
    """
    from scanapp import feed

    session: Session | None = None
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection = connection.execution_options(scanapp_write=write)
            session = Session(bind=connection, expire_on_commit=False, join_transaction_mode="control_fully")
            with session:
                if not write and engine.dialect.name == "postgresql":
                    session.execute(text("SET TRANSACTION READ ONLY"))
                yield session
                if write:
                    feed.flush(session)
                    session.commit()
                else:
                    session.rollback()
    except DBAPIError as error:
        raise _translated(error) from error


def _translated(error: DBAPIError) -> Exception:
    reason = str(error.orig).splitlines()[0][:120] if str(error.orig) else "no reason given"
    busy = ("database is locked", "deadlock detected", "could not serialize", "busy", "lock timeout")
    if any(word in reason.lower() for word in busy):
        return DatabaseBusy()
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return DatabaseFailed(reason=reason)
    return error


def create_schema(engine: Engine) -> None:
    """Brings the database to the newest numbered migration, creating it when empty."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def schema_is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
