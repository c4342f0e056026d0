"""A real browser against a real server. Missing parts are a failure when SCANAPP_REQUIRE_ALL=1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import needs
from tests.browser import site
from tests.browser.phone import QUIET, Phone
from tests.browser.server import Server

playwright_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="session")
def playwright() -> Iterator[playwright_api.Playwright]:
    needs.chromium()
    with playwright_api.sync_playwright() as running:
        yield running


@pytest.fixture
def company(tmp_path: Path) -> Iterator[site.Company]:
    """A company in its own data folder; its ledger is checked when the test ends."""
    from tests.conftest import assert_ledger_sound

    made = site.build(tmp_path / "data")
    yield made
    assert_ledger_sound(made.engine)
    made.engine.dispose()


@pytest.fixture
def server(company: site.Company) -> Iterator[Server]:
    """`scanapp serve` on that company, running."""
    running = Server(company.data_dir, database_url=company.config.database_url).start()
    yield running
    running.stop()


@pytest.fixture
def phones(playwright: playwright_api.Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Makes phones: `phones("kim")` has its own profile, and a camera when a clip is given."""
    made: list[Phone] = []

    def make(name: str, clip: Path | None = None, *, scripts: tuple[str, ...] = ()) -> Phone:
        phone = Phone(playwright, tmp_path / f"profile-{name}", clip, scripts=scripts)
        made.append(phone)
        return phone

    yield make
    for phone in made:
        phone.stop()


@pytest.fixture
def office(playwright: playwright_api.Playwright, server: Server) -> Iterator[playwright_api.Page]:
    """The supervisor's browser, signed in as sam."""
    browser = playwright.chromium.launch(executable_path=needs.chromium(), headless=True, args=list(QUIET))
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB", base_url=server.url)
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill("sam")
    page.get_by_label("Password").fill(site.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    browser.close()
