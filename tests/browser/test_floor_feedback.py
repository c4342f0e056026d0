"""No success is heard, felt or shown before it is stored (never-rule 12); what is not stored stops the work in red."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk, floor
from tests.browser.phone import Phone
from tests.browser.server import Server
from tests.browser.site import PRODUCTS

pytestmark = pytest.mark.xdist_group("browser")

# Notes on <html> what happens in which order: outbox transactions that complete, journal answers, tones, buzzes, the
# saved line. The journal answers 150 ms late, so that a signal that does not wait for it comes first.
WATCH = """
window.seen = [];
const note = (what, more = "") => seen.push([what, more]);
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const tx = begin.call(this, stores, mode, options);
  if (this.name === "scanapp-outbox" && mode === "readwrite") tx.addEventListener("complete", () => note("outbox"));
  return tx;
};
const Real = window.Worker;
window.Worker = class extends Real {
  addEventListener(type, listener) {
    const late = (event) => setTimeout(() => (note("journal"), listener(event)), 150);
    super.addEventListener(type, this.isJournal && type === "message" ? late : listener);
  }
  constructor(url, options) {
    super(url, options);
    this.isJournal = options?.name === "journal";
  }
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { note("tone", String(this.frequency.value)); return start.call(this, at); };
navigator.vibrate = (pattern) => (note("buzz", String(pattern)), true);
new MutationObserver(() => {
  const line = document.querySelector('[data-role="saved"]')?.textContent.trim();
  if (line && line !== window.line) note("shown", (window.line = line));
}).observe(document, { subtree: true, childList: true, characterData: true });
window.full = false;
const add = IDBObjectStore.prototype.add, put = IDBObjectStore.prototype.put;
const refuse = (store) => { if (window.full && store.name === "ops") throw new DOMException("full", "QuotaExceededError"); };
IDBObjectStore.prototype.add = function (...words) { refuse(this); return add.apply(this, words); };
IDBObjectStore.prototype.put = function (...words) { refuse(this); return put.apply(this, words); };
"""


@pytest.fixture
def at_bin(server: Server, phones: Callable[..., Phone], office: Page) -> Page:
    """A phone at bin A-01-01, watched."""
    order_no = desk.make_count(office)
    page = phones("kim", scripts=(WATCH,)).start()
    floor.enrol(page, server.url, desk.enrolment_code(office))
    floor.sign_in(page, "kim")
    floor.load(page, order_no)
    floor.choose(page, order_no)
    floor.wedge(page, "A-01-01")
    expect(floor.role(page, "bin-empty")).to_be_visible()
    return page


def seen_since(page: Page, act: Callable[[], Any]) -> list[tuple[str, str]]:
    """What happens in the second and a half after `act`."""
    page.evaluate("seen.length = 0")
    act()
    page.wait_for_timeout(1_500)
    return [(what, more) for what, more in page.evaluate("seen")]


def test_tone_buzz_and_sight_come_after_both_copies_are_stored(at_bin: Page) -> None:
    for code in (PRODUCTS[0].code, "4006381333931", PRODUCTS[1].code):
        seen = [what for what, _more in seen_since(at_bin, lambda code=code: floor.wedge(at_bin, code))]
        stored = max(seen.index("outbox"), seen.index("journal"))
        for signal in ("tone", "buzz", "shown"):
            assert stored < seen.index(signal), seen


def test_what_could_not_be_stored_stops_the_work_in_red(at_bin: Page) -> None:
    at_bin.evaluate("window.full = true")
    seen = seen_since(at_bin, lambda: floor.wedge(at_bin, PRODUCTS[0].code))
    assert not [more for what, more in seen if what == "tone" and float(more) > 1000], "no success sound"
    assert [what for what, _more in seen].count("tone") >= 3, "the siren"
    expect(floor.role(at_bin, "stop")).to_contain_text("NOT SAVED")
    assert not floor.ops(at_bin)
    at_bin.evaluate("window.full = false")
    floor.wedge(at_bin, PRODUCTS[0].code)
    assert not floor.ops(at_bin), "scanning waits until a person has seen it"
    floor.role(at_bin, "stop-seen").click()
    floor.wedge(at_bin, PRODUCTS[0].code)
    expect(floor.role(at_bin, "quantity")).to_have_text("1")


def test_a_read_longer_than_any_label_is_refused(at_bin: Page) -> None:
    floor.role(at_bin, "type").click()
    floor.role(at_bin, "typed-code").fill("7" * 600)
    floor.role(at_bin, "typed-take").click()
    expect(floor.role(at_bin, "stop")).to_contain_text("600")
    assert not floor.ops(at_bin)
