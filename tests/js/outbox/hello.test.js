// sync/vectors/hello.json through the real courier: what it does after each answer (H1-H7).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { freshPhone, store } from "../support/phone.js";

const { deliver } = await import("../../../scanapp/static/js/outbox/courier.js");
const { forgettable } = await import("../../../scanapp/static/js/outbox/protocol.js");

const vectors = JSON.parse(readFileSync(new URL("../../../sync/vectors/hello.json", import.meta.url), "utf8"));
const DAY = 24 * 3600 * 1000;

async function phone({ stream, epoch, base, hashes }, state) {
  const head = await freshPhone();
  const ops = hashes.map((hash, n) => {
    const op = `0193a5c2-7d1e-7c40-9f1a-00000000000${n}`;
    const bytes = new TextEncoder().encode(JSON.stringify({ op, at: { wall: "2026-01-01T00:00:00.000Z" } }));
    return { seq: base.seq + 1 + n, op, enc: null, bytes, hash, state, outcome: { op, st: "applied" } };
  });
  const last = ops[ops.length - 1] ?? base;
  assert.ok(await store.replace(head, { head: { stream, seq: last.seq, hash: last.hash }, base, ops }));
  await store.setMeta("epoch", epoch || undefined);
  return ops;
}

/** Answers hello as the vector says; then the network is gone. */
function answering({ status, type, body }, calls) {
  globalThis.fetch = async (path, { body: sent }) => {
    calls.push({ path, body: JSON.parse(sent) });
    if (calls.length > 1) throw new TypeError("network");
    return new Response(body === null ? "<html>" : JSON.stringify(body), { status, headers: { "Content-Type": type } });
  };
}

for (const { why, local, answer, decide } of vectors) {
  test(`hello: ${why}`, async () => {
    await phone(local, "stored");
    const calls = [];
    answering(answer, calls);
    const delivery = await deliver();
    const pushed = calls.find((call) => call.path.endsWith("push"))?.body.ops[0].seq;
    assert.equal(delivery.need ?? null, decide.do === "restamp" ? "restamp" : decide.snapshot ? "snapshot" : null);
    assert.equal(delivery.phase === "enrol" || delivery.phase === "revoked", decide.do === "stop");
    if (decide.do !== "send" || decide.snapshot) return assert.equal(pushed, undefined);
    const made = local.base.seq + local.hashes.length;
    return assert.equal(pushed, decide.from > made ? undefined : decide.from);
  });

  if (decide.do !== "send" || decide.snapshot) continue;
  test(`hello, what may be deleted: ${why}`, async () => {
    const ops = await phone(local, "final");
    answering(answer, []);
    await deliver();
    const n = forgettable(ops.map((op) => ({ ...op, state: "final" })), await store.meta("contact"), Date.parse("2026-01-01") + DAY + 1);
    assert.equal(local.base.seq + n, Math.max(local.base.seq, decide.delete_upto));
  });
}
