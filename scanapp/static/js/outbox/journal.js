// The page's side of the journal (settled 23): one file `<stream>.<tab>.ndjson` per tab, a line is `crc32 TAB envelope`.
import { crc32 } from "../lib/crc32.js";
import { holdForLife, isFree } from "../lib/locks.js";
import { uuid7 } from "../lib/uuid7.js";
import { journalWorker } from "../lib/workers.js";

/** @typedef {{stream: string, seq: number, ph: string, enc: null | string, b: string}} Envelope */

const WRITE_MS = 500;
const IDENTITY = "identity.json";

/** Names this page load; the lock of the same name is held while it lives. */
export const tab = uuid7().slice(-12);
/** @param {string} id */
const tabLock = (id) => `scanapp-tab-${id}`;

/** @type {Worker | null} */
let worker = null;
let calls = 0;
/** The own file, "" before the first stream is open. */
let own = "";
/** Lines a failed write still owes to the own file. */
let owed = "";
/** @type {Promise<boolean> | null} */
let living = null;

/** Whether this browser can have a journal: a private file system, workers, and locks to tell the living tabs. */
export const isPossible = () =>
  Boolean(globalThis.navigator?.storage && "getDirectory" in navigator.storage && navigator.locks && globalThis.Worker);

/** The stream of the own file, "" before it is open. */
export const stream = () => own.slice(0, 36);

/** Holds this tab's lock, so that no other tab takes its file for a dead one's. */
export const live = () => (living ??= holdForLife(tabLock(tab)));

/** @param {string} id @returns {Promise<boolean>} the page that had this tab id is gone */
export const isGone = (id) => (id === tab ? Promise.resolve(false) : isFree(tabLock(id)));

/** @param {Envelope} envelope */
export function line(envelope) {
  const text = JSON.stringify(envelope);
  return `${crc32(text)}\t${text}\n`;
}

/**
 * The whole lines of a file; what a crash cut or damaged is left out.
 * @param {string} text
 * @returns {Envelope[]}
 */
export function readLines(text) {
  return text.split("\n").flatMap((row) => {
    const [sum, json] = [row.slice(0, 8), row.slice(9)];
    return json && crc32(json) === sum ? [JSON.parse(json)] : [];
  });
}

/**
 * Begins the own file of a stream with the lines it must hold.
 * @param {string} stream
 * @param {Envelope[]} envelopes
 * @returns {Promise<boolean>} false: this phone has no second copy now
 */
export async function begin(stream, envelopes) {
  if (!isPossible()) return false;
  await live();
  const before = own;
  own = `${stream}.${tab}.ndjson`;
  owed = envelopes.map(line).join("");
  // a long list takes longer than one scan may
  const isDone = (await call({ type: "open", name: own }, 5000)) && (await settle(5000));
  if (isDone && before && before !== own) await remove(before);
  return isDone;
}

/**
 * Adds one operation. Answers only after the flush, or after 500 ms without an answer, which counts as failed.
 * @param {Envelope} envelope
 * @returns {Promise<boolean>} false: stored once only
 */
export async function write(envelope) {
  if (!own) return false;
  owed += line(envelope);
  return settle(WRITE_MS);
}

/** @param {number} ms */
async function settle(ms) {
  const text = owed;
  if (text && !(await call({ type: "append", text }, ms))) {
    if (!owed.startsWith("\n")) owed = `\n${owed}`; // what was written of it must not swallow the next line
    return false;
  }
  owed = owed.slice(text.length);
  return true;
}

/**
 * Keeps who this phone is beside the operations: with the databases lost, it must still be able to deliver them.
 * @param {object} identity
 */
export async function keepIdentity(identity) {
  return isPossible() && call({ type: "replace", name: IDENTITY, text: JSON.stringify(identity) }, 5000);
}

/** @returns {Promise<any>} null when none was kept */
export async function identity() {
  const file = isPossible() ? await folder().then((f) => f.getFileHandle(IDENTITY)).catch(() => null) : null;
  if (!file) return null;
  try {
    return JSON.parse(await (await file.getFile()).text());
  } catch {
    return null; // cut by a crash while it was written; enrolling again repairs it
  }
}

/** @returns {Promise<{name: string, envelopes: Envelope[]}[]>} the files of pages that are gone */
export async function readGone() {
  if (!isPossible()) return [];
  const files = [];
  for await (const [name, handle] of /** @type {any} */ (await folder()).entries()) {
    const owner = /^[0-9a-f-]{36}\.([0-9a-f]+)\.ndjson$/.exec(name)?.[1];
    if (!owner || !(await isGone(owner))) continue;
    files.push({ name, envelopes: readLines(await (await handle.getFile()).text()) });
  }
  return files;
}

/** @param {string} name */
export async function remove(name) {
  await (await folder()).removeEntry(name).catch((error) => {
    if (error.name !== "NotFoundError") throw error; // a tab that started at the same time has done it
  });
}

const folder = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("outbox", { create: true });

/**
 * One message to the worker. Silence counts as failed and restarts it; the file is then opened again.
 * @param {object} message
 * @param {number} ms
 * @returns {Promise<boolean>}
 */
function call(message, ms) {
  const id = (calls += 1);
  worker ??= restarted();
  const asked = worker;
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      asked.removeEventListener("message", answer);
      asked.removeEventListener("error", fail);
      resolve(ok);
    };
    const answer = (/** @type {MessageEvent} */ { data }) => data.id === id && end(data.ok === true);
    const fail = () => {
      if (worker === asked) worker = null;
      asked.terminate();
      end(false);
    };
    const timer = setTimeout(fail, ms);
    asked.addEventListener("message", answer);
    asked.addEventListener("error", fail);
    asked.postMessage({ ...message, id });
  });
}

/** A new worker goes on with the own file. */
function restarted() {
  const fresh = journalWorker();
  if (own) fresh.postMessage({ id: 0, type: "open", name: own });
  return fresh;
}
