"""Recomputes everything that the books say and names what does not hold, the first bad row first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import chain
from scanapp.inventory.ledger.models import BALANCES, TABLES, Register, hashed_columns

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the check that found it, the table, the row or key, and what is the matter."""

    check: str
    table: str
    row: str
    sentence: str


def check_ledger(session: Session) -> list[Problem]:
    """Every problem found, at most 100 of each check; an empty list means the books are sound.

    Checks row hashes and the chain, both balances, remaining quantities, values, bins against the ledger, linked
    halves, anchors (I-20) and serial numbers (I-19, I-23).
    """
    problems = [*_limited(_chain(session))]
    problems += [*_limited(_balances(session))]
    for name, table, sql, sentence in QUERIES:
        for row in session.execute(text(sql)).fetchmany(SHOWN):
            figures = dict(zip(("found", "expected"), row[1:], strict=False))
            problems.append(Problem(name, table, str(row[0]), sentence.format(**figures)))
    return problems


def counts(session: Session) -> dict[str, int]:
    """How many rows each table of the books has."""
    tables = [Register.__table__, *(table for table, _ in TABLES.values())]
    return {t.name: session.execute(text(f"SELECT COUNT(*) FROM {t.name}")).scalar_one() for t in tables}


def _limited(problems: Iterator[Problem]) -> Iterator[Problem]:
    for _, problem in zip(range(SHOWN), problems, strict=False):
        yield problem


def _chain(session: Session) -> Iterator[Problem]:
    """Row hashes of every table, then the registers: numbers without a gap, each link covering the one before."""
    hashes: dict[int, list[str]] = defaultdict(list)
    for table, _ in TABLES.values():
        for no, register_no, stored, computed in _hashed(session, table):
            if stored != computed:
                yield Problem("row_hash", table.name, str(no), "The row was changed after it was posted.")
            hashes[register_no].append(computed)
    previous, expected_no = chain.FIRST, 1
    columns = [*hashed_columns(Register.__table__), "row_hash"]
    for values in session.execute(text(f"SELECT {', '.join(columns)} FROM register ORDER BY register_no")):
        register = dict(zip(columns, values, strict=True))
        no = register["register_no"]
        if no != expected_no:
            yield Problem("chain", "register", str(expected_no), "A register is missing from the chain.")
        if register["prev_hash"] != previous:
            yield Problem("chain", "register", str(no), "The register does not follow the one before it.")
        if chain.row_hash(values[:-1]) != register["row_hash"]:
            yield Problem("row_hash", "register", str(no), "The register was changed after it was posted.")
        if chain.rows_hash(hashes.pop(no, [])) != register["rows_hash"]:
            yield Problem(
                "chain", "register", str(no), "Rows of this posting were changed, added or removed."
            )
        previous, expected_no = register["row_hash"], no + 1
    for no in sorted(hashes):
        yield Problem("chain", "register", str(no), "Rows name this register, but it does not exist.")


def _hashed(session: Session, table: Table) -> Iterator[tuple[int, int, str, str]]:
    columns = hashed_columns(table)
    register = columns.index("register_no")
    key = next(iter(table.primary_key.columns)).name
    sql = f"SELECT {', '.join(columns)}, row_hash FROM {table.name} ORDER BY {key}"
    for row in session.execute(text(sql)).yield_per(1000):
        values: tuple[Any, ...] = tuple(row)
        yield values[columns.index(key)], values[register], values[-1], chain.row_hash(values[:-1])


def _balances(session: Session) -> Iterator[Problem]:
    """Both projections against the sums of their entries, whatever key is missing on either side."""
    sources = (("item_ledger_entry", "quantity"), ("warehouse_entry", "quantity_base"))
    for table, (entries, quantity) in zip(BALANCES, sources, strict=True):
        keys = ", ".join(column.name for column in table.primary_key.columns)
        sql = (
            f"SELECT {keys}, SUM(q), SUM(s) FROM ("
            f"SELECT {keys}, quantity AS q, 0 AS s FROM {table.name} UNION ALL "
            f"SELECT {keys}, 0 AS q, SUM({quantity}) AS s FROM {entries} GROUP BY {keys}"
            f") AS both_sides GROUP BY {keys} HAVING SUM(q) <> SUM(s) ORDER BY {keys}"
        )
        for *key, stored, computed in session.execute(text(sql)):
            sentence = f"The balance is {int(stored)}, its entries sum to {int(computed)} (times 100,000)."
            yield Problem("balance", table.name, " / ".join(key), sentence)


REMAINING = """
SELECT e.entry_no, e.remaining_quantity,
       e.quantity + COALESCE((SELECT SUM(a.quantity) FROM item_application_entry a
         WHERE a.inbound_entry_no = e.entry_no AND (a.quantity < 0 OR a.reverses_entry_no <> 0)), 0)
FROM item_ledger_entry e WHERE e.positive = 1
AND e.remaining_quantity <> e.quantity + COALESCE((SELECT SUM(a.quantity) FROM item_application_entry a
         WHERE a.inbound_entry_no = e.entry_no AND (a.quantity < 0 OR a.reverses_entry_no <> 0)), 0)
UNION ALL
SELECT e.entry_no, e.remaining_quantity,
       e.quantity - COALESCE((SELECT SUM(a.quantity) FROM item_application_entry a
         WHERE a.outbound_entry_no = e.entry_no AND (a.quantity < 0 OR a.reverses_entry_no <> 0)), 0)
FROM item_ledger_entry e WHERE e.positive = 0
AND e.remaining_quantity <> e.quantity - COALESCE((SELECT SUM(a.quantity) FROM item_application_entry a
         WHERE a.outbound_entry_no = e.entry_no AND (a.quantity < 0 OR a.reverses_entry_no <> 0)), 0)
ORDER BY 1"""

OPEN = """
SELECT entry_no, remaining_quantity, quantity FROM item_ledger_entry
WHERE open <> CASE WHEN remaining_quantity = 0 THEN 0 ELSE 1 END
   OR (positive = 1 AND (remaining_quantity < 0 OR remaining_quantity > quantity))
   OR (positive = 0 AND (remaining_quantity > 0 OR remaining_quantity < quantity))
   OR positive <> CASE WHEN quantity > 0 THEN 1 ELSE 0 END
ORDER BY entry_no"""

OWN_APPLICATION = """
SELECT e.entry_no, COALESCE(SUM(a.quantity), 0), e.quantity FROM item_ledger_entry e
LEFT JOIN item_application_entry a
  ON a.item_ledger_entry_no = e.entry_no AND a.inbound_entry_no = e.entry_no AND a.quantity > 0
 AND a.reverses_entry_no = 0
WHERE e.positive = 1 GROUP BY e.entry_no, e.quantity HAVING COALESCE(SUM(a.quantity), 0) <> e.quantity
ORDER BY e.entry_no"""

VALUED = """
SELECT e.entry_no, COALESCE(SUM(v.item_ledger_entry_quantity), 0), e.quantity FROM item_ledger_entry e
LEFT JOIN value_entry v ON v.item_ledger_entry_no = e.entry_no
GROUP BY e.entry_no, e.quantity HAVING COALESCE(SUM(v.item_ledger_entry_quantity), 0) <> e.quantity
ORDER BY e.entry_no"""

BINS = """
SELECT w.item_no || ' / ' || w.location_code || ' / ' || w.variant_code, SUM(w.bins), SUM(w.items) FROM (
  SELECT item_no, location_code, variant_code, quantity AS bins, 0 AS items FROM bin_balance
  UNION ALL
  SELECT b.item_no, b.location_code, b.variant_code, 0 AS bins, b.quantity AS items FROM item_balance b
  JOIN location l ON l.code = b.location_code WHERE l.bin_mandatory
) AS w GROUP BY w.item_no, w.location_code, w.variant_code HAVING SUM(w.bins) <> SUM(w.items) ORDER BY 1"""

LINKS = """
SELECT e.entry_no, o.quantity, -e.quantity FROM item_ledger_entry e
LEFT JOIN item_ledger_entry o ON o.entry_no = e.linked_to
WHERE e.linked_to <> 0 AND (o.entry_no IS NULL OR o.linked_to <> e.entry_no OR o.quantity <> -e.quantity)
ORDER BY e.entry_no"""

ANCHORS = """
SELECT a.anchor_no, COALESCE(SUM(e.{quantity}), 0), a.quantity FROM count_anchor a
LEFT JOIN {entries} e
  ON e.item_no = a.item_no AND e.location_code = a.location_code AND e.variant_code = a.variant_code{bin}
 AND e.lot_no = a.lot_no AND e.serial_no = a.serial_no AND e.package_no = a.package_no AND e.effective_at <= a.at
WHERE {where} AND NOT EXISTS (
  SELECT 1 FROM physical_inventory_entry p
  WHERE p.item_no = a.item_no AND p.location_code = a.location_code AND p.variant_code = a.variant_code
    AND p.bin_code = a.bin_code AND p.effective_at = a.at AND p.register_no > a.register_no)
GROUP BY a.anchor_no, a.quantity HAVING COALESCE(SUM(e.{quantity}), 0) <> a.quantity ORDER BY a.anchor_no"""

COVERED = """
SELECT p.item_no || ' / ' || p.location_code || ' / ' || p.bin_code || ' / ' || e.serial_no || e.lot_no || e.package_no,
       SUM(e.{quantity}), 0
FROM (SELECT DISTINCT item_no, location_code, variant_code, bin_code, effective_at
      FROM physical_inventory_entry WHERE {where}) AS p
JOIN {entries} e
  ON e.item_no = p.item_no AND e.location_code = p.location_code AND e.variant_code = p.variant_code{bin}
 AND e.effective_at <= p.effective_at
WHERE NOT EXISTS (
  SELECT 1 FROM count_anchor a
  WHERE a.item_no = p.item_no AND a.location_code = p.location_code AND a.variant_code = p.variant_code
    AND a.bin_code = p.bin_code AND a.at = p.effective_at
    AND a.lot_no = e.lot_no AND a.serial_no = e.serial_no AND a.package_no = e.package_no)
GROUP BY p.item_no, p.location_code, p.variant_code, p.bin_code, p.effective_at, e.serial_no, e.lot_no, e.package_no
HAVING SUM(e.{quantity}) <> 0 ORDER BY 1"""

SERIALS = """
SELECT item_no || ' / ' || variant_code || ' / ' || serial_no, SUM(quantity), 100000 FROM item_balance
WHERE serial_no <> '' GROUP BY item_no, variant_code, serial_no
HAVING SUM(quantity) NOT IN (0, 100000) OR MIN(quantity) < 0 OR MAX(quantity) > 100000 ORDER BY 1"""

BINLESS = {"entries": "item_ledger_entry", "quantity": "quantity", "bin": ""}
BINNED = {"entries": "warehouse_entry", "quantity": "quantity_base", "bin": " AND e.bin_code = {0}.bin_code"}
NO_BIN, IN_BIN = "{0}.bin_code = ''", "{0}.bin_code <> ''"


def _both(sql: str, alias: str, outer: str) -> list[str]:
    binned = BINNED | {"bin": BINNED["bin"].format(alias)}
    return [
        sql.format(**BINLESS, where=NO_BIN.format(outer)),
        sql.format(**binned, where=IN_BIN.format(outer)),
    ]


_WRONG_SUM = "{found} stands there, its entries give {expected} (times 100,000)."
QUERIES = [
    ("remaining", "item_ledger_entry", REMAINING, "The remaining quantity does not fit: " + _WRONG_SUM),
    (
        "remaining",
        "item_ledger_entry",
        OPEN,
        "Remaining quantity {found} and flags do not fit quantity {expected}.",
    ),
    (
        "application",
        "item_ledger_entry",
        OWN_APPLICATION,
        "Applied to itself with {found} instead of {expected}.",
    ),
    ("value", "item_ledger_entry", VALUED, "Its value entries value {found} instead of {expected}."),
    ("bins", "bin_balance", BINS, "The bins hold {found}, the ledger {expected} (times 100,000)."),
    (
        "links",
        "item_ledger_entry",
        LINKS,
        "The linked half has {found} instead of {expected}, or names another entry.",
    ),
    ("serials", "item_balance", SERIALS, "The serial number sums to {found}; it may be 0 or {expected}."),
    *(
        ("anchors", "count_anchor", sql, "The entries until then sum to {found}, but {expected} was counted.")
        for sql in _both(ANCHORS, "a", "a")
    ),
    *(
        (
            "anchors",
            "physical_inventory_entry",
            sql,
            "{found} is booked of a number that the count did not find.",
        )
        for sql in _both(COVERED, "p", "physical_inventory_entry")
    ),
]
