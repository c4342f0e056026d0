// What the two stores hold together after one of them lost something (settled 23, platform notes 1.4).
import assert from "node:assert/strict";
import { test } from "node:test";
import { line, readLines } from "../../../scanapp/static/js/outbox/journal.js";
import { envelope } from "../../../scanapp/static/js/outbox/protocol.js";
import { missing, repaired } from "../../../scanapp/static/js/outbox/repair.js";
import { chained, restamped } from "../../../scanapp/static/js/outbox/streams.js";

const STREAM = "0193a4ff-02aa-7b11-8a40-9d2e6f0b1c22";
const op = (n) => {
  const id = `0193a5c2-7d1e-7c40-9f1a-0000000000${String(n).padStart(2, "0")}`;
  return { seq: 0, op: id, enc: null, bytes: new TextEncoder().encode(JSON.stringify({ op: id, n: "æ" })), hash: "", state: "stored", outcome: null };
};
const ops = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => op(from + n));

/** A stream of n operations, and its journal lines. */
async function whole(n, stream = STREAM) {
  const made = await restamped(ops(1, n), stream);
  let before = made.base.hash;
  const envelopes = made.ops.map((one) => {
    const sent = envelope(stream, one, before);
    before = one.hash;
    return sent;
  });
  return { ...made, envelopes };
}

const idsOf = (list) => list.map((one) => one.op);

test("a journal file gives its lines back; a cut or damaged line is left out, the others stand", async () => {
  const { envelopes } = await whole(3);
  const text = envelopes.map(line).join("");
  assert.deepEqual(readLines(text), envelopes);
  assert.match(text, /^[0-9a-f]{8}\t\{"stream"/);
  for (let cut = 0; cut < text.length; cut += 7) {
    const kept = readLines(text.slice(0, cut));
    assert.deepEqual(kept, envelopes.slice(0, kept.length));
  }
  assert.equal(readLines(text.replace("æ", "ø")).length, 2);
  assert.deepEqual(readLines(`${text.slice(0, 100)}\n${text}`), envelopes);
});

test("nothing is missing when the database has everything", async () => {
  const { head, base, ops: all, envelopes } = await whole(5);
  assert.deepEqual(missing(head, base, all, envelopes), []);
});

test("a lost tail comes back into its place", async () => {
  const { head, base, ops: all, envelopes } = await whole(5);
  const short = { ...(await restamped(ops(1, 3), STREAM)) };
  const found = missing(short.head, base, short.ops, envelopes);
  const result = await repaired(short.head, base, short.ops, found);
  assert.deepEqual(result.head, head);
  assert.deepEqual(idsOf(result.ops), idsOf(all));
  assert.deepEqual(result.ops.map((one) => one.hash), all.map((one) => one.hash));
});

test("with the database lost, the whole stream comes back with its number and chain", async () => {
  const { head, base, ops: all, envelopes } = await whole(5);
  const result = await repaired(null, { seq: 0, hash: "" }, [], missing(null, { seq: 0, hash: "" }, [], envelopes));
  assert.deepEqual([result.head, result.base], [head, base]);
  assert.deepEqual(result.ops, all);
});

test("with the database lost and the oldest deleted before, the base is found again", async () => {
  const { head, ops: all, envelopes } = await whole(5);
  const result = await repaired(null, { seq: 0, hash: "" }, [], missing(null, { seq: 0, hash: "" }, [], envelopes.slice(2)));
  assert.deepEqual(result.head, head);
  assert.deepEqual(result.base, { seq: 2, hash: all[1].hash });
});

test("with the database lost and a hole in the journal: a new stream without a hole, same ids", async () => {
  const { envelopes } = await whole(5);
  envelopes.splice(2, 1);
  const result = await repaired(null, { seq: 0, hash: "" }, [], missing(null, { seq: 0, hash: "" }, [], envelopes));
  assert.notEqual(result.head.stream, STREAM);
  assert.deepEqual([result.head.seq, result.base.seq], [4, 0]);
  assert.deepEqual(idsOf(result.ops), idsOf([op(1), op(2), op(4), op(5)]));
});

test("two for one place: nothing is overwritten, the lost one goes to the end", async () => {
  const { envelopes } = await whole(5);
  const start = await restamped(ops(1, 3), STREAM);
  const other = await chained(start.head, ops(14, 15));
  const all = [...start.ops, ...other.ops];
  const result = await repaired(other.head, start.base, all, missing(other.head, start.base, all, envelopes));
  assert.equal(result.head.stream, STREAM);
  assert.deepEqual(idsOf(result.ops), idsOf([...ops(1, 3), ...ops(14, 15), ...ops(4, 5)]));
  assert.deepEqual(result.ops.map((one) => one.seq), [1, 2, 3, 4, 5, 6, 7]);
});

test("lines at or below the base were deleted on purpose", async () => {
  const { head, ops: all, envelopes } = await whole(5);
  assert.deepEqual(missing(head, { seq: 2, hash: all[1].hash }, all.slice(2), envelopes), []);
});

test("a file of the stream before a re-stamping brings back nothing that is here", async () => {
  const { envelopes } = await whole(3, "0193a4ff-02aa-7b11-8a40-9d2e6f0b1c00");
  const next = await restamped(ops(1, 3), STREAM);
  assert.deepEqual(missing(next.head, next.base, next.ops, envelopes), []);
  const more = missing(next.head, next.base, next.ops, [...envelopes, { ...envelopes[0], seq: 4, b: JSON.stringify({ op: op(9).op }) }]);
  assert.deepEqual(idsOf(more), [op(9).op]);
});
