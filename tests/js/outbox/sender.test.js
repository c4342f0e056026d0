// H1-H7, the status table, lost answers and captive portals against a scripted server (faults F1, F2, F7-F9, F16, F25).
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { freshPhone, scan, settings, store } from "../support/phone.js";
import { json, Server } from "../support/server.js";

const { append } = await import("../../../scanapp/static/js/outbox/append.js");
const { sync } = await import("../../../scanapp/static/js/outbox/sender.js");
const { status } = await import("../../../scanapp/static/js/outbox/status.js");

let server;
beforeEach(async () => {
  await freshPhone();
  server = new Server();
});

const made = async (n) => {
  const ops = [];
  for (let i = 0; i < n; i += 1) ops.push((await append(scan(i % 10))).op);
  return ops;
};
const everything = async () => (await store.retained()).map((op) => op.op);
const offline = () => new TypeError("network");

test("a first contact sends everything once and says so", async () => {
  const ops = await made(3);
  await status.refresh();
  assert.deepEqual([status.made, status.unsent, status.canHandIn], [3, 3, false]);
  assert.equal(await sync(), "idle");
  assert.deepEqual([...server.ops.keys()], ops);
  assert.deepEqual([status.made, status.unsent, status.canHandIn], [3, 0, true]);
  assert.equal(status.lastContactAt?.length, 24);
  assert.deepEqual((await store.retained()).map((op) => [op.state, op.outcome?.st]), [["final", "applied"], ["final", "applied"], ["final", "applied"]]);
});

test("every API call carries the header that no other site can send", async () => {
  await made(1);
  await sync();
  assert.ok(server.calls.length > 3);
  for (const call of server.calls) assert.equal(call.headers["X-Scanapp"], "1");
});

test("a push carries the clock that its hello measured", async () => {
  server.skewMs = 60_000;
  await made(1);
  await sync();
  const { clock, device, sig } = server.calls.find((call) => call.path.endsWith("push")).body;
  assert.ok(Math.abs(clock.skew - 60_000) < 500, `skew ${clock.skew}`);
  assert.ok(clock.err >= 0 && clock.err < 1000);
  assert.deepEqual([device, sig], ["d_1", null]);
  const { op } = await append(scan());
  const body = JSON.parse(new TextDecoder().decode((await store.retained()).find((one) => one.op === op).bytes));
  assert.equal(body.at.skew, clock.skew);
});

test("H1: a lost answer is no second delivery, and the outcome is learned later", async () => {
  await made(2);
  server.faults = [(call) => call.path.endsWith("push") && "lose the answer"];
  assert.equal(await sync(), "offline");
  assert.equal(status.unsent, 2);
  server.outcome = () => assert.fail("applied twice");
  assert.equal(await sync(), "idle");
  assert.equal(status.unsent, 0);
  assert.deepEqual((await store.retained()).map((op) => op.outcome), server.pushed.length && (await store.retained()).map((op, n) => ({ op: op.op, seq: n + 1, st: "applied", is_repeat: true })));
});

test("H1 after a restore: the server says less, so the phone rewinds and sends again", async () => {
  await made(2);
  await sync();
  const backup = server.backup();
  await made(2);
  await sync();
  server.restore(backup);
  assert.equal(await sync(), "idle");
  assert.equal(server.ops.size, 4);
  assert.equal(status.unsent, 0);
});

test("while a restored server has less, the phone says so", async () => {
  await made(2);
  await sync();
  const empty = { streams: new Map(), ops: new Map() };
  server.restore(empty);
  server.faults = [(call) => call.path.endsWith("push") && offline()];
  await sync();
  assert.deepEqual([status.unsent, status.canHandIn], [2, false]);
});

test("H2: a server that has more than this phone made: new stream, same ids", async () => {
  const ops = await made(2);
  await sync();
  const { stream } = await store.head();
  server.streams.get(stream).upto = 5;
  const later = await made(1);
  assert.equal(await sync(), "idle");
  const head = await store.head();
  assert.notEqual(head.stream, stream);
  assert.equal(head.seq, 3);
  assert.deepEqual(await everything(), [...ops, ...later]);
  assert.equal(server.streams.get(head.stream).upto, 3);
  assert.equal(server.ops.size, 3);
  assert.equal(status.unsent, 0);
});

test("H2: a stream that belongs to another phone is left", async () => {
  const ops = await made(2);
  const { stream } = await store.head();
  server.faults = [() => json({ error: { code: "STREAM_FOREIGN", message: "", id: "" } }, 409)];
  assert.equal(await sync(), "idle");
  assert.notEqual((await store.head()).stream, stream);
  assert.deepEqual([...server.ops.keys()], ops);
});

test("H3: another chain at the same place: new stream, same ids", async () => {
  const ops = await made(2);
  const { stream } = await store.head();
  server.streams.set(stream, { slots: new Map(), upto: 1, chain: "0".repeat(64) });
  assert.equal(await sync(), "idle");
  assert.notEqual((await store.head()).stream, stream);
  assert.deepEqual([...server.ops.keys()], ops);
});

test("H3 inside a batch: the server refuses the chain, the phone begins a new stream", async () => {
  await made(1);
  server.faults = [(call) => call.path.endsWith("push") && json({ error: { code: "STREAM_FORK" } }, 409)];
  assert.equal(await sync(), "idle");
  assert.equal(server.ops.size, 1);
});

test("H4: a new epoch takes the snapshot first and leaves the outbox alone", async () => {
  const ops = await made(2);
  await sync();
  server.restore(server.backup());
  await made(1);
  server.calls = [];
  assert.equal(await sync(), "idle");
  assert.deepEqual(server.paths(), ["hello", "snapshot", "chunk", "pull", "hello", "push", "pull"]);
  assert.deepEqual((await everything()).slice(0, 2), ops);
  assert.equal(server.ops.size, 3);
});

test("H4: a snapshot that fails does not keep operations from being delivered, and no cursor is believed", async () => {
  await made(1);
  await sync();
  server.restore(server.backup());
  await made(1);
  server.faults = [(call) => call.path.endsWith("snapshot") && json({ error: { code: "BUSY" } }, 503)];
  server.calls = [];
  assert.equal(await sync(), "idle");
  assert.deepEqual(server.paths(), ["hello", "snapshot", "hello", "push", "snapshot", "chunk", "pull"]);
  assert.equal(server.ops.size, 2);
});

test("H4 with nobody signed in: the cursor is not believed when somebody is", async () => {
  await sync();
  await settings.set("person", undefined);
  server.restore(server.backup());
  assert.equal(await sync(), "idle");
  await settings.set("person", { id: "u_1", unlock: "ul_2" });
  server.calls = [];
  assert.equal(await sync(), "idle");
  assert.deepEqual(server.paths(), ["hello", "snapshot", "chunk", "pull"]);
});

test("H5: only operations that are final, durable and a day old leave the phone", async (t) => {
  await made(3);
  server.durable = 2;
  await sync();
  assert.equal((await store.retained()).length, 3);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 25 * 3600 * 1000 });
  await sync();
  assert.deepEqual((await store.retained()).map((op) => op.seq), [3]);
  assert.equal((await store.base()).seq, 2);
  await made(1);
  assert.equal(await sync(), "idle");
  assert.equal((await store.head()).seq, 4);
});

test("H5: an operation in review stays until it is decided", async (t) => {
  server.outcome = (body, seq) => (seq === 1 ? { st: "review", code: "TWO_COUNTERS", case: "rv_1" } : { st: "applied" });
  server.durable = 9;
  const [first] = await made(2);
  await sync();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 25 * 3600 * 1000 });
  await sync();
  assert.equal((await store.retained()).length, 2);
  server.rows.outcome = { cols: ["op", "st", "code", "case"], rows: [] };
  server.v = 2;
  server.changes = [{ t: "put", e: "outcome", id: first, v: 2, d: [first, "rejected", "NOT_TAKEN", "rv_1"] }];
  await sync();
  assert.equal((await store.retained()).length, 0);
});

test("H7: a server restored below what the phone deleted: new stream with what is left", async (t) => {
  await made(3);
  server.durable = 2;
  await sync();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 25 * 3600 * 1000 });
  await sync();
  const { stream } = await store.head();
  server.restore({ streams: new Map(), ops: new Map() });
  server.durable = 0;
  const left = await everything();
  assert.equal(left.length, 1);
  assert.equal(await sync(), "idle");
  assert.notEqual((await store.head()).stream, stream);
  assert.deepEqual([...server.ops.keys()], left);
});

for (const [name, answer] of [
  ["a page of a captive portal", () => new Response("<h1>Welcome</h1>", { headers: { "Content-Type": "text/html" } })],
  ["JSON of a captive portal", () => new Response('{"login":true}', { headers: { "Content-Type": "application/json" } })],
  ["a portal that wants a password", () => new Response("<h1>Sign in</h1>", { status: 401, headers: { "Content-Type": "text/html" } })],
  ["a proxy that knows no such page", () => new Response("nginx", { status: 404, headers: { "Content-Type": "text/html" } })],
  ["a redirect", () => new TypeError("redirect")],
  ["our media type with another stream", () => json({ epoch: "e1", stream: "x", received_upto: 99, chain: "", results: [], durable_upto: 99 })],
  ["our media type, cut", () => new Response('{"epoch":', { headers: { "Content-Type": "application/vnd.scanapp+json" } })],
]) {
  for (const route of ["hello", "push"]) {
    test(`H6: ${name} to ${route} is offline, and nothing is lost`, async () => {
      const ops = await made(2);
      server.faults = [(call) => call.path.endsWith(route) && answer()];
      assert.equal(await sync(), "offline");
      assert.deepEqual(await everything(), ops);
      assert.equal(status.unsent, 2);
      assert.equal(await sync(), "idle");
      assert.equal(server.ops.size, 2);
    });
  }
}

for (const [code, phase] of [
  [400, "refused"], [401, "enrol"], [403, "foreign"], [404, "foreign"], [405, "foreign"], [409, "waiting"], [413, "refused"],
  [422, "waiting"], [426, "waiting"], [429, "waiting"], [500, "waiting"], [502, "waiting"], [503, "waiting"], [507, "waiting"],
]) {
  test(`${code} to a push keeps every operation (F8)`, async () => {
    const ops = await made(3);
    server.faults = Array.from({ length: 9 }, () => (call) => call.path.endsWith("push") && json({ error: { code: "X" } }, code));
    assert.equal(await sync(), phase);
    assert.deepEqual(await everything(), ops);
    assert.equal(status.unsent, 3);
    server.faults = [];
    assert.equal(await sync(), "idle");
    assert.equal(status.unsent, 0);
  });
}

test("a revoked phone keeps its operations", async () => {
  const ops = await made(1);
  server.faults = [() => json({ error: { code: "DEVICE_REVOKED" } }, 403)];
  assert.equal(await sync(), "revoked");
  assert.deepEqual(await everything(), ops);
});

test("a batch that is too large is halved until it fits", async () => {
  await made(9);
  server.faults = Array.from({ length: 2 }, () => (call) => call.path.endsWith("push") && json({ error: { code: "BATCH_TOO_LARGE" } }, 413));
  assert.equal(await sync(), "idle");
  assert.deepEqual(server.pushed.map((seqs) => seqs.length), [9, 5, 3, 3, 3]);
});

test("one operation that the server cannot take does not hold up the others", async () => {
  await made(4);
  const real = server.push.bind(server);
  server.push = (body) => (body.ops.some((op) => op.seq === 2) ? json({ error: { code: "REQUEST_UNREADABLE" } }, 400) : real(body));
  assert.equal(await sync(), "refused");
  assert.deepEqual([...server.streams.values()][0].slots.size, 3);
  assert.equal((await store.retained()).length, 4);
});

test("batches keep the server's limits of operations and bytes", async () => {
  await made(7);
  server.limits = { batch_ops: 3, batch_bytes: 262144 };
  await sync();
  assert.deepEqual(server.pushed, [[1, 2, 3], [4, 5, 6], [7]]);
  server.limits = { batch_ops: 200, batch_bytes: 2000 };
  await made(4);
  server.calls = [];
  await sync();
  assert.ok(server.pushed.length >= 2);
  for (const call of server.calls.filter((one) => one.path.endsWith("push"))) assert.ok(JSON.stringify(call.body).length <= 2000);
});

test("after a failure the timer waits, the button does not", async () => {
  await made(1);
  server.faults = [offline, offline];
  assert.equal(await sync("timer"), "offline");
  const calls = server.calls.length;
  assert.equal(await sync("timer"), "offline");
  assert.equal(server.calls.length, calls);
  assert.equal(await sync("button"), "offline");
  assert.equal(await sync("button"), "idle");
});

test("after the end of a shift has been received, no contact is made until a new shift begins", async () => {
  await made(1);
  await append({ kind: "shift.end", loc: "BLUE" });
  await status.refresh();
  assert.equal(status.shift, "ending");
  await assert.rejects(append(scan()), { reason: "SHIFT_ENDED" });
  assert.equal(await sync(), "idle");
  assert.equal(status.shift, "ended");
  assert.equal(status.canHandIn, true);
  const calls = server.calls.length;
  assert.equal(await sync("timer"), "ended");
  assert.equal(server.calls.length, calls);
  await assert.rejects(append(scan()), { reason: "SHIFT_ENDED" });
  server.faults = [offline];
  assert.equal(await sync("shift"), "offline");
  await assert.rejects(append(scan()), { reason: "SHIFT_ENDED" });
  assert.equal(await sync("shift"), "idle");
  assert.equal(status.shift, "open");
  assert.equal((await append(scan())).seq, 3);
});

test("two pages that deliver at once: each operation takes effect once", async () => {
  await made(30);
  server.limits = { batch_ops: 5, batch_bytes: 262144 };
  const { deliver } = await import("../../../scanapp/static/js/outbox/courier.js");
  await Promise.all([deliver(), deliver(), sync()]);
  assert.equal(server.ops.size, 30);
  assert.equal([...server.streams.values()][0].upto, 30);
  await status.refresh();
  assert.equal(status.unsent, 0);
});

test("what is made while a contact is running goes with the next one, at once", async () => {
  await made(1);
  let late;
  server.faults = [(call) => {
    if (!call.path.includes("/pull")) return null;
    late ??= append(scan(2)).then(() => sync("op"));
    return null;
  }];
  await sync();
  assert.equal(await late, "idle");
  assert.equal(server.ops.size, 2);
});

test("a shift that begins while a contact is running is not forgotten", async () => {
  await append({ kind: "shift.end", loc: "BLUE" });
  const [first, , second] = await Promise.all([sync("button"), sync("timer"), sync("shift"), sync("op")]);
  assert.deepEqual([first, second], ["idle", "idle"]);
  assert.equal(status.shift, "open");
  assert.deepEqual(server.calls.filter((call) => call.path.endsWith("hello")).map((call) => call.body.shift), [undefined, "open"]);
});

test("the phone that was never enrolled does not call", async () => {
  await settings.set("device", undefined);
  assert.equal(await sync(), "enrol");
  assert.equal(server.calls.length, 0);
});

test("nobody signed in: deliver, but no rows", async () => {
  await made(1);
  await settings.set("person", undefined);
  assert.equal(await sync(), "idle");
  assert.deepEqual(server.paths(), ["hello", "push"]);
});
