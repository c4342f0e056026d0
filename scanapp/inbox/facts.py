"""Loads all that deciding a batch may know, with a number of queries that does not depend on the batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from scanapp.inbox import log
from scanapp.inbox.models import Stream, StreamSlot, SyncOp
from scanapp.inventory.counting import phone_recordings
from scanapp.inventory.counting.models import PhysicalInventoryOrder
from scanapp.inventory.items import queries as items
from scanapp.inventory.items.models import Item, ItemUnit, ItemVariant
from scanapp.inventory.locations.models import Bin, Location
from scanapp.inventory.review.models import ReviewCase
from scanapp.people.models import Device, Person, Unlock
from scanapp.people.rules import can
from sync import outcomes
from sync.book import plain
from sync.facts import BinEntry, BinKey, Candidate, Entry, Facts, Known, Meaning, Order
from sync.facts import Item as ItemFact
from sync.lines import LineKey, LineOp, Place
from sync.operations import BIN_KINDS, Operation, decode
from sync.reconcile import touched

ZERO = Decimal(0)


def load(session: Session, candidates: Sequence[Candidate], now: datetime) -> Facts:
    """The facts for `candidates`. Locks the orders they name: two people's batches are decided one after the other."""
    ops = [candidate.op for candidate in candidates]
    known = _known(session, {id for op in ops for id in (*op.dep, op.of) if id})
    rulings = [candidate.ruling for candidate in candidates]
    docs = {op.doc for op in ops} | {one.doc or "" for one in rulings} | {one.doc for one in known.values()}
    codes = _codes(session, {plain(op.raw) for op in ops if op.raw}, now)
    read = {(one.ruling.doc or one.op.doc, one.op.raw or one.op.item) for one in candidates}
    mapped = _mapped(session, {(doc, raw) for doc, raw in read if doc and raw})
    named = {op.item for op in ops} | {one.item or "" for one in rulings}
    named |= {one.item for meanings in codes.values() for one in meanings} | {
        one.item for one in mapped.values()
    }
    named |= {one.key.item for one in known.values() if one.key}
    found = items.items_by_no(session, named - {""})
    units = items.owned(session, ItemUnit, found)
    facts = Facts(
        people=_people(session, {op.actor for op in ops}),
        devices=_devices(session, {candidate.place.device for candidate in candidates}),
        unlocks=_unlocks(session, {op.unlock for op in ops}),
        orders=_orders(session, docs - {""}),
        locations=_locations(session, {op.loc for op in ops}),
        bins=_bins(session, {(op.loc, op.bin) for op in ops} | _ruled_bins(candidates)),
        items=_items(found.values(), units),
        units={(unit.item_no, unit.code): unit.qty_per for unit in units},
        variants=frozenset((one.item_no, one.code) for one in items.owned(session, ItemVariant, found)),
        codes=codes,
        mapped=mapped,
        known=known,
    )
    spots, bins = touched(candidates, facts)
    _load_entries(session, facts, spots, bins, {op.op for op in ops})
    facts.manifests = _manifests(session, [one.op for one in candidates if one.op.kind == "count.area_done"])
    return facts


def actor_id(actor: str) -> int | None:
    """The person's id in `u_<id>`."""
    number = actor.removeprefix("u_")
    return (
        int(number)
        if number != actor and number.isascii() and number.isdigit() and len(number) < 10
        else None
    )


def _people(session: Session, actors: Collection[str]) -> dict[str, frozenset[str]]:
    ids = {number for actor in actors if (number := actor_id(actor)) is not None}
    return {
        person.wire_id: person.location_codes
        if can(person.role, "scan", is_disabled=person.is_disabled)
        else frozenset()
        for person in session.scalars(select(Person).where(Person.id.in_(ids)))
    }


def _devices(session: Session, ids: Collection[str]) -> dict[str, frozenset[str]]:
    return {row.id: row.location_codes for row in session.scalars(select(Device).where(Device.id.in_(ids)))}


def _unlocks(session: Session, ids: Collection[str]) -> frozenset[tuple[str, str, str]]:
    rows = session.scalars(select(Unlock).where(Unlock.id.in_(ids)))
    return frozenset((row.device_id, row.id, f"u_{row.person_id}") for row in rows)


def _orders(session: Session, numbers: Collection[str]) -> dict[str, Order]:
    # Locked in one order, before anything of theirs is read; they stay locked to the end of the transaction.
    order = PhysicalInventoryOrder
    session.execute(select(order.id).where(order.no.in_(numbers)).order_by(order.no).with_for_update())
    return {
        no: Order(
            state.location_code,
            state.status,
            state.mode,
            frozenset(f"u_{person}" for person in state.finished_person_ids),
        )
        for no, state in phone_recordings.order_states(session, numbers).items()
    }


def _locations(session: Session, codes: Collection[str]) -> dict[str, bool]:
    rows = session.execute(select(Location.code, Location.bin_mandatory).where(Location.code.in_(codes)))
    return dict(rows.all())


def _ruled_bins(candidates: Iterable[Candidate]) -> set[tuple[str, str]]:
    return {(one.op.loc, one.ruling.bin) for one in candidates if one.ruling.bin is not None}


def _bins(session: Session, named: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    statement = select(Bin.location_code, Bin.code).where(
        tuple_(Bin.location_code, Bin.code).in_([one for one in named if one[1]]), Bin.is_in_hand.is_(False)
    )
    return frozenset((loc, code) for loc, code in session.execute(statement))


def _items(found: Iterable[Item], units: Sequence[ItemUnit]) -> dict[str, ItemFact]:
    rounding = {(unit.item_no, unit.code): unit.rounding_precision for unit in units}
    return {
        item.no: ItemFact(item.type, item.base_unit, rounding.get((item.no, item.base_unit), ZERO))
        for item in found
    }


def _codes(session: Session, codes: Collection[str], now: datetime) -> dict[str, list[Meaning]]:
    """What scanned codes mean: references, then item numbers."""
    references = items.references_by_code(session, codes, now.date())
    meanings = {
        code: [Meaning(row.item_no, row.variant_code, row.unit_code) for row in rows]
        for code, rows in references.items()
    }
    for no in items.items_by_no(session, set(codes) - meanings.keys()):
        meanings[no] = [Meaning(no)]
    return meanings


def mapping_key(doc: str, raw: str) -> str:
    """The key of the UNKNOWN_BARCODE case of a code in an order."""
    return case_key((doc, raw))


def case_key(parts: Iterable[str]) -> str:
    """A case's key: short enough to be indexed, whatever was read."""
    return "|".join(parts)[:640]


def _mapped(session: Session, asked: Collection[tuple[str, str]]) -> dict[tuple[str, str], Meaning]:
    """What supervisors have decided codes to be in these orders; the newest decision wins."""
    keys = {mapping_key(doc, raw): (doc, raw) for doc, raw in asked}
    statement = (
        select(ReviewCase.key, ReviewCase.target)
        .where(
            ReviewCase.code == outcomes.UNKNOWN_BARCODE,
            ReviewCase.choice == "map",
            ReviewCase.key.in_(keys),
        )
        .order_by(ReviewCase.decided_at)
    )
    return {
        keys[key]: Meaning(target["item"], target.get("variant", ""), target.get("unit", ""))
        for key, target in session.execute(statement)
    }


def _known(session: Session, ids: Collection[str]) -> dict[str, Known]:
    rows = session.scalars(
        select(SyncOp).where(SyncOp.op_id.in_(ids), SyncOp.code != outcomes.OP_ID_REUSE).order_by(SyncOp.id)
    )
    found = {}
    for row in rows:
        key = log.line_key(row)
        reports = frozenset({row.kind}) & BIN_KINDS
        if row.kind == "op.retract" and key is None and row.spot_key:
            reports = BIN_KINDS
        place = (row.order_no, row.location_code, row.bin_code)
        found[row.op_id] = Known(row.state, row.actor, row.kind, *place, key, reports)
    return found


def _load_entries(
    session: Session,
    facts: Facts,
    spots: Collection[tuple[str, ...]],
    bins: Collection[BinKey],
    deciding: set[str],
) -> None:
    """Fills `facts.spots` and `facts.bins_said` with what was received before, those being decided left out."""
    spot_of = {log.short_key(spot): spot for spot in spots}
    bin_of = {log.area_key(*key): key for key in bins}
    by_spot: dict[tuple[str, ...], list[Entry]] = {}
    by_bin: dict[BinKey, list[BinEntry]] = {}
    for row, place in _entries(session, [*spot_of, *bin_of], deciding):
        if row.spot_key in spot_of:
            key = log.line_key(row)
            if key is not None:
                entry = Entry(place, _line_op(row, key), row.state)
                by_spot.setdefault(spot_of[row.spot_key], []).append(entry)
        elif row.state == outcomes.APPLIED:
            bin_key = bin_of[row.spot_key]
            by_bin.setdefault(bin_key, []).append(_bin_entry(row, place, bin_key))
    facts.spots, facts.bins_said = by_spot, by_bin


def _entries(session: Session, keys: Collection[str], deciding: set[str]) -> Iterable[tuple[Any, Place]]:
    statement = (
        select(
            *(getattr(SyncOp, name) for name in ENTRY_COLUMNS),
            Stream.device_id.label("place_device"),
            StreamSlot.stream_no,
            StreamSlot.seq,
        )
        .join(StreamSlot, StreamSlot.sync_op_id == SyncOp.id)
        .join(Stream, Stream.no == StreamSlot.stream_no)
        .where(
            SyncOp.spot_key.in_(keys),
            SyncOp.state.in_((outcomes.APPLIED, outcomes.REVIEW)),
            SyncOp.is_set_aside.is_(False),
        )
        .order_by(StreamSlot.stream_no, StreamSlot.seq)
    )
    newest = {row.id: row for row in session.execute(statement) if row.op_id not in deciding}
    return ((row, Place(row.place_device, row.stream_no, row.seq)) for row in newest.values())


ENTRY_COLUMNS = (
    "id",
    "op_id",
    "kind",
    "actor",
    "of_op",
    "state",
    "spot_key",
    "order_no",
    "location_code",
    "bin_code",
    "item_no",
    "variant_code",
    "lot_no",
    "serial_no",
    "package_no",
    "raw",
    "unit_code",
    "quantity",
    "quantity_base",
    "effective_at",
    "effective_lo",
    "effective_hi",
    "is_complete",
    "body",
)


def _line_op(row: Any, key: LineKey) -> LineOp:
    times = (log.to_ms(row.effective_lo), log.to_ms(row.effective_at), log.to_ms(row.effective_hi))
    measure = (row.quantity, row.unit_code, row.quantity_base)
    return LineOp(row.op_id, row.kind, key, *measure, *times, row.of_op, log.said_line(row.body))


def _bin_entry(row: Any, place: Place, key: BinKey) -> BinEntry:
    doc, actor, loc, bin_code = key
    read = decode(row.body) if row.kind in BIN_KINDS else None
    n, digest = (read.n, read.digest) if isinstance(read, Operation) else (0, "")
    line_op = _line_op(row, LineKey(doc, actor, loc, bin_code, "", "", "", "", ""))
    return BinEntry(place, line_op, n, digest, row.is_complete)


def _manifests(
    session: Session, done: Sequence[Operation]
) -> dict[tuple[str, BinKey], list[tuple[Place, str]]]:
    """Every operation received for the bins that these call done, by phone."""
    keys = {log.area_key(op.doc, op.actor, op.loc, op.bin): (op.doc, op.actor, op.loc, op.bin) for op in done}
    statement = (
        select(SyncOp.area_key, SyncOp.op_id, Stream.device_id, StreamSlot.stream_no, StreamSlot.seq)
        .join(StreamSlot, StreamSlot.sync_op_id == SyncOp.id)
        .join(Stream, Stream.no == StreamSlot.stream_no)
        .where(SyncOp.area_key.in_(keys), SyncOp.area_key != "", SyncOp.code != outcomes.OP_ID_REUSE)
        .order_by(StreamSlot.stream_no, StreamSlot.seq)
    )
    newest: dict[tuple[str, BinKey], dict[str, Place]] = {}
    for area, op_id, device, stream_no, seq in session.execute(statement) if keys else ():
        newest.setdefault((device, keys[area]), {})[op_id] = Place(device, stream_no, seq)
    return {key: [(place, op) for op, place in ops.items()] for key, ops in newest.items()}
