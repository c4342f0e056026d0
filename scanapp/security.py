"""The one table of headers and cookies (settled 26, sync-protocol §12.1)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy.exc import SQLAlchemyError

from scanapp import db as database
from scanapp import feed
from scanapp.errors import ScanappError

OFFICE_HOURS = 12

_POLICY = (
    "default-src 'none'; script-src {script}; style-src 'self'; font-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types scanapp lit-html"
)
POLICY = _POLICY.format(script="'self'")
DECODER_POLICY = _POLICY.format(script="'self' 'wasm-unsafe-eval'")

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000"


@dataclass(frozen=True)
class Cookie:
    """One of the two cookies. Over TLS its name carries `__Host-`, which pins Secure and path /."""

    name: str
    max_age_s: int
    same_site: str = "Strict"

    def on(self, asked: Request) -> str:
        """Its name on this connection; plain names exist for loopback HTTP only, where some browsers drop `__Host-`."""
        return f"__Host-{self.name}" if asked.is_secure else self.name

    def put(self, response: Response, asked: Request, value: str) -> None:
        """Sets it on `response`."""
        response.set_cookie(
            self.on(asked),
            value,
            max_age=self.max_age_s,
            path="/",
            secure=asked.is_secure,
            httponly=True,
            samesite=self.same_site,
        )

    def drop(self, response: Response, asked: Request) -> None:
        """Ends it on `response`."""
        response.delete_cookie(
            self.on(asked), path="/", secure=asked.is_secure, httponly=True, samesite=self.same_site
        )


OFFICE = Cookie("office", OFFICE_HOURS * 3600)
DEVICE = Cookie("device", 400 * 86400)


class OfficeSession(SecureCookieSessionInterface):
    """Flask's signed session under our cookie name, signed with the secret that the database was born with."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not app.secret_key:
            app.secret_key = _secret(app)
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        return OFFICE.on(request)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def _secret(app: Flask) -> str | None:
    # Without a database there is no session; the view then says what is wrong with the database.
    try:
        with database.transaction(app.engine, write=False) as session:  # type: ignore[attr-defined]
            return feed.current(session).secret
    except (ScanappError, SQLAlchemyError):
        return None


def init_app(app: Flask, *, public_certificate: bool = False) -> None:
    """Headers on every answer, the session cookie of the office, limits of what is read."""
    app.session_interface = OfficeSession()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE=OFFICE.same_site,
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=OFFICE.max_age_s,
        WTF_CSRF_TIME_LIMIT=OFFICE.max_age_s,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=2000,
    )

    @app.after_request
    def with_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if public_certificate and request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        return response
