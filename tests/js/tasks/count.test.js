import assert from "node:assert/strict";
import { test } from "node:test";
import * as count from "../../../scanapp/static/js/tasks/count.js";

const place = { order: "CO-1", location: "BLUE", bin: "A-01", lines: [], isReported: false, emptyOp: "" };
const read = (text, more = {}) => ({ text, raw: text, aim: "", sym: "EAN13", src: "camera", ...more });
const item = { no: "70001", description: "Bell", type: "Inventory", base_unit: "PCS", numbers: "" };
const found = (more = {}) => ({ kind: "item", item, variant: "", unit: "PCS", quantity: "1", lot: "", serial: "", package: "", missing: [], isBlocked: false, ...more });
const line = (key, more = {}) => ({ key: { doc: "CO-1", actor: "u_1", loc: "BLUE", bin: "A-01", item: "", variant: "", lot: "", serial: "", package: "", raw: "", ...key }, base: 100000n, isVoid: false, ops: ["op1"], ...more });

test("one read counts one of the scanned unit", () => {
  const step = count.afterRead(place, read("57"), found({ unit: "BOX" }));
  assert.equal(step.signal, "good");
  assert.deepEqual(step.drafts, [
    { kind: "count.scan", loc: "BLUE", bin: "A-01", doc: "CO-1", p: { item: "70001", uom: "BOX", qty: "1" }, scan: { raw: "57", sym: "EAN13", src: "camera" } },
  ]);
});

test("numbers and the count of a GS1 code go with it", () => {
  const [draft] = count.afterRead(place, read("01"), found({ variant: "RED", lot: "L1", quantity: "24" })).drafts;
  assert.deepEqual(draft.p, { item: "70001", variant: "RED", lot: "L1", uom: "PCS", qty: "24" });
});

test("an unknown code is kept with what was read", () => {
  const step = count.afterRead(place, read("4471"), { kind: "unknown" });
  assert.equal(step.signal, "unknown");
  assert.deepEqual(step.drafts[0].p, { qty: "1" });
  assert.equal(step.drafts[0].scan.raw, "4471");
});

test("a read of more than 512 bytes is refused before it is stored", () => {
  assert.equal(count.afterRead(place, read("x".repeat(512)), { kind: "unknown" }).do, "store");
  assert.deepEqual(count.afterRead(place, read("x".repeat(513)), { kind: "unknown" }), { do: "stop", reason: "READ_TOO_LONG" });
  assert.equal(count.afterRead(place, read("æ".repeat(257)), { kind: "unknown" }).do, "stop", "bytes, not letters");
});

test("what cannot be known is asked before anything is stored", () => {
  assert.equal(count.afterRead({ ...place, isReported: true }, read("57"), found()).question, "again");
  assert.equal(count.afterRead(place, read("57"), { kind: "ambiguous", choices: [] }).question, "choose");
  assert.equal(count.afterRead(place, read("57"), found({ missing: ["s"] })).letter, "s");
  assert.equal(count.afterRead(place, read("57"), { kind: "refused", item }).question, "not-stocked");
  assert.equal(count.afterRead(place, read("A-02"), { kind: "bin", bin: { code: "A-02" } }).question, "leave");
});

test("the bin in hand scanned again stores nothing", () => {
  assert.equal(count.afterRead(place, read("A-01"), { kind: "bin", bin: { code: "A-01" } }).do, "tell");
});

test("a serial number twice in a bin is the same thing (C10)", () => {
  const one = found({ serial: "S1", item: { ...item, numbers: "s" } });
  const there = { ...place, lines: [line({ item: "70001", serial: "S1" })] };
  assert.deepEqual(count.afterRead(there, read("S1"), one), { do: "tell", note: "Already counted: {what}", what: "S1", signal: "unexpected" });
  const gone = { ...place, lines: [line({ item: "70001", serial: "S1" }, { isVoid: true, base: 0n })] };
  assert.equal(count.afterRead(gone, read("S1"), one).do, "store", "taken back before");
});

test("a blocked item is counted, and told", () => {
  const step = count.afterRead(place, read("57"), found({ isBlocked: true }));
  assert.equal(step.do, "store");
  assert.equal(step.signal, "unexpected");
});

test("the pad sets the line, an unknown one by its code", () => {
  assert.deepEqual(count.setTo(place, line({ item: "70001", lot: "L1" }), "41", "PCS").drafts[0].p, { item: "70001", uom: "PCS", qty: "41", lot: "L1" });
  const [unknown] = count.setTo(place, line({ raw: "4471" }), "8", "").drafts;
  assert.deepEqual([unknown.kind, unknown.p, unknown.scan], ["count.set", { qty: "8" }, { raw: "4471" }]);
});

test("a recount clears every line that stands, and takes the empty bin back first", () => {
  const there = { ...place, emptyOp: "op9", lines: [line({ item: "70001" }), line({ raw: "4471" }), line({ item: "70002" }, { isVoid: true })] };
  assert.deepEqual(count.again(there, "recount").drafts.map(({ kind }) => kind), ["op.retract", "count.void", "count.void"]);
  assert.deepEqual(count.again(there, "add").drafts.map(({ kind, p }) => [kind, p.of]), [["op.retract", "op9"]]);
  assert.equal(count.again(there, "recount").drafts[2].scan.raw, "4471");
});

test("empty, done and undo say where", () => {
  for (const step of [count.empty(place), count.done(place, { n: 2, digest: "ab" }), count.undo(place, "op1")]) {
    const [draft] = step.drafts;
    assert.deepEqual([draft.doc, draft.loc, draft.bin], ["CO-1", "BLUE", "A-01"]);
  }
});
