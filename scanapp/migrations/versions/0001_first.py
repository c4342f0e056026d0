"""The first schema: every table of the models, the append-only triggers, the counter row.

It is made from the models as long as no release has gone out; the first release freezes it as written statements.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import insert

from scanapp import feed
from scanapp.db import db
from scanapp.inventory.ledger import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    db.metadata.create_all(connection)
    for statement in triggers.ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(insert(feed.Counter).values(**feed.first_counter()))
