"""Alembic runs on the connection that `scanapp.db.create_schema` gives it; the books' guards are renewed after it."""

from __future__ import annotations

from alembic import context

from scanapp.db import db
from scanapp.inventory.ledger import triggers
from scanapp.wiring import load_models

load_models()
connection = context.config.attributes["connection"]
dialect = connection.dialect.name
context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=dialect == "sqlite")
with context.begin_transaction():
    context.run_migrations()
    for statement in triggers.ddl(dialect):  # a rebuilt table has lost its own
        connection.exec_driver_sql(statement)
connection.commit()
