"""`scanapp person` as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from scanapp.cli import main
from scanapp.commands import open_engine
from scanapp.config import Config
from scanapp.db import transaction
from scanapp.inventory.locations.actions import create_location
from scanapp.people.actions import check_password
from scanapp.people.models import Person


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCANAPP_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SCANAPP_DATABASE_URL", raising=False)
    with transaction(open_engine(Config())) as session:
        create_location(session, "BUTIK", "Butik")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["person", *words])


def test_a_person_is_added_with_a_password_that_works() -> None:
    said = run("add", "anna", "--role", "supervisor", "--location", "butik").output
    login, _, password = said.strip().partition(": ")
    with transaction(open_engine(Config()), write=False) as session:
        anna = check_password(session, login, password)
        assert anna is not None
        assert (anna.role, anna.location_codes) == ("supervisor", {"BUTIK"})


def test_a_location_that_does_not_exist_is_named_and_nobody_is_added() -> None:
    result = run("add", "anna", "--location", "NOPE")
    assert (result.exit_code, "Location NOPE does not exist" in result.output) == (2, True)
    with transaction(open_engine(Config()), write=False) as session:
        assert session.scalars(select(Person)).all() == []


def test_a_new_password_replaces_the_old_one() -> None:
    old = run("add", "anna").output.strip().partition(": ")[2]
    new = run("password", "anna").output.strip().split()[-1]
    with transaction(open_engine(Config()), write=False) as session:
        assert check_password(session, "anna", old) is None
        assert check_password(session, "anna", new) is not None
