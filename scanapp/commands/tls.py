"""`scanapp tls`: the certificate that phones trust."""

from __future__ import annotations

import click


@click.group("tls")
def command() -> None:
    """Certificates, so that phones can work offline."""


@command.command()
@click.option(
    "--host", "hosts", multiple=True, help="A name of this server, such as scan.local; repeat for several."
)
@click.option(
    "--ip", "ips", multiple=True, help="An address of this server, such as 192.168.1.20; repeat for several."
)
@click.option(
    "--new-authority", is_flag=True, help="Start over: every phone must install the new certificate."
)
def init(hosts: tuple[str, ...], ips: tuple[str, ...], new_authority: bool) -> None:
    """Make the certificate authority that phones install once, and the server's certificate.

    Without --host and --ip this machine's own name and address are taken. Run it again when they change:
    the authority stays, and phones need nothing as long as the new address is a private one.
    """
    from datetime import UTC, datetime

    from scanapp import tls
    from scanapp.config import Config

    if not hosts and not ips:
        hosts, ips = map(tuple, tls.own_addresses())
    certificates = tls.Certificates(Config().data_dir / "tls")
    tls.init(certificates, hosts, ips, now=datetime.now(UTC), new_authority=new_authority)
    names, addresses = certificates.hosts()
    click.echo(f"Certificate for {', '.join([*names, *addresses])}")
    click.echo(f"Fingerprint to compare on the phone (SHA-256):\n  {certificates.fingerprint()}")
    click.echo("Now run scanapp serve and open its set-up page with the phone.")
