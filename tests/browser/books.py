"""The books as a test compares them, read by SQL from the server's own database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, inspect, text

from scanapp.db import transaction

# Rows that a contact alone may change: when a phone was last heard of, and the counting of tries.
CONTACT = frozenset({"device", "shift", "stream", "attempt"})


def rows(engine: Engine, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query as tuples."""
    with transaction(engine, write=False) as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def on_hand(engine: Engine) -> dict[tuple[str, str], int]:
    """{(bin, item): quantity} of everything that is not zero."""
    found = rows(
        engine,
        "SELECT bin_code, item_no, sum(quantity) FROM bin_balance GROUP BY 1, 2 HAVING sum(quantity) <> 0",
    )
    return {(bin_code, item): int(quantity) // 100_000 for bin_code, item, quantity in found}


def dump(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a repeated request must leave as it is."""
    names = sorted(set(inspect(engine).get_table_names()) - CONTACT)
    return {name: sorted(rows(engine, f'SELECT * FROM "{name}"'), key=repr) for name in names}
