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
    from scanapp.serve import Address


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
    folder = data or Config().data_dir / "demo"
    config = Config(data_dir=folder, database_url="", site="Nordhjul")
    colleagues = _company(config)
    click.echo(_people(config, colleagues))  # before anything can fail: they are shown once
    _certificates(config)
    if no_serve:
        return
    addresses = [serve.parse_address(text) for text in (https, http, setup)]
    more = [_practice(addresses[1])]
    if addresses[0] and addresses[2]:
        more.append(_phone(config, addresses[2].port))
    click.echo()
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
    _morning(config, colleagues)
    return colleagues


def _morning(config: Config, colleagues: Sequence[Colleague]) -> None:
    from scanapp import create_app
    from scanapp.demo import company, morning

    passwords = {one.login: one.password for one in colleagues}
    app = create_app(config)
    bins = company.AISLE[len(company.AISLE) // 2 :]
    morning.count_racks(
        app, company.FIRST_ORDER, bins, login="jonas", password=passwords["jonas"], enrolled_by="lars"
    )
    app.engine.dispose()  # type: ignore[attr-defined]


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


def _practice(http: Address | None) -> str:
    from scanapp.demo.company import AISLE, MAIN

    asked = urlencode({"kind": "practice", "location": MAIN, "category": "", "which": " ".join(AISLE[:3])})
    site = f"http://{http.host}:{http.port}" if http else ""
    return f"Barcodes to scan from the screen, once signed in:\n  {site}/labels/print?{asked}"


def _phone(config: Config, port: int) -> str:
    from scanapp import symbols, tls

    names, ips = tls.Certificates(config.data_dir / "tls").hosts()
    host = next((host for host in (*ips, *names) if host not in ("127.0.0.1", "localhost")), "localhost")
    url = f"http://{host}:{port}/setup"
    return f"On a phone in the same network, scan this and follow the page ({url}):\n{symbols.terminal(symbols.symbol('qr', url))}"
