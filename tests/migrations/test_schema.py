"""The numbered migrations make exactly what the models say, and leave the books guarded."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from scanapp import feed
from scanapp.db import create_schema, db, schema_is_current, transaction
from scanapp.inventory.ledger import triggers


def test_migrations_and_models_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, db.metadata) == []
        found: list[Any] = [
            (table.name, column.name)
            for table in db.metadata.sorted_tables
            for column in table.columns
            if column.nullable and column.primary_key
        ]
    assert found == []


def test_migrating_again_changes_nothing_and_the_counter_stays(engine: Engine) -> None:
    with transaction(engine, write=False) as session:
        epoch = feed.current(session).epoch
    create_schema(engine)
    assert schema_is_current(engine)
    with transaction(engine, write=False) as session:
        assert feed.current(session).epoch == epoch


def test_every_table_of_the_books_is_guarded_after_a_migration(engine: Engine) -> None:
    create_schema(engine)
    known = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with transaction(engine, write=False) as session:
        names = set(session.scalars(text(known[engine.dialect.name])))
    for table in triggers.PROTECTED:
        assert {f"{table.name}_no_delete", f"{table.name}_no_update"} <= names
