"""What screens, labels and phones show of locations and bins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.locations.models import Bin, Location, Zone

Row = list[Any]
COLUMNS = {
    "location": ["code", "name", "time_zone", "bin_mandatory"],
    "bin": ["location", "code", "zone", "rank", "blocked"],
}


def scope(location_code: str) -> str:
    """The feed scope of everything that belongs to one location."""
    return f"loc:{location_code}"


def catalogue_rows(session: Session, entity: str, scope: str) -> Iterator[tuple[str, Row]]:
    """(key, row) of every `entity` that a phone in `scope` ("loc:X") holds."""
    code = scope.removeprefix("loc:")
    if code == scope:
        return
    if entity == "location":
        found = session.get(Location, code)
        yield from [(found.code, location_row(found))] if found else []
    elif entity == "bin":
        yield from ((bin_key(b), bin_row(b)) for b in bins(session, code))


def location_row(location: Location) -> Row:
    """The `location` row of the catalogue."""
    return [location.code, location.name, location.time_zone, int(location.bin_mandatory)]


def bin_key(bin: Bin) -> str:
    """The catalogue key of a bin."""
    return f"{bin.location_code}|{bin.code}"


def bin_row(bin: Bin) -> Row:
    """The `bin` row of the catalogue."""
    return [bin.location_code, bin.code, bin.zone_code, bin.rank, int(bin.is_blocked)]


def location(session: Session, code: str) -> Location:
    """One location. NotFound."""
    found = session.get(Location, code)
    if found is None:
        raise NotFound(what="Location", key=code)
    return found


def locations(session: Session, *, in_transit: bool | None = None) -> list[Location]:
    """Locations by code; only in-transit ones, or only others, when asked."""
    statement = select(Location).order_by(Location.code)
    if in_transit is not None:
        statement = statement.where(Location.use_as_in_transit == in_transit)
    return list(session.scalars(statement))


def bins(session: Session, location_code: str, *, zone: str = "", in_hand: bool = False) -> list[Bin]:
    """The bins of a location in the order a person walks; the in-hand bin only when asked."""
    statement = select(Bin).where(Bin.location_code == location_code).order_by(Bin.rank, Bin.code)
    if zone:
        statement = statement.where(Bin.zone_code == zone)
    if not in_hand:
        statement = statement.where(Bin.is_in_hand.is_(False))
    return list(session.scalars(statement))


def overview(session: Session) -> list[tuple[Location, int]]:
    """Every location by code, with the number of its bins."""
    counted = (
        select(Bin.location_code, func.count()).where(Bin.is_in_hand.is_(False)).group_by(Bin.location_code)
    )
    sizes = {row[0]: row[1] for row in session.execute(counted)}
    return [(place, sizes.get(place.code, 0)) for place in locations(session)]


def zones(session: Session, location_code: str) -> list[Zone]:
    """The zones of a location, by code."""
    return list(session.scalars(select(Zone).where(Zone.location_code == location_code).order_by(Zone.code)))
