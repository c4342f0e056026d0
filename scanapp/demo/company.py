"""Nordhjul as it stands this morning: places, people, goods, eight weeks of stock history, three open counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scanapp.demo import goods, history
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.items.actions import save_category, save_items
from scanapp.inventory.locations import queries as locations
from scanapp.inventory.locations.actions import create_bin_range, create_location, create_zone
from scanapp.inventory.tracking.actions import create_tracking_code
from scanapp.people.actions import add_person, random_password
from scanapp.people.models import Person

MAIN, SECOND, IN_TRANSIT = "KOLDING", "RINGSTED", "UNDERVEJS"
ZONES = {
    MAIN: (("PLUK", "Pluklager", "A-01-1", "H-08-3"), ("RESERVE", "Reservelager", "R-01-1", "R-12-2")),
    SECOND: (("PLUK", "Pluklager", "A-01-1", "D-08-2"), ("RESERVE", "Reservelager", "R-01-1", "R-06-2")),
}
PEOPLE = (
    ("anne", "Anne Holm", "administrator", (MAIN, SECOND)),
    ("lars", "Lars Dam", "supervisor", (MAIN, SECOND)),
    ("mia", "Mia Krogh", "counter", (MAIN, SECOND)),
    ("jonas", "Jonas Lund", "counter", (MAIN,)),
    ("sara", "Sara Vind", "counter", (SECOND,)),
)
FIRST_ORDER = "CO-101"
AISLE = [f"A-0{rack}-{level}" for rack in range(1, 5) for level in (1, 2, 3)]


@dataclass(frozen=True)
class Colleague:
    """Someone of the company, with the password that is shown once."""

    login: str
    name: str
    role: str
    locations: tuple[str, ...]
    password: str


def build(session: Session, *, now: datetime) -> list[Colleague]:
    """Founds the company in an empty database, through the actions that people use."""
    _places(session)
    _tracking_and_categories(session)
    colleagues = [
        Colleague(login, name, role, places, random_password()) for login, name, role, places in PEOPLE
    ]
    people = {one.login: _hire(session, one) for one in colleagues}
    drafts = goods.items()
    save_items(session, drafts)
    bins = {code: [bin.code for bin in locations.bins(session, code)] for code in ZONES}
    reserve = {code: [bin.code for bin in locations.bins(session, code, zone="RESERVE")] for code in ZONES}
    history.post_weeks(session, drafts, bins, reserve, actor=people["lars"].id, now=now)
    _counts(session, people["lars"].id, now)
    return colleagues


def _places(session: Session) -> None:
    create_location(session, MAIN, "Nordhjul Kolding", bin_mandatory=True)
    create_location(session, SECOND, "Nordhjul Ringsted", bin_mandatory=True)
    create_location(session, IN_TRANSIT, "Undervejs", use_as_in_transit=True)
    for location, zones in ZONES.items():
        for zone, name, first, last in zones:
            create_zone(session, location, zone, name)
            create_bin_range(session, location, first, last, zone_code=zone)


def _tracking_and_categories(session: Session) -> None:
    create_tracking_code(
        session, goods.TRACKING["lot"], "Partinummer med udløb", lot_specific=True, use_expiration_dates=True
    )
    create_tracking_code(session, goods.TRACKING["serial"], "Serienummer", serial_specific=True)
    for code, parent in sorted(goods.CATEGORIES.items(), key=lambda row: bool(row[1])):
        save_category(session, code, code.capitalize(), parent or None)


def _hire(session: Session, one: Colleague) -> Person:
    return add_person(
        session, one.login, one.name, one.role, password=one.password, locations=one.locations, language="da"
    )


def _counts(session: Session, by: int, now: datetime) -> None:
    wanted = (
        (MAIN, "Reol A-01 til A-04, ugens optælling", AISLE, counting.LineFilter()),
        (MAIN, "E-cykel: batterier og motorer", None, counting.LineFilter(category="E-CYKEL")),
        (SECOND, "Årsoptælling", None, counting.LineFilter()),
    )
    for location, text, bins, lines in wanted:
        order = counting.create_order(session, location, description=text, bins=bins, by=by, at=now)
        counting.calculate_lines(session, order, lines=lines, at=now)
