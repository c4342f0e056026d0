"""The books defend themselves: triggers refuse every change, and check-ledger names a row that was changed anyway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import triggers
from scanapp.inventory.ledger.check import check_ledger, counts
from scanapp.inventory.ledger.models import MUTABLE, TABLES
from tests.ledger_world import World, buy, count, move, sell

Transaction = Callable[..., AbstractContextManager[Session]]
NAMES = [table.name for table in triggers.PROTECTED]


@pytest.fixture
def books(transaction: Transaction) -> None:
    """Postings that leave a row in every table."""
    with transaction() as session:
        world = World(session)
        world.post(buy(9, at=0), buy(5, location="SILVER", bin_code="S-01", at=0))
        world.post(count(5, 8), count(5, 5, location="SILVER", bin_code="S-01"))
        world.post(
            sell(2, at=4), move("Movement", 1, location="SILVER", bin_code="S-01", new_bin_code="S-02", at=8)
        )
        world.post(sell(1, at=9))


def refused(transaction: Transaction, statement: str) -> bool:
    try:
        with transaction() as session:
            session.execute(text(statement))
    except DBAPIError as error:
        return "never changed or removed" in str(error)
    return False


def key_of(name: str) -> str:
    table = next(table for table in triggers.PROTECTED if table.name == name)
    return next(iter(table.primary_key.columns)).name


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("name", NAMES)
def test_a_row_of_the_books_cannot_be_removed_or_changed(
    transaction: Transaction, database: str, name: str
) -> None:
    table = next(table for table in triggers.PROTECTED if table.name == name)
    columns = [column.name for column in table.columns]
    fixed = [column for column in columns if column not in MUTABLE[name]]
    assert refused(transaction, f"DELETE FROM {name}")
    assert refused(transaction, f"UPDATE {name} SET {', '.join(f'{c} = {c}' for c in fixed)}")
    for column in fixed:
        assert refused(transaction, f"UPDATE {name} SET {column} = {column}"), column
    keys = ", ".join(column.name for column in table.primary_key.columns)
    again = f"INSERT INTO {name} SELECT * FROM {name} WHERE true"
    assert refused(
        transaction, f"{again} ON CONFLICT ({keys}) DO UPDATE SET {fixed[-1]} = excluded.{fixed[-1]}"
    )
    if database == "sqlite":
        assert refused(transaction, f"REPLACE INTO {name} SELECT * FROM {name}")
        assert refused(transaction, f"UPDATE OR REPLACE {name} SET {key_of(name)} = {key_of(name)}")
    else:
        assert refused(transaction, f"TRUNCATE {name}")


@pytest.mark.usefixtures("books")
def test_the_mutable_columns_may_change(transaction: Transaction) -> None:
    for name, columns in MUTABLE.items():
        for column in columns:
            assert not refused(transaction, f"UPDATE {name} SET {column} = {column}")


@pytest.mark.usefixtures("books")
def test_sound_books_have_no_problems(transaction: Transaction) -> None:
    with transaction(write=False) as session:
        assert check_ledger(session) == []
        assert min(counts(session).values()) > 0


def drop_guards(engine: Engine) -> None:
    on = "" if engine.dialect.name == "sqlite" else " ON {0}"
    with engine.connect() as connection:
        for name in NAMES:
            for what in ("delete", "update"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}_no_{what}{on.format(name)}")
        connection.commit()


def spoil(engine: Engine, statement: str) -> list[tuple[str, str, str]]:
    drop_guards(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
    with Session(engine) as session:
        return [(p.check, p.table, p.row) for p in check_ledger(session)]


@pytest.mark.usefixtures("books")
@pytest.mark.spoils_ledger
@pytest.mark.parametrize("name", [table.name for table, _ in TABLES.values()])
def test_one_changed_byte_is_named(engine: Engine, name: str) -> None:
    key = key_of(name)
    found = spoil(engine, f"UPDATE {name} SET op_id = 'x' WHERE {key} = (SELECT MAX({key}) FROM {name})")
    with Session(engine) as session:
        last = session.execute(text(f"SELECT MAX({key}) FROM {name}")).scalar_one()
    assert found[0] == ("row_hash", name, str(last))
    assert ("chain", "register") in {problem[:2] for problem in found}


@pytest.mark.usefixtures("books")
@pytest.mark.spoils_ledger
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE register SET actor_id = 2 WHERE register_no = 2", ("row_hash", "register", "2")),
        ("DELETE FROM register WHERE register_no = 2", ("chain", "register", "2")),
        ("DELETE FROM value_entry WHERE entry_no = 1", ("chain", "register", "1")),
        ("DELETE FROM value_entry WHERE entry_no = 1", ("value", "item_ledger_entry", "1")),
        (
            "UPDATE item_balance SET quantity = quantity + 1 WHERE location_code = 'EAST'",
            ("balance", "item_balance", "BIKE / EAST /  /  /  / "),
        ),
        (
            "UPDATE bin_balance SET quantity = quantity + 1 WHERE bin_code = 'S-02'",
            ("bins", "bin_balance", "BIKE / SILVER / "),
        ),
        (
            "UPDATE item_ledger_entry SET remaining_quantity = 1 WHERE entry_no = 3",
            ("remaining", "item_ledger_entry", "3"),
        ),
        ("UPDATE item_ledger_entry SET open = 0 WHERE entry_no = 1", ("remaining", "item_ledger_entry", "1")),
        (
            "UPDATE item_ledger_entry SET linked_to = 1 WHERE entry_no = 4",
            ("links", "item_ledger_entry", "4"),
        ),
        ("UPDATE count_anchor SET quantity = 1 WHERE anchor_no = 1", ("anchors", "count_anchor", "1")),
        (
            "UPDATE warehouse_entry SET effective_at = '2026-01-10T09:00:00.000Z' WHERE entry_no = 2",
            ("anchors", "count_anchor", "2"),
        ),
        ("DELETE FROM item_application_entry WHERE entry_no = 1", ("application", "item_ledger_entry", "1")),
        (
            "UPDATE item_balance SET serial_no = 'S' WHERE location_code = 'EAST'",
            ("serials", "item_balance", "BIKE /  / S"),
        ),
    ],
)
def test_each_kind_of_damage_is_named(engine: Engine, statement: str, problem: tuple[str, str, str]) -> None:
    assert problem in spoil(engine, statement)
