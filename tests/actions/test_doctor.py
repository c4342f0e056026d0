"""The doctor finds what is wrong: a cut in the product turns it false, a sick installation is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scanapp.cli import main
from scanapp.config import Config
from scanapp.db import make_engine
from scanapp.doctor import installation
from scanapp.doctor.site import Site
from scanapp.inbox import apply
from scanapp.inventory.ledger import posting


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SCANAPP_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SCANAPP_DATABASE_URL", raising=False)
    return tmp_path / "data"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def report() -> dict:
    return json.loads(run("doctor", "--json").stdout.strip().splitlines()[-1])


def failed(found: dict) -> set[str]:
    return {name for name, check in found["job"].items() if not check["ok"]}


def test_a_whole_product_is_well() -> None:
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    assert (found["ok"], failed(found), result.exit_code) == (True, set(), 0)
    assert found["job"]["preview_equals_posted"]["ok"]
    assert len(found["job"]) >= 19


def test_a_cut_between_inbox_and_counting_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "record", lambda session, effect: None)
    result = run("doctor", "--json")
    found = json.loads(result.stdout.strip().splitlines()[-1])
    assert not found["ok"]
    assert failed(found)
    assert result.exit_code == 1


def test_a_count_that_is_one_too_many_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = apply.record

    def one_more(session, effect) -> None:
        whole(
            session, replace(effect, line=replace(effect.line, quantity_base=effect.line.quantity_base + 1))
        )

    monkeypatch.setattr(apply, "record", one_more)
    assert "on_hand_is_what_was_counted" in failed(report())


def test_a_posting_that_forgets_the_balances_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "_update_balances", lambda connection, rows: None)
    assert not report()["ok"]


def test_without_a_database_there_is_nothing_to_be_ill(own_data: Path) -> None:
    found = report()["installation"]
    assert found["database"]["ok"]
    assert not (own_data / "scanapp.sqlite").exists()


def examined(data: Path, now: datetime | None = None) -> dict[str, bool]:
    config = Config(data_dir=data, database_url="")
    return {check.name: check.ok for check in installation.examine(config, now or datetime.now(UTC))}


def test_an_installed_system_is_examined(own_data: Path) -> None:
    assert run("person", "add", "anne").exit_code == 0
    found = examined(own_data)
    assert all(ok for name, ok in found.items() if name not in ("certificate", "browser_modules")), found


def test_a_clock_that_was_set_back_is_named(own_data: Path) -> None:
    Site(own_data, bins=1, items=1).close()
    assert examined(own_data)["clock"]
    assert not examined(own_data, datetime.now(UTC) - timedelta(days=400))["clock"]


def test_an_expired_certificate_is_named(own_data: Path) -> None:
    run("tls", "init", "--host", "scan.local")
    assert examined(own_data)["certificate"]
    assert not examined(own_data, datetime.now(UTC) + timedelta(days=500))["certificate"]


def test_a_database_that_is_not_one_is_named(own_data: Path) -> None:
    own_data.mkdir()
    (own_data / "scanapp.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    found = examined(own_data)
    assert not found["schema"]
    assert not found["database_reachable"]


def test_a_ledger_that_was_tampered_with_is_named(own_data: Path) -> None:
    Site(own_data, bins=1, items=1).close()
    engine = make_engine(f"sqlite:///{own_data / 'scanapp.sqlite'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE item_balance SET quantity = quantity + 100000")
        connection.exec_driver_sql("COMMIT")
    engine.dispose()
    assert not examined(own_data)["ledger"]
