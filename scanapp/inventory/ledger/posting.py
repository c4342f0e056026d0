"""The one writer of the books (never-rule 5). `preview` returns the rows that `post` would write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Table, TypeDecorator, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from scanapp import feed
from scanapp.inventory.items.models import Item
from scanapp.inventory.ledger import chain, rules
from scanapp.inventory.ledger.books import Books, Layer
from scanapp.inventory.ledger.facts import read_books
from scanapp.inventory.ledger.models import BALANCES, TABLES, Register, hashed_columns
from scanapp.inventory.ledger.movement_rules import destination, found_numbers
from scanapp.inventory.ledger.movements import Movement, PostingSettings
from scanapp.inventory.ledger.rows import Rows, numbered
from scanapp.inventory.ledger.rules import Difference, Plan
from scanapp.inventory.ledger.stock_rules import Notice
from scanapp.quantities import instant_text, unscale

BUCKETS = 1024
LOCK_SPACE = 23721
DEFAULT = PostingSettings()


@dataclass(frozen=True, slots=True)
class Posting:
    """What a posting wrote, or in a preview would write.

    `rows` hold values as stored; `shown("item")` gives the same with decimals, dates and instants.
    """

    register_no: int
    rows: Rows
    differences: Sequence[Difference]
    notices: Sequence[Notice]

    def shown(self, table: str) -> list[dict[str, Any]]:
        """Rows of `item`, `application`, `value`, `warehouse`, `physical` or `anchor` by column, for people."""
        columns = TABLES[table][0].columns
        return [
            {c.name: _shown(c.type, getattr(row, c.name)) for c in columns}
            for row in self.rows.tables()[table]
        ]


def post(
    session: Session,
    movements: Iterable[Movement],
    *,
    actor: int | None,
    at: datetime,
    settings: PostingSettings = DEFAULT,
) -> Posting:
    """Writes the entries of these movements as one set, or raises the first refusal with all in `refusals`.

    `actor` is the person's id (None: the command line), `at` the present instant. The caller commits.
    """
    movements = list(movements)
    session.flush()
    lock_stock(session, movements)
    books, plan = _planned(session, movements, actor, at, settings)
    wanted = {counter: len(plan.rows.tables()[name]) for name, (_, counter) in TABLES.items()}
    first = feed.draw_many(session, wanted | {"set_no": plan.rows.sets, "register_no": 1})
    _number(plan.rows, first)
    connection = session.connection()
    hashes = _insert_rows(connection, plan.rows)
    _insert_register(connection, plan.rows, first["register_no"], hashes)
    _update_layers(connection, books.changed.values())
    _update_balances(connection, plan.rows)
    _update_cards(session, plan)
    return Posting(first["register_no"], plan.rows, plan.differences, plan.notices)


def preview(
    session: Session,
    movements: Iterable[Movement],
    *,
    actor: int | None,
    at: datetime,
    settings: PostingSettings = DEFAULT,
) -> Posting:
    """The rows that `post` would write now, without their hashes. Writes nothing and takes no lock."""
    movements = list(movements)
    session.flush()
    _, plan = _planned(session, movements, actor, at, settings)
    counter = feed.current(session)
    names = [*(counter_name for _, counter_name in TABLES.values()), "set_no", "register_no"]
    first = {name: getattr(counter, name) + 1 for name in names}
    _number(plan.rows, first)
    return Posting(first["register_no"], plan.rows, plan.differences, plan.notices)


def lock_stock(session: Session, movements: Iterable[Movement]) -> None:
    """Keeps other postings of the same items at the same locations waiting until this transaction ends.

    PostgreSQL only: on SQLite a writer is alone. A serial number is locked over all locations.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    buckets = set()
    for m in movements:
        for place in filter(None, (m.place, destination(m))):
            buckets.add(_bucket(place.location_code, place.item_no))
        if m.serial_no or any(number.serial_no for number in found_numbers(m)):
            buckets.add(_bucket("*", m.item_no))
    session.execute(
        text("SELECT pg_advisory_xact_lock(:space, b) FROM unnest(CAST(:buckets AS int[])) AS b"),
        {"space": LOCK_SPACE, "buckets": sorted(buckets)},
    )


def _bucket(location: str, item: str) -> int:
    return crc32(f"{location}\x1f{item}".encode()) % BUCKETS


def _planned(
    session: Session,
    movements: Sequence[Movement],
    actor: int | None,
    at: datetime,
    settings: PostingSettings,
) -> tuple[Books, Plan]:
    stamp = instant_text(at)
    books = read_books(session, movements, stamp)
    plan = rules.plan(books, movements, settings, at=stamp, actor_id=actor)
    if plan.refusals:
        refusal = min(plan.refusals, key=lambda refusal: refusal.index)
        refusal.refusals = sorted(plan.refusals, key=lambda refusal: refusal.index)
        raise refusal
    return books, plan


def _number(rows: Rows, first: Mapping[str, int]) -> None:
    by_table = {name: first[counter] for name, (_, counter) in TABLES.items()}
    numbered(rows, by_table | {"set": first["set_no"]}, first["register_no"])


def _insert_rows(connection: Connection, rows: Rows) -> list[str]:
    """Hashes and inserts every row; the hashes in the order of the register's hash."""
    hashes: list[str] = []
    for name, (table, _) in TABLES.items():
        planned = rows.tables()[name]
        hashed, stored = attrgetter(*hashed_columns(table)), attrgetter(*table.columns.keys())
        for row in planned:
            row.row_hash = chain.row_hash(hashed(row))
        hashes += [row.row_hash for row in planned]
        _insert(connection, table, [stored(row) for row in planned])
    return hashes


def _insert(connection: Connection, table: Table, values: Sequence[tuple[Any, ...]]) -> None:
    if not values:
        return
    columns = ", ".join(table.columns.keys())
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(table.columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", list(values))


def _insert_register(connection: Connection, rows: Rows, register_no: int, hashes: Sequence[str]) -> None:
    table = Register.__table__
    last = connection.exec_driver_sql(
        f"SELECT row_hash FROM register WHERE register_no = {register_no - 1}"
    ).scalar()
    sample = next(row for planned in rows.tables().values() for row in planned)
    register: dict[str, Any] = {
        "register_no": register_no,
        "posted_at": sample.posted_at,
        "actor_id": sample.actor_id,
        "document_no": next((getattr(row, "document_no", "") for row in (*rows.item, *rows.physical)), ""),
        "source_code": next((row.source_code for row in (*rows.item, *rows.physical)), ""),
        "rows_hash": chain.rows_hash(hashes),
        "prev_hash": last or chain.FIRST,
    }
    for name, (entries, counter) in TABLES.items():
        numbers = [getattr(row, entries.primary_key.columns.keys()[0]) for row in rows.tables()[name]]
        register[f"from_{counter}"] = numbers[0] if numbers else 0
        register[f"to_{counter}"] = numbers[-1] if numbers else 0
    register["row_hash"] = chain.row_hash(register[name] for name in hashed_columns(table))
    _insert(connection, table, [tuple(register[column.name] for column in table.columns)])


def _update_layers(connection: Connection, layers: Iterable[Layer]) -> None:
    """New remaining quantities; an outbound entry that was covered later is marked for cost adjustment."""
    values = [(one.remaining, int(one.remaining != 0), int(one.quantity < 0), one.entry_no) for one in layers]
    if not values:
        return
    assign = "remaining_quantity = {0}, open = {1}, applied_entry_to_adjust = CASE WHEN {2} = 1 THEN 1 ELSE applied_entry_to_adjust END"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"UPDATE item_ledger_entry SET {assign.format('u.remaining', 'u.is_open', 'u.adjust')} FROM "
            "unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::bigint[]) AS u(remaining, is_open, adjust, no) "
            "WHERE entry_no = u.no",
            tuple(list(column) for column in zip(*values, strict=True)),
        )
        return
    connection.exec_driver_sql(
        f"UPDATE item_ledger_entry SET {assign.format('?', '?', '?')} WHERE entry_no = ?", values
    )


def _update_balances(connection: Connection, rows: Rows) -> None:
    items: dict[tuple[str, ...], int] = {}
    for row in rows.item:
        key = _item_key(row)
        items[key] = items.get(key, 0) + row.quantity
    bins: dict[tuple[str, ...], int] = {}
    for entry in rows.warehouse:
        key = _bin_key(entry)
        bins[key] = bins.get(key, 0) + entry.quantity_base
    for table, sums in zip(BALANCES, (items, bins), strict=True):
        _add(connection, table, [(*key, quantity) for key, quantity in sorted(sums.items())])


_item_key = attrgetter(*(c.name for c in BALANCES[0].primary_key.columns))
_bin_key = attrgetter(*(c.name for c in BALANCES[1].primary_key.columns))


def _add(connection: Connection, table: Table, values: Sequence[tuple[Any, ...]]) -> None:
    """Adds quantities to a balance, making the rows that are missing."""
    if not values:
        return
    names = [*(c.name for c in table.primary_key.columns), "quantity"]
    columns, keys = ", ".join(names), ", ".join(names[:-1])
    merge = f"ON CONFLICT ({keys}) DO UPDATE SET quantity = {table.name}.quantity + excluded.quantity"
    if connection.dialect.name == "postgresql":
        arrays = ", ".join(["%s::text[]"] * (len(names) - 1) + ["%s::bigint[]"])
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest({arrays}) {merge}",
            tuple(list(column) for column in zip(*values, strict=True)),
        )
        return
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks}) {merge}", list(values))


def _update_cards(session: Session, plan: Plan) -> None:
    """Last direct cost, and unit cost where the planner renews it; after the counter lock, so never a deadlock."""
    if plan.direct_costs:
        session.execute(
            update(Item),
            [{"no": no, "last_direct_cost": unscale(c, 5)} for no, c in sorted(plan.direct_costs.items())],
        )
    if plan.unit_costs:
        session.execute(
            update(Item),
            [{"no": no, "unit_cost": unscale(c, 5)} for no, c in sorted(plan.unit_costs.items())],
        )
    for no in plan.direct_costs:
        if (item := session.identity_map.get(identity_key(Item, no))) is not None:
            session.expire(item, ["unit_cost", "last_direct_cost"])


def _shown(column_type: Any, value: Any) -> Any:
    if isinstance(column_type, TypeDecorator):
        return column_type.process_result_value(value, None)  # type: ignore[arg-type]
    if isinstance(value, str) and column_type.python_type is date:
        return date.fromisoformat(value)
    return value
