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
    ),
    "AREA_INCOMPLETE": CaseWords(
        mark("scans still on a phone"),
        mark("The phone says that it made more scans in this bin than have arrived."),
        "wait",
        "smartphone",
    ),
    "DOC_FINISHED": CaseWords(
        mark("counted after closing"),
        mark("These scans arrived after the count was closed. Nothing is lost: say where they belong."),
        "wait",
        "clock",
    ),
    "DOC_UNKNOWN": CaseWords(
        mark("unknown count"),
        mark("These scans belong to a count that does not exist here."),
        "wait",
        "file-text",
    ),
    "ITEM_BLOCKED": CaseWords(
        mark("item is blocked"), mark("The item is blocked, and was counted anyway."), "stop", "lock"
    ),
    "NOT_STOCKED": CaseWords(
        mark("not kept in stock"),
        mark("This item is not kept in stock, so it cannot be counted."),
        icon="package-x",
    ),
    "BIN_UNKNOWN": CaseWords(
        mark("unknown bin"), mark("The bin that was scanned does not exist."), icon="map-pin"
    ),
    "ACTOR_UNPROVED": CaseWords(
        mark("who counted is not proved"),
        mark("The phone cannot prove who made these scans. Ask them; then accept or reject."),
        "stop",
        "shield-alert",
    ),
    "LOC_NOT_PERMITTED": CaseWords(
        mark("no right to this location"),
        mark("The person, or the phone, may not work in this location."),
        "stop",
        "map-pin",
    ),
    "STREAM_FORK": CaseWords(
        mark("phone was restored"),
        mark("A phone went back to an older state and sent something else. Both versions are kept."),
        "wait",
        "smartphone",
    ),
    "STREAM_FOREIGN": CaseWords(
        mark("work of another phone"),
        mark("A phone sent what another phone had begun. It was taken in as its own."),
        "wait",
        "smartphone",
    ),
    "OP_ID_REUSE": CaseWords(
        mark("scan sent in two versions"),
        mark("Two different scans carried the same name. The first counts; the second is kept aside."),
        "wait",
        "smartphone",
    ),
    "NEGATIVE_STOCK": CaseWords(
        mark("stock below zero"),
        mark("The books hold less than nothing here. Count the place, or post what is missing."),
        "wait",
        "triangle-alert",
    ),
    "NEGATIVE_BIN": CaseWords(
        mark("bin below zero"),
        mark("The books hold less than nothing in this bin. Count it, or post what is missing."),
        "wait",
        "triangle-alert",
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
    ("TWO_COUNTERS", "sum"): ChoiceWords(
        mark("Both: they counted different goods"), mark("Adds the two counts.")
    ),
    ("TWO_COUNTERS", "take_first"): ChoiceWords(
        mark("Take the first count"), mark("Sets the second one aside.")
    ),
    ("TWO_COUNTERS", "take_second"): ChoiceWords(
        mark("Take the second count"), mark("Sets the first one aside.")
    ),
    ("NOT_COUNTED", "zero"): ChoiceWords(
        mark("It is gone: zero"), mark("Posts what the books still hold as missing.")
    ),
    ("NOT_COUNTED", "leave"): ChoiceWords(
        mark("Leave it out of this count"), mark("Posts nothing; the books keep what they hold.")
    ),
    ("NOT_COUNTED", "recount"): ChoiceWords(
        mark("Ask someone to count it"), mark("Opens a task. Posts nothing until it is counted.")
    ),
    ("LARGE_VARIANCE", "approve"): ChoiceWords(
        mark("The count is right"), mark("Posts the difference as it is.")
    ),
    ("AREA_INCOMPLETE", "accept"): ChoiceWords(
        mark("Go on with what is here"),
        mark("What is still on the phone becomes a question when it arrives."),
    ),
    ("UNKNOWN_BARCODE", "map"): ChoiceWords(
        mark("This code is an item"),
        mark("Every scan of it counts, on every phone, and the item learns the code."),
        ("item",),
    ),
    ("NOT_STOCKED", "map"): ChoiceWords(
        mark("It was another item"), mark("The scans count for that item."), ("item",)
    ),
    ("BIN_UNKNOWN", "map"): ChoiceWords(
        mark("It was another bin"), mark("The scans count in that bin."), ("bin",)
    ),
    ("BARCODE_CHANGED", "keep"): ChoiceWords(
        mark("What the phone showed"), mark("Counts the item that the person saw.")
    ),
    ("BARCODE_CHANGED", "take_new"): ChoiceWords(
        mark("What the code means today"), mark("Counts the item that the code belongs to now.")
    ),
    ("ITEM_BLOCKED", "unblock"): ChoiceWords(mark("Unblock the item"), mark("Then its count can be posted.")),
    ("ITEM_BLOCKED", "keep_open"): ChoiceWords(
        mark("Keep it blocked"), mark("The count waits until the item is unblocked.")
    ),
    ("DOC_FINISHED", "reopen"): ChoiceWords(
        mark("Reopen the count"), mark("The scans join it, and it must be approved again.")
    ),
}
ANY: dict[str, ChoiceWords] = {
    "recount": ChoiceWords(
        mark("Ask for a recount by someone else"),
        mark("Sets what was counted aside and opens a task. Posts nothing."),
    ),
    "move": ChoiceWords(
        mark("Move them to another count"), mark("Blank makes a new count for them."), ("order",)
    ),
    "discard": ChoiceWords(mark("Set the scans aside"), mark("They stay on record and count for nothing.")),
    "reject": ChoiceWords(mark("Reject the scans"), mark("They stay on record and count for nothing.")),
    "accept": ChoiceWords(mark("Accept the scans"), mark("They count as they are.")),
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
