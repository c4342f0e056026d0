// Streams: one incarnation of this outbox. Only the page opens or re-stamps one (settled 22, 24).
import { withLock } from "../lib/locks.js";
import { uuid7 } from "../lib/uuid7.js";
import { chainAfter, chainStart } from "./chain.js";
import * as journal from "./journal.js";
import { envelope } from "./protocol.js";
import * as store from "./store.js";

/** @typedef {import("./protocol.js").Op} Op */
/** @typedef {import("./protocol.js").Head} Head */
/** @typedef {import("./protocol.js").Base} Base */

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export const alone = (work) => withLock("scanapp-append", () => withLock("scanapp-sync", work));

/** Opens the first stream of this phone when there is none. */
export function open() {
  return alone(async () => {
    if (await store.head()) return;
    await store.replace(null, await restamped([]));
    await journalAll();
  });
}

/**
 * Leaves `stream` for a new one with all retained operations in it, under their own ids (H2, H3, H7).
 * @param {string} stream
 */
export function restamp(stream) {
  return alone(async () => {
    for (;;) {
      const head = await store.head();
      if (head?.stream !== stream) return; // another tab did it
      if (await store.replace(head, await restamped(await store.retained()))) break;
    }
    await journalAll();
  });
}

/**
 * A new stream with these operations in this order. What the server knows of them it will say itself.
 * @param {Op[]} ops
 * @param {string} [stream]
 * @returns {Promise<{head: Head, base: Base, ops: Op[]}>}
 */
export async function restamped(ops, stream = uuid7()) {
  const start = await chainStart(stream);
  return { ...(await chained({ stream, seq: 0, hash: start }, ops)), base: { seq: 0, hash: start } };
}

/**
 * The same operations as they follow `head`.
 * @param {Head} head
 * @param {Op[]} ops
 * @returns {Promise<{head: Head, ops: Op[]}>}
 */
export async function chained(head, ops) {
  let { seq, hash } = head;
  const next = [];
  for (const op of ops) {
    seq += 1;
    hash = await chainAfter(hash, op.op, op.bytes);
    next.push({ ...op, seq, hash, state: /** @type {const} */ ("stored") });
  }
  return { head: { stream: head.stream, seq, hash }, ops: next };
}

/**
 * Writes every retained operation into a journal file of this tab; its older files are removed last.
 * @returns {Promise<boolean>} false: stored once only
 */
export async function journalAll() {
  const head = await store.head();
  if (!head) return false;
  const base = await store.base();
  let before = base.hash || (await chainStart(head.stream));
  const envelopes = (await store.retained()).map((op) => {
    const made = envelope(head.stream, op, before);
    before = op.hash;
    return made;
  });
  return journal.begin(head.stream, envelopes);
}
