"""What a phone is given to hold: snapshot, chunks, pulls, within its scope (sync-protocol §6)."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256
from typing import Any
from zlib import crc32

import pytest

from scanapp.db import transaction
from scanapp.inventory.items.actions import add_reference
from scanapp.inventory.locations.actions import create_bin_range
from scanapp.people.actions import require_person, set_locations
from sync.device import Device
from tests.sync.floor import BELL, Floor, error

API = "/api/v1"


# What a phone holds


def held(kim: Device) -> tuple[dict[str, dict[str, Any]], str]:
    """A phone's catalogue after a snapshot: {entity: {key: row}}, and the cursor."""
    manifest = json.loads(kim.call("GET", f"{API}/sync/snapshot").body)
    rows: dict[str, dict[str, Any]] = {}
    hashes = []
    for chunk in manifest["chunks"]:
        body = kim.call("GET", f"{API}/sync/chunk/{chunk['hash']}").body
        head, *lines = [json.loads(line) for line in body.splitlines()]
        assert (sha256(body).hexdigest(), len(body), len(lines)) == (
            chunk["hash"],
            chunk["bytes"],
            chunk["rows"],
        )
        assert (head["t"], head["e"]) == ("cols", chunk["e"])
        rows.setdefault(chunk["e"], {}).update(
            {json.dumps(line): dict(zip(head["cols"], line, strict=True)) for line in lines}
        )
        hashes.append(chunk["hash"])
    assert manifest["gen"] == sha256("\n".join(hashes).encode()).hexdigest()[:12]
    return rows, manifest["cursor"]


def pulled(kim: Device, cursor: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    answer = kim.call("GET", f"{API}/sync/pull?cursor={cursor}")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    *_, last = answer.body.splitlines(keepends=True)
    begin, *rows, end = [json.loads(line) for line in answer.body.splitlines()]
    assert (begin["t"], end["t"], end["n"]) == ("begin", "end", len(rows))
    assert end["sum"] == f"crc32:{crc32(answer.body[: -len(last)]):08x}"
    return rows, end


def test_a_snapshot_holds_the_places_and_goods_and_no_quantities(floor: Floor) -> None:
    kim = floor.phone()
    rows, _ = held(kim)
    assert set(rows) == {"item", "unit", "variant", "reference", "location", "bin", "order", "order_bin"}
    assert [row["code"] for row in rows["location"].values()] == ["BLUE"]
    assert len(rows["bin"]) == len(rows["order_bin"]) == 5
    columns = {name for found in rows.values() for row in found.values() for name in row}
    assert not [name for name in columns if "expected" in name or "cost" in name or "price" in name]


def test_a_pull_brings_what_changed_since(floor: Floor) -> None:
    kim = floor.phone()
    _, cursor = held(kim)
    assert pulled(kim, cursor)[0] == []
    with transaction(floor.engine) as session:
        add_reference(session, BELL, "new code")
        create_bin_range(session, "BLUE", "A-02-01", "A-02-02")
    rows, end = pulled(kim, cursor)
    assert {(row["t"], row["e"]) for row in rows} >= {("put", "reference"), ("put", "bin")}
    assert [row["v"] for row in rows] == sorted({row["v"] for row in rows})
    assert pulled(kim, end["cursor"])[0] == []


def test_a_pull_comes_in_pages(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanapp.inbox import snapshots

    monkeypatch.setattr(snapshots, "PAGE_ROWS", 3)
    kim = floor.phone()
    _, cursor = held(kim)
    with transaction(floor.engine) as session:
        create_bin_range(session, "BLUE", "B-01-01", "B-01-07")
    seen: list[str] = []
    more = True
    while more:
        rows, end = pulled(kim, cursor)
        seen += [row["id"] for row in rows]
        cursor, more = end["cursor"], end["more"]
        assert len(rows) <= 3
    assert seen == [f"BLUE|B-01-0{n}" for n in range(1, 8)]


def test_a_cursor_that_is_not_ours_is_gone(floor: Floor) -> None:
    kim, mia = floor.phone(), floor.phone("mia")
    _, cursor = held(kim)
    spoiled = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    for one in (spoiled, "", "x", "é", "A" * 5000, held(mia)[1]):
        assert error(kim.call("GET", f"{API}/sync/pull?cursor={one}")) == (410, "CURSOR_GONE")
    with transaction(floor.engine) as session:
        set_locations(require_person(session, "kim"), ["BLUE", "GREEN"])
    assert pulled(kim, cursor)[0] == [], "GREEN is not the device's: the scope stayed as it was"
    with transaction(floor.engine) as session:
        set_locations(require_person(session, "kim"), [])
    assert error(kim.call("GET", f"{API}/sync/pull?cursor={cursor}")) == (410, "CURSOR_GONE")


def test_a_chunk_is_given_within_the_own_scope_only(floor: Floor) -> None:
    kim = floor.phone()
    chunks = json.loads(kim.call("GET", f"{API}/sync/snapshot").body)["chunks"]
    blue = next(chunk["hash"] for chunk in chunks if chunk["key"] == "loc:BLUE")
    with transaction(floor.engine) as session:
        set_locations(require_person(session, "kim"), [])
    assert error(kim.call("GET", f"{API}/sync/chunk/{blue}")) == (404, "CHUNK_UNKNOWN")
    assert error(kim.call("GET", f"{API}/sync/chunk/{'0' * 64}")) == (404, "CHUNK_UNKNOWN")


def test_a_chunk_stays_what_the_manifest_said_while_things_change(floor: Floor) -> None:
    kim = floor.phone()
    chunks = json.loads(kim.call("GET", f"{API}/sync/snapshot").body)["chunks"]
    bins = next(chunk for chunk in chunks if chunk["e"] == "bin")
    with transaction(floor.engine) as session:
        create_bin_range(session, "BLUE", "C-01-01", "C-01-01")
    body = kim.call("GET", f"{API}/sync/chunk/{bins['hash']}").body
    assert sha256(body).hexdigest() == bins["hash"]


def test_large_answers_are_compressed_when_asked(floor: Floor) -> None:
    kim = floor.phone()
    headers = {"X-Scanapp": "1", "Sec-Fetch-Site": "same-origin", "Cookie": kim.cookie}
    plain = floor.wire.send("GET", f"{API}/sync/snapshot", headers, b"")
    small = floor.wire.send("GET", f"{API}/sync/snapshot", headers | {"Accept-Encoding": "gzip, br"}, b"")
    assert small.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(small.body))["gen"] == json.loads(plain.body)["gen"]
    assert plain.headers["cache-control"] == small.headers["cache-control"] == "no-store"
