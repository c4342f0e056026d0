// Delivery, for the page and for the service worker alike: hello, push, receipts (settled 24). Nothing here deletes.
import { boot, estimate, mono, wall } from "../lib/clock.js";
import { build } from "../lib/build.js";
import { api, Offline } from "../lib/http.js";
import * as settings from "../lib/settings.js";
import { chainStart } from "./chain.js";
import * as protocol from "./protocol.js";
import * as store from "./store.js";

/** @typedef {import("./protocol.js").Op} Op */
/** @typedef {import("./protocol.js").Entry} Entry */
/**
 * How a delivery ended. `need` is left to the page: `restamp` (H2, H3, H7) or `snapshot` (H4, with the new epoch).
 * @typedef {"idle" | "offline" | "waiting" | "enrol" | "signin" | "revoked" | "foreign" | "unopened" | "refused"} Phase
 * @typedef {{phase: Phase, need?: "restamp" | "snapshot", stream?: string, epoch?: string, waitMs?: number | null,
 *   contact?: boolean}} Delivery
 * @typedef {{stream: string, device: string, clock: any, limits: protocol.Limits}} To
 */

/** Operations whose lost outcome was asked for once since this page or worker began. @type {Set<string>} */
const asked = new Set();

/**
 * One delivery.
 * @param {{opensShift?: boolean}} [options] somebody begins to work: the server opens a shift even after one was ended
 * @returns {Promise<Delivery>}
 */
export async function deliver({ opensShift = false } = {}) {
  const [head, device] = await Promise.all([store.head(), settings.get("device")]);
  if (!device) return { phase: "enrol" };
  if (!head) return { phase: "unopened" };
  try {
    return await talk(head, device.id, opensShift);
  } catch (error) {
    if (error instanceof Offline) return { phase: "offline" };
    throw error;
  }
}

/** @param {protocol.Head} head @param {string} device @param {boolean} opensShift @returns {Promise<Delivery>} */
async function talk(head, device, opensShift) {
  const sent = { wall: wall(), mono: mono() };
  const asked = { ...(await helloOf(head, device, sent)), shift: opensShift ? "open" : undefined };
  const answer = await api("POST", "/api/v1/sync/hello", asked);
  if (!answer.ok) return refused(answer, head.stream);
  const hello = answer.body;
  if (!protocol.isHello(hello, head.stream)) return { phase: "offline" };
  const clock = estimate(sent, hello.server_time, { wall: wall(), mono: mono() });
  await store.setMeta("clock", clock ?? undefined);

  const base = await store.base();
  const there = await hashAt(head.stream, base, hello.received_upto);
  const rule = protocol.afterHello(hello, (await store.head()) ?? head, base, there);
  if (rule !== "H1") return { phase: "idle", need: "restamp", stream: head.stream };
  const known = await store.meta("epoch");
  if (protocol.isNewEpoch(known, hello.epoch)) return { phase: "idle", need: "snapshot", epoch: hello.epoch };
  if (known === null) await store.setMeta("epoch", hello.epoch);
  await store.takeContact(contactOf(head.stream, hello));
  return push({ stream: head.stream, device, clock, limits: { ...protocol.LIMITS, ...hello.limits } }, hello);
}

/** @param {protocol.Head} head @param {string} device @param {{wall: string, mono: number}} clock */
async function helloOf(head, device, clock) {
  const [oldest] = await store.inState("stored", 1);
  const { usage, quota } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
  const persisted = (await globalThis.navigator?.storage?.persisted?.()) ?? false;
  return {
    proto: protocol.PROTO, device, stream: head.stream, created_seq: head.seq, head: head.hash,
    pending: await store.unsent(), oldest_pending_at: oldest ? protocol.bodyOf(oldest).at.wall : null,
    app: { build, op_schema: protocol.SCHEMA, gen: (await settings.get("catalogue"))?.gen ?? null },
    clock: { ...clock, boot },
    storage: { persisted, usage: usage ?? null, quota: quota ?? null },
  };
}

/** Our chain after `seq`; null when there is no such operation. @param {string} stream @param {protocol.Base} base @param {number} seq */
async function hashAt(stream, base, seq) {
  if (seq === 0) return chainStart(stream);
  if (seq === base.seq) return base.hash;
  const [op] = await store.retained({ after: seq - 1, upto: seq });
  return op?.hash ?? null;
}

/** @param {string} stream @param {any} body @returns {store.Contact} */
function contactOf(stream, body) {
  return { stream, epoch: body.epoch, received_upto: body.received_upto, durable_upto: body.durable_upto ?? 0, at: wall() };
}

/**
 * Everything after what the server has, batch by batch; then once more what it has without our knowing the outcome.
 * @param {To} to
 * @param {any} hello
 * @returns {Promise<Delivery>}
 */
async function push(to, hello) {
  let after = hello.received_upto;
  let phase = /** @type {Phase} */ ("idle");
  for (;;) {
    const ops = await store.retained({ after, limit: to.limits.batch_ops });
    const batch = ops.length ? await batchOf(to, ops) : [];
    if (!batch.length) break;
    const result = await send(to, batch, hello.epoch);
    if (result === "halve" && batch.length > 1) {
      to.limits = { ...to.limits, batch_ops: Math.ceil(batch.length / 2) };
      continue;
    }
    if (result === "halve") phase = "refused"; // kept; the others go on without it
    else if (result) return result;
    after = batch[batch.length - 1].seq;
  }
  await askAgain(to, hello.epoch);
  return { phase, contact: true };
}

/** An answer that was lost is asked for by sending the same again: R-7 gives the same results. @param {To} to @param {string} epoch */
async function askAgain(to, epoch) {
  const silent = (await store.inState("received")).filter((op) => !op.outcome && !asked.has(op.op));
  if (!silent.length) return;
  let run = 1; // one batch is a run without a gap
  while (run < silent.length && silent[run].seq === silent[0].seq + run && run < to.limits.batch_ops) run += 1;
  const batch = await batchOf(to, silent.slice(0, run));
  for (const entry of batch) asked.add(entry.op);
  await send(to, batch, epoch);
}

/** @param {To} to @param {Op[]} ops */
async function batchOf(to, ops) {
  let before = await hashAt(to.stream, await store.base(), ops[0].seq - 1);
  const entries = ops.map((op) => {
    const { seq, ph, b } = protocol.envelope(to.stream, op, before ?? "");
    before = op.hash;
    return { seq, ph, op: op.op, b };
  });
  return protocol.batchOf(entries, to.limits);
}

/**
 * @param {To} to
 * @param {Entry[]} ops
 * @param {string} epoch
 * @returns {Promise<Delivery | "halve" | null>} null when the receipt is stored
 */
async function send({ stream, device, clock }, ops, epoch) {
  const made = (await store.head())?.seq ?? 0;
  const body = { proto: protocol.PROTO, device, stream, created_seq: made, clock, ops, sig: null };
  const answer = await api("POST", "/api/v1/sync/push", body);
  if (!answer.ok) return protocol.afterStatus(answer.status, answer.body?.error?.code) === "halve" ? "halve" : refused(answer, stream);
  if (!protocol.isReceipt(answer.body, stream)) return { phase: "offline" };
  if (answer.body.epoch !== epoch) return { phase: "waiting" }; // restored meanwhile: begin again with a hello
  await store.takeContact(contactOf(stream, answer.body), answer.body.results);
  return null;
}

/** @param {import("../lib/http.js").Answer} answer @param {string} stream @returns {Delivery} */
function refused(answer, stream) {
  const what = protocol.afterStatus(answer.status, answer.body?.error?.code);
  if (what === "restamp") return { phase: "idle", need: "restamp", stream };
  if (what === "enrol" || what === "signin" || what === "revoked" || what === "foreign") return { phase: what };
  return { phase: "waiting", waitMs: answer.retryAfterMs };
}
