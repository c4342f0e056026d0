"""Opening stock that comes with a file of items."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.items import imports
from scanapp.inventory.ledger import queries as ledger
from scanapp.inventory.ledger.movements import StockKey
from scanapp.inventory.ledger.opening import OpeningBinMissing, OpeningRefused, post_opening_stock
from scanapp.inventory.locations.actions import create_bins, create_location
from scanapp.inventory.locations.rules import BinDraft
from scanapp.inventory.tracking import queries as tracking_queries  # noqa: F401
from scanapp.spreadsheet import read

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
FILE = b"no,pack unit,pack size,qty,bin,cost\nBIKE,BOX,12,2,A-01,10\nBIKE,,,5,,\nBELL,,,0,,1\n"


@pytest.fixture
def rows(session: Session) -> list[imports.OpeningStock]:
    create_location(session, "HQ", bin_mandatory=True)
    create_location(session, "SHOP")
    create_bins(session, "HQ", [BinDraft("A-01"), BinDraft("A-02")])
    plan = imports.plan_import(session, read(FILE), with_stock=True)
    imports.apply_import(session, plan)
    return list(plan.stock)


def on_hand(session: Session, location: str, bin: str = "") -> Decimal:
    key = StockKey(location, bin, "BIKE")
    return ledger.stock_at(session, [key], datetime.now(UTC)).get(key, Decimal(0))


def test_quantities_are_posted_in_base_units_into_their_bins(session: Session, rows: list) -> None:
    posting = post_opening_stock(session, rows, "HQ", actor=None, at=AT, bin_code="A-02")
    assert posting is not None
    assert (on_hand(session, "HQ", "A-01"), on_hand(session, "HQ", "A-02")) == (Decimal(24), Decimal(5))


def test_a_location_without_bins_takes_it_all(session: Session, rows: list) -> None:
    post_opening_stock(session, rows, "SHOP", actor=None, at=AT)
    assert on_hand(session, "SHOP") == Decimal(29)


def test_a_row_without_a_bin_is_named(session: Session, rows: list) -> None:
    with pytest.raises(OpeningBinMissing) as refusal:
        post_opening_stock(session, rows, "HQ", actor=None, at=AT)
    assert refusal.value.details["row"] == 3


def test_what_posting_refuses_is_named_by_its_row(session: Session, rows: list) -> None:
    with pytest.raises(OpeningRefused) as refusal:
        post_opening_stock(session, rows, "HQ", actor=None, at=AT, bin_code="Z-99")
    assert "Row 3" in refusal.value.message
