"""Every screen of the floor: accessible, in every theme, no wider than the smallest phone, targets for a glove."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import needs
from tests.browser import desk, floor, site
from tests.browser.phone import QUIET
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.xdist_group("browser")

THEMES = ("light", "dark", "sunlight")
WIDTHS = ((320, 640), (390, 844), (412, 915))
CONTRAST = """() => {
  const plain = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const under = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = plain(getComputedStyle(at).backgroundColor);
      if ((color[3] ?? 1) > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const wrong = [];
  for (const node of document.querySelectorAll("#app *")) {
    const text = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join("");
    const style = getComputedStyle(node);
    if (!text || node.closest(".view, :disabled, .was") || style.visibility === "hidden" || !node.getClientRects().length) continue;
    const [a, b] = [light(plain(style.color)), light(under(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 7) wrong.push([text.slice(0, 40), Math.round(ratio * 100) / 100]);
  }
  return wrong;
}"""
SMALL = """(smallest) => [...document.querySelectorAll("#app button, #app input:not(.visually-hidden), #app label.key")]
  .filter((node) => node.getClientRects().length).map((node) => [node.dataset.role ?? node.id, node.getBoundingClientRect()])
  .filter(([, box]) => box.width < smallest || box.height < smallest)
  .map(([name, box]) => [name, Math.round(box.width), Math.round(box.height)])"""
CUT = """() => [...document.querySelectorAll(".bar, .foot, .body, .full")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.className)"""


@pytest.fixture
def page(
    server: Server, office: Page, company: site.Company, playwright: object, tmp_path: Path
) -> Iterator[Page]:
    """A phone at the list of counts. Its policy is off, since axe is put in as a script."""
    order_no = desk.make_count(office, name="Specialfremstillede tandhjulsbeskyttelsesafskærmninger")
    context = playwright.chromium.launch_persistent_context(  # type: ignore[attr-defined]
        str(tmp_path / "profile"), executable_path=needs.chromium(), args=list(QUIET), bypass_csp=True, has_touch=True,
        viewport={"width": 390, "height": 844}, locale="en-GB",
    )  # fmt: skip
    opened = context.pages[0]
    floor.enrol(opened, server.url, desk.enrolment_code(office))
    floor.sign_in(opened, "kim")
    expect(opened.locator(f'[data-role="order"][data-order="{order_no}"]')).to_be_visible(timeout=30_000)
    yield opened
    context.close()


def walk(page: Page) -> Iterator[str]:
    """Through the screens that a day of counting shows; stops at each with its name."""

    def press(role: str) -> None:
        floor.role(page, role).first.click()
        page.wait_for_timeout(200)

    yield "orders"
    press("order")
    yield "bins"
    page.locator('[data-role="bin"][data-bin="A-01-01"]').click()
    expect(floor.role(page, "where")).to_have_text("A-01-01")
    if floor.role(page, "fold").count():
        press("fold")
    if floor.role(page, "bin-empty").count():
        yield "nothing yet"
        press("bin-empty")
        yield "empty?"
        press("cancel")
    floor.wedge(page, PRODUCTS[1].code)
    floor.wedge(page, "4006381333931")
    floor.wedge(page, PRODUCTS[4].code)
    expect(floor.role(page, "current")).to_contain_text(PRODUCTS[4].no)
    yield "count"
    press("pad")
    page.keyboard.type("3*12+5", delay=120)
    yield "pad"
    press("pad-cancel")
    floor.wedge(page, "9" * 600)
    expect(floor.role(page, "stop")).to_be_visible()
    yield "stop"
    press("stop-seen")
    floor.wedge(page, "A-01-02")
    expect(floor.role(page, "question")).to_be_visible()
    yield "leave?"
    press("cancel")
    press("type")
    yield "typed"
    press("back")
    press("sync-pill")
    yield "sent"
    press("hand-in")
    yield "hand in"
    press("back")
    press("back")
    press("settings")
    yield "settings"
    press("scanner-test")
    yield "test"
    press("back")


def home(page: Page) -> None:
    """Back to the list of counts."""
    page.wait_for_timeout(300)
    while not floor.role(page, "order").count():
        floor.role(page, "back").click()
        page.wait_for_timeout(300)


def look(page: Page, name: str) -> list[tuple[str, object]]:
    """What is wrong with the screen in hand."""
    found: list[tuple[str, object]] = []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    cut = page.evaluate(CUT)
    found += [(name, f"too wide: {wide} {cut}")] if wide > 0 or cut else []
    found += [(name, ("contrast", *pair)) for pair in page.evaluate(CONTRAST)]
    return found


def axe_of(page: Page, name: str) -> list[tuple[str, object]]:
    return [
        (name, (rule["id"], rule["nodes"][0]["html"][:100]))
        for rule in axe.Axe().run(page).response["violations"]
    ]


def choose(page: Page, **wishes: str) -> None:
    """Sets wishes on the settings page."""
    for name, value in wishes.items():
        page.locator(f'[data-role="set-{name}"][data-value="{value}"]').click()
        page.wait_for_timeout(150)


def test_every_screen_is_accessible_in_every_theme_and_fits_every_phone(page: Page) -> None:
    wrong: list[tuple[str, object]] = []
    plan = [("light", "en", WIDTHS[1]), ("dark", "da", WIDTHS[0]), ("sunlight", "en", WIDTHS[2])]
    for theme, language, (width, height) in plan:
        floor.role(page, "settings").first.click()
        choose(page, theme=theme, language=language)
        page.set_viewport_size({"width": width, "height": height})
        home(page)
        for name in walk(page):
            at = f"{name}, {theme}, {language}, {width}"
            wrong += look(page, at)
            wrong += axe_of(page, at)
        home(page)
    assert not wrong, "\n".join(sorted({str(one) for one in wrong}))


def test_targets_are_for_thumbs_and_in_gloves_larger(page: Page) -> None:
    for smallest, glove in ((48, ""), (64, "on")):
        floor.role(page, "settings").first.click()
        choose(page, glove=glove)
        home(page)
        for name in walk(page):
            assert not page.evaluate(SMALL, smallest), name
        home(page)
