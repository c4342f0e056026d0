"""The whole job once: a phone counts without a network, the server takes it exactly once, the books are right.

200 operations over several bins; an answer is lost, everything is pushed twice, goods move before, after and too late.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from scanapp.doctor import Check
from scanapp.doctor.site import BOX, LOCATION, Site
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting.posting import post_order, preview_order
from scanapp.inventory.ledger import entries, queries
from scanapp.inventory.ledger.check import check_ledger
from scanapp.inventory.ledger.movements import NEGATIVE, POSITIVE, StockKey
from scanapp.inventory.review.actions import decide
from scanapp.inventory.review.queries import list_cases
from sync.device import API

BINS, ITEMS, OPERATIONS = 9, 5, 200
UNKNOWN = "4006381333931"  # a right GTIN that nobody sells here
BETWEEN_S = 0.25  # longer than the error of a clock that was set by loopback


class MainJob:
    """Runs the job on a site, step by step; what goes wrong becomes a failed check and ends the run."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.checks: list[Check] = []
        self.counted: dict[tuple[str, str], int] = {}
        self.order = ""

    def run(self) -> list[Check]:
        """Every check, in the order of the job."""
        steps: tuple[Callable[[], None], ...] = (
            self.prepare,
            self.count_offline,
            self.lose_an_answer,
            self.push_again,
            self.decide_and_approve,
            self.post_and_compare,
            self.move_too_late,
            self.check_books,
        )
        for step in steps:
            try:
                step()
            except Exception as error:  # a doctor reports every failure, whatever its kind
                reason = f"{type(error).__name__}: {error}"[:300]
                self.checks.append(Check(step.__name__, ok=False, detail=reason))
                break
        return self.checks

    def see(self, name: str, ok: bool, detail: str = "") -> None:
        """Notes the answer to one question."""
        self.checks.append(Check(name, bool(ok), detail))

    # The phone

    def prepare(self) -> None:
        """An order for all bins, an enrolled phone, one contact that sets its clock."""
        self.order = self.site.order("Doctor's count")
        self.phone, self.wire = self.site.phone("doctor")
        self.see("phone_enrolled", self.phone.sync(), f"device {self.phone.device}")
        manifest = self.phone.call("GET", f"{API}/sync/snapshot").json() or {}
        self.cursor = manifest.get("cursor", "")
        self.see("snapshot_given", bool(self.cursor), f"{len(manifest.get('chunks', []))} chunks")

    def count_offline(self) -> None:
        """200 operations: scans, typed quantities, boxes, undo, an unknown code, an empty bin, bins done."""
        *bins, empty = self.site.bins
        for place, bin in enumerate(bins):
            for item in self.site.items:
                self._count_line(bin, item, 7 + (place + self.site.items.index(item)) % 6)
            wrong = self._scan(bin, self.site.items[0])
            self.counted[bin, self.site.items[0]] -= 1
            self._make("op.retract", bin, of=wrong)
        self.unknown = self._make("count.scan", bins[0], raw=UNKNOWN)
        self._make("count.empty", empty)
        self.counted |= {(empty, item): 0 for item in self.site.items}
        boxes = OPERATIONS - self.phone.outbox.created_seq - len(bins)
        for _ in range(boxes):
            self._make("count.scan", bins[-1], item=self.site.items[-1], unit="BOX", quantity="1")
        self.counted[bins[-1], self.site.items[-1]] += boxes * BOX
        for bin in bins:
            self.phone.bin_done(self.order, LOCATION, bin)
        self.counted_at = datetime.now(UTC)
        self.see("operations_made", self.phone.outbox.created_seq == OPERATIONS, str(OPERATIONS))

    def _count_line(self, bin: str, item: str, quantity: int) -> None:
        for _ in range(2):
            self._scan(bin, item)
        self._make("count.set", bin, item=item, unit="PCS", quantity=str(quantity))
        self.counted[bin, item] = quantity
        self._scan(bin, item)

    def _scan(self, bin: str, item: str) -> str:
        self.counted[bin, item] = self.counted.get((bin, item), 0) + 1
        return self._make("count.scan", bin, item=item, unit="PCS", quantity="1", raw=self.site.gtin(item))

    def _make(self, kind: str, bin: str, **words: Any) -> str:
        return self.phone.make(kind, order=self.order, location=LOCATION, bin=bin, **words)

    # The network comes back, badly

    def lose_an_answer(self) -> None:
        """Goods moved meanwhile; the answer to the first batch is lost, the phone asks and goes on."""
        first, second = self.site.bins[0], self.site.bins[1]
        time.sleep(BETWEEN_S)
        self.after = [(second, self.site.items[1], -2)]
        with self.site.transaction() as session:
            before = [(first, self.site.items[1], 5)]
            earlier = self.site.opened_at + timedelta(hours=1)
            self.site.move(session, before, earlier, kind=POSITIVE, document="BEFORE")
            self.site.move(session, self.after, datetime.now(UTC), kind=NEGATIVE, document="AFTER")
        self.wire.lose = 1
        self.see("lost_answer_is_not_success", not self.phone.sync(batch_ops=80))
        self.see("phone_recovers", self.phone.sync(batch_ops=80))
        states = Counter(result["st"] for result in self.phone.outcomes.values())
        wanted = {"applied": OPERATIONS - 1, "review": 1}
        self.see("every_operation_has_an_outcome", states == wanted, json.dumps(states))
        unknown = self.phone.outcomes.get(self.unknown, {})
        self.see("unknown_barcode_asks", unknown.get("code") == "UNKNOWN_BARCODE", str(unknown.get("case")))

    def push_again(self) -> None:
        """Every push once more: the same outcomes, and not one row different."""
        before, outcomes = self.site.fingerprint(), self.phone.outcomes
        repeats: list[dict[str, Any]] = []
        for headers, body in list(self.wire.pushed):
            repeats += (self.wire("POST", f"{API}/sync/push", headers, body).json() or {}).get("results", [])
        same = [r for r in repeats if r.get("is_repeat") and r["st"] == outcomes[r["op"]]["st"]]
        self.see("repeats_are_known", bool(repeats) and len(same) == len(repeats), f"{len(repeats)} repeated")
        self.see("repeats_change_nothing", self.site.fingerprint() == before)

    # The supervisor

    def decide_and_approve(self) -> None:
        """Maps the unknown code, answers what else is asked, approves; the phone learns the outcome."""
        item = self.site.items[-1]
        with self.site.transaction() as session:
            by = self.site.person(session, "supervisor").id
            cases = list_cases(session, document=self.order, grade="review")
            self.see("one_question_is_open", [case.code for case in cases] == ["UNKNOWN_BARCODE"])
            for case in cases:
                decide(
                    session, case.id, "map", by=by, at=datetime.now(UTC), target={"item": item, "unit": "PCS"}
                )
            self.counted[self.site.bins[0], item] += 1
        with self.site.transaction() as session:
            order = counting.get_order(session, self.order)
            approval = counting.approve(session, order, by=by, at=datetime.now(UTC))
            open_codes = ", ".join(case.code for case in approval.cases)
            self.shown = approval.shown
            self.see("approved", approval.is_finished, open_codes)
        page = self.phone.call("GET", f"{API}/sync/pull?cursor={self.cursor}").body
        rows = [json.loads(line) for line in page.splitlines() if line]
        told = [row["d"] for row in rows if row.get("t") == "put" and row.get("e") == "outcome"]
        self.see("phone_learns_the_outcome", [self.unknown, "applied"] in [row[:2] for row in told])

    def post_and_compare(self) -> None:
        """Posts what the preview showed, to the last row; on hand is what was counted plus what moved after."""
        with self.site.transaction() as session:
            order = counting.get_order(session, self.order)
            by = self.site.person(session, "supervisor").id
            shown = preview_order(session, order)
            result = post_order(session, order, self.shown, by=by, at=datetime.now(UTC))
            reason = result.refusal.message if result.refusal else ""
            self.see("posted", result.posted is not None, reason)
            if result.posted is None:
                return
            expected = Counter((r.table, r.entry_type, r.item_no, r.bin_code, r.quantity) for r in shown.rows)
            written = Counter(_written(session, result.posted.no))
            self.see("preview_equals_posted", expected == written, f"{sum(written.values())} rows")
        self._compare("on_hand_is_what_was_counted")

    def _compare(self, name: str) -> None:
        wanted = dict(self.counted)
        for bin, item, moved in self.after:
            wanted[bin, item] += moved
        keys = {place: StockKey(LOCATION, *place) for place in wanted}
        with self.site.transaction(write=False) as session:
            held = queries.on_hand(session, keys.values())
        wrong = [(*place, str(held[key])) for place, key in keys.items() if held[key] != wanted[place]]
        self.see(name, not wrong, f"{len(wanted)} places" if not wrong else f"wrong: {wrong[:3]}")

    def move_too_late(self) -> None:
        """A movement from before the count arrives after it was posted: the count had seen it already."""
        late = [(self.site.bins[2], self.site.items[2], -3)]
        before = self.counted_at - timedelta(minutes=30)
        with self.site.transaction() as session:
            self.site.move(session, late, before, kind=NEGATIVE, document="LATE")
            linked = [row.entry.quantity for row in entries.posted(session, "LATE").items]
        self.see("late_movement_is_linked", sorted(linked) == [Decimal(-3), Decimal(3)], str(linked))
        self._compare("late_movement_keeps_the_count")

    def check_books(self) -> None:
        """The ledger recomputes, and the phone may be handed in."""
        with self.site.transaction(write=False) as session:
            problems = check_ledger(session)
        self.see("ledger_is_sound", not problems, "; ".join(map(str, problems[:3])))
        self._make("shift.end", "")
        is_empty = self.phone.sync() and all(record.outcome for record in self.phone.outbox.records)
        self.see("safe_to_hand_in", is_empty)


def _written(session: Session, document_no: str) -> Iterator[tuple[str, str, str, str, Decimal]]:
    found = entries.posted(session, document_no)
    for row in found.items:
        yield "item_ledger", row.entry.entry_type, row.entry.item_no, "", row.entry.quantity
    for value in found.values:
        yield "value", value.entry_type, value.item_no, "", value.valued_quantity
    for entry in found.warehouse:
        yield "warehouse", entry.entry_type, entry.item_no, entry.bin_code, entry.quantity_base
    for proof in found.counted:
        yield "physical_inventory", proof.entry_type, proof.item_no, proof.bin_code, proof.quantity
