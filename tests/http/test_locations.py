"""Your own places: a location and its bins, in the office and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scanapp.cli import main
from scanapp.commands import open_engine
from scanapp.config import Config
from scanapp.db import transaction
from scanapp.inventory.locations import queries
from scanapp.people.actions import require_person
from tests.http.conftest import Office

NEW = "/locations/new"


def test_an_administrator_adds_a_location_with_bins_and_works_there(office: Office) -> None:
    boss = office.browser("root")
    made = boss.press(
        NEW, code="red", name="Red <i>hall</i>", time_zone="Europe/Copenhagen", bin_mandatory="y"
    )
    assert made.headers["Location"].endswith("/locations/RED")
    assert boss.press("/locations/RED", first="R-01-1", last="R-02-3").status_code == 302
    page = boss.get("/locations/RED").text
    assert "6 bins" in page
    assert "Red &lt;i&gt;hall&lt;/i&gt;" in page
    assert ">6<" in boss.get("/locations").text
    with transaction(office.app.engine, write=False) as session:
        assert queries.bins(session, "RED")[0].code == "R-01-1"
        assert require_person(session, "root").location_codes == {"BLUE", "EAST", "RED"}


def test_what_is_wrong_with_a_location_is_said_and_kept(office: Office) -> None:
    boss = office.browser("root")
    wrong = boss.press(NEW, code="red", name="Red", time_zone="Mars/Olympus").text
    assert "is not a time zone" in wrong
    assert 'value="Mars/Olympus"' in wrong
    boss.press(NEW, code="red", time_zone="UTC", bin_mandatory="y")
    wrong = boss.press("/locations/RED", first="A-1", last="B").text
    assert "is not a range of bins" in wrong
    assert "0 bins" in wrong


def test_only_who_manages_locations_may_add_one(office: Office) -> None:
    assert office.browser("sam").get(NEW).status_code == 403
    assert office.browser("kim").get("/locations").status_code == 403


def test_the_command_line_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCANAPP_DATA", str(tmp_path / "own"))
    run = CliRunner().invoke
    added = run(main, ["location", "add", "BLUE", "--name", "Blue hall", "--bins", "A-01-01..A-02-10"])
    assert (added.exit_code, added.output.strip()) == (0, "BLUE: 20 bins")
    more = run(main, ["location", "bins", "blue", "C-1..C-4", "--zone", "COLD"])
    assert more.output.strip() == "BLUE: 4 bins added"
    again = run(main, ["location", "add", "BLUE"])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    engine = open_engine(Config())
    with transaction(engine, write=False) as session:
        assert [n for _place, n in queries.overview(session)] == [24]
    engine.dispose()
