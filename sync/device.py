"""The reference phone: what the outbox and its sender do, without a browser (settled 30).

Pure: bytes in and out over a transport that is given, as are its clock and its ids. Doctor, scenarios, simulator and
benchmarks use it. Its state is plain data: copy it to back a phone up, put it back to restore an old phone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sync import outcomes
from sync.clock import to_instant, to_ms
from sync.envelope import BATCH_BYTES, BATCH_OPS, MEDIA_TYPE, PROTO
from sync.operations import SCHEMA, flatten
from sync.reconcile import manifest_digest
from sync.streams import chain_after, chain_start

DAY_MS = 24 * 60 * 60 * 1000
DRIFT = 50e-6
API = "/api/v1"


class Offline(Exception):
    """The transport could not deliver the request, or no answer came back."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any] | None:
        """The body when it is ours: our media type and an object (H6)."""
        if self.headers.get("content-type", "").split(";")[0].strip() != MEDIA_TYPE:
            return None
        try:
            read = json.loads(self.body)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


class Transport(Protocol):
    """Delivers one request; raises `Offline` when there is no answer."""

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer: ...


@dataclass
class Record:
    """One operation in the outbox."""

    seq: int
    op: str
    body: bytes
    ph: str
    hash: str
    made_at: int
    state: str = "stored"
    outcome: dict[str, Any] | None = None


@dataclass
class Outbox:
    """What survives on the phone. `base_seq`, `base_hash` are those of the last operation that was deleted."""

    stream: str
    epoch: str = ""
    base_seq: int = 0
    base_hash: str = ""
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.base_hash = self.base_hash or chain_start(self.stream)

    @property
    def created_seq(self) -> int:
        """The highest seq ever made in this stream."""
        return self.base_seq + len(self.records)

    @property
    def head(self) -> str:
        """The chain after the newest operation."""
        return self.records[-1].hash if self.records else self.base_hash

    def chain_at(self, seq: int) -> str | None:
        """The chain after `seq`, or None when it is not known here."""
        if seq == self.base_seq:
            return self.base_hash
        index = seq - self.base_seq - 1
        return self.records[index].hash if 0 <= index < len(self.records) else None

    def add(self, op: str, body: bytes, made_at: int) -> Record:
        """Appends an operation and links it into the chain."""
        ph = self.head
        record = Record(self.created_seq + 1, op, body, ph, chain_after(ph, op, body), made_at)
        self.records.append(record)
        return record


@dataclass(frozen=True)
class Step:
    """What a phone does after an answer to hello."""

    do: str  # send | restamp | offline | stop
    start: int = 0
    rule: str = ""
    code: str = ""
    snapshot: bool = False
    delete_upto: int = 0


def after_hello(outbox: Outbox, answer: Answer) -> Step:
    """H1 to H7: where to send from, or why not (the same as `vectors/hello.json`)."""
    body = answer.json()
    if body is None:
        return Step("offline")
    if answer.status != 200:
        code = str(body.get("error", {}).get("code", ""))
        if code in (outcomes.STREAM_FOREIGN, outcomes.STREAM_FORK):
            return Step("restamp", rule="H2" if code == outcomes.STREAM_FOREIGN else "H3")
        return Step("stop", code=code) if answer.status in (401, 403) else Step("offline")
    if body.get("stream") != outbox.stream:
        return Step("offline")
    upto = int(body["received_upto"])
    snapshot = bool(outbox.epoch) and body["epoch"] != outbox.epoch
    if upto > outbox.created_seq:
        return Step("restamp", rule="H2", snapshot=snapshot)
    if upto < outbox.base_seq:
        return Step("restamp", rule="H7", snapshot=snapshot)
    if outbox.chain_at(upto) != body["chain"]:
        return Step("restamp", rule="H3", snapshot=snapshot)
    delete_upto = min(upto, int(body["durable_upto"]))
    return Step("send", start=upto + 1, snapshot=snapshot, delete_upto=delete_upto)


class Device:
    """A phone with one outbox. `now` gives its wall clock in ms, `new_id` a UUID as text."""

    def __init__(self, transport: Transport, now: Callable[[], int], new_id: Callable[[], str]) -> None:
        self.transport, self.now, self.new_id = transport, now, new_id
        self.device = self.cookie = self.actor = self.unlock = ""
        self.outbox = Outbox(new_id())
        self.clock: dict[str, Any] | None = None
        self.measured_at = 0
        self.outcomes: dict[str, dict[str, Any]] = {}

    # Getting to work

    def enrol(self, code: str, name: str) -> Answer:
        """Becomes a device with a one-time code."""
        asked = {"proto": PROTO, "code": code, "name": name, "public_key": None}
        answer = self.call("POST", f"{API}/enrol", asked)
        if answer.status == 201 and (body := answer.json()):
            self.device = body["device"]
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    def sign_in(self, login: str, password: str) -> Answer:
        """Signs a person in; operations name them until another one signs in."""
        asked = {"proto": PROTO, "login": login, "password": password}
        answer = self.call("POST", f"{API}/floor/sign-in", asked)
        if answer.status == 200 and (body := answer.json()):
            self.actor, self.unlock = body["person"]["id"], body["unlock"]
        return answer

    # Scanning

    def make(self, kind: str, **words: Any) -> str:
        """Stores an operation and gives its id. Words are a body's fields or those of scenarios (`order`, `item` …)."""
        wall, clock = self.now(), self.clock
        err = None if clock is None else clock["err"] + DRIFT * max(0, wall - self.measured_at)
        at = {"wall": iso(wall), "tz": "+00:00", "skew": clock and clock["skew"], "err": err}
        body = {
            "op": self.new_id(),
            "kind": kind,
            "schema": SCHEMA,
            "actor": self.actor,
            "unlock": self.unlock,
            "at": at,
            **flatten(words),
        }
        self.outbox.add(body["op"], json.dumps(body, ensure_ascii=False).encode(), wall)
        return str(body["op"])

    def bin_done(self, order: str, location: str, bin: str) -> str:
        """Says a bin is done, with the number and digest of the operations made for it."""
        ops = []
        for record in self.outbox.records:
            body = json.loads(record.body)
            place = (body.get("base", {}).get("doc"), body.get("loc"), body.get("bin"), body["actor"])
            if place == (order, location, bin, self.actor):
                ops.append(record.op)
        manifest = {"n": len(ops), "digest": manifest_digest(ops)}
        return self.make("count.area_done", order=order, location=location, bin=bin, p=manifest)

    # Sending

    def sync(self, batch_ops: int = BATCH_OPS) -> bool:
        """Hello, then push what the server has not; True when it has everything that was made."""
        try:
            for _ in range(3):
                step = self._hello()
                if step.do == "restamp":
                    self.restamp()
                    continue
                if step.do != "send":
                    return False
                self._delete(step.delete_upto)
                if self._push_from(step.start, batch_ops):
                    return True
        except Offline:
            return False
        return False

    def _hello(self) -> Step:
        sent_at = self.now()
        answer = self.call("POST", f"{API}/sync/hello", self.hello_body())
        came_at = self.now()
        step = after_hello(self.outbox, answer)
        if answer.status == 200 and (body := answer.json()):
            server = to_ms(body["server_time"]) or 0
            skew, err = server - (sent_at + came_at) / 2, (came_at - sent_at) / 2
            self.clock = {"skew": skew, "err": err, "at": iso(came_at)}
            self.measured_at = came_at
            self.outbox.epoch = body["epoch"]
        return step

    def hello_body(self) -> dict[str, Any]:
        """What this phone says of itself."""
        unsent = [record for record in self.outbox.records if record.state == "stored"]
        return {
            "proto": PROTO,
            "device": self.device,
            "stream": self.outbox.stream,
            "created_seq": self.outbox.created_seq,
            "head": self.outbox.head,
            "pending": len(unsent),
            "oldest_pending_at": iso(unsent[0].made_at) if unsent else None,
            "app": {"build": "reference", "op_schema": SCHEMA, "gen": ""},
            "clock": {"wall": iso(self.now())},
            "storage": {"persisted": True},
        }

    def _push_from(self, start: int, batch_ops: int) -> bool:
        # H1, and once more those whose answer was lost: a repeat only brings the receipt.
        records = [one for one in self.outbox.records if one.seq >= start or one.outcome is None]
        while records:
            batch = _fitting(records, batch_ops)
            answer = self.call("POST", f"{API}/sync/push", self.push_body(batch))
            body = answer.json()
            if answer.status == 200 and body is not None and body.get("stream") == self.outbox.stream:
                self._receipts(body)
                records = records[len(batch) :]
            elif answer.status in (400, 413) and len(batch) > 1:
                batch_ops = len(batch) // 2
            elif answer.status == 409 and body and body["error"]["code"] == outcomes.STREAM_FORK:
                self.restamp()
                return False
            else:
                return False
        return True

    def push_body(self, records: Sequence[Record]) -> dict[str, Any]:
        """A batch as it travels."""
        return {
            "proto": PROTO,
            "device": self.device,
            "stream": self.outbox.stream,
            "created_seq": self.outbox.created_seq,
            "clock": self.clock,
            "ops": [{"seq": one.seq, "ph": one.ph, "op": one.op, "b": one.body.decode()} for one in records],
            "sig": None,
        }

    def _receipts(self, body: dict[str, Any]) -> None:
        results = {result["op"]: result for result in body["results"]}
        self.outcomes |= results
        for record in self.outbox.records:
            if record.op in results:
                record.outcome = results[record.op]
                is_final = record.outcome["st"] in outcomes.FINAL
                record.state = "final" if is_final else "received"

    def restamp(self) -> None:
        """Opens a new stream and takes over every retained operation with the same id and bytes (H2, H3, H7)."""
        old, self.outbox = self.outbox, Outbox(self.new_id(), epoch=self.outbox.epoch)
        for record in old.records:
            self.outbox.add(record.op, record.body, record.made_at)

    def _delete(self, upto: int) -> None:
        """H5: lets go of what is durable, final and older than a day, from the front only."""
        box = self.outbox
        while box.records and box.records[0].seq <= upto:
            first = box.records[0]
            if first.state != "final" or self.now() - first.made_at <= DAY_MS:
                return
            box.base_seq, box.base_hash = first.seq, first.hash
            del box.records[0]

    # The wire

    def call(self, method: str, path: str, asked: dict[str, Any] | None = None) -> Answer:
        """One API request with the headers that guard it (settled 9)."""
        headers = {"X-Scanapp": "1", "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = b""
        if asked is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(asked, ensure_ascii=False).encode()
        return self.transport(method, path, headers, body)


def iso(ms: int) -> str:
    """Milliseconds since 1970 as the wire's instant."""
    return to_instant(ms).strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03d}Z"


def _fitting(records: Sequence[Record], most: int) -> Sequence[Record]:
    """The first records that fit into one batch."""
    size, count = 1024, 0
    for record in records[:most]:
        size += 2 * len(record.body) + 200
        if size > BATCH_BYTES and count:
            break
        count += 1
    return records[:count]
