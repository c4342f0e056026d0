"""The words of questions: what each case says, what each answer does (sync-protocol §7.1). Keys, translated when shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanapp.i18n import mark


@dataclass(frozen=True)
class CaseWords:
    """How a case is shown: its pill (word, colour, icon) and the question."""

    short: str
    question: str
    kind: str = "warn"
    icon: str = "circle-alert"


@dataclass(frozen=True)
class ChoiceWords:
    """An answer: what it is called and what it does. `ask` names the fields it needs."""

    title: str
    effect: str
    ask: tuple[str, ...] = ()


CASES: dict[str, CaseWords] = {
    "TIME_OVERLAP": CaseWords(
        mark("moved while counting"),
        mark("Goods moved while this was being counted. Did the movement come before or after the count?"),
        icon="git-compare-arrows",
    ),
    "TWO_COUNTERS": CaseWords(
        mark("second opinion or double count?"),
        mark("Two people counted the same place. Which count stands?"),
        icon="users",
    ),
    "DOUBLE_BLIND": CaseWords(
        mark("the two counts differ"),
        mark("Two people counted this apart and found different quantities."),
        icon="users",
    ),
    "UNKNOWN_BARCODE": CaseWords(
        mark("link once, fixes all"),
        mark("Nobody knows this code. Link it to an item, and every scan of it counts."),
        "wait",
        "scan-barcode",
    ),
    "BARCODE_CHANGED": CaseWords(
        mark("code means something else now"),
        mark("The phone read this code as one item; today it means another. Which one was on the shelf?"),
        icon="scan-barcode",
    ),
    "NOT_COUNTED": CaseWords(
        mark("not counted"),
        mark("Nobody counted this, and nobody said that it is gone."),
        icon="circle-slash",
    ),
    "LARGE_VARIANCE": CaseWords(
        mark("over tolerance"),
        mark("The difference is larger than this count allows without a second look."),
        icon="circle-alert",
    ),
    "AREA_INCOMPLETE": CaseWords(
        mark("scans still on a phone"),
        mark("The phone says that it made more scans in this bin than have arrived."),
        "wait",
        "smartphone",
    ),
    "SERIAL_ELSEWHERE": CaseWords(
        mark("serial seen in two bins"),
        mark("This serial number was counted in two bins. Which bin is right?"),
        "stop",
        "hash",
    ),
    "SERIAL_TWICE": CaseWords(
        mark("serial counted twice"), mark("This serial number was counted more than once."), "stop", "hash"
    ),
    "SERIAL_UNKNOWN": CaseWords(
        mark("unknown serial number"), mark("The system has never seen this serial number."), icon="hash"
    ),
    "LOT_UNKNOWN": CaseWords(mark("unknown lot"), mark("The system has never seen this lot."), icon="boxes"),
    "DOC_FINISHED": CaseWords(
        mark("counted after closing"),
        mark("These scans arrived after the count was closed. Nothing is lost: say where they belong."),
        "wait",
        "clock",
    ),
    "DOC_CANCELLED": CaseWords(
        mark("count was deleted"),
        mark("These scans belong to a count that no longer exists."),
        "wait",
        "clock",
    ),
    "ITEM_BLOCKED": CaseWords(
        mark("item is blocked"), mark("The item is blocked, and was counted anyway."), "stop", "lock"
    ),
    "NOT_STOCKED": CaseWords(
        mark("not kept in stock"),
        mark("This item is not kept in stock, so it cannot be counted."),
        icon="package-x",
    ),
    "UOM_CHANGED": CaseWords(
        mark("unit changed"), mark("The unit held another quantity when this was counted."), icon="ruler"
    ),
    "BIN_UNKNOWN": CaseWords(
        mark("unknown bin"), mark("The bin that was scanned does not exist."), icon="map-pin"
    ),
    "BIN_MOVED": CaseWords(mark("bin moved"), mark("The bin lies in another zone now."), icon="map-pin"),
    "ACTOR_UNPROVED": CaseWords(
        mark("who counted is not proved"),
        mark("The phone cannot prove who made these scans. Ask them; then accept or reject."),
        "stop",
        "shield-alert",
    ),
    "OUT_OF_AREA": CaseWords(
        mark("outside the area"), mark("This was counted outside the bins of the count."), icon="map-pin"
    ),
    "COUNT_AFTER_POST": CaseWords(
        mark("counted after posting"), mark("This was counted after the count was posted."), "wait", "clock"
    ),
    "LATE_MOVE": CaseWords(
        mark("late movement"),
        mark("A movement from before a posted count came in late. On hand stays what was counted."),
        "wait",
        "history",
    ),
    "LATE_COUNT": CaseWords(
        mark("older count"),
        mark("An older count came in after a newer one. It is kept as history."),
        "wait",
        "history",
    ),
    "LOT_EXPIRED": CaseWords(
        mark("lot has expired"), mark("An expired lot was counted."), icon="calendar-clock"
    ),
    "UNEXPECTED_ITEM": CaseWords(
        mark("not expected here"), mark("Nobody expected this item in this bin."), icon="package-search"
    ),
    "SELF_REPEAT": CaseWords(
        mark("counted again"), mark("The same person counted this bin again."), "wait", "undo-2"
    ),
}
UNKNOWN = CaseWords(mark("needs a look"), mark("Someone must look at this."))

CHOICES: dict[tuple[str, str], ChoiceWords] = {
    ("TIME_OVERLAP", "before"): ChoiceWords(
        mark("The movement came before the count"), mark("The counted quantity already shows it.")
    ),
    ("TIME_OVERLAP", "after"): ChoiceWords(
        mark("The movement came after the count"), mark("It is taken off what was counted.")
    ),
    ("NOT_COUNTED", "zero"): ChoiceWords(
        mark("It is gone: zero"), mark("Posts what the books still hold as missing.")
    ),
    ("NOT_COUNTED", "leave"): ChoiceWords(
        mark("Leave it out of this count"), mark("Posts nothing; the books keep what they hold.")
    ),
    ("LARGE_VARIANCE", "approve"): ChoiceWords(
        mark("The count is right"), mark("Posts the difference as it is.")
    ),
    ("UNKNOWN_BARCODE", "map"): ChoiceWords(
        mark("This code is an item"),
        mark("Every scan of it counts, on every phone, and the item learns the code."),
        ("item", "variant", "unit"),
    ),
    ("BARCODE_CHANGED", "keep"): ChoiceWords(
        mark("What the phone showed"), mark("Counts the item that the person saw.")
    ),
    ("BARCODE_CHANGED", "take_new"): ChoiceWords(
        mark("What the code means today"), mark("Counts the item that the code belongs to now.")
    ),
    ("SERIAL_UNKNOWN", "create"): ChoiceWords(mark("It is new"), mark("Counts it and posts it as found.")),
    ("LOT_UNKNOWN", "create"): ChoiceWords(
        mark("It is new"), mark("Counts it and posts it as found, without expiry.")
    ),
    ("ITEM_BLOCKED", "unblock"): ChoiceWords(mark("Unblock the item"), mark("Then its count can be posted.")),
    ("ITEM_BLOCKED", "write_off"): ChoiceWords(mark("Write it off"), mark("Posts what was there as gone.")),
    ("ITEM_BLOCKED", "keep_open"): ChoiceWords(
        mark("Keep it blocked"), mark("Leaves its line out of this count.")
    ),
    ("SERIAL_ELSEWHERE", "keep"): ChoiceWords(mark("This bin is right"), mark("Sets the other scan aside.")),
    ("DOC_FINISHED", "reopen"): ChoiceWords(
        mark("Reopen the count"), mark("The scans join it, and it must be approved again.")
    ),
}
ANY: dict[str, ChoiceWords] = {
    "sum": ChoiceWords(mark("Both: they counted different goods"), mark("Adds the two counts.")),
    "take_first": ChoiceWords(mark("Take the first count"), mark("Sets the second one aside.")),
    "take_second": ChoiceWords(mark("Take the second count"), mark("Sets the first one aside.")),
    "take": ChoiceWords(mark("Take one of the counts"), mark("Sets the other one aside."), ("take",)),
    "recount": ChoiceWords(
        mark("Ask for a recount by someone else"),
        mark("Sets what was counted aside and opens a task. Posts nothing."),
    ),
    "move": ChoiceWords(mark("Make it a count of its own"), mark("The scans move to a new count.")),
    "discard": ChoiceWords(mark("Set the scans aside"), mark("They stay on record and count for nothing.")),
    "reject": ChoiceWords(mark("Reject the scans"), mark("They stay on record and count for nothing.")),
    "accept": ChoiceWords(mark("Accept the scans"), mark("They count as they are.")),
    "correct": ChoiceWords(mark("It was misread"), mark("Counts it under the right number."), ("number",)),
    "keep": ChoiceWords(mark("Keep it as counted"), mark("Counts it as it is.")),
    "approve": ChoiceWords(mark("It is right"), mark("Counts as it is.")),
    "zero": ChoiceWords(mark("Zero"), mark("Counts as nothing there.")),
    "leave": ChoiceWords(mark("Leave it out"), mark("Posts nothing.")),
    "reopen": ChoiceWords(mark("Reopen the count"), mark("It must be approved again.")),
}


def case_words(code: str) -> CaseWords:
    """The words of a case; a plain sentence for a code without its own."""
    return CASES.get(code, UNKNOWN)


def choice_words(code: str, choice: str) -> ChoiceWords:
    """The words of an answer."""
    words = CHOICES.get((code, choice)) or ANY.get(choice)
    return words or ChoiceWords(choice.replace("_", " ").capitalize(), "")


def most_telling(codes: Iterable[str]) -> str:
    """Of several cases on one line, the one its row shows: stops before warnings before the rest."""
    order = {"stop": 0, "warn": 1, "wait": 2}
    return min(codes, key=lambda code: (order.get(case_words(code).kind, 3), code), default="")
