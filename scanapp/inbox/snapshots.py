"""What a phone loads: a manifest of chunks per scope and entity, each chunk, and the changes since (sync-protocol 6)."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanapp import feed
from scanapp.feed import Change
from scanapp.inbox.errors import ChunkUnknown, CursorGone, NobodySignedIn
from scanapp.inventory.counting import queries as counting
from scanapp.inventory.items import queries as items
from scanapp.inventory.locations import queries as locations
from scanapp.people import devices
from scanapp.people.models import Device
from sync.cursor import Cursor, scope_hash, unseal
from sync.envelope import PROTO

PAGE_ROWS = 2000
PAGE_BYTES = 512 * 1024
OUTCOME = {"outcome": ["op", "st", "code", "case"]}

Rows = Callable[[Session, str, str], Iterable[tuple[str, list[Any]]]]


def entities() -> dict[str, tuple[list[str], Rows]]:
    """{entity: (columns, its rows in a scope)}, from the nouns that own them."""
    return {
        entity: (list(columns), noun.catalogue_rows)
        for noun in (items, locations, counting)
        for entity, columns in noun.COLUMNS.items()
    }


@dataclass(frozen=True)
class Scope:
    """What one phone with one person may hold: its places, the feed's scope keys, and a hash that names both."""

    locations: tuple[str, ...]
    keys: tuple[str, ...]
    hash: str


def scope_of(session: Session, device: Device) -> Scope:
    """The scope of a phone; NOBODY_SIGNED_IN without a person who may scan (settled 20)."""
    person = devices.signed_in(session, device)
    if person is None:
        raise NobodySignedIn()
    places = devices.scope(device, person)
    keys = ("all", *(f"loc:{code}" for code in places), f"dev:{device.id}", f"person:{person.id}")
    return Scope(tuple(places), keys, scope_hash(device.id, person.wire_id, places))


@dataclass(frozen=True)
class Chunk:
    """All rows of one entity in one scope, as NDJSON; `hash` is over these bytes."""

    entity: str
    key: str
    rows: int
    body: bytes

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the uncompressed bytes, hex."""
        return sha256(self.body).hexdigest()


def chunks(session: Session, scope: Scope) -> Iterator[Chunk]:
    """Every chunk of a scope that has rows."""
    for key in scope.keys:
        for entity, (columns, rows_of) in entities().items():
            rows = [row for _, row in rows_of(session, entity, key)]
            if rows:
                head = {"t": "cols", "e": entity, "cols": columns}
                yield Chunk(entity, key, len(rows), b"".join(map(line, [head, *rows])))


def snapshot(session: Session, device: Device) -> dict[str, Any]:
    """The manifest of what the phone is to hold, and the cursor to go on from."""
    scope = scope_of(session, device)
    counter = feed.current(session)  # before the rows: what changes meanwhile comes again with the first pull
    listed = []
    for one in chunks(session, scope):
        _keep(counter.epoch, one)
        listed.append(
            {"hash": one.hash, "key": one.key, "e": one.entity, "rows": one.rows, "bytes": len(one.body)}
        )
    gen = sha256("\n".join(str(one["hash"]) for one in listed).encode()).hexdigest()[:12]
    cursor = Cursor(counter.epoch, counter.v, scope.hash, gen)
    return {
        "proto": PROTO,
        "epoch": counter.epoch,
        "v": counter.v,
        "gen": gen,
        "scope": {"hash": scope.hash, "locations": list(scope.locations)},
        "cursor": cursor.seal(_key(counter)),
        "chunks": listed,
    }


def chunk(session: Session, device: Device, hash: str) -> Chunk:
    """The chunk of this hash within the phone's own scope; a hash alone opens nothing (CHUNK_UNKNOWN)."""
    scope = scope_of(session, device)
    kept = _kept.get((feed.current(session).epoch, hash))
    if kept is not None and kept.key in scope.keys:
        return kept
    for one in chunks(session, scope):
        if one.hash == hash:
            return one
    raise ChunkUnknown()


# The chunks of recent manifests: a phone loads them in the seconds after, whatever has changed meanwhile.
_kept: OrderedDict[tuple[str, str], Chunk] = OrderedDict()
KEPT_CHUNKS = 64


def _keep(epoch: str, one: Chunk) -> None:
    _kept[epoch, one.hash] = one
    _kept.move_to_end((epoch, one.hash))
    while len(_kept) > KEPT_CHUNKS:
        _kept.popitem(last=False)


def pull(session: Session, device: Device, cursor: str) -> bytes:
    """One page of changes after `cursor` as NDJSON; CURSOR_GONE for one that is foreign, edited or of another scope."""
    scope = scope_of(session, device)
    counter = feed.current(session)
    since = unseal(cursor, _key(counter))
    if since is None or since.epoch != counter.epoch or since.scope != scope.hash or since.v > counter.v:
        raise CursorGone()
    changes, is_more = _page(session, since.v, counter.v, scope.keys)
    upto = changes[-1].v if is_more else counter.v
    columns = {entity: cols for entity, (cols, _) in entities().items()} | OUTCOME
    begin = {
        "t": "begin",
        "epoch": counter.epoch,
        "from": since.v,
        "to": upto,
        "scope": scope.hash,
        "cols": columns,
    }
    body = b"".join([line(begin), *(_change(one) for one in changes)])
    end = {
        "t": "end",
        "cursor": Cursor(counter.epoch, upto, scope.hash, since.gen).seal(_key(counter)),
        "n": len(changes),
        "more": is_more,
        "sum": f"crc32:{crc32(body):08x}",
    }
    return body + line(end)


def _page(session: Session, since: int, upto: int, keys: Sequence[str]) -> tuple[list[Change], bool]:
    """The next changes, few enough for one page, and whether there are more."""
    statement = (
        select(Change)
        .where(Change.scope.in_(keys), Change.v > since, Change.v <= upto)
        .order_by(Change.v)
        .limit(PAGE_ROWS + 1)
    )
    found: list[Change] = []
    size = 0
    for one in session.scalars(statement):
        size += len(one.body.encode()) + 100
        if len(found) == PAGE_ROWS or (found and size > PAGE_BYTES):
            return found, True
        found.append(one)
    return found, False


def _change(one: Change) -> bytes:
    head = {"t": one.kind, "e": one.entity, "id": one.key, "v": one.v}
    return line(head if one.kind == "del" else {**head, "d": json.loads(one.body)})


def line(value: Any) -> bytes:
    """One line of NDJSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _key(counter: feed.Counter) -> bytes:
    return bytes.fromhex(counter.secret)
