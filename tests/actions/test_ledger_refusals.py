"""Every refusal of a posting: its code, its sentence, and that nothing was written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from scanapp.inventory.ledger import errors
from scanapp.inventory.ledger.movements import Movement, PostingSettings
from scanapp.inventory.locations.actions import block_bin
from tests.ledger_world import World, buy, count, move, sell


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


CASES: list[tuple[str, Movement, str]] = [
    (
        "ITEM_UNKNOWN",
        buy(1, item="NOPE"),
        "Item NOPE does not exist. Check the number, or create the item first.",
    ),
    (
        "NOT_STOCKED",
        buy(1, item="BOLT"),
        "Item BOLT is of type Non-Inventory and has no stock. Only items of type Inventory can be posted.",
    ),
    (
        "VARIANT_UNKNOWN",
        buy(1, item="SHIRT", variant_code="PINK"),
        "Item SHIRT has no variant PINK. Check the code, or create the variant first.",
    ),
    (
        "VARIANT_BLOCKED",
        buy(1, item="SHIRT", variant_code="OLD"),
        "Variant OLD of item SHIRT is blocked. Unblock it, or take the line out.",
    ),
    (
        "UNIT_UNKNOWN",
        buy(1, unit_of_measure_code="TON"),
        "Item BIKE has no unit TON. Check the code, or add the unit to the item.",
    ),
    (
        "LOCATION_UNKNOWN",
        buy(1, location="MOON"),
        "Location MOON does not exist. Check the code, or create the location first.",
    ),
    (
        "IN_TRANSIT_NOT_ALLOWED",
        buy(1, location="OUTLOG"),
        "OUTLOG is an in-transit location. Only transfer orders post there; choose another one.",
    ),
    (
        "DIRECTED_LOCATION",
        buy(1, location="WHITE"),
        "WHITE uses directed put-away and pick, which is not supported. Choose another location.",
    ),
    (
        "BIN_MANDATORY",
        buy(1, location="SILVER"),
        "Location SILVER keeps stock in bins: say which bin item BIKE is in.",
    ),
    (
        "BIN_UNKNOWN",
        buy(1, location="SILVER", bin_code="X"),
        "Location SILVER has no bin X. Check the code, or create the bin first.",
    ),
    ("BIN_NOT_USED", buy(1, bin_code="S-01"), "Location EAST has no bins: leave the bin of item BIKE blank."),
    (
        "DOCUMENT_NO_MISSING",
        buy(1, document_no=""),
        "The line of item BIKE has no document number. Fill it in.",
    ),
    (
        "POSTING_DATE_MISSING",
        buy(1).changed(posting_date=None),
        "The line of item BIKE has no posting date. Fill it in.",
    ),
    ("QUANTITY_ZERO", buy(0), "The quantity of item BIKE is 0. Fill it in, or take the line out."),
    (
        "QUANTITY_NEGATIVE",
        move("Transfer", -1, new_location_code="WEST"),
        "-1 of item BIKE cannot be moved: write a quantity above 0 and swap the two places.",
    ),
    (
        "SAME_PLACE",
        move("Transfer", 1, new_location_code="EAST"),
        "Item BIKE would move from EAST to EAST. Choose another place to move it to.",
    ),
    (
        "QUANTITY_TOO_LARGE",
        buy(10**9),
        "The quantity of item BIKE is too large: quantities and unit costs stay below 1,000,000,000.",
    ),
    (
        "AMOUNT_TOO_LARGE",
        buy(99_999_999, 999_999_999),
        "The cost amount of item BIKE is too large. Check quantity and unit cost.",
    ),
    (
        "ROUNDING",
        buy("1.5"),
        "1.5 of item BIKE does not fit the rounding precision 1 of its base unit. Round it.",
    ),
    ("COST_NEGATIVE", buy(1, -1), "The unit cost of item BIKE is below 0. Write 0 or more."),
    ("TRACKING_MISSING", buy(1, item="PAINT"), "Item PAINT needs a lot number. Fill it in."),
    (
        "SERIAL_QUANTITY",
        buy(2, item="PHONE", serial_no="S"),
        "Serial number S of item PHONE stands for one piece: its quantity is 1, not 2.",
    ),
    (
        "ENTRY_TYPE_UNKNOWN",
        move("Gift", 1),
        "“Gift” is not an entry type. Use Purchase, Sale, Positive Adjmt., Negative Adjmt., Transfer or Movement.",
    ),
    (
        "TEXT_INVALID",
        buy(1, document_no="x" * 21),
        "“xxxxxxxxxxxxxxxxxxxxx” cannot be stored as document_no: at most 20 characters, without control characters.",
    ),
    (
        "TEXT_INVALID",
        buy(1, item="PAINT", lot_no="a\0b"),
        "“a\0b” cannot be stored as lot_no: at most 50 characters, without control characters.",
    ),
    (
        "NEGATIVE_STOCK",
        sell(3),
        "EAST has 2 of item BIKE; 1 more would be needed. Post less, or receive first.",
    ),
    (
        "NEGATIVE_BIN",
        sell(3, location="SILVER", bin_code="S-02"),
        "Bin S-02 of SILVER has 1 of item BIKE; 2 more would be needed.",
    ),
    (
        "NEGATIVE_BIN",
        move("Movement", 2, location="SILVER", bin_code="S-02", new_bin_code="S-01"),
        "Bin S-02 of SILVER has 1 of item BIKE; 1 more would be needed.",
    ),
    (
        "SERIAL_IN_STOCK",
        buy(1, item="PHONE", serial_no="S1"),
        "Serial number S1 of item PHONE is in stock already, at WEST. Check where it is.",
    ),
    ("COUNT_NEGATIVE", count(1, -1), "Item BIKE was counted with a quantity below 0. A count is 0 or more."),
    (
        "ITEM_UNKNOWN",
        buy(1, item="A\0B"),
        "Item A\0B does not exist. Check the number, or create the item first.",
    ),
]


@pytest.mark.parametrize(
    ("code", "movement", "sentence"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)]
)
@pytest.mark.databases("sqlite")
def test_a_wrong_movement_is_refused_with_a_sentence_and_nothing_is_written(
    world: World, code: str, movement: Movement, sentence: str
) -> None:
    world.post(
        buy(2), buy(5, location="SILVER", bin_code="S-01"), buy(1, location="SILVER", bin_code="S-02"),
        buy(1, item="PHONE", location="WEST", serial_no="S1"),
    )  # fmt: skip
    before = [world.rows(t) for t in ("item_ledger_entry", "value_entry", "warehouse_entry", "register")]
    with pytest.raises(errors.Refusal) as refused:
        world.post(buy(1, location="WEST"), movement)
    assert (refused.value.code, refused.value.index) == (code, 1)
    assert refused.value.message == sentence
    assert [
        world.rows(t) for t in ("item_ledger_entry", "value_entry", "warehouse_entry", "register")
    ] == before


def test_text_that_no_database_stores_is_refused_before_it_gets_there(world: World) -> None:
    for movement in (buy(1, item="A\0B"), buy(1, location="E\0"), buy(1, item="PHONE", serial_no="S\0")):
        with pytest.raises(errors.Refusal):
            world.post(movement)


def test_a_blocked_item_is_refused_even_in_a_count(world: World) -> None:
    world.set_item("BIKE", is_blocked=True)
    for movement in (buy(1), count(1, 5)):
        with pytest.raises(errors.ItemBlocked):
            world.post(movement)


def test_mandatory_location_and_variant_are_settings(world: World) -> None:
    strict = PostingSettings(location_mandatory=True, variant_mandatory_if_exists=True)
    with pytest.raises(errors.LocationMandatory):
        world.post(buy(1, location=""), settings=strict)
    with pytest.raises(errors.VariantMandatory):
        world.post(buy(1, item="SHIRT"), settings=strict)
    world.post(buy(1, location=""), buy(1, item="SHIRT"))


def test_all_wrong_lines_are_named_at_once(world: World) -> None:
    with pytest.raises(errors.Refusal) as refused:
        world.post(buy(1), buy(0), buy(1, item="NOPE"), buy(1, location="SILVER"))
    assert [(r.index, r.code) for r in refused.value.refusals] == [
        (1, "QUANTITY_ZERO"),
        (2, "ITEM_UNKNOWN"),
        (3, "BIN_MANDATORY"),
    ]


def test_an_empty_posting_is_refused(world: World) -> None:
    with pytest.raises(errors.NothingToPost):
        world.post()


def test_stock_is_judged_after_the_whole_set(world: World) -> None:
    world.post(sell(3), buy(3))
    assert world.stock() == 0


def test_a_fact_is_posted_without_stock_and_leaves_a_notice(world: World) -> None:
    posting = world.post(sell(3, location="SILVER", bin_code="S-01", is_fact=True))
    assert {(n.code, n.missing) for n in posting.notices} == {
        ("NEGATIVE_STOCK", Decimal(3)),
        ("NEGATIVE_BIN", Decimal(3)),
    }
    assert world.stock(location="SILVER", bin="S-01") == -3


def test_a_serial_never_leaves_zero_to_one_even_as_a_fact(world: World) -> None:
    with pytest.raises(errors.NumberNotInStock):
        world.post(sell(1, item="PHONE", serial_no="S9", is_fact=True))


def test_the_stock_of_an_item_stays_below_the_limit(world: World) -> None:
    world.post(buy(999_999_999, "0.01"))
    with pytest.raises(errors.StockTooLarge):
        world.post(buy(1))


def test_a_blocked_bin_takes_no_movement_but_can_be_counted(world: World) -> None:
    world.post(buy(5, location="SILVER", bin_code="S-01", at=0))
    block_bin(world.session, "SILVER", "S-01")
    with pytest.raises(errors.BinBlocked):
        world.post(sell(1, location="SILVER", bin_code="S-01", at=1))
    world.post(count(2, 4, location="SILVER", bin_code="S-01"))
    assert world.stock(location="SILVER", bin="S-01") == 4
