"""The page that makes a phone trust this server. The only page that plain HTTP shows to others: no cookie, no form."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from scanapp import security, symbols, tls
from scanapp.config import Config
from scanapp.web import no_transaction

HTTPS_PORT, SETUP_PORT = 8443, 8080
blueprint = Blueprint("setup", __name__, url_prefix="/setup")


class SetupApp(Flask):
    """What answers on the plain set-up port: this page, its pictures and styles, nothing else."""

    def __init__(self, config: Config) -> None:
        from scanapp import assets, i18n

        super().__init__("scanapp", static_folder=None)
        self.settings = config
        assets.init_app(self, worker=False)
        i18n.init_app(self)
        self.register_blueprint(blueprint)
        self.register_error_handler(404, lambda _error: redirect("/setup"))
        self.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    for name, value in security.HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def set_ports(app: Flask, *, https: int, setup: int) -> None:
    """Tells the page where the listeners are."""
    app.extensions["ports"] = {"https": https, "setup": setup}


def _certificates() -> tls.Certificates:
    return tls.Certificates(current_app.settings.data_dir / "tls")  # type: ignore[attr-defined]


def _host() -> str:
    """The name or address the phone used, else the first one of the certificate that is not this machine's own."""
    asked = (
        request.host.rsplit(":", 1)[0].strip("[]")
        if "]" not in request.host
        else request.host.split("]")[0][1:]
    )
    names, ips = _certificates().hosts() if _certificates().exist else ([], [])
    others = [host for host in (*ips, *names) if not _is_own(host)]
    return asked if asked in names + ips and not _is_own(asked) else (others or [asked])[0]


def _is_own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(scheme: str, host: str) -> str:
    ports = current_app.extensions.get("ports", {"https": HTTPS_PORT, "setup": SETUP_PORT})
    port = ports["https" if scheme == "https" else "setup"]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def phone_origin() -> str:
    """Where phones reach this server: its public address, else https under our certificate, else where it was asked."""
    settings = current_app.settings  # type: ignore[attr-defined]
    if settings.public_url:
        return str(settings.public_url).rstrip("/")
    has_https = "ports" in current_app.extensions and _certificates().exist
    return _origin("https", _host()) if has_https else request.host_url.rstrip("/")


@blueprint.get("")
@no_transaction
def index() -> ResponseReturnValue:
    """Steps for Android and for iPhone, the fingerprint, the check."""
    agent = request.user_agent.string
    apple = "iPhone" in agent or "iPad" in agent or "Macintosh" in agent
    asked = request.host.rsplit(":", 1)[0]
    # The check asks the address the phone came by: that is the one it will use.
    https = _origin("https", asked if _is_own(asked) else _host())
    page = render_template(
        "setup/index.html",
        https=https,
        fingerprint=_certificates().fingerprint(),
        apple=apple,
        http=_origin("http", _host()),
    )
    response = Response(page)
    policy = security.POLICY.replace("connect-src 'self'", f"connect-src 'self' {https}")
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get("/scanapp.crt")
@no_transaction
def certificate() -> Response:
    """The authority as Android installs it."""
    response = Response(_certificates().der(), content_type="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = "attachment; filename=scanapp.crt"
    return response


@blueprint.get("/scanapp.mobileconfig")
@no_transaction
def profile() -> Response:
    """The authority as an iPhone installs it."""
    site = current_app.settings.site  # type: ignore[attr-defined]
    response = Response(_certificates().profile(site), content_type="application/x-apple-aspen-config")
    response.headers["Content-Disposition"] = "attachment; filename=scanapp.mobileconfig"
    return response


@blueprint.get("/qr.svg")
@no_transaction
def qr() -> Response:
    """The address of this page, for the next phone."""
    picture = symbols.svg(symbols.symbol("qr", _origin("http", _host()) + "/setup"))
    return Response(picture, content_type="image/svg+xml")


@blueprint.get("/ok")
@no_transaction
def ok() -> Response:
    """What the check button asks over HTTPS: to be read at all, the certificate must be trusted."""
    response = jsonify(ok=True)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
