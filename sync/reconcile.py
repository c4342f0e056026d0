"""Reconcile a batch: facts in; an outcome for each operation and a flat list of effects out (settled 15).

Pure: the same candidates and facts always give the same result. Decides only what can be known at arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sync import outcomes
from sync.book import Book, Resolved
from sync.conflicts import DOCUMENT, IDENTITY, LINE, Conflict
from sync.effects import BinDone, BinEmpty, Effect, EndShift, OpenCase, Record, Stand
from sync.facts import BinKey, Candidate, Facts
from sync.lines import Place
from sync.operations import BIN_KINDS, LINE_KINDS
from sync.outcomes import APPLIED, HELD, REJECTED, REVIEW, Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """One operation's outcome and where it belongs. `is_complete` is of `count.area_done` (C15)."""

    candidate: Candidate
    outcome: Outcome
    resolved: Resolved
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Decisions in the order of the candidates, and what follows from them."""

    decisions: tuple[Decision, ...]
    effects: tuple[Effect, ...]


def reconcile(candidates: Sequence[Candidate], facts: Facts) -> Reconciled:
    """Decides `candidates`, which are in the order in which they take effect."""
    book = Book(facts)
    decisions: list[Decision] = []
    cases: list[OpenCase] = []
    for candidate in candidates:
        decision, case = _decide(candidate, book)
        book.note(candidate, decision.resolved, decision.outcome.state, decision.is_complete)
        decisions.append(decision)
        if case is not None:
            cases.append(case)
    return Reconciled(tuple(decisions), (*cases, *_effects(decisions, book)))


def touched(candidates: Sequence[Candidate], facts: Facts) -> tuple[set[tuple[str, ...]], set[BinKey]]:
    """The spots and the bins that `candidates` are about; `facts` has no entries of them yet."""
    book = Book(facts)
    spots: set[tuple[str, ...]] = set()
    bins: set[BinKey] = set()
    for candidate in candidates:
        op, resolved = candidate.op, book.resolve(candidate)
        book.meet(candidate, resolved, HELD)
        if resolved.key is not None:
            spots.add(resolved.key.spot)
        elif op.kind in BIN_KINDS or book.takes_back_bin(op):
            bins.add((resolved.doc, op.actor, resolved.loc, resolved.bin))
    return spots, bins


def _decide(candidate: Candidate, book: Book) -> tuple[Decision, OpenCase | None]:
    op, resolved = candidate.op, book.resolve(candidate)
    is_complete = op.kind != "count.area_done" or _is_complete(candidate, book.facts)
    if candidate.ruling.rejected:
        return Decision(candidate, Outcome(REJECTED, candidate.ruling.rejected), resolved), None
    if _is_waiting(candidate, book):
        return Decision(candidate, Outcome(HELD, outcomes.DEP_MISSING), resolved), None
    if op.kind == "op.retract" and book.known[op.of].actor != op.actor:
        return Decision(candidate, Outcome(REJECTED, outcomes.NOT_OWN), resolved), None
    for conflict in _questions(candidate, resolved, book):
        case = conflict(candidate, resolved, book)
        if case is not None and case.code not in candidate.ruling.allows:
            return Decision(candidate, Outcome(REVIEW, case.code), resolved, is_complete), case
    return Decision(candidate, Outcome(APPLIED), resolved, is_complete), None


def _is_waiting(candidate: Candidate, book: Book) -> bool:
    """Whether something it needs has not arrived, or did not take effect yet."""
    op = candidate.op
    needs = [book.known.get(dep) for dep in op.dep]
    if any(known is None or known.state not in outcomes.FINAL for known in needs):
        return True
    if op.kind != "op.retract":
        return False
    target = book.known.get(op.of)
    return target is None or target.state == HELD


def _questions(candidate: Candidate, resolved: Resolved, book: Book) -> Iterator[Conflict]:
    op = candidate.op
    yield from IDENTITY
    if op.kind in LINE_KINDS or op.kind in BIN_KINDS:
        yield from DOCUMENT
    elif op.kind == "op.retract" and book.known[op.of].state == APPLIED and book.known[op.of].doc:
        yield DOCUMENT[0]
    if op.kind in LINE_KINDS:
        yield from LINE


def _is_complete(candidate: Candidate, facts: Facts) -> bool:
    """Whether the operations that the phone made for the bin are those that arrived before this one."""
    op, place = candidate.op, candidate.place
    came = facts.manifests.get((place.device, (op.doc, op.actor, op.loc, op.bin)), ())
    before = [
        one for where, one in sorted(came, key=lambda pair: _order(pair[0])) if _order(where) < _order(place)
    ]
    named = before[-op.n :] if op.n else []
    return len(named) == op.n and op.digest == manifest_digest(named)


def manifest_digest(ops: Iterable[str]) -> str:
    """SHA-256 hex of operation ids in seq order, joined by newlines (settled 2)."""
    return sha256("\n".join(ops).encode()).hexdigest()


def _order(place: Place) -> tuple[int, int]:
    return place.stream_no, place.seq


def _effects(decisions: Sequence[Decision], book: Book) -> Iterator[Effect]:
    spots: dict[tuple[str, ...], set[str]] = {}
    bins: dict[BinKey, set[str]] = {}
    for decision in decisions:
        op, resolved = decision.candidate.op, decision.resolved
        is_applied = decision.outcome.state == APPLIED
        if resolved.key is not None:
            spots.setdefault(resolved.key.spot, set())
            if is_applied:
                spots[resolved.key.spot].add(resolved.key.actor)
        elif is_applied and (op.kind in BIN_KINDS or book.takes_back_bin(op)):
            bins.setdefault((resolved.doc, op.actor, resolved.loc, resolved.bin), set()).update(
                book.reports(op)
            )
        if is_applied and op.kind == "shift.end":
            yield EndShift(decision.candidate.place.device, op.actor, op.loc)
    for spot, actors in spots.items():
        for line, ops in book.lines(spot):
            if line.key.actor in actors and line.key.item:
                yield Record(line, ops, line.unit or book.facts.items[line.key.item].base_unit)
        standing, fallen = book.reviewed(spot)
        if standing or fallen:
            yield Stand(standing, fallen)
    for key, kinds in bins.items():
        yield from _reports(key, kinds, book)


def _reports(key: BinKey, kinds: set[str], book: Book) -> Iterator[Effect]:
    said = book.bin_said(key)
    if "count.area_done" in kinds:
        yield BinDone(*key, next((one for one in reversed(said) if one.op.kind == "count.area_done"), None))
    if "count.empty" in kinds:
        yield BinEmpty(*key, next((one.op for one in reversed(said) if one.op.kind == "count.empty"), None))
