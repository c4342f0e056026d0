"""The phone's memory in a real browser: two copies of every scan, repair, tabs, service worker, updates (F18, F20, F21, F23, F38)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.phone import Phone
from tests.browser.scripted import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Phones = Callable[..., Phone]

BEGIN = """async ([root, fresh]) => {
    const at = (path) => import(`${root}js/${path}`);
    const settings = await at("lib/settings.js");
    const identity = {device: {id: "d_1"}, person: {id: "u_1", name: "Mia", unlock: "ul_1", language: "en"}};
    if (fresh) for (const [key, value] of Object.entries(identity)) await settings.set(key, value);
    window.recover = (await at("outbox/recover.js")).recover;
    window.store = await at("outbox/store.js");
    window.append = (await at("outbox/append.js")).append;
    window.journal = await at("outbox/journal.js");
    window.streams = await at("outbox/streams.js");
    window.sender = await at("outbox/sender.js");
    window.status_ = (await at("outbox/status.js")).status;
    window.workers = await at("lib/workers.js");
    const began = await window.recover();
    if (fresh) await window.journal.keepIdentity(identity);
    const place = {kind: "count.scan", loc: "BLUE", bin: "A-01", doc: "CO-1"};
    window.scan = (n) => append({...place, p: {item: `${n}`, qty: "1"}, scan: {raw: `${n}`}});
    window.scans = async (n) => {
        const made = [];
        for (let i = 0; i < n; i += 1) made.push(await scan(i));
        return made;
    };
    window.files = async () => {
        const found = {};
        const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("outbox", {create: true});
        for await (const [name, handle] of folder.entries()) {
            const text = await (await handle.getFile()).text();
            found[name] = text.split("\\n").filter(Boolean).length;
        }
        return found;
    };
    return began;
}"""
CACHED = """async () => {
    const all = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
    return all;
}"""
RETAINED = "async () => (await store.retained()).map((op) => [op.seq, op.op])"


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site().start()
    yield running
    running.stop()


def begin(page: Page, site: Site, *, fresh: bool = False) -> dict[str, Any]:
    """Opens the floor and makes its memory ready, as app.js does; what recover() found."""
    page.goto(f"{site.url}/floor/")
    build = page.title()
    began: dict[str, Any] = page.evaluate(BEGIN, [f"{site.url}/a/{build}/", fresh])
    return began


def controlled(page: Page) -> None:
    """Registers the service worker and waits until it serves this page."""
    problem = page.evaluate("async () => (await workers.registerServiceWorker()).problem")
    assert problem is None
    page.wait_for_function("() => navigator.serviceWorker.controller")


def drop_databases(page: Page, site: Site) -> None:
    """What a browser does to a damaged database: all of the origin's are gone, everything else stays."""
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": site.url, "storageTypes": "indexeddb"})


def test_every_scan_is_stored_twice_before_the_answer(site: Site, phones: Phones) -> None:
    page = phones("mia").start()
    began = begin(page, site, fresh=True)
    assert began == {"unclean": False, "restored": 0, "last": [], "hasJournal": True}
    made = page.evaluate("() => scans(20)")
    assert [one["twice"] for one in made] == [True] * 20
    files = page.evaluate("() => files()")
    assert [count for name, count in files.items() if name.endswith(".ndjson")] == [20]


def test_after_a_kill_everything_that_was_confirmed_is_there(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    made = page.evaluate("() => scans(10)")
    phone.kill()
    page = phone.start()
    began = begin(page, site)
    assert began["unclean"] is True
    assert began["hasJournal"] is True
    assert [one["op"] for one in began["last"]] == [one["op"] for one in made[:-4:-1]]
    assert page.evaluate(RETAINED) == [[one["seq"], one["op"]] for one in made]
    assert [n for name, n in page.evaluate("() => files()").items() if name.endswith(".ndjson")] == [10]


def test_a_good_end_asks_nobody_to_look_again(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    page.evaluate("() => scans(2)")
    page.goto("about:blank")
    page.wait_for_timeout(500)  # a browser that is ended in the same moment may not have kept the note
    phone.stop()
    began = begin(phone.start(), site)
    assert (began["unclean"], began["restored"]) == (False, 0)


def test_databases_that_the_browser_dropped_come_back_from_the_journal(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    made = page.evaluate("() => scans(10)")
    head = page.evaluate("() => store.head()")
    phone.kill()
    page = phone.start()
    page.goto(f"{site.url}/floor/")
    drop_databases(page, site)
    began = begin(page, site)
    assert (began["unclean"], began["restored"]) == (True, 10)
    assert page.evaluate(RETAINED) == [[one["seq"], one["op"]] for one in made]
    assert page.evaluate("() => store.head()") == head
    # it still knows which phone it is and who works on it: it goes on, and delivers
    assert page.evaluate("() => scan(11)")["seq"] == 11
    assert page.evaluate("() => sender.sync('start')") in ("idle", "offline", "foreign")
    assert len(site.ops) == 11


def test_two_tabs_scan_at_once_without_a_gap_or_a_repeat(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    one = phone.start()
    begin(one, site, fresh=True)
    assert phone.context
    two = phone.context.new_page()
    began = begin(two, site)
    assert began["unclean"] is False
    for page in (one, two):
        page.evaluate("() => { window.job = scans(60); }")
    made = [*one.evaluate("() => window.job"), *two.evaluate("() => window.job")]
    assert sorted(op["seq"] for op in made) == list(range(1, 121))
    assert all(op["twice"] for op in made)
    counts = [n for name, n in one.evaluate("() => files()").items() if name.endswith(".ndjson")]
    assert sum(counts) == 120
    one.wait_for_function("() => status_.made === 120")
    two.wait_for_function("() => status_.unsent === 120")
    one.evaluate("() => { sender.sync('button'); }")
    two.evaluate("() => sender.sync('button')")
    one.wait_for_function("() => status_.unsent === 0")
    assert sorted(site.ops) == sorted(op["op"] for op in made)


def test_a_journal_that_does_not_answer_is_told_and_caught_up(site: Site, phones: Phones) -> None:
    page = phones("mia").start()
    begin(page, site, fresh=True)
    page.evaluate(
        """() => {
            const real = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (message) { window.swallowed = true; Worker.prototype.postMessage = real; };
        }"""
    )
    started = time.monotonic()
    assert page.evaluate("() => scan(1)")["twice"] is False
    assert time.monotonic() - started < 2
    assert page.evaluate("() => scan(2)")["twice"] is True
    assert page.evaluate("() => scan(3)")["twice"] is True
    assert [n for name, n in page.evaluate("() => files()").items() if name.endswith(".ndjson")] == [3]


def test_a_new_stream_gets_a_new_file_in_every_tab_and_old_files_go(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    one = phone.start()
    begin(one, site, fresh=True)
    assert phone.context
    two = phone.context.new_page()
    begin(two, site)
    one.evaluate("() => scans(3)")
    two.evaluate("() => scans(3)")
    old = one.evaluate("() => store.head()")["stream"]
    one.evaluate("(stream) => streams.restamp(stream)", old)
    head = one.evaluate("() => store.head()")
    assert (head["stream"] != old, head["seq"]) == (True, 6)
    assert two.evaluate("() => scan(7)") == two.evaluate(
        "async () => ({op: (await store.retained())[6].op, seq: 7, twice: true})"
    )
    files = one.evaluate("() => files()")
    lines = {name: n for name, n in files.items() if name.endswith(".ndjson")}
    assert all(name.startswith(head["stream"]) for name in lines), lines
    assert sorted(lines.values()) == [6, 7]


def test_the_app_starts_with_the_server_off_after_a_browser_restart(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    controlled(page)
    page.evaluate("() => scans(2)")
    kept = page.evaluate(CACHED)
    assert "/floor/" in kept
    assert all(
        path == "/floor/" or path.startswith((f"/a/{site.build}/", f"/floor/{site.build}/")) for path in kept
    )
    phone.stop()
    site.stop()
    page = phone.start()
    began = begin(page, site)
    assert began["hasJournal"] is True
    assert page.evaluate("() => scan(3)")["twice"] is True
    assert page.evaluate("async () => (await workers.registerServiceWorker()).problem") is None
    assert page.evaluate("() => sender.sync('button')") == "offline"


def test_the_service_worker_alone_delivers(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    controlled(page)
    page.evaluate("() => sender.sync('button')")
    site.stop()
    made = page.evaluate("() => scans(5)")
    assert page.evaluate("() => sender.sync('button')") == "offline"
    assert phone.context
    other = phone.context.new_page()
    session = phone.context.new_cdp_session(other)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(r["registrationId"] for r in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.close()
    session.send("ServiceWorker.stopAllWorkers")
    site.start()
    deadline = time.monotonic() + 20
    while len(site.ops) < 5 and time.monotonic() < deadline:
        other.wait_for_timeout(200)
        if found:
            event = {"origin": site.url, "registrationId": found[0], "tag": "outbox", "lastChance": False}
            session.send("ServiceWorker.dispatchSyncEvent", event)
    assert site.ops == [op["op"] for op in made]


def test_a_new_build_waits_and_then_takes_over_with_one_reload(site: Site, phones: Phones) -> None:
    phone = phones("mia")
    page = phone.start()
    begin(page, site, fresh=True)
    controlled(page)
    page.reload()
    begin(page, site)
    page.evaluate("() => scans(2)")
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.title()))
    old, site.build = site.build, "0123456789ab"
    page.evaluate(
        """async (root) => {
            window.atRest = false;
            const { takeUpdates } = await import(`${root}js/lib/update.js`);
            const { registration } = await workers.registerServiceWorker();
            window.take = takeUpdates(registration, () => window.atRest);
            await registration.update();
        }""",
        f"{site.url}/a/{old}/",
    )
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistration('/floor/')).waiting")
    page.wait_for_timeout(300)
    assert loads == []
    page.evaluate("() => { window.atRest = true; take(); }")
    page.wait_for_function("() => document.title === '0123456789ab'")
    page.wait_for_timeout(300)
    assert loads == ["0123456789ab"]
    names = page.evaluate("() => caches.keys()")
    assert names == ["scanapp-0123456789ab"]
    assert begin(page, site)["unclean"] is False
    assert len(page.evaluate(RETAINED)) == 2
