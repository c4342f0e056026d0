"""Alembic runs on the connection that `scanapp.db.create_schema` gives it."""

from __future__ import annotations

from alembic import context

from scanapp.db import db
from scanapp.wiring import load_models

load_models()
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
connection.commit()
