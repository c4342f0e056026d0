"""The facts of a batch as they change while it is decided, operation after operation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sync import outcomes
from sync.facts import BinEntry, BinKey, Candidate, Entry, Facts, Known, Meaning
from sync.lines import Line, LineKey, LineOp, fold, in_base, in_order, standing
from sync.operations import BIN_KINDS, LINE_KINDS, Operation


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where an operation belongs and how much it says; `key` for those on an own line and their retracts."""

    doc: str
    loc: str
    bin: str
    key: LineKey | None = None
    unit: str = ""
    quantity_base: Decimal = Decimal(0)


NO_ITEM = ("", "", "", "", "")


class Book:
    """Facts plus what this batch has added to them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.known: dict[str, Known] = dict(facts.known)
        self._spots: dict[tuple[str, ...], list[Entry]] = {}
        self._owners: dict[tuple[str, ...], set[str]] = {}
        self._bins: dict[BinKey, list[BinEntry]] = {}

    def resolve(self, candidate: Candidate) -> Resolved:
        """The own line an operation is on: by rulings, then by what it says, then by what its code means here."""
        op, ruling = candidate.op, candidate.ruling
        doc, bin_code = ruling.doc or op.doc, op.bin if ruling.bin is None else ruling.bin
        if op.kind == "op.retract":
            target = self.known.get(op.of)
            if target is not None:
                return Resolved(target.doc, target.loc, target.bin, target.key)
        if op.kind not in LINE_KINDS:
            return Resolved(doc, op.loc, bin_code)
        meaning = self._meaning(candidate, doc)
        if meaning is None:
            raw = op.raw or op.item
            key = LineKey(doc, op.actor, op.loc, bin_code, "", "", op.lot, op.serial, op.package, raw)
            return Resolved(doc, op.loc, bin_code, key, op.uom, op.qty)
        item = self.facts.items[meaning.item]
        unit = meaning.uom or item.base_unit
        per = self.facts.units.get((meaning.item, unit), Decimal(1))
        key = LineKey(
            doc, op.actor, op.loc, bin_code, meaning.item, meaning.variant, op.lot, op.serial, op.package
        )
        return Resolved(doc, op.loc, bin_code, key, unit, in_base(op.qty, per, item.rounding))

    def _meaning(self, candidate: Candidate, doc: str) -> Meaning | None:
        op, ruling = candidate.op, candidate.ruling
        if ruling.item is not None:
            return self._checked(Meaning(ruling.item, ruling.variant or "", ruling.uom or ""))
        said = self._checked(Meaning(op.item, op.variant, op.uom)) if op.item else None
        if said is not None:
            return said
        mapped = self.facts.mapped.get((doc, op.raw or op.item))
        if mapped is not None:
            return self._checked(mapped)
        found = {one for one in self.meanings(op.raw) if self._checked(one)}
        return found.pop() if len(found) == 1 else None

    def _checked(self, meaning: Meaning) -> Meaning | None:
        """The meaning when item, variant and unit all exist."""
        item = self.facts.items.get(meaning.item)
        if item is None or (meaning.variant and (meaning.item, meaning.variant) not in self.facts.variants):
            return None
        if meaning.uom not in ("", item.base_unit) and (meaning.item, meaning.uom) not in self.facts.units:
            return None
        return meaning

    def meanings(self, raw: str) -> list[Meaning]:
        """What the code that was read stands for on the server, the symbology prefix left out."""
        return list(self.facts.codes.get(plain(raw), ()))

    def owners(self, spot: tuple[str, ...]) -> set[str]:
        """The people whose applied count stands on a spot."""
        if spot not in self._owners:
            self._owners[spot] = {line.key.actor for line, _ in self.lines(spot) if not line.is_void}
        return self._owners[spot]

    def note(self, candidate: Candidate, resolved: Resolved, state: str, is_complete: bool) -> None:
        """Takes a decided operation into account for those after it."""
        op, time = candidate.op, candidate.time
        self.meet(candidate, resolved, state)
        place_key = resolved.key or LineKey(resolved.doc, op.actor, resolved.loc, resolved.bin, *NO_ITEM)
        line_op = LineOp(
            op.op,
            op.kind,
            place_key,
            op.qty,
            resolved.unit,
            resolved.quantity_base,
            time.lo,
            time.at,
            time.hi,
            op.of,
            op.line,
        )
        if resolved.key is not None:
            self._note_line(Entry(candidate.place, line_op, state))
        elif op.kind in BIN_KINDS or self.takes_back_bin(op):
            said = self._said((resolved.doc, op.actor, resolved.loc, resolved.bin))
            said[:] = [one for one in said if one.op.op != op.op]
            if state == outcomes.APPLIED:
                said.append(BinEntry(candidate.place, line_op, op.n, op.digest, is_complete))

    def meet(self, candidate: Candidate, resolved: Resolved, state: str) -> None:
        """Makes an operation known to those that name it."""
        op = candidate.op
        kinds = self.reports(op)
        place = (resolved.doc, resolved.loc, resolved.bin)
        self.known[op.op] = Known(state, op.actor, op.kind, *place, resolved.key, kinds)

    def reports(self, op: Operation) -> frozenset[str]:
        """The kinds of bin report that an operation makes or, as an undo, touches."""
        if op.kind == "op.retract":
            target = self.known.get(op.of)
            return target.reports if target and target.key is None else frozenset()
        return frozenset({op.kind}) & BIN_KINDS

    def takes_back_bin(self, op: Operation) -> bool:
        """Whether it is the undo of a bin report, or the undo of such an undo."""
        return op.kind == "op.retract" and bool(self.reports(op))

    def _note_line(self, entry: Entry) -> None:
        key = entry.op.key
        entries = self._on(key.spot)
        entries[:] = [one for one in entries if one.op.op != entry.op.op]
        if entry.state in (outcomes.APPLIED, outcomes.REVIEW):
            entries.append(entry)
        if entry.state == outcomes.APPLIED and entry.op.kind in ("count.scan", "count.set"):
            self.owners(key.spot).add(key.actor)
        else:
            self._owners.pop(key.spot, None)

    def lines(self, spot: tuple[str, ...]) -> list[tuple[Line, tuple[str, ...]]]:
        """The own lines on a spot as they stand now, each with all its applied operations."""
        ordered = in_order((one.place, one.op) for one in self._on(spot) if one.state == outcomes.APPLIED)
        return [(line, tuple(op.op for op in ordered if op.key == line.key)) for line in fold(ordered)]

    def reviewed(self, spot: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """Of the operations in review on a spot: those that would stand, and those taken back or voided."""
        entries = self._on(spot)
        review = {one.op.op for one in entries if one.state == outcomes.REVIEW and one.op.kind in LINE_KINDS}
        stand = {op for line in fold(in_order((one.place, one.op) for one in entries)) for op in line.ops}
        return frozenset(review & stand), frozenset(review - stand)

    def bin_said(self, key: BinKey) -> list[BinEntry]:
        """The bin reports of a person that were not taken back, in order."""
        by_op = {one.op.op: one for one in self._said(key)}
        ordered = in_order((one.place, one.op) for one in by_op.values())
        return [by_op[op.op] for op in standing(ordered) if op.kind in BIN_KINDS]

    def _on(self, spot: tuple[str, ...]) -> list[Entry]:
        if spot not in self._spots:
            self._spots[spot] = list(self.facts.spots.get(spot, ()))
        return self._spots[spot]

    def _said(self, key: BinKey) -> list[BinEntry]:
        if key not in self._bins:
            self._bins[key] = list(self.facts.bins_said.get(key, ()))
        return self._bins[key]


def plain(raw: str) -> str:
    """A read without its symbology identifier (`]E0`)."""
    return raw[3:] if len(raw) > 3 and raw[0] == "]" else raw
