// The outbox database. Its schema never changes (sync-protocol 13.1): new needs go into new operation fields or `meta`.
import { done, got, openDatabase } from "../lib/idb.js";
import { isFinal } from "./protocol.js";

/** @typedef {import("./protocol.js").Op} Op */
/** @typedef {import("./protocol.js").Head} Head */
/** @typedef {import("./protocol.js").Base} Base */
/** @typedef {import("./protocol.js").Outcome} Outcome */
/** @typedef {{stream: string, epoch: string, received_upto: number, durable_upto: number, at: string}} Contact */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** Opens the outbox once; again after the browser closed it. */
export function open() {
  opening ??= openDatabase(indexedDB, "scanapp-outbox", create, { onclose: () => (opening = null) }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** @param {IDBDatabase} db */
function create(db) {
  const ops = db.createObjectStore("ops", { keyPath: "seq" });
  ops.createIndex("op", "op", { unique: true });
  ops.createIndex("state", "state");
  db.createObjectStore("blobs", { keyPath: "sha256" });
  db.createObjectStore("meta");
}

/**
 * A writing transaction that is on the disk when it completes (A18).
 * @template T
 * @param {(ops: IDBObjectStore, meta: IDBObjectStore) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function write(work) {
  const db = await open();
  const tx = db.transaction(["ops", "meta"], "readwrite", { durability: "strict" });
  const worked = work(tx.objectStore("ops"), tx.objectStore("meta")).catch((error) => {
    abort(tx); // else what was put before the error would stay
    throw error;
  });
  const [result] = await Promise.all([worked, done(tx)]);
  return result;
}

/** @param {IDBTransaction} tx */
function abort(tx) {
  try {
    tx.abort();
  } catch {
    // it had aborted by itself
  }
}

/** @param {string} key @returns {Promise<any>} null when it was never set */
export async function meta(key) {
  const db = await open();
  return (await got(db.transaction("meta").objectStore("meta").get(key))) ?? null;
}

/** @param {string} key @param {any} value undefined removes it */
export function setMeta(key, value) {
  return write(async (_ops, metas) => {
    if (value === undefined) metas.delete(key);
    else metas.put(value, key);
  });
}

/** @returns {Promise<Head | null>} null before the first stream is open */
export const head = () => meta("head");

/** @returns {Promise<Base>} */
export async function base() {
  return (await meta("base")) ?? { seq: 0, hash: "" };
}

/** @param {Head | null} a @param {Head | null} b */
const isSame = (a, b) => a?.stream === b?.stream && a?.seq === b?.seq && a?.hash === b?.hash;

/**
 * Puts one new operation after `before`, in one strict transaction together with the new head.
 * @param {Head} before the head it was made for
 * @param {Op} op
 * @param {Record<string, any>} [marks] more `meta` that must change with it
 * @returns {Promise<boolean>} false when the head has moved: nothing was written, make it again
 */
export function add(before, op, marks = {}) {
  return write(async (ops, metas) => {
    if (!isSame((await got(metas.get("head"))) ?? null, before)) return false;
    ops.add(op);
    metas.put({ stream: before.stream, seq: op.seq, hash: op.hash }, "head");
    for (const [key, value] of Object.entries(marks)) metas.put(value, key);
    return true;
  });
}

/**
 * Replaces the whole stream (first opening, re-stamping, repair): settled 22.
 * @param {Head | null} before
 * @param {{head: Head, base: Base, ops: Op[]}} next
 * @returns {Promise<boolean>} false when the head has moved: nothing was written
 */
export function replace(before, next) {
  return write(async (ops, metas) => {
    if (!isSame((await got(metas.get("head"))) ?? null, before)) return false;
    ops.clear();
    for (const op of next.ops) ops.put(op);
    metas.put(next.base, "base");
    metas.put(next.head, "head");
    return true;
  });
}

/**
 * Retained operations in seq order.
 * @param {{after?: number, upto?: number, limit?: number}} [range]
 * @returns {Promise<Op[]>}
 */
export async function retained({ after = 0, upto = Infinity, limit } = {}) {
  if (upto <= after) return [];
  const db = await open();
  const keys = IDBKeyRange.bound(after, upto, true, false);
  return got(db.transaction("ops").objectStore("ops").getAll(keys, limit));
}

/**
 * Takes in one answer of the server: what it has received, and the outcomes it gave, in one transaction.
 * A server that was restored has received less than before: those operations count as unsent again.
 * @param {Contact} contact
 * @param {Outcome[]} [outcomes]
 */
export function takeContact(contact, outcomes = []) {
  return write(async (ops, metas) => {
    if ((await got(metas.get("head")))?.stream !== contact.stream) return;
    const upto = contact.received_upto;
    const stored = await got(ops.index("state").getAllKeys("stored"));
    for (const seq of stored) if (Number(seq) <= upto) await change(ops, seq, { state: "received" });
    const before = /** @type {Contact | undefined} */ (await got(metas.get("contact")));
    if (before?.stream === contact.stream && before.received_upto > upto) {
      const lost = await got(ops.getAllKeys(IDBKeyRange.lowerBound(upto, true)));
      for (const seq of lost) await change(ops, seq, { state: "stored", outcome: null });
    }
    await putOutcomes(ops, outcomes, upto);
    metas.put(contact, "contact");
  });
}

/** Later decisions about own operations. @param {Outcome[]} outcomes */
export function takeOutcomes(outcomes) {
  return write(async (ops, metas) => putOutcomes(ops, outcomes, (await got(metas.get("contact")))?.received_upto ?? 0));
}

/** @param {IDBObjectStore} ops @param {Outcome[]} outcomes @param {number} upto */
async function putOutcomes(ops, outcomes, upto) {
  for (const outcome of outcomes) {
    const seq = await got(ops.index("op").getKey(outcome.op));
    if (seq === undefined) continue; // it left the phone before
    const state = Number(seq) > upto ? "stored" : isFinal(outcome.st) ? "final" : "received";
    await change(ops, seq, { state, outcome });
  }
}

/** @param {IDBObjectStore} ops @param {IDBValidKey} seq @param {Partial<Op>} to */
async function change(ops, seq, to) {
  ops.put({ ...(await got(ops.get(seq))), ...to });
}

/**
 * H5: deletes the oldest operations up to `last` and remembers it as the base.
 * @param {string} stream
 * @param {Op} last
 */
export function forget(stream, last) {
  return write(async (ops, metas) => {
    if ((await got(metas.get("head")))?.stream !== stream) return;
    ops.delete(IDBKeyRange.upperBound(last.seq));
    metas.put({ seq: last.seq, hash: last.hash }, "base");
  });
}

/** @param {number} n @returns {Promise<Op[]>} the last n, newest first */
export async function newest(n) {
  const last = (await head())?.seq ?? 0;
  return (await retained({ after: Math.max(0, last - n) })).reverse();
}

/** @param {Op["state"]} state @param {number} [limit] @returns {Promise<Op[]>} oldest first */
export async function inState(state, limit) {
  const db = await open();
  return got(db.transaction("ops").objectStore("ops").index("state").getAll(state, limit));
}

/** How many operations have no receipt (I-7). */
export async function unsent() {
  const db = await open();
  return got(db.transaction("ops").objectStore("ops").index("state").count("stored"));
}
