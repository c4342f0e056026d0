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
    from scanapp.blueprints.setup import HTTPS_PORT, SETUP_PORT, set_ports

    apps, listeners = site(config, https, http, setup)

    def announce(ports: list[int]) -> None:
        bound = dict(zip(listeners, ports, strict=True))
        for app in apps:
            set_ports(app, https=bound.get("https", HTTPS_PORT), setup=bound.get("setup", SETUP_PORT))
        click.echo("\n".join(_greeting(config, bound)))
        if more:
            click.echo(more)

    serve.run(serve.Server(list(listeners.values())), announce=announce)


def site(
    config: Config, https: Address | None, http: Address | None, setup: Address | None
) -> tuple[list[Flask], dict[str, Listener]]:
    """The application and the set-up page, and their listeners: "http", "https", "setup". Renews the certificate when due.

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
    app, set_up = create_app(config), SetupApp(config)
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    listeners = {}
    certificates = tls.Certificates(config.data_dir / "tls")
    if http:
        listeners["http"] = serve.Listener(http, app, threads=8)
    if https and certificates.exist:
        tls.renew(certificates, now=datetime.now(UTC))
        listeners["https"] = serve.Listener(https, app, tls.context(certificates))
        if setup:
            listeners["setup"] = serve.Listener(setup, set_up, threads=4)
    return [app, set_up], listeners


def _greeting(config: Config, bound: dict[str, int]) -> list[str]:
    from scanapp import tls

    certificates = tls.Certificates(config.data_dir / "tls")
    lines = [f"On this machine      http://127.0.0.1:{bound['http']}/"] if "http" in bound else []
    if "https" not in bound:
        return [
            *lines,
            "Phones cannot work offline yet: stop this and run scanapp tls init, then start again.",
        ]
    names, ips = certificates.hosts()
    hosts = [host for host in (*names, *ips) if host not in ("localhost", "127.0.0.1")] or ["localhost"]
    lines += [f"Office and phones    https://{host}:{bound['https']}/" for host in hosts]
    if "setup" in bound:
        lines.append(f"Set up a phone       http://{hosts[-1]}:{bound['setup']}/setup")
    return [*lines, f"Fingerprint          {certificates.fingerprint()}"]
