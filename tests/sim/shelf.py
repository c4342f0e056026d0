"""Random histories of one shelf, with late movements, late and out-of-order counts, and losses nobody recorded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something that reaches the books at `approved`: a movement (quantity) or a count (what was there) at `at`."""

    at: float
    approved: float
    kind: str
    quantity: int


@dataclass(frozen=True)
class History:
    """Events in the order in which the books learn of them, and what must be on hand at the end (K5)."""

    opening: int
    events: Sequence[Event]
    on_hand: int


def history(seed: int, *, length: int = 20, lag: int = 3) -> History | None:
    """The history of a seed; None when nobody counted. The oracle is the last count and all that came after it."""
    random_ = random.Random(seed)
    opening = quantity = 50
    events: list[Event] = []
    for t in range(1, length):
        if random_.random() < 0.5:
            change = max(random_.choice([-5, -3, -1, 2, 4]), -quantity)
            quantity += change
            if change and random_.random() >= 0.15:
                events.append(Event(t, t + random_.choice([0, 0, 1, 5, 12]), "movement", change))
        if random_.random() < 0.12:
            at = t + 0.5
            events.append(Event(at, at + random_.choice([0, 1, 6, 10]) + lag, "count", quantity))
    counts = [e for e in events if e.kind == "count"]
    if not counts:
        return None
    last = max(counts, key=lambda e: e.at)
    later = sum(e.quantity for e in events if e.kind == "movement" and e.at > last.at)
    return History(opening, sorted(events, key=lambda e: (e.approved, e.at)), last.quantity + later)
