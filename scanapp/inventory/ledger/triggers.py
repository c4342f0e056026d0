"""The database's own defence of the books: no row is deleted, no immutable column changes (settled 48)."""

from __future__ import annotations

from sqlalchemy import Table

from scanapp.inventory.ledger.models import BALANCES, MUTABLE, TABLES, Register

PROTECTED: tuple[Table, ...] = (*(table for table, _ in TABLES.values()), Register.__table__, *BALANCES)


def ddl(dialect: str) -> list[str]:
    """The statements that guard every table of the books on `sqlite` or `postgresql`. They replace older guards."""
    return _postgresql() if dialect == "postgresql" else _sqlite()


def _immutable(table: Table) -> str:
    return ", ".join(column.name for column in table.columns if column.name not in MUTABLE[table.name])


def _sqlite() -> list[str]:
    statements = []
    for table in PROTECTED:
        name = table.name
        for what, event in (("delete", "DELETE"), ("update", f"UPDATE OF {_immutable(table)}")):
            statements += [
                f"DROP TRIGGER IF EXISTS {name}_no_{what}",
                f"CREATE TRIGGER {name}_no_{what} BEFORE {event} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {name} are never changed or removed'); END",
            ]
    return statements


def _postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION scanapp_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$"
    ]
    for table in PROTECTED:
        name = table.name
        for what, event, each in (
            ("delete", "DELETE", "ROW"),
            ("update", f"UPDATE OF {_immutable(table)}", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        ):
            statements += [
                f"DROP TRIGGER IF EXISTS {name}_no_{what} ON {name}",
                f"CREATE TRIGGER {name}_no_{what} BEFORE {event} ON {name} "
                f"FOR EACH {each} EXECUTE FUNCTION scanapp_append_only()",
            ]
    return statements
