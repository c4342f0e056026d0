"""A phone is set up: the page's check is red before the certificate is trusted and green after, then offline works."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from scanapp import serve, tls
from scanapp.blueprints.setup import set_ports
from scanapp.commands.serve import site
from scanapp.config import Config
from tests import needs

ANY = serve.Address("127.0.0.1", 0)
ARGUMENTS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture
def certificates(tmp_path: Path) -> tls.Certificates:
    made = tls.Certificates(tmp_path / "data" / "tls")
    tls.init(made, [], [], now=datetime.now(UTC))
    return made


@pytest.fixture
def ports(tmp_path: Path, certificates: tls.Certificates) -> Iterator[list[int]]:
    """[https, setup] of the product on an empty database."""
    apps, listeners = site(Config(data_dir=tmp_path / "data", database_url=""), ANY, None, ANY)
    server = serve.Server(list(listeners.values()))
    server.start()
    for app in apps:
        set_ports(app, https=server.ports[0], setup=server.ports[1])
    yield server.ports
    server.stop()


def trust(home: Path, certificates: tls.Certificates) -> None:
    """What installing the certificate does, for a Chromium with this home folder."""
    certutil = needs.program("certutil", "libnss3-tools")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    authority = home / "authority.crt"
    authority.write_bytes(certificates.der())
    subprocess.run([certutil, "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    subprocess.run(
        [certutil, "-d", f"sql:{store}", "-A", "-t", "C,,", "-n", "scanapp", "-i", authority], check=True
    )


@pytest.fixture
def page(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path, certificates: tls.Certificates
) -> Iterator[Page]:
    """A browser that trusts the authority when the test asks for it."""
    home = tmp_path / "home"
    home.mkdir()
    if request.param == "trusted":
        trust(home, certificates)
    environment = {**os.environ, "HOME": str(home)}
    browser = playwright.chromium.launch(executable_path=needs.chromium(), args=ARGUMENTS, env=environment)
    yield browser.new_page(viewport={"width": 390, "height": 844})
    browser.close()


@pytest.mark.parametrize("page", ["strange"], indirect=True)
def test_a_phone_that_does_not_trust_the_server_is_told_so(page: Page, ports: list[int]) -> None:
    page.goto(f"http://localhost:{ports[1]}/setup")
    page.get_by_role("button", name="Check this phone").click()
    page.locator("#stop").wait_for()
    assert page.locator("#good").is_hidden()


@pytest.mark.parametrize("page", ["trusted"], indirect=True)
def test_a_phone_that_trusts_the_server_can_work_offline(page: Page, ports: list[int]) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"http://localhost:{ports[1]}/setup")
    page.get_by_role("button", name="Check this phone").click()
    page.locator("#good").wait_for()
    assert page.locator("aside img").evaluate("image => image.naturalWidth") > 0
    assert faults == []
    page.get_by_role("link", name="Open scanapp").click()
    page.wait_for_url(f"https://localhost:{ports[0]}/floor/")
    assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)").endswith("/floor/")
    page.context.set_offline(True)
    page.reload()
    assert page.title() != ""
    page.locator("button").first.wait_for()
