"""`scanapp serve`: the web server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask

    from scanapp.config import Config
    from scanapp.serve import Address, Listener


@click.command("serve")
@click.option(
    "--https",
    default="0.0.0.0:8443",
    show_default=True,
    help="For phones and office; needs scanapp tls init.",
)
@click.option(
    "--http", default="127.0.0.1:8000", show_default=True, help="For this machine, or behind a proxy."
)
@click.option(
    "--setup", default="0.0.0.0:8080", show_default=True, help="Only the page that sets up a phone."
)
def command(https: str, http: str, setup: str) -> None:
    """Run the server until ctrl-C. Each address is HOST:PORT, or off."""
    import logging

    from scanapp import serve
    from scanapp.config import Config

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run(Config(), *map(serve.parse_address, (https, http, setup)))


def run(
    config: Config, https: Address | None, http: Address | None, setup: Address | None, *, more: str = ""
) -> None:
    """Serves until told to stop; prints where to go, then `more`."""
    from scanapp import serve
    from scanapp.blueprints.setup import set_ports

    app, set_up, listeners = site(config, https, http, setup)
    addresses = [listener.address for listener in listeners]

    def announce(ports: list[int]) -> None:
        bound = dict(zip(addresses, ports, strict=True))
        for one in (app, set_up):
            if https and setup:
                set_ports(one, https=bound.get(https, 8443), setup=bound.get(setup, 8080))
        click.echo(_greeting(config, bound, https, http, setup))
        if more:
            click.echo(more)

    serve.run(serve.Server(listeners), announce=announce)


def site(
    config: Config, https: Address | None, http: Address | None, setup: Address | None
) -> tuple[Flask, Flask, list[Listener]]:
    """The application, the set-up page, and their listeners; the certificate is renewed when it is due.

    Without a certificate there is only the loopback listener. Refuses PLAIN_HTTP_EXPOSED, VENDOR_MISSING and what
    `open_engine` refuses.
    """
    from werkzeug.middleware.proxy_fix import ProxyFix

    from scanapp import assets, create_app, serve, tls
    from scanapp.blueprints.setup import SetupApp
    from scanapp.commands import open_engine

    assets.ensure_complete()
    if http and not http.is_loopback and not config.proxy_hops:
        raise serve.PlainHttpExposed(host=http.host)
    open_engine(config).dispose()
    app, set_up, listeners = create_app(config), SetupApp(config), []
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    certificates = tls.Certificates(config.data_dir / "tls")
    if https and certificates.exist:
        tls.renew(certificates, now=datetime.now(UTC))
        listeners.append(serve.Listener(https, app, tls.context(certificates)))
        if setup:
            listeners.append(serve.Listener(setup, set_up, threads=4))
    if http:
        listeners.append(serve.Listener(http, app, threads=8))
    return app, set_up, listeners


def _greeting(
    config: Config,
    bound: dict[Address, int],
    https: Address | None,
    http: Address | None,
    setup: Address | None,
) -> str:
    from scanapp import tls

    certificates = tls.Certificates(config.data_dir / "tls")
    lines = []
    if http in bound:
        lines.append(f"On this machine      http://{http.host}:{bound[http]}/")
    if https in bound:
        names, ips = certificates.hosts()
        hosts = [host for host in (*names, *ips) if host not in ("localhost", "127.0.0.1")] or ["localhost"]
        lines += [f"Office and phones    https://{host}:{bound[https]}/" for host in hosts]
        if setup in bound:
            lines.append(f"Set up a phone       http://{hosts[-1]}:{bound[setup]}/setup")
        lines.append(f"Fingerprint          {certificates.fingerprint()}")
    else:
        lines.append("Phones cannot work offline yet: stop this and run scanapp tls init, then start again.")
    return "\n".join(lines)
