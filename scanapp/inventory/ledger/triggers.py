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
            refusal = f"SELECT RAISE(ABORT, 'rows of {name} are never changed or removed');"
            statements.append(f"DROP TRIGGER IF EXISTS {name}_no_{what}")
            statements.append(f"CREATE TRIGGER {name}_no_{what} BEFORE {event} ON {name} BEGIN {refusal} END")
    return statements


def _postgresql() -> list[str]:
    refusal = (
        "RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed or removed';"
    )
    function = "FUNCTION scanapp_append_only() RETURNS trigger LANGUAGE plpgsql"
    statements = [f"CREATE OR REPLACE {function} AS $$ BEGIN {refusal} END $$"]
    for table in PROTECTED:
        name = table.name
        for what, event, each in (
            ("delete", "DELETE", "ROW"),
            ("update", f"UPDATE OF {_immutable(table)}", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        ):
            run = f"FOR EACH {each} EXECUTE FUNCTION scanapp_append_only()"
            statements.append(f"DROP TRIGGER IF EXISTS {name}_no_{what} ON {name}")
            statements.append(f"CREATE TRIGGER {name}_no_{what} BEFORE {event} ON {name} {run}")
    return statements
