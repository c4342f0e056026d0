"""Locations and bins in the database, and what the phones are told of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.errors import NotFound
from scanapp.inventory.locations import actions, queries
from scanapp.inventory.locations.errors import (
    BinCodeReserved,
    BinExists,
    BinsNotUsed,
    DirectedNotSupported,
    LocationExists,
    TimeZoneUnknown,
)
from scanapp.inventory.locations.rules import BinDraft


def test_bins_are_made_in_walking_order_and_told_to_their_location_only(session: Session) -> None:
    actions.create_location(session, "hq", "Head office", bin_mandatory=True)
    actions.create_zone(session, "HQ", "PICK")
    actions.create_bin_range(session, "HQ", "A-01", "B-02", zone_code="PICK")
    assert [b.code for b in queries.bins(session, "HQ")] == ["A-01", "A-02", "B-02", "B-01"]
    feed.flush(session)
    scopes = set(session.scalars(select(feed.Change.scope)))
    assert scopes == {"loc:HQ"}
    assert [row for _, row in queries.catalogue_rows(session, "location", "loc:HQ")] == [
        ["HQ", "Head office", "Europe/Copenhagen", 1]
    ]
    assert len(list(queries.catalogue_rows(session, "bin", "loc:HQ"))) == 4
    assert list(queries.catalogue_rows(session, "bin", "loc:OTHER")) == []


def test_a_second_range_walks_on_behind_the_first(session: Session) -> None:
    actions.create_location(session, "HQ", bin_mandatory=True)
    actions.create_bin_range(session, "HQ", "A-01", "A-02")
    actions.create_bin_range(session, "HQ", "C-01", "C-02")
    assert [b.code for b in queries.bins(session, "HQ")] == ["A-01", "A-02", "C-01", "C-02"]


def test_wrong_bins_are_refused(session: Session) -> None:
    actions.create_location(session, "HQ", bin_mandatory=True)
    actions.create_location(session, "SHOP")
    actions.create_bins(session, "HQ", [BinDraft("A-01")])
    with pytest.raises(BinExists):
        actions.create_bins(session, "HQ", [BinDraft("a-01")])
    with pytest.raises(BinExists):
        actions.create_bins(session, "HQ", [BinDraft("B"), BinDraft("b")])
    with pytest.raises(BinCodeReserved):
        actions.create_bins(session, "HQ", [BinDraft("in-hand")])
    with pytest.raises(NotFound):
        actions.create_bins(session, "HQ", [BinDraft("B", zone_code="NONE")])
    with pytest.raises(BinsNotUsed):
        actions.create_bins(session, "SHOP", [BinDraft("B")])
    assert [b.code for b in queries.bins(session, "HQ")] == ["A-01"]


def test_wrong_locations_are_refused(session: Session) -> None:
    actions.create_location(session, "HQ")
    with pytest.raises(LocationExists):
        actions.create_location(session, "hq")
    with pytest.raises(TimeZoneUnknown):
        actions.create_location(session, "X", time_zone="Mars/Olympus")
    with pytest.raises(DirectedNotSupported):
        actions.create_location(session, "X", directed_put_away_and_pick=True)


def test_a_blocked_bin_is_told_as_blocked(session: Session) -> None:
    actions.create_location(session, "HQ", bin_mandatory=True)
    actions.create_bins(session, "HQ", [BinDraft("A-01")])
    actions.block_bin(session, "HQ", "A-01")
    assert [row for _, row in queries.catalogue_rows(session, "bin", "loc:HQ")] == [["HQ", "A-01", "", 0, 1]]
