"""What can be wrong with a count at arrival (sync-protocol 7.1); what needs the ledger is counting's."""

from __future__ import annotations

from sync import outcomes
from sync.book import Book, Resolved
from sync.effects import OpenCase
from sync.facts import Candidate


def document(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """The order or this person's recording is closed, or there is no such order at this location (C7)."""
    op = candidate.op
    order = book.facts.orders.get(resolved.doc)
    is_here = order is not None and order.location == op.loc
    if order is not None and is_here and order.status == "Open" and op.actor not in order.finished:
        return None
    code = outcomes.DOC_FINISHED if is_here else outcomes.DOC_UNKNOWN
    return OpenCase(
        code,
        (resolved.doc, op.loc, op.actor),
        op.op,
        doc=resolved.doc,
        loc=op.loc,
        subject={"actor": op.actor},
    )


def bin_unknown(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """The bin is not one of the location's, or a bin is said where there are none (C22)."""
    op, bin_code = candidate.op, resolved.bin
    if book.facts.locations.get(op.loc) is False:
        is_known = bin_code == ""
    else:
        is_known = (op.loc, bin_code) in book.facts.bins
    if is_known:
        return None
    return OpenCase(
        outcomes.BIN_UNKNOWN,
        (resolved.doc, op.loc, bin_code),
        op.op,
        doc=resolved.doc,
        loc=op.loc,
        bin=bin_code,
    )


def unknown_barcode(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """What was read means no single item, variant and unit here (C19): one case per order and code."""
    if resolved.key is None or resolved.key.item:
        return None
    op, raw = candidate.op, resolved.key.raw
    return OpenCase(
        outcomes.UNKNOWN_BARCODE,
        (resolved.doc, raw),
        op.op,
        doc=resolved.doc,
        loc=op.loc,
        bin=resolved.bin,
        raw=raw,
        subject={"item": op.item, "variant": op.variant, "unit": op.uom} if op.item else {},
    )


def not_stocked(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """Non-Inventory and Service items are not kept in stock (C25)."""
    if resolved.key is None or book.facts.items[resolved.key.item].type == "Inventory":
        return None
    op, key = candidate.op, resolved.key
    return OpenCase(
        outcomes.NOT_STOCKED,
        (resolved.doc, key.item),
        op.op,
        doc=resolved.doc,
        loc=op.loc,
        bin=key.bin,
        item=key.item,
        raw=op.raw,
    )


def barcode_changed(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """The phone took the code for one item, here it now means others only (C20)."""
    op, key = candidate.op, resolved.key
    meanings = book.meanings(op.raw)
    if key is None or not op.item or not meanings or any(one.item == key.item for one in meanings):
        return None
    return OpenCase(
        outcomes.BARCODE_CHANGED,
        (resolved.doc, op.raw, key.item),
        op.op,
        doc=resolved.doc,
        loc=op.loc,
        bin=key.bin,
        item=key.item,
        variant=key.variant,
        raw=op.raw,
        subject={"now": meanings[0].item, "variant": meanings[0].variant, "unit": meanings[0].uom},
    )


def two_counters(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """Someone else's count of the same spot stands, and this person has none there (C5, settled 14)."""
    op, key = candidate.op, resolved.key
    order = book.facts.orders.get(resolved.doc)
    if key is None or op.kind == "count.void" or (order is not None and order.mode == "double"):
        return None
    owners = book.owners(key.spot)
    if not owners or op.actor in owners:
        return None
    return OpenCase(
        outcomes.TWO_COUNTERS,
        key.spot,
        op.op,
        doc=key.doc,
        loc=key.loc,
        bin=key.bin,
        item=key.item,
        variant=key.variant,
        lot=key.lot,
        serial=key.serial,
        subject={"first": " ".join(sorted(owners)), "second": op.actor},
    )
