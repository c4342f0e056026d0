"""Who did it, and were they allowed there (sync-protocol 7.3, settled 18)."""

from __future__ import annotations

from sync import outcomes
from sync.book import Book, Resolved
from sync.effects import OpenCase
from sync.facts import Candidate


def actor_unproved(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """The unlock was not given to this phone for this person."""
    op, device = candidate.op, candidate.place.device
    if (device, op.unlock, op.actor) in book.facts.unlocks:
        return None
    return OpenCase(
        outcomes.ACTOR_UNPROVED,
        (device, op.actor, resolved.doc),
        op.op,
        doc=resolved.doc,
        loc=_asked_at(resolved, op.loc, book),
        subject={"device": device, "actor": op.actor},
    )


def location_not_permitted(candidate: Candidate, resolved: Resolved, book: Book) -> OpenCase | None:
    """The person, or this phone, has no right to the location (D1)."""
    op, device = candidate.op, candidate.place.device
    nowhere: frozenset[str] = frozenset()
    if op.loc in book.facts.people.get(op.actor, nowhere) & book.facts.devices.get(device, nowhere):
        return None
    return OpenCase(
        outcomes.LOC_NOT_PERMITTED,
        (device, op.actor, op.loc, resolved.doc),
        op.op,
        doc=resolved.doc,
        loc=_asked_at(resolved, op.loc, book),
        subject={"device": device, "actor": op.actor},
    )


def _asked_at(resolved: Resolved, said: str, book: Book) -> str:
    """The count's own location: what nobody has a right to must not be a question that nobody may answer."""
    order = book.facts.orders.get(resolved.doc)
    return order.location if order else said
