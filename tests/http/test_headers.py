"""The one table of headers and cookies."""

from __future__ import annotations

import re

import pytest

from scanapp import security
from tests.http.conftest import Office

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types scanapp lit-html"
)


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/", "/counts", "/nope", "/floor/", "/api/v1/nope", "/labels/image.svg?symbology=qr&text=x"],
)
def test_every_answer_carries_the_policy(office: Office, path: str) -> None:
    answer = office.browser("sam").get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_pages_are_never_kept_by_caches(office: Office) -> None:
    assert office.browser("sam").get("/counts").headers["Cache-Control"] == "no-store"


def test_only_a_public_certificate_pins_the_host_to_https(office: Office) -> None:
    answer = office.browser().get("/sign-in", base_url="https://localhost")
    assert "Strict-Transport-Security" not in answer.headers


def test_the_office_cookie_is_pinned_over_tls_and_plain_on_loopback(office: Office) -> None:
    plain = office.browser().get("/sign-in").headers["Set-Cookie"]
    assert plain.startswith("office=")
    assert "HttpOnly" in plain and "SameSite=Strict" in plain and "Secure" not in plain
    pinned = office.browser().get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert pinned.startswith("__Host-office=")
    assert "Secure" in pinned and "Path=/" in pinned and "Domain" not in pinned


def test_the_decoder_alone_may_compile_wasm(office: Office) -> None:
    assert "'wasm-unsafe-eval'" in security.DECODER_POLICY
    assert security.DECODER_POLICY.replace(" 'wasm-unsafe-eval'", "") == POLICY
    browser = office.browser()
    build = re.search(r"/a/([0-9a-f]{12})/", browser.get("/floor/").text)[1]
    files = {
        f"/a/{build}/js/scanner/decoder-worker.js": security.DECODER_POLICY,
        f"/floor/{build}/decoder-worker.js": security.DECODER_POLICY,
        f"/a/{build}/js/outbox/journal-worker.js": POLICY,
        f"/floor/{build}/journal-worker.js": POLICY,
        f"/a/{build}/js/app.js": POLICY,
    }
    answers = {path: browser.get(path) for path in files}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(files, 200)
    assert {path: answer.headers["Content-Security-Policy"] for path, answer in answers.items()} == files
