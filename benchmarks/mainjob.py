"""The main job: what one phone counted offline, from its first push until it is posted.

1,200 places (30 bins of 40 items), each scanned and then typed: 2,430 operations with the bins that are done.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from scanapp.doctor.site import LOCATION, Site
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.posting import post_order
from scanapp.inventory.ledger.check import check_ledger
from sync.device import Device

BINS, ITEMS = 30, 40


def run(engine: Engine) -> dict[str, int | float]:
    """`ops_per_s` over the whole way, and its parts: push, approve, post."""
    url = engine.url.render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), bins=BINS, items=ITEMS, database_url=url)
        order = site.order("Benchmark")
        phone, _wire = site.phone("benchmark")
        phone.sync()
        _count(site, phone, order)
        operations = phone.outbox.created_seq
        started = time.perf_counter()
        assert phone.sync(), "the push did not end"
        pushed = time.perf_counter()
        approved = _approve_and_post(site, order)
        ended = time.perf_counter()
        with site.transaction(write=False) as session:
            assert not check_ledger(session), "the ledger is not sound"
        site.close()
    return {
        "ops_per_s": round(operations / (ended - started), 1),
        "operations": operations,
        "lines": BINS * ITEMS,
        "push_s": round(pushed - started, 2),
        "approve_s": round(approved - pushed, 2),
        "post_s": round(ended - approved, 2),
    }


def _count(site: Site, phone: Device, order: str) -> None:
    for place, bin in enumerate(site.bins):
        for number, item in enumerate(site.items):
            words = {"order": order, "location": LOCATION, "bin": bin, "item": item, "unit": "PCS"}
            phone.make("count.scan", **words, quantity="1", raw=site.gtin(item))
            phone.make("count.set", **words, quantity=str(8 + (place + number) % 5))
        phone.bin_done(order, LOCATION, bin)


def _approve_and_post(site: Site, order_no: str) -> float:
    with site.transaction() as session:
        by = site.person(session, "supervisor").id
        order = counting.get_order(session, order_no)
        approval = counting.approve(session, order, by=by, at=datetime.now(UTC))
        assert approval.is_finished, [case.code for case in approval.cases]
    approved = time.perf_counter()
    with site.transaction() as session:
        order = counting.get_order(session, order_no)
        result = post_order(session, order, approval.shown, by=by, at=datetime.now(UTC))
        assert result.posted, result.refusal
    return approved
