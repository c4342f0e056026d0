// A new operation, stored twice before anybody hears a success sound (architecture, step 6).
import { dropSpare, seen } from "../catalog/store.js";
import { stamp } from "../lib/clock.js";
import { withLock } from "../lib/locks.js";
import * as settings from "../lib/settings.js";
import { uuid7 } from "../lib/uuid7.js";
import { chainAfter } from "./chain.js";
import * as journal from "./journal.js";
import { tell } from "./news.js";
import { envelope, makeBody, refusal } from "./protocol.js";
import { status } from "./status.js";
import * as store from "./store.js";
import { journalAll } from "./streams.js";

/** @typedef {import("./protocol.js").Draft} Draft */
/** @typedef {import("./protocol.js").Head} Head */
/**
 * @typedef {"SIGNED_OUT" | "SHIFT_ENDED" | "NOT_STARTED" | "READ_TOO_LONG" | "BODY_TOO_LONG" | "STORAGE_FULL" | "STORAGE"} Reason
 */

/** Nothing was stored: no success sound, the scan must be made again. */
export class NotStored extends Error {
  /** @param {Reason} reason @param {unknown} [cause] */
  constructor(reason, cause) {
    super(`not stored: ${reason}`, { cause });
    this.name = "NotStored";
    this.reason = reason;
  }
}

/**
 * Stores one operation: the strict transaction, then the journal; answers after both have ended.
 * @param {Draft} draft
 * @returns {Promise<{op: string, seq: number, twice: boolean}>} `twice` false: the journal copy is missing
 * @throws {NotStored}
 */
export function append(draft) {
  return withLock("scanapp-append", async () => {
    const { op, body } = await make(draft);
    const { before, record } = await put(op, body, draft.kind).catch(async (error) => {
      if (error instanceof NotStored || error?.name !== "QuotaExceededError") throw notStored(error);
      await dropSpare();
      return put(op, body, draft.kind).catch((again) => Promise.reject(notStored(again)));
    });
    const twice = await copy(before, record);
    if (twice !== status.hasJournal) status.set({ hasJournal: twice });
    tell({ type: "made" });
    return { op, seq: record.seq, twice };
  });
}

/** @param {any} error */
function notStored(error) {
  if (error instanceof NotStored) return error;
  return new NotStored(error?.name === "QuotaExceededError" ? "STORAGE_FULL" : "STORAGE", error);
}

/** @param {Draft} draft */
async function make(draft) {
  const [person, clock] = await Promise.all([settings.get("person"), store.meta("clock")]).catch((error) => {
    throw notStored(error);
  });
  if (!person) throw new NotStored("SIGNED_OUT");
  const op = uuid7();
  const body = makeBody(draft, { op, actor: person.id, unlock: person.unlock, at: stamp(clock), seen: seen() });
  const reason = refusal(draft, body);
  if (reason) throw new NotStored(reason);
  return { op, body };
}

/**
 * @param {string} op
 * @param {Uint8Array} body
 * @param {string} kind
 */
async function put(op, body, kind) {
  for (;;) {
    const before = await store.head();
    if (!before) throw new NotStored("NOT_STARTED");
    if (await store.meta("shift_end")) throw new NotStored("SHIFT_ENDED");
    const hash = await chainAfter(before.hash, op, body);
    const record = { seq: before.seq + 1, op, enc: null, bytes: body, hash, state: /** @type {const} */ ("stored"), outcome: null };
    const marks = kind === "shift.end" ? { shift_end: { stream: before.stream, op, seq: record.seq } } : {};
    if (await store.add(before, record, marks)) return { before, record };
  }
}

/**
 * @param {Head} before
 * @param {import("./protocol.js").Op} record
 */
function copy(before, record) {
  // another tab left the stream: a file of the new one, with everything in it
  if (journal.stream() !== before.stream) return journalAll();
  return journal.write(envelope(before.stream, record, before.hash));
}
