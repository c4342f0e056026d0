// An operation is stored whole or not at all, and its number is never used twice (I-1, I-2, I-5, F27).
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { freshPhone, scan, settings, store } from "../support/phone.js";

const { append, NotStored } = await import("../../../scanapp/static/js/outbox/append.js");
const { chainAfter, chainStart } = await import("../../../scanapp/static/js/outbox/chain.js");
const { bodyOf } = await import("../../../scanapp/static/js/outbox/protocol.js");
const { lastOps, ownLines } = await import("../../../scanapp/static/js/outbox/work.js");

const real = { add: IDBObjectStore.prototype.add, put: IDBObjectStore.prototype.put };
beforeEach(() => freshPhone());
afterEach(() => Object.assign(IDBObjectStore.prototype, real));

/** The chain of what is stored fits, from 1 without a gap. */
async function assertWhole() {
  const head = await store.head();
  let hash = await chainStart(head.stream);
  const ops = await store.retained();
  for (const [n, op] of ops.entries()) {
    assert.equal(op.seq, n + 1);
    hash = await chainAfter(hash, op.op, op.bytes);
    assert.equal(op.hash, hash);
  }
  assert.deepEqual([head.seq, head.hash], [ops.length, hash]);
  return ops;
}

/** A generator that gives the same numbers every time. */
function* chances(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test("an operation carries who, when, what was seen, and nothing that does not apply", async () => {
  const { op, seq, twice } = await append(scan(1));
  assert.deepEqual([seq, twice], [1, false]); // no private file system here: stored once, and it says so
  const [record] = await store.retained();
  const body = bodyOf(record);
  assert.deepEqual(Object.keys(body), ["op", "kind", "schema", "actor", "unlock", "at", "base", "loc", "bin", "p", "scan"]);
  assert.deepEqual([body.op, body.actor, body.unlock, body.base], [op, "u_1", "ul_1", { doc: "CO-1" }]);
  assert.match(body.at.wall, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.match(body.at.tz, /^[+-]\d\d:\d\d$/);
  assert.deepEqual([record.enc, record.state, record.outcome], [null, "stored", null]);
});

test("many at once, as from two tabs: every number once, no gap", async () => {
  const made = await Promise.all(Array.from({ length: 40 }, (_, n) => append(scan(n % 10))));
  assert.deepEqual(made.map((one) => one.seq).sort((a, b) => a - b), Array.from({ length: 40 }, (_, n) => n + 1));
  assert.equal((await assertWhole()).length, 40);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`transactions that abort at random lose and double nothing (seed ${seed})`, async () => {
    const chance = chances(seed);
    for (const name of ["add", "put"]) {
      IDBObjectStore.prototype[name] = function (...args) {
        const request = real[name].apply(this, args);
        if (chance.next().value < 0.2) this.transaction.abort();
        return request;
      };
    }
    const confirmed = [];
    let refused = 0;
    for (let n = 0; n < 40; n += 1) {
      await append(scan(n % 10)).then(({ op }) => confirmed.push(op), (error) => {
        assert.ok(error instanceof NotStored);
        assert.equal(error.reason, "STORAGE");
        refused += 1;
      });
    }
    Object.assign(IDBObjectStore.prototype, real);
    assert.ok(refused > 0);
    assert.deepEqual((await assertWhole()).map((op) => op.op), confirmed);
  });
}

test("an error in the middle of the transaction leaves nothing behind", async () => {
  IDBObjectStore.prototype.put = function (value, key) {
    if (key === "head") throw new DOMException("cannot be cloned", "DataCloneError");
    return real.put.call(this, value, key);
  };
  await assert.rejects(append(scan()), { reason: "STORAGE" });
  Object.assign(IDBObjectStore.prototype, real);
  assert.equal((await assertWhole()).length, 0);
  assert.equal((await append(scan())).seq, 1);
});

test("a full disk: spare catalogue generations go, one more try, then it says so", async () => {
  const spare = indexedDB.open("scanapp-cat-0123456789ab");
  await new Promise((resolve) => (spare.onsuccess = resolve));
  spare.result.close();
  let tries = 0;
  IDBObjectStore.prototype.add = () => {
    tries += 1;
    throw new DOMException("full", "QuotaExceededError");
  };
  await assert.rejects(append(scan()), { name: "NotStored", reason: "STORAGE_FULL" });
  assert.equal(tries, 2);
  Object.assign(IDBObjectStore.prototype, real);
  assert.equal((await append(scan())).seq, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual((await indexedDB.databases()).filter(({ name }) => name.startsWith("scanapp-cat")), []);
});

test("a read of more than 512 bytes is refused before it is stored", async () => {
  const read = (raw) => append(scan(1, { scan: { raw } }));
  await assert.rejects(read("x".repeat(5000)), { reason: "READ_TOO_LONG" });
  await assert.rejects(read("æ".repeat(257)), { reason: "READ_TOO_LONG" });
  await read("<script>alert(1)</script>=1+1");
  await read("æ".repeat(256));
  assert.equal((await store.retained()).length, 2);
});

test("an operation of more than 16 KiB is refused", async () => {
  await assert.rejects(append(scan(1, { p: { item: "7", reason: "x".repeat(17000) } })), { reason: "BODY_TOO_LONG" });
});

test("nobody signed in: nothing is stored", async () => {
  await settings.set("person", undefined);
  await assert.rejects(append(scan()), { reason: "SIGNED_OUT" });
  assert.equal((await store.retained()).length, 0);
});

test("own lines add, set, take back and void as the shared fold says", async () => {
  await append(scan(1));
  const { op } = await append(scan(1));
  await append(scan(2));
  await append(scan(2, { kind: "count.set", p: { item: "70002", uom: "PCS", qty: "12,5".replace(",", ".") } }));
  await append({ kind: "op.retract", loc: "BLUE", bin: "A-01", doc: "CO-1", p: { of: op } });
  const lines = await ownLines("CO-1", "A-01", "u_1");
  assert.deepEqual(lines.map((line) => [line.key.item, line.base]), [["70001", 100000n], ["70002", 1250000n]]);
  assert.deepEqual(await ownLines("CO-1", "A-02"), []);
  assert.deepEqual((await lastOps(2)).map((body) => body.kind), ["count.set", "count.scan"]);
  assert.ok(!(await lastOps(9)).some((body) => body.op === op));
});
