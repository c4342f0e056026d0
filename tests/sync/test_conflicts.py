"""Facts that need a person become review cases, never errors; their answers change the outcomes (R-6)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from scanapp.db import transaction
from scanapp.inbox.errors import TargetUnknown
from scanapp.inventory.counting.models import CountTask
from scanapp.inventory.items import queries as items
from scanapp.inventory.items.actions import save_items
from scanapp.inventory.items.rules import ItemDraft, ReferenceDraft
from sync.device import Device
from tests.sync.floor import BELL, BELL_CODE, LAMP, LAMP_BOX_CODE, Floor

KIM, MIA = ("kim", "A-01-01", BELL), ("mia", "A-01-01", BELL)
CODE = "4006381333931"


def outcome(device: Device, op: str) -> tuple[str, str]:
    return device.outcomes[op]["st"], device.outcomes[op].get("code", "")


def unknown(floor: Floor, device: Device, raw: str = CODE, **words: str) -> str:
    return device.make("count.scan", **floor.words(raw=raw, **words))


# An unknown barcode


def test_an_unknown_barcode_is_one_question_per_count_and_code(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    ops = [
        unknown(floor, kim),
        unknown(floor, kim, bin="A-01-02"),
        unknown(floor, mia),
        unknown(floor, kim, raw="x"),
    ]
    assert kim.sync() and mia.sync()
    assert outcome(kim, ops[0]) == ("review", "UNKNOWN_BARCODE")
    assert kim.outcomes[ops[0]]["case"] == kim.outcomes[ops[1]]["case"] == mia.outcomes[ops[2]]["case"]
    assert kim.outcomes[ops[3]]["case"] != kim.outcomes[ops[0]]["case"]
    assert floor.counted() == {}


def test_mapping_a_code_counts_every_scan_of_it_and_teaches_it(floor: Floor) -> None:
    kim = floor.phone()
    op, elsewhere = unknown(floor, kim), unknown(floor, kim, bin="A-01-02")
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=LAMP, unit="BOX")
    assert floor.states()[op] == floor.states()[elsewhere] == ("applied", "")
    later = unknown(floor, kim)
    assert kim.sync()
    assert outcome(kim, later) == ("applied", "")
    assert floor.counted() == {("kim", "A-01-01", LAMP): Decimal(24), ("kim", "A-01-02", LAMP): Decimal(12)}
    with transaction(floor.engine, write=False) as session:
        assert [row.unit_code for row in items.references_by_code(session, [CODE])[CODE]] == ["BOX"]


def test_mapping_a_code_answers_the_same_question_of_other_counts(floor: Floor) -> None:
    kim = floor.phone()
    unknown(floor, kim)
    other = unknown(floor, kim, order=floor.new_order())
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=BELL)
    assert floor.states()[other] == ("applied", "")
    assert floor.cases() == {}
    assert list(floor.cases("obsolete")) == ["UNKNOWN_BARCODE"]


def test_a_code_that_nobody_can_print_is_mapped_but_not_taught(floor: Floor) -> None:
    kim = floor.phone()
    op = unknown(floor, kim, raw="01\x1d21ABC<script>")
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=BELL)
    assert floor.states()[op] == ("applied", "")
    again = unknown(floor, kim, raw="01\x1d21ABC<script>")
    assert kim.sync()
    assert outcome(kim, again) == ("applied", ""), "the answer of this count still stands"


def test_discarding_a_code_rejects_its_scans_for_good(floor: Floor) -> None:
    kim = floor.phone()
    op = unknown(floor, kim)
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "discard")
    assert floor.states()[op] == ("rejected", "DISCARDED")
    assert floor.counted() == {}


def test_a_mapping_to_nothing_is_refused_and_the_question_stays(floor: Floor) -> None:
    kim = floor.phone()
    op = unknown(floor, kim)
    assert kim.sync()
    for target in ({}, {"item": "NO"}, {"item": BELL, "variant": "NO"}, {"item": BELL, "unit": "NO"}):
        with pytest.raises(TargetUnknown):
            floor.decide("UNKNOWN_BARCODE", "map", **target)
    assert floor.states()[op] == ("review", "UNKNOWN_BARCODE")
    assert floor.cases() == {"UNKNOWN_BARCODE": [op]}


def test_the_server_knows_a_code_that_the_phone_did_not(floor: Floor) -> None:
    kim = floor.phone()
    plain, prefixed, box = (
        unknown(floor, kim, BELL_CODE),
        unknown(floor, kim, "]E0" + BELL_CODE),
        unknown(floor, kim, LAMP_BOX_CODE),
    )
    number = unknown(floor, kim, LAMP)
    assert kim.sync()
    assert {outcome(kim, op) for op in (plain, prefixed, box, number)} == {("applied", "")}
    assert floor.counted() == {KIM: Decimal(2), ("kim", "A-01-01", LAMP): Decimal(13)}


def test_a_code_of_two_items_is_asked(floor: Floor) -> None:
    with transaction(floor.engine) as session:
        save_items(session, [ItemDraft(no, references=[ReferenceDraft("111")]) for no in (BELL, LAMP)])
    kim = floor.phone()
    op, chosen = unknown(floor, kim, "111"), floor.scan(kim, LAMP, raw="111")
    assert kim.sync()
    assert outcome(kim, op) == ("review", "UNKNOWN_BARCODE")
    assert outcome(kim, chosen) == ("applied", ""), "the person chose on the phone"


@pytest.mark.parametrize(
    "words", [{"item": "GONE"}, {"item": BELL, "unit": "TRAY"}, {"item": BELL, "variant": "BLUE"}]
)
def test_an_item_unit_or_variant_that_is_not_here_is_asked(floor: Floor, words: dict[str, str]) -> None:
    kim = floor.phone()
    op = kim.make("count.scan", **floor.words(raw="label", **words))
    assert kim.sync()
    assert outcome(kim, op) == ("review", "UNKNOWN_BARCODE")


def test_undo_of_an_unknown_code_takes_its_question_back(floor: Floor) -> None:
    kim = floor.phone()
    op = unknown(floor, kim)
    undo = kim.make("op.retract", **floor.words(of=op))
    assert kim.sync()
    assert (outcome(kim, op), outcome(kim, undo)) == (("review", "UNKNOWN_BARCODE"), ("applied", ""))
    assert (floor.cases(), list(floor.cases("obsolete"))) == ({}, ["UNKNOWN_BARCODE"])


def test_undo_in_a_later_batch_takes_the_question_back_and_its_undo_asks_again(floor: Floor) -> None:
    kim = floor.phone()
    op = unknown(floor, kim)
    assert kim.sync()
    undo = kim.make("op.retract", **floor.words(of=op))
    assert kim.sync()
    assert floor.cases() == {}
    kim.make("op.retract", **floor.words(of=undo))
    assert kim.sync()
    assert floor.cases() == {"UNKNOWN_BARCODE": [op]}


def test_a_total_of_an_unknown_code_leaves_what_was_counted_of_its_item(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim, quantity="3")
    unknown(floor, kim)
    kim.make("count.set", **floor.words(raw=CODE, quantity="10"))
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=BELL)
    assert floor.counted() == {("kim", "A-01-01", BELL): Decimal(13)}
    kim.make("count.set", **floor.words(item=BELL, quantity="4"))
    assert kim.sync()
    assert floor.counted() == {("kim", "A-01-01", BELL): Decimal(14)}
    kim.make("count.void", **floor.words(raw=CODE))
    assert kim.sync()
    assert floor.counted() == {("kim", "A-01-01", BELL): Decimal(4)}


def test_a_total_typed_at_a_wrong_label_leaves_what_was_counted_in_its_bin(floor: Floor) -> None:
    kim = floor.phone()
    kim.make("count.set", **floor.words(item=BELL, quantity="5", bin="OLD-1"))
    floor.scan(kim, quantity="3")
    kim.make("count.set", **floor.words(item=BELL, quantity="2"))
    assert kim.sync()
    floor.decide("BIN_UNKNOWN", "map", bin="A-01-01")
    assert floor.counted() == {("kim", "A-01-01", BELL): Decimal(7)}


def test_mapping_counts_only_what_was_not_taken_back(floor: Floor) -> None:
    kim = floor.phone()
    kept, taken = unknown(floor, kim), unknown(floor, kim)
    kim.make("op.retract", **floor.words(of=taken))
    assert kim.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=BELL)
    assert floor.states()[kept] == floor.states()[taken] == ("applied", "")
    assert floor.counted() == {KIM: Decimal(1)}


# Two people on one spot


def both(floor: Floor) -> tuple[Device, Device, str, str]:
    kim, mia = floor.phone(), floor.phone("mia")
    first, second = floor.scan(kim, quantity="5"), floor.scan(mia, quantity="7")
    assert kim.sync() and mia.sync()
    return kim, mia, first, second


def test_the_second_counter_of_a_spot_waits_and_the_first_stands(floor: Floor) -> None:
    kim, mia, first, second = both(floor)
    more = floor.scan(mia)
    elsewhere = floor.scan(mia, bin="A-01-02")
    assert mia.sync()
    assert outcome(kim, first) == ("applied", "")
    assert outcome(mia, second) == outcome(mia, more) == ("review", "TWO_COUNTERS")
    assert mia.outcomes[second]["case"] == mia.outcomes[more]["case"]
    assert outcome(mia, elsewhere) == ("applied", "")
    assert floor.counted()[KIM] == Decimal(5)


@pytest.mark.parametrize(
    ("choice", "state", "counted"),
    [
        ("sum", ("applied", ""), {KIM: Decimal(5), MIA: Decimal(7)}),
        ("take_first", ("rejected", "NOT_TAKEN"), {KIM: Decimal(5)}),
        ("take_second", ("applied", ""), {MIA: Decimal(7)}),
        ("recount", ("applied", ""), {}),
    ],
)
def test_what_the_supervisor_takes_is_what_counts(
    floor: Floor, choice: str, state: tuple[str, str], counted: dict[tuple[str, str, str], Decimal]
) -> None:
    _, _, first, second = both(floor)
    floor.decide("TWO_COUNTERS", choice)
    assert floor.states()[first] == ("applied", "")
    assert floor.states()[second] == state
    assert floor.counted() == counted


def test_the_books_do_not_depend_on_who_came_first(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim, quantity="5")
    floor.scan(mia, quantity="7")
    assert mia.sync() and kim.sync()
    floor.decide("TWO_COUNTERS", "sum")
    assert floor.counted() == {KIM: Decimal(5), MIA: Decimal(7)}


def test_after_a_recount_the_same_person_starts_from_nothing(floor: Floor) -> None:
    kim, *_ = both(floor)
    floor.decide("TWO_COUNTERS", "recount")
    with transaction(floor.engine, write=False) as session:
        tasks = session.execute(select(CountTask.bin_code, CountTask.item_no, CountTask.done_at)).all()
        assert [tuple(task) for task in tasks] == [("A-01-01", BELL, None)]
    floor.scan(kim, quantity="6")
    assert kim.sync()
    assert floor.counted() == {KIM: Decimal(6)}


def test_both_go_on_counting_after_their_sum_was_taken(floor: Floor) -> None:
    kim, mia, *_ = both(floor)
    floor.decide("TWO_COUNTERS", "sum")
    floor.scan(kim)
    floor.scan(mia)
    assert kim.sync() and mia.sync()
    assert floor.cases() == {}
    assert floor.counted() == {KIM: Decimal(6), MIA: Decimal(8)}


def test_a_first_counter_who_took_everything_back_is_no_counter(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    kim.make("op.retract", **floor.words(of=floor.scan(kim)))
    op = floor.scan(mia)
    assert kim.sync() and mia.sync()
    assert outcome(mia, op) == ("applied", "")


def test_other_lots_and_double_counts_are_no_question(floor: Floor) -> None:
    double = floor.new_order(mode="blind double")
    kim, mia = floor.phone(), floor.phone("mia")
    for phone, lot in ((kim, "L1"), (mia, "L2")):
        floor.scan(phone, lot=lot)
        floor.scan(phone, order=double)
    assert kim.sync() and mia.sync()
    assert floor.cases() == {}


def test_a_mapped_code_can_meet_somebody_elses_count(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    floor.scan(kim)
    op = unknown(floor, mia)
    assert kim.sync() and mia.sync()
    floor.decide("UNKNOWN_BARCODE", "map", item=BELL)
    assert floor.states()[op] == ("review", "TWO_COUNTERS")
    floor.decide("TWO_COUNTERS", "sum")
    assert floor.counted() == {KIM: Decimal(1), MIA: Decimal(1)}
