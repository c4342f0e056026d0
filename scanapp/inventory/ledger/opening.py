"""Opening stock: the quantities that came with a file of items, posted as positive adjustments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scanapp.errors import ScanappError
from scanapp.inventory.items import queries as item_queries
from scanapp.inventory.items.imports import OpeningStock
from scanapp.inventory.items.models import ItemUnit
from scanapp.inventory.items.rules import quantity_base
from scanapp.inventory.ledger.errors import Refusal
from scanapp.inventory.ledger.movements import POSITIVE, Movement
from scanapp.inventory.ledger.posting import Posting, post
from scanapp.inventory.locations import queries as location_queries

DOCUMENT = "OPENING"


class OpeningBinMissing(ScanappError):
    code = "OPENING_BIN_MISSING"
    sentence = "Row {row}: location {location} works with bins. Add a column with the bin, or name one bin for all rows."


class OpeningRefused(ScanappError):
    code = "OPENING_REFUSED"
    status = 422
    sentence = "Row {row}: {reason} Nothing was imported."


def post_opening_stock(
    session: Session,
    rows: Sequence[OpeningStock],
    location_code: str,
    *,
    actor: int | None,
    at: datetime,
    bin_code: str = "",
) -> Posting | None:
    """Posts the stock that an import stated, at its items' unit cost; None when it stated none.

    Rows without a bin go to `bin_code`. NotFound, OpeningBinMissing, OpeningRefused.
    """
    location = location_queries.location(session, location_code)
    units = {
        (u.item_no, u.code): u for u in item_queries.owned(session, ItemUnit, {row.item_no for row in rows})
    }
    items = item_queries.items_by_no(session, (row.item_no for row in rows))
    today = at.astimezone(ZoneInfo(location.time_zone)).date()
    movements = []
    for row in rows:
        bin = row.bin_code or bin_code
        if location.bin_mandatory and not bin:
            raise OpeningBinMissing(row=row.row, location=location.code)
        item = items[row.item_no]
        unit = units[row.item_no, row.unit_code or item.base_unit]
        base = units[row.item_no, item.base_unit]
        movements.append(
            Movement(
                POSITIVE,
                row.item_no,
                location.code,
                quantity_base(row.quantity, unit.qty_per, base.rounding_precision),
                posting_date=today,
                document_no=DOCUMENT,
                variant_code=row.variant_code,
                bin_code=bin if location.bin_mandatory else "",
                lot_no=row.lot_no,
                serial_no=row.serial_no,
                unit_of_measure_code=unit.code,
                qty_per_unit=unit.qty_per,
                unit_cost=item.unit_cost,
                effective_at=at,
            )
        )
    try:
        return post(session, movements, actor=actor, at=at) if movements else None
    except Refusal as refusal:
        raise OpeningRefused(row=rows[refusal.index].row, reason=refusal.message) from refusal
