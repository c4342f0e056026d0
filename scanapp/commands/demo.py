"""`scanapp demo`: a company to try the product on, served from this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import click

if TYPE_CHECKING:
    from scanapp.config import Config
    from scanapp.demo.company import Colleague


@click.command("demo")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Where the demo keeps its data."
)
@click.option("--https", default="0.0.0.0:8443", show_default=True, help="For phones and office.")
@click.option("--http", default="127.0.0.1:8000", show_default=True, help="For this machine.")
@click.option(
    "--setup", default="0.0.0.0:8080", show_default=True, help="Only the page that sets up a phone."
)
@click.option("--no-serve", is_flag=True, help="Make the company, do not start the server.")
def command(data: Path | None, https: str, http: str, setup: str, no_serve: bool) -> None:
    """Serve a demo company: two sites, 2,000 items, stock, open counts. A second start keeps what you did."""
    import logging

    from scanapp import serve
    from scanapp.commands.serve import run
    from scanapp.config import Config

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    folder = data or Config().data_dir.with_name("scanapp-demo")
    config = Config(data_dir=folder, database_url="", site="Nordhjul")
    colleagues = _company(config)
    _certificates(config)
    if no_serve:
        click.echo(_people(config, colleagues))
        return
    addresses = [serve.parse_address(text) for text in (https, http, setup)]
    more = [_people(config, colleagues), _practice()]
    if addresses[0] and addresses[2]:
        more.append(_phone(config, addresses[2].port))
    run(config, *addresses, more="\n\n".join(["", *more]))


def _company(config: Config) -> list[Colleague]:
    """The company in the database of `config`: founded when nobody is there yet, else left alone."""
    from sqlalchemy import select

    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.people.models import Person

    engine = open_engine(config)
    with transaction(engine, write=False) as session:
        is_founded = session.scalar(select(Person.id).limit(1)) is not None
    if is_founded:
        return []
    click.echo("Founding the demo company, once; this takes some seconds …")
    from scanapp.demo import company

    with transaction(engine) as session:
        colleagues = company.build(session, now=datetime.now(UTC))
    engine.dispose()
    return colleagues


def _certificates(config: Config) -> None:
    from scanapp import tls

    certificates = tls.Certificates(config.data_dir / "tls")
    names, ips = tls.own_addresses()
    if not certificates.exist or set(ips) - set(certificates.hosts()[1]):
        tls.init(certificates, names, ips, now=datetime.now(UTC))


def _people(config: Config, colleagues: Sequence[Colleague]) -> str:
    program = Path(sys.argv[0])
    renew = f"SCANAPP_DATA={config.data_dir} {program} person password lars"
    if not colleagues:
        return f"The demo company is as you left it. A new password for Lars, the supervisor:\n  {renew}"
    lines = (f"  {one.login:<8}{one.password:<18}{one.name}, {one.role}" for one in colleagues)
    return "\n".join(["Sign in as (these passwords are shown once):", *lines, f"Forgotten? {renew}"])


def _practice() -> str:
    from scanapp.demo.company import AISLE, MAIN

    asked = urlencode({"kind": "practice", "location": MAIN, "which": " ".join(AISLE[:3])})
    return f"Barcodes to scan from the screen, once signed in:\n  /labels/print?{asked}"


def _phone(config: Config, port: int) -> str:
    from scanapp import symbols, tls

    names, ips = tls.Certificates(config.data_dir / "tls").hosts()
    host = next((host for host in (*ips, *names) if host not in ("127.0.0.1", "localhost")), "localhost")
    url = f"http://{host}:{port}/setup"
    return f"On a phone in the same network, scan this and follow the page ({url}):\n{symbols.terminal(symbols.symbol('qr', url))}"
