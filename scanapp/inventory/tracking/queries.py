"""What items ask of their tracking codes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp.inventory.items import queries as item_queries
from scanapp.inventory.tracking.models import ItemTrackingCode


def numbers_by_code(session: Session) -> dict[str, str]:
    """{tracking code: the letters of the numbers that must be scanned}, a subset of "lsp" each."""
    return {code.code: code.numbers for code in session.scalars(select(ItemTrackingCode))}


item_queries.provide_numbers(numbers_by_code)
