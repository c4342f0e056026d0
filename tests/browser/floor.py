"""What a person does with the phone, and what the tests may look up in it: the screen, and the outbox as it is stored."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import site

READ_OPS = """async () => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open("scanapp-outbox");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  try {
    if (!db.objectStoreNames.contains("ops")) return [];
    const rows = await new Promise((resolve, reject) => {
      const request = db.transaction("ops").objectStore("ops").getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const text = (bytes) => (typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
    return rows.map((row) => ({ seq: row.seq, state: row.state, outcome: row.outcome ?? null, ...JSON.parse(text(row.bytes)) }));
  } finally {
    db.close();
  }
}"""


# Is the worker in charge, and has it kept every file of the build?
KEPT_WHOLE = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  const entry = document.querySelector("script[type=module]").src;
  const answer = await fetch(entry.replace(/js\\/.*$/, "precache.json"));
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length));
  return Boolean(active) && Math.max(0, ...kept) >= (await answer.json()).files.length;
}"""


def until(page: Page, holds: Callable[[], Any], *, seconds: float = 30) -> None:
    """Waits until `holds()`; asked from outside, since the page's policy forbids what the driver does inside."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        page.wait_for_timeout(100)


def started(page: Page) -> None:
    """Waits until the app has repaired its stores and shows its first screen."""
    page.locator('html[data-ready="true"]').wait_for(state="attached", timeout=20_000)


def role(page: Page, name: str) -> Any:
    """The element that plays `name` on the screen."""
    return page.locator(f'[data-role="{name}"]')


def enrol(page: Page, url: str, code: str) -> None:
    """Follows the link of the office's QR code; the phone sets itself up."""
    page.goto(f"{url}/floor/#enrol={code}")
    expect(role(page, "login")).to_be_visible(timeout=20_000)


def sign_in(page: Page, login: str) -> None:
    """Types name and password."""
    role(page, "login").fill(login)
    role(page, "password").fill(site.PASSWORD)
    role(page, "sign-in").click()
    expect(role(page, "login")).to_have_count(0, timeout=15_000)


def load(page: Page, order_no: str) -> None:
    """Waits until the count is there and the whole app is kept for offline work."""
    expect(page.locator(f'[data-role="order"][data-order="{order_no}"]')).to_be_visible(timeout=30_000)
    until(page, lambda: page.evaluate(KEPT_WHOLE))


def choose(page: Page, order_no: str) -> None:
    """Opens the count; after a restart the app may stand in it already."""
    order = page.locator(f'[data-role="order"][data-order="{order_no}"]')
    bins = page.locator('[data-role="bin"]')
    expect(order.or_(bins).first).to_be_visible(timeout=20_000)
    if order.count():
        order.click()
    expect(bins.first).to_be_visible()


def wedge(page: Page, code: str) -> None:
    """A keyboard wedge: the code as very fast keys with Enter behind, no field in focus.

    The keys are pressed inside the page: through the driver a busy machine makes them as slow as a person's.
    """
    page.evaluate(
        """(code) => {
          const press = (key) => (document.activeElement ?? document.body)
            .dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          for (const key of code) press(key);
          press("Enter");
        }""",
        code,
    )


def ops(page: Page) -> list[dict[str, Any]]:
    """Every operation stored on the phone, in order: body, seq, state, outcome."""
    return page.evaluate(READ_OPS)  # type: ignore[no-any-return]


def standing(page: Page, bin_code: str) -> Counter[str]:
    """Reads that stand in a bin: {barcode: how often}, those taken back left out."""
    stored = ops(page)
    retracted = {op["p"]["of"] for op in stored if op["kind"] == "op.retract"}
    return Counter(
        op["scan"]["raw"]
        for op in stored
        if op["kind"] == "count.scan" and op.get("bin") == bin_code and op["op"] not in retracted
    )


def restart_camera(page: Page) -> None:
    """Folds the camera away and opens it again, so that it plays the clip from its start."""
    if role(page, "fold").count():
        role(page, "fold").click()
    role(page, "unfold").click()
    expect(page.locator('[data-role="viewfinder"][data-state="on"]')).to_be_visible(timeout=15_000)


def all_sent(page: Page, *, timeout: float = 60_000) -> None:
    """Waits until the phone says that nothing is left on it."""
    expect(role(page, "sync-pill")).to_have_class("pill sent", timeout=timeout)
