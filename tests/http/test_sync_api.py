"""The phones' API: guards, enrolment, sign-in, malformed requests, and what a phone is given to hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scanapp.db import transaction
from scanapp.people.devices import device as get_device
from scanapp.people.devices import revoke_device
from scanapp.people.models import Enrolment, Shift
from sync.device import Device
from tests.sync.floor import BELL, PASSWORD, Floor, error, push

API = "/api/v1"
OURS = {"X-Scanapp": "1", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}


def stranger(floor: Floor) -> Device:
    return Device(floor.wire, lambda: 0, floor.new_id)


# Becoming a device


def test_an_enrolled_phone_gets_a_cookie_that_scripts_cannot_read(floor: Floor) -> None:
    phone = stranger(floor)
    answer = phone.enrol(floor.code(), "  Kim's\nphone ")
    body = answer.json()
    assert answer.status == 201 and body is not None
    assert set(body) == {"device", "site", "server_time"}
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=34560000"))
    with transaction(floor.engine, write=False) as session:
        row = get_device(session, body["device"])
        assert (row.name, row.location_codes) == ("Kim's phone", {"BLUE"})
        assert row.token_hash not in cookie


@pytest.mark.parametrize("spoil", [str.lower, lambda c: f" {c[:5]}-{c[5:]} "])
def test_a_code_may_be_typed_with_dashes_and_in_any_case(floor: Floor, spoil: Callable[[str], str]) -> None:
    assert stranger(floor).enrol(spoil(floor.code()), "x").status == 201


def test_a_code_works_once_and_for_ten_minutes(floor: Floor) -> None:
    used, old = floor.code(), floor.code()
    assert stranger(floor).enrol(used, "x").status == 201
    with transaction(floor.engine) as session:
        session.execute(
            update(Enrolment).where(Enrolment.used_at.is_(None)).values(expires_at=datetime.now(UTC))
        )
    for code in (used, old, "WRONG", "", "æ" * 500, "\0"):
        assert error(stranger(floor).enrol(code, "x"))[1] in ("CODE_REFUSED", "TOO_MANY_ATTEMPTS")


def test_an_address_has_five_tries_a_minute(floor: Floor) -> None:
    phone = stranger(floor)
    answers = [phone.enrol("WRONG", "x") for _ in range(6)]
    assert [error(answer) for answer in answers] == [(403, "CODE_REFUSED")] * 5 + [(429, "TOO_MANY_ATTEMPTS")]
    assert answers[-1].headers["retry-after"] == "60"
    assert phone.enrol(floor.code(), "x").status == 429


# Signing in


def test_a_person_signs_in_and_out_on_a_phone(floor: Floor) -> None:
    phone = stranger(floor)
    phone.enrol(floor.code(), "x")
    assert error(phone.call("GET", f"{API}/sync/snapshot")) == (401, "NOBODY_SIGNED_IN")
    body = phone.sign_in("KIM", PASSWORD).json()
    assert body is not None and body["unlock"].startswith("ul_")
    assert body["person"] == {"id": phone.actor, "name": "Kim", "language": "en", "role": "counter"}
    assert body["locations"] == ["BLUE"]
    assert phone.call("GET", f"{API}/sync/snapshot").status == 200
    assert phone.call("POST", f"{API}/floor/sign-out", {"proto": 1}).status == 200
    assert error(phone.call("GET", f"{API}/sync/snapshot")) == (401, "NOBODY_SIGNED_IN")


def test_a_wrong_sign_in_is_refused_and_counted(floor: Floor) -> None:
    phone = stranger(floor)
    phone.enrol(floor.code(), "x")
    answers = [error(phone.sign_in(login, "wrong")) for login in ("kim",) * 6]
    assert answers[0] == (401, "SIGN_IN_REFUSED")
    assert answers[-1] == (429, "TOO_MANY_ATTEMPTS")
    assert error(phone.sign_in("kim", PASSWORD))[0] == 429


def test_a_phone_that_is_no_device_gets_nothing(floor: Floor) -> None:
    phone = stranger(floor)
    phone.cookie = "device=made-up"
    for method, path in (
        ("POST", "sync/hello"),
        ("POST", "sync/push"),
        ("GET", "sync/pull"),
        ("GET", "sync/snapshot"),
    ):
        body = {} if method == "POST" else None
        assert error(phone.call(method, f"{API}/{path}", body)) == (401, "DEVICE_UNKNOWN")


def test_a_revoked_phone_gets_nothing_from_the_next_request_on(floor: Floor) -> None:
    kim = floor.phone()
    with transaction(floor.engine) as session:
        revoke_device(session, get_device(session, kim.device), at=floor.now())
    floor.scan(kim)
    assert push(kim)[0] == 403
    assert error(kim.call("GET", f"{API}/sync/snapshot")) == (403, "DEVICE_REVOKED")
    assert floor.counted() == {}
    assert len(kim.outbox.records) == 1


# Guards


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Scanapp": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": None}, 403),
        ({"Sec-Fetch-Site": None, "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": None, "Origin": "http://evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_only_our_own_pages_get_in(floor: Floor, headers: dict[str, str | None], status: int) -> None:
    kim = floor.phone()
    sent = {**OURS, "Cookie": kim.cookie, **headers}
    body = json.dumps(kim.hello_body()).encode()
    answer = floor.wire.send(
        "POST", f"{API}/sync/hello", {k: v for k, v in sent.items() if v is not None}, body
    )
    assert answer.status == status


@pytest.mark.parametrize("path", ["sync/pull?cursor=x", "sync/snapshot", f"sync/chunk/{'0' * 64}"])
def test_reading_needs_the_headers_too(floor: Floor, path: str) -> None:
    kim = floor.phone()
    answer = floor.wire.send("GET", f"{API}/{path}", {"Cookie": kim.cookie}, b"")
    assert error(answer) == (403, "NOT_FROM_HERE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "GET"])
def test_other_methods_are_refused(floor: Floor, method: str) -> None:
    kim = floor.phone()
    assert kim.call(method, f"{API}/sync/push").status == 405


# Malformed requests

GOOD = {
    "proto": 1,
    "device": "d",
    "stream": "0193a4ff-02aa-7b11-8a40-9d2e6f0b1c22",
    "created_seq": 1,
    "ops": [],
}
SLOT = {"seq": 1, "ph": "0" * 64, "b": "{}"}


MALFORMED = [
    (b"", 400),
    (b"{", 400),
    (b"null", 400),
    (b"[]", 400),
    (b"\xff\xfe{}", 400),
    (b'{"proto": 1, "device": "\xe6"}', 400),
    (b"[" * 100_000, 400),
    (b'{"a":' * 20_000, 400),
    (json.dumps(GOOD | {"proto": 2}).encode(), 400),
    (json.dumps(GOOD | {"stream": "x"}).encode(), 400),
    (json.dumps(GOOD | {"stream": "\u0000" * 36}).encode(), 400),
    (json.dumps(GOOD | {"created_seq": -1}).encode(), 400),
    (json.dumps(GOOD | {"created_seq": 10**30}).encode(), 400),
    (json.dumps(GOOD | {"created_seq": 1.5}).encode(), 400),
    (json.dumps(GOOD | {"ops": [SLOT, SLOT]}).encode(), 400),
    (json.dumps(GOOD | {"ops": [SLOT | {"seq": 0}]}).encode(), 400),
    (json.dumps(GOOD | {"ops": [SLOT | {"ph": "zz"}]}).encode(), 400),
    (json.dumps(GOOD | {"ops": [SLOT | {"b": 5}]}).encode(), 400),
    (json.dumps(GOOD | {"ops": [SLOT | {"op": "x"}]}).encode(), 400),
    (json.dumps(GOOD | {"clock": {"skew": "soon", "err": 0}}).encode(), 400),
    (b'{"proto":1,"device":"d","stream":"\\ud800","created_seq":1,"ops":[]}', 400),
    (json.dumps(GOOD | {"ops": [SLOT | {"seq": n} for n in range(1, 202)]}).encode(), 413),
    (json.dumps(GOOD | {"x": "y" * 262_144}).encode(), 413),
]


def test_a_malformed_push_is_refused_whole(floor: Floor) -> None:
    kim = floor.phone()
    before = floor.dump()
    for raw, status in MALFORMED:
        answer = floor.wire.send("POST", f"{API}/sync/push", {**OURS, "Cookie": kim.cookie}, raw)
        code = "BATCH_TOO_LARGE" if status == 413 else "REQUEST_UNREADABLE"
        assert error(answer) == (status, code), raw[:200]
    assert floor.dump() == before


def test_no_route_fails_on_bad_input(floor: Floor) -> None:
    kim = floor.phone()
    for path in ("enrol", "floor/sign-in", "floor/sign-out", "sync/hello", "sync/push"):
        for raw in (b"", b"[]", b"null", b"\xff", b'{"proto":"1"}', b'{"proto":{"login":5}}', b'"' * 999):
            answer = floor.wire.send("POST", f"{API}/{path}", {**OURS, "Cookie": kim.cookie}, raw)
            assert error(answer) == (400, "REQUEST_UNREADABLE"), (path, raw)


ID = "0193a5c2-7d1e-7c40-9f1a-5b1f0c3a9e01"


def body_of(**changes: Any) -> dict[str, Any]:
    return {
        "op": ID,
        "kind": "count.scan",
        "loc": "BLUE",
        "bin": "A-01-01",
        "at": {"wall": "2026-11-22T15:05:01.123Z"},
        **changes,
    }


UNREADABLE = [
    ("no json at all", "BODY_INVALID"),
    ("", "BODY_INVALID"),
    (json.dumps([1]), "BODY_INVALID"),
    (json.dumps(body_of(op="not-a-uuid", p={"item": BELL})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": 5})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": "1e9"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": "-1"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": "1000000000"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": "0.000001"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL, "qty": "١"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": "\0"})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL}, bin="B" * 21)), "BODY_INVALID"),
    (json.dumps(body_of(p={})), "BODY_INVALID"),
    (json.dumps(body_of(scan={"raw": "x" * 513})), "BODY_INVALID"),
    (json.dumps(body_of(scan={"raw": "æ" * 300})), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL}, pad="x" * 17_000)), "BODY_INVALID"),
    (json.dumps(body_of(p={"item": BELL}, deep=[[[[[[[[1]]]]]]]])), "BODY_INVALID"),
    (json.dumps(body_of(kind="op.retract")), "BODY_INVALID"),
    (json.dumps(body_of(kind="count.scan", schema=99, p={"item": BELL})), "SCHEMA_UNKNOWN"),
    (json.dumps(body_of(kind="pick.line", p={"item": BELL})), "SCHEMA_UNKNOWN"),
]


def test_a_body_that_cannot_be_read_is_quarantined_in_its_slot(floor: Floor) -> None:
    kim = floor.phone()
    good = floor.scan(kim)
    for body, _ in UNREADABLE:
        op = floor.new_id()
        kim.outbox.add(op, body.replace(ID, op).encode(), 0)
    after = floor.scan(kim)
    status, answer = push(kim)
    assert status == 200
    shown = [(r["st"], r.get("code")) for r in answer["results"]]
    wanted = [("quarantined", code) for _, code in UNREADABLE]
    assert shown == [("applied", None), *wanted, ("applied", None)]
    assert (answer["results"][0]["op"], answer["results"][-1]["op"]) == (good, after)
    assert (answer["received_upto"], answer["chain"]) == (len(UNREADABLE) + 2, kim.outbox.head)
    again = push(kim)[1]["results"]
    assert [{**r, "is_repeat": True} for r in answer["results"]] == again


def test_a_body_without_a_readable_id_still_gets_its_slot(floor: Floor) -> None:
    kim = floor.phone()
    kim.outbox.add(ID, b"rubbish", 0)
    floor.scan(kim)
    envelopes = kim.push_body(kim.outbox.records)["ops"]
    del envelopes[0]["op"]
    _, answer = push(kim, ops=envelopes)
    assert [r["st"] for r in answer["results"]] == ["quarantined", "applied"]
    assert (answer["received_upto"], answer["chain"]) == (2, kim.outbox.head)


def test_no_clock_breaks_a_scan(floor: Floor) -> None:
    kim = floor.phone()
    walls = ("", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-22T15:05:01")
    clocks = [{"wall": wall, "skew": skew, "err": skew} for wall in walls for skew in (None, 0, -1e15, 1e13)]
    ops = [floor.scan(kim, at=at) for at in clocks]
    assert kim.sync()
    assert {kim.outcomes[op]["st"] for op in ops} == {"applied"}


def test_a_hostile_barcode_is_a_question_like_any_other(floor: Floor) -> None:
    kim = floor.phone()
    hostile = (
        "<img src=x onerror=alert(1)>",
        "=cmd|' /C calc'!A0",
        "'; DROP TABLE item; --",
        "\u202e",
        "\x1d",
    )
    ops = [kim.make("count.scan", **floor.words(raw=raw)) for raw in hostile]
    assert kim.sync()
    assert [kim.outcomes[op]["code"] for op in ops] == ["UNKNOWN_BARCODE"] * len(hostile)


# Hello


def test_hello_says_where_the_server_is(floor: Floor) -> None:
    kim = floor.phone()
    floor.scan(kim)
    assert kim.sync()
    body = json.loads(kim.call("POST", f"{API}/sync/hello", kim.hello_body()).body)
    assert body["stream"] == kim.outbox.stream
    assert (body["received_upto"], body["chain"], body["have_beyond"]) == (1, kim.outbox.head, [])
    assert body["durable_upto"] == 0
    assert body["scope"]["locations"] == ["BLUE"]
    assert body["limits"] == {"batch_ops": 200, "batch_bytes": 262144}


def test_what_was_held_for_thirty_days_is_durable(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanapp.blueprints import sync as api

    kim = floor.phone()
    floor.scan(kim)
    assert kim.sync()
    monkeypatch.setattr(api, "now", lambda: datetime.now(UTC) + timedelta(days=20))
    floor.scan(kim)
    assert kim.sync()
    monkeypatch.setattr(api, "now", lambda: datetime.now(UTC) + timedelta(days=31))
    body = json.loads(kim.call("POST", f"{API}/sync/hello", kim.hello_body()).body)
    assert (body["received_upto"], body["durable_upto"]) == (2, 1)


def shifts(floor: Floor) -> list[bool]:
    with transaction(floor.engine, write=False) as session:
        return [row.ended_at is None for row in session.query(Shift).order_by(Shift.id)]


def test_a_contact_opens_a_shift_and_shift_end_closes_it(floor: Floor) -> None:
    kim = floor.phone()
    assert shifts(floor) == [True]
    op = kim.make("shift.end", location="BLUE")
    assert kim.sync()
    assert kim.outcomes[op]["st"] == "applied"
    assert shifts(floor) == [False]
    assert kim.sync()
    assert shifts(floor) == [False], "a repeated contact does not open another one"
    kim.call("POST", f"{API}/sync/hello", kim.hello_body() | {"shift": "open"})
    assert shifts(floor) == [False, True]
