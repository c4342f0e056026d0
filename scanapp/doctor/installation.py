"""Is this installation well? Reads only, but for one write that changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography import x509
from sqlalchemy import Engine, func, inspect, make_url, select, text
from sqlalchemy.orm import Session

from scanapp import assets, feed, tls
from scanapp.config import Config
from scanapp.db import make_engine, schema_is_current, transaction
from scanapp.doctor import Check
from scanapp.errors import DatabaseOutdated, ScanappError
from scanapp.inbox.models import SyncOp
from scanapp.inventory.ledger.check import check_ledger
from scanapp.inventory.ledger.models import Register
from scanapp.inventory.locations.queries import locations
from scanapp.wiring import load_models

FREE_MIN = 1024**3
EXPIRES_SOON = timedelta(days=14)
AHEAD_MAX = timedelta(minutes=1)


def examine(config: Config, now: datetime) -> list[Check]:
    """Every question about the installation of `config`; a failed advice is no illness."""
    checks = [_disk(config), _certificate(config, now), _vendor()]
    url = make_url(config.url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        return [
            *checks,
            Check("database", True, "There is none yet: scanapp serve makes it.", is_advice=True),
        ]
    load_models()
    engine = make_engine(config.url)
    try:
        return [*checks, *_database(engine, now)]
    finally:
        engine.dispose()


def _disk(config: Config) -> Check:
    folder = config.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1024**3:.1f} GiB free"
    return Check(
        "disk_space", free >= FREE_MIN, detail if free >= FREE_MIN else f"{detail}: free at least 1 GiB"
    )


def _certificate(config: Config, now: datetime) -> Check:
    certificates = tls.Certificates(config.data_dir / "tls")
    if not certificates.exist:
        detail = "There is none: run scanapp tls init, or keep a proxy in front that has one."
        return Check("certificate", ok=False, detail=detail, is_advice=True)
    leaf = x509.load_pem_x509_certificate(certificates.leaf.read_bytes())
    end = min(leaf.not_valid_after_utc, certificates.certificate().not_valid_after_utc)
    detail, is_good = f"valid until {end:%Y-%m-%d}", end - now > EXPIRES_SOON
    return Check("certificate", is_good, detail if is_good else f"{detail}: run scanapp tls init")


def _vendor() -> Check:
    try:
        assets.ensure_complete()
    except ScanappError as error:
        return Check("browser_modules", ok=False, detail=error.message, is_advice=True)
    return Check("browser_modules", ok=True)


def _database(engine: Engine, now: datetime) -> Iterator[Check]:
    questions: tuple[tuple[str, Callable[[Session], str]], ...] = (
        ("database_reachable", lambda session: str(feed.current(session).epoch)),
        ("database_durable", _durability),
        ("clock", lambda session: _clock(session, now)),
        ("time_zones", _time_zones),
        ("ledger", _ledger),
    )
    yield _ask("schema", lambda: _schema(engine))
    for name, question in questions:
        yield _ask(name, lambda question=question: _reading(engine, question))  # type: ignore[misc]
    yield _ask("database_writable", lambda: _write(engine))


def _ask(name: str, question: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=question())
    except (ScanappError, _Unwell) as error:
        return Check(name, ok=False, detail=str(error))
    except Exception as error:  # a sick database answers with anything
        return Check(name, ok=False, detail=f"{type(error).__name__}: {error}"[:300])


class _Unwell(Exception):
    """What is wrong with the database, and what to do."""


def _reading(engine: Engine, question: Callable[[Session], str]) -> str:
    with transaction(engine, write=False) as session:
        return question(session)


def _schema(engine: Engine) -> str:
    if not inspect(engine).has_table("alembic_version") or not schema_is_current(engine):
        raise DatabaseOutdated()
    return "newest"


def _write(engine: Engine) -> str:
    with transaction(engine) as session:
        feed.draw(session, "v", 0)
    return "yes"


def _durability(session: Session) -> str:
    if session.get_bind().dialect.name == "sqlite":
        seen = {name: str(session.scalar(text(f"PRAGMA {name}"))) for name in ("journal_mode", "synchronous")}
        wanted = {"journal_mode": "wal", "synchronous": "2"}
    else:
        wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        seen = {name: str(session.scalar(text(f"SHOW {name}"))) for name in wanted}
    detail = ", ".join(f"{name} {value}" for name, value in seen.items())
    if seen != wanted:
        raise _Unwell(f"{detail}: what was acknowledged may be lost at a power cut. Set {wanted}.")
    return detail


def _clock(session: Session, now: datetime) -> str:
    newest = [
        session.scalar(select(func.max(Register.posted_at))),
        session.scalar(select(func.max(SyncOp.received_at))),
    ]
    last = max((found for found in newest if found), default=None)
    if last and last - now > AHEAD_MAX:
        raise _Unwell(
            f"This clock says {now:%Y-%m-%d %H:%M} UTC, but something was stored at {last:%Y-%m-%d %H:%M}. Set it."
        )
    return f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _time_zones(session: Session) -> str:
    for location in locations(session):
        try:
            ZoneInfo(location.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            what = f"Time zone {location.time_zone} of {location.code} is unknown here: install tzdata."
            raise _Unwell(what) from error
    return "known"


def _ledger(session: Session) -> str:
    problems = check_ledger(session)
    if problems:
        raise _Unwell(f"{len(problems)} problems; see scanapp check-ledger. First: {problems[0]}")
    return "sound"
