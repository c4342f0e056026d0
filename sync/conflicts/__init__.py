"""Conflicts known at arrival, one function each: an operation and the book give a case, or None."""

from __future__ import annotations

from collections.abc import Callable

from sync.book import Book, Resolved
from sync.conflicts import counting, identity
from sync.effects import OpenCase
from sync.facts import Candidate

Conflict = Callable[[Candidate, Resolved, Book], OpenCase | None]

# In the order in which they are asked: who, where, which document, what, and only then with whom.
IDENTITY: tuple[Conflict, ...] = (identity.actor_unproved, identity.location_not_permitted)
DOCUMENT: tuple[Conflict, ...] = (counting.document, counting.bin_unknown)
LINE: tuple[Conflict, ...] = (
    counting.unknown_barcode,
    counting.not_stocked,
    counting.barcode_changed,
    counting.two_counters,
)
