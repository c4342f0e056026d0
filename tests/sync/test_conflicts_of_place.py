"""Who, where, which count, which bin: what cannot be known for sure is asked; bins are done and empty."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from scanapp.db import transaction
from scanapp.inbox.errors import ReopenTooLate, TargetUnknown
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.counting import approval, posting, recordings
from scanapp.inventory.counting.models import BinReport, PhysicalInventoryRecordingLine
from scanapp.inventory.review.models import ReviewCase
from scanapp.people.actions import require_person, set_locations
from sync.device import Device
from tests.sync.floor import BELL, BELL_CODE, HOUR, LAMP, Floor

KIM, MIA = ("kim", "A-01-01", BELL), ("mia", "A-01-01", BELL)


def outcome(device: Device, op: str) -> tuple[str, str]:
    return device.outcomes[op]["st"], device.outcomes[op].get("code", "")


# Who and where


def test_an_actor_without_an_unlock_of_this_phone_is_asked(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    kim.actor = mia.actor
    forged = floor.scan(kim)
    kim.unlock = mia.unlock
    stolen = floor.scan(kim)
    assert kim.sync()
    assert outcome(kim, forged) == outcome(kim, stolen) == ("review", "ACTOR_UNPROVED")
    floor.decide("ACTOR_UNPROVED", "accept")
    assert floor.counted() == {MIA: Decimal(2)}


def test_an_unproved_count_can_be_rejected(floor: Floor) -> None:
    kim = floor.phone()
    kim.actor = "u_99999"
    op = floor.scan(kim)
    assert kim.sync()
    floor.decide("ACTOR_UNPROVED", "reject")
    assert floor.states()[op] == ("rejected", "DISCARDED")


def test_an_operation_keeps_its_actor_whoever_is_signed_in_when_it_is_sent(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    assert kim.sign_in("mia", "correct horse").status == 200
    floor.scan(kim, bin="A-01-02")
    assert kim.sync()
    assert floor.counted() == {KIM: Decimal(1), ("mia", "A-01-02", BELL): Decimal(1)}


def test_a_location_without_permission_is_asked(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim)
    elsewhere = floor.scan(kim, location="GREEN", bin="")
    with transaction(floor.engine) as session:
        set_locations(require_person(session, "kim"), [])
    assert kim.sync()
    assert outcome(kim, op) == outcome(kim, elsewhere) == ("review", "LOC_NOT_PERMITTED")
    assert floor.counted() == {}


# Which document, which bin, which item


def test_a_place_that_nobody_has_a_right_to_is_asked_where_the_count_is(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim, location="NOWHERE")
    assert kim.sync()
    with transaction(floor.engine, write=False) as session:
        assert session.scalars(select(ReviewCase.location_code)).one() == "BLUE"
    floor.decide("LOC_NOT_PERMITTED", "reject")
    assert floor.states()[op] == ("rejected", "DISCARDED")


def test_a_scan_for_a_finished_recording_is_asked_and_may_reopen_it(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    assert kim.sync()
    with transaction(floor.engine) as session:
        order = counting.get_order(session, floor.order)
        recordings.finish_recording(session, order.recordings[0], at=floor.now())
    op = floor.scan(kim)
    assert kim.sync()
    assert outcome(kim, op) == ("review", "DOC_FINISHED")
    floor.decide("DOC_FINISHED", "reopen")
    assert floor.counted() == {KIM: Decimal(2)}


def test_a_scan_for_a_posted_count_is_safe_and_can_only_move(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim)
    assert kim.sync()
    with transaction(floor.engine) as session:
        order = counting.get_order(session, floor.order)
        found = approval.approve(session, order, by=1, at=floor.now())
        assert posting.post_order(session, order, found.shown, by=1, at=floor.now()).posted
    late = floor.scan(kim)
    assert kim.sync()
    assert outcome(kim, late) == ("review", "DOC_FINISHED")
    with pytest.raises(ReopenTooLate):
        floor.decide("DOC_FINISHED", "reopen")
    floor.decide("DOC_FINISHED", "move")
    assert floor.states()[late] == floor.states()[op] == ("applied", "")
    assert floor.counted() == {KIM: Decimal(1)}, "the late one alone, in a count of its own"


def test_a_late_scan_can_move_to_a_count_of_its_own(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim, order="CO-9999")
    assert kim.sync()
    assert outcome(kim, op) == ("review", "DOC_UNKNOWN")
    floor.decide("DOC_UNKNOWN", "move")
    assert floor.counted() == {KIM: Decimal(1)}
    assert floor.states()[op] == ("applied", "")


def test_a_bin_that_is_not_here_is_asked_and_can_be_named(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim, bin="B-99")
    assert kim.sync()
    assert outcome(kim, op) == ("review", "BIN_UNKNOWN")
    with pytest.raises(TargetUnknown):
        floor.decide("BIN_UNKNOWN", "map", bin="B-98")
    floor.decide("BIN_UNKNOWN", "map", bin="a-01-03")
    assert floor.counted() == {("kim", "A-01-03", BELL): Decimal(1)}


def test_an_item_that_is_not_kept_in_stock_is_asked(floor: Floor) -> None:
    kim = floor.phone()
    op = floor.scan(kim, HOUR)
    assert kim.sync()
    assert outcome(kim, op) == ("review", "NOT_STOCKED")
    floor.decide("NOT_STOCKED", "map", item=BELL)
    assert floor.counted() == {KIM: Decimal(1)}


@pytest.mark.parametrize(("choice", "item"), [("keep", LAMP), ("take_new", BELL)])
def test_a_code_that_means_something_else_now_is_asked(floor: Floor, choice: str, item: str) -> None:
    kim = floor.phone()
    op = floor.scan(kim, LAMP, raw=BELL_CODE)
    assert kim.sync()
    assert outcome(kim, op) == ("review", "BARCODE_CHANGED")
    floor.decide("BARCODE_CHANGED", choice)
    assert floor.counted() == {("kim", "A-01-01", item): Decimal(1)}


# Bins


def report(floor: Floor) -> list[tuple[bool, bool, bool]]:
    with transaction(floor.engine, write=False) as session:
        rows = session.scalars(select(BinReport)).all()
        return [(row.is_done, row.is_complete, row.empty_at is not None) for row in rows]


def test_a_bin_is_done_when_everything_made_for_it_arrived(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    kim.make("op.retract", **floor.words(of=kim.make("count.scan", **floor.words(raw="unknown"))))
    floor.scan(kim, bin="A-01-02")
    done = kim.bin_done(floor.order, "BLUE", "A-01-01")
    assert kim.sync()
    assert outcome(kim, done) == ("applied", "")
    assert report(floor) == [(True, True, False)]


def test_a_bin_is_not_complete_when_its_manifest_names_what_did_not_arrive(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    kim.make("count.area_done", **floor.words(p={"n": 2, "digest": "0" * 64}))
    assert kim.sync()
    assert report(floor) == [(True, False, False)]


def test_bin_done_and_bin_empty_can_be_taken_back(floor: Floor) -> None:
    kim = floor.phone()
    empty = kim.make("count.empty", **floor.words())
    done = kim.bin_done(floor.order, "BLUE", "A-01-01")
    assert kim.sync()
    assert report(floor) == [(True, True, True)]
    kim.make("op.retract", **floor.words(of=empty))
    undo = kim.make("op.retract", **floor.words(of=done))
    assert kim.sync()
    assert report(floor) == [(False, True, False)]
    kim.make("op.retract", **floor.words(of=undo))
    assert kim.sync()
    assert report(floor) == [(True, True, False)]


def test_only_ones_own_operations_can_be_taken_back(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    op = floor.scan(kim)
    assert kim.sync()
    undo = mia.make("op.retract", **floor.words(of=op))
    assert mia.sync()
    assert outcome(mia, undo) == ("rejected", "NOT_OWN")
    assert floor.counted() == {KIM: Decimal(1)}


def test_recorded_lines_name_their_operations(floor: Floor) -> None:
    kim = floor.phone()
    one = floor.scan(kim)
    two = kim.make("count.set", **floor.words(item=BELL, quantity="9"))
    assert kim.sync()
    with transaction(floor.engine, write=False) as session:
        row = session.scalars(select(PhysicalInventoryRecordingLine)).one()
        assert (row.op_ids, row.unit_code, row.quantity) == ([one, two], "PCS", Decimal(9))
        assert json.loads(kim.outbox.records[1].body)["op"] == two
