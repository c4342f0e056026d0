"""What people do with locations, zones and bins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.codes import code as code_of
from scanapp.codes import text_line
from scanapp.errors import NotFound
from scanapp.inventory.locations import queries, rules
from scanapp.inventory.locations.errors import (
    BinCodeReserved,
    BinExists,
    BinsNotUsed,
    DirectedNotSupported,
    LocationExists,
    TimeZoneUnknown,
)
from scanapp.inventory.locations.models import Bin, Location, Zone
from scanapp.inventory.locations.rules import BinDraft


def create_location(
    session: Session, code: str, name: str = "", *, time_zone: str = "Europe/Copenhagen", **policy: bool
) -> Location:
    """A new location; `policy` are boolean columns. LocationExists, TimeZoneUnknown, DirectedNotSupported."""
    code = code_of(code, "location", rules.LOCATION_LENGTH)
    if policy.get("directed_put_away_and_pick"):
        raise DirectedNotSupported(location=code)
    if time_zone not in available_timezones():
        raise TimeZoneUnknown(text=time_zone[:40])
    if session.get(Location, code):
        raise LocationExists(location=code)
    made = Location(code=code, name=text_line(name, "name"), time_zone=time_zone, **policy)
    session.add(made)
    session.flush()
    feed.publish(session, "location", made.code, queries.scope(made.code), queries.location_row(made))
    return made


def create_zone(session: Session, location_code: str, code: str, description: str = "") -> Zone:
    """A zone of a location; the same one again changes its description."""
    queries.location(session, location_code)
    code = code_of(code, "zone", rules.ZONE_LENGTH)
    zone = session.get(Zone, (location_code, code)) or Zone(location_code=location_code, code=code)
    zone.description = text_line(description, "description")
    session.add(zone)
    session.flush()
    return zone


def create_bins(session: Session, location_code: str, drafts: Iterable[BinDraft]) -> list[Bin]:
    """New bins, all or none. BinExists, BinsNotUsed, BinCodeReserved; NotFound for a zone."""
    location = queries.location(session, location_code)
    if not location.bin_mandatory:
        raise BinsNotUsed(location=location.code)
    rows = [_row(location.code, draft) for draft in drafts]
    taken = set(session.scalars(select(Bin.code).where(Bin.location_code == location.code)))
    zones = {zone.code for zone in queries.zones(session, location.code)} | {""}
    for row in rows:
        if row["code"] == rules.IN_HAND:
            raise BinCodeReserved(bin=row["code"])
        if row["code"] in taken:
            raise BinExists(bin=row["code"], location=location.code)
        if row["zone_code"] not in zones:
            raise NotFound(what=f"Location {location.code}, zone", key=row["zone_code"])
        taken.add(row["code"])
    if not rows:
        return []
    made = list(session.scalars(insert(Bin).returning(Bin, sort_by_parameter_order=True), rows))
    for bin in made:
        publish_bin(session, bin)
    return made


def _row(location_code: str, draft: BinDraft) -> dict[str, Any]:
    return {
        "location_code": location_code,
        "code": code_of(draft.code, "bin", rules.BIN_LENGTH),
        "zone_code": code_of(draft.zone_code, "zone", rules.ZONE_LENGTH) if draft.zone_code else "",
        "description": text_line(draft.description, "description"),
        "rank": draft.rank,
    }


def create_bin_range(
    session: Session, location_code: str, first: str, last: str, *, zone_code: str = ""
) -> list[Bin]:
    """Every bin from `first` to `last`, ranked in walking order behind those that are there."""
    codes = rules.walk(rules.bins_between(first, last))
    start = max((bin.rank for bin in queries.bins(session, location_code)), default=0)
    drafts = [BinDraft(code, zone_code, start + 10 * (n + 1)) for n, code in enumerate(codes)]
    return create_bins(session, location_code, drafts)


def block_bin(session: Session, location_code: str, code: str, *, is_blocked: bool = True) -> Bin:
    """Blocks a bin, or frees it. NotFound."""
    bin = session.get(Bin, (location_code, code))
    if bin is None:
        raise NotFound(what=f"Location {location_code}, bin", key=code)
    bin.is_blocked = is_blocked
    session.flush()
    publish_bin(session, bin)
    return bin


def publish_bin(session: Session, bin: Bin) -> None:
    """Tells the phones of its location about a bin; nobody scans the in-hand bin."""
    if not bin.is_in_hand:
        feed.publish(
            session, "bin", queries.bin_key(bin), queries.scope(bin.location_code), queries.bin_row(bin)
        )
