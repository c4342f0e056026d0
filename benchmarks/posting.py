"""The writer: a count of 1,000 and one of 10,000 lines through `post`, in bins, half of them decreases.

Each key has three open inbounds and an older anchor, 30 % carry a lot. `floor_rows_per_s` is a bare bulk insert of
as many rows of the widest table in the same run.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, insert, text

from scanapp.db import transaction
from scanapp.inventory.items.models import Item, ItemUnit
from scanapp.inventory.ledger.models import TABLES
from scanapp.inventory.ledger.movements import COUNT, PURCHASE, CountedNumber, CountResult, Movement
from scanapp.inventory.ledger.posting import Posting, post
from scanapp.inventory.locations.models import Bin, Location
from scanapp.inventory.tracking.models import ItemTrackingCode

START = datetime(2026, 1, 10, 8, tzinfo=UTC)
LOCATION, PER_BIN = "MAIN", 40
SMALL, LARGE = 1_000, 10_000


def run(engine: Engine) -> dict[str, int | float]:
    """`lines_per_s` of the large count, and what a line costs in it against the small one."""
    _make_company(engine)
    for day in range(3):
        _post(engine, [_line(no, PURCHASE, day, Decimal(10)) for no in range(SMALL + LARGE)], day)
    _post(engine, [_count(no, 3, Decimal(30)) for no in range(SMALL + LARGE)], 3)
    small = _timed(engine, range(SMALL), 5)
    large = _timed(engine, range(SMALL, SMALL + LARGE), 6)
    rows = sum(len(table) for table in large[1].rows.tables().values())
    floor = _floor(engine, rows)
    return {
        "lines_per_s": round(LARGE / large[0], 1),
        "lines_per_s_1k": round(SMALL / small[0], 1),
        "per_line_10k_over_1k": round((large[0] / LARGE) / (small[0] / SMALL), 2),
        "rows_per_s": round(rows / large[0], 1),
        "floor_rows_per_s": round(floor, 1),
        "ratio_to_floor": round(floor / (rows / large[0]), 2),
    }


def _make_company(engine: Engine) -> None:
    numbers = range(SMALL + LARGE)
    with transaction(engine) as session:
        session.add_all(
            [Location(code=LOCATION, bin_mandatory=True), ItemTrackingCode(code="LOT", lot_specific=True)]
        )
        session.flush()
        bins = [{"location_code": LOCATION, "code": f"B{no:04}"} for no in range(len(numbers) // PER_BIN + 1)]
        session.execute(insert(Bin), bins)
        items = [
            {
                "no": f"I{no:05}",
                "base_unit": "PCS",
                "unit_cost": Decimal(5),
                "tracking_code": "LOT" if _lot(no) else None,
            }
            for no in numbers
        ]
        session.execute(insert(Item), items)
        session.execute(
            insert(ItemUnit), [{"item_no": i["no"], "code": "PCS", "qty_per": Decimal(1)} for i in items]
        )


def _lot(no: int) -> str:
    return f"L{no}" if no % 10 < 3 else ""


def _line(no: int, kind: str, day: int, quantity: Decimal) -> Movement:
    return Movement(
        kind,
        f"I{no:05}",
        LOCATION,
        quantity,
        posting_date=date(2026, 1, 10 + day),
        document_no="BENCH",
        bin_code=f"B{no // PER_BIN:04}",
        lot_no=_lot(no) if kind != COUNT else "",
        unit_cost=Decimal(10 + day) if kind == PURCHASE else None,
        effective_at=START + timedelta(days=day),
    )


def _count(no: int, day: int, quantity: Decimal) -> Movement:
    numbers = (CountedNumber(quantity, lot_no=_lot(no)),) if _lot(no) else ()
    found = CountResult(START + timedelta(days=day), quantity, numbers)
    return _line(no, COUNT, day, Decimal(0)).changed(count=found)


def _post(engine: Engine, lines: list[Movement], day: int) -> Posting:
    with transaction(engine) as session:
        return post(session, lines, actor=None, at=START + timedelta(days=day))


def _timed(engine: Engine, numbers: range, day: int) -> tuple[float, Posting]:
    lines = [_count(no, day, Decimal(28 if no % 2 else 33)) for no in numbers]
    started = time.perf_counter()
    posting = _post(engine, lines, day)
    return time.perf_counter() - started, posting


def _floor(engine: Engine, rows: int) -> float:
    """Rows a second of a bare insert into a copy of the item ledger without index or trigger."""
    table = TABLES["item"][0]
    columns = ", ".join(table.columns.keys())
    with transaction(engine) as session:
        session.execute(text(f"CREATE TABLE bare AS SELECT {columns} FROM {table.name} LIMIT 0"))
        sample = tuple(session.execute(text(f"SELECT {columns} FROM {table.name} LIMIT 1")).one())
    mark = "%s" if engine.dialect.name == "postgresql" else "?"
    statement = f"INSERT INTO bare ({columns}) VALUES ({', '.join([mark] * len(sample))})"
    started = time.perf_counter()
    with transaction(engine) as session:
        session.connection().exec_driver_sql(statement, [sample] * rows)
    return rows / (time.perf_counter() - started)
