// The start of the floor app: both stores are made one again, before anything else is stored (settled 23).
import { withLock } from "../lib/locks.js";
import * as settings from "../lib/settings.js";
import { uuid7 } from "../lib/uuid7.js";
import * as journal from "./journal.js";
import { bodyOf } from "./protocol.js";
import { missing, repaired } from "./repair.js";
import * as store from "./store.js";
import { journalAll, open } from "./streams.js";

/** The setting `open:<tab>` says that a page is in use; a page that ends well takes it away. */
const MARK = "open:";
const LAST = 3;
/** This stretch of being in use; a note about an earlier one says nothing about it. */
let run = "";

/** @typedef {{op: string, kind: string, p: any, bin?: string, doc?: string, scan?: any, wall?: string}} Stored */

/**
 * Repairs the outbox and begins this tab's journal.
 * @returns {Promise<{unclean: boolean, restored: number, last: Stored[], hasJournal: boolean}>} `unclean`: the last
 *   page was killed, so show `last` (the last three stored operations, newest first); `restored`: operations that
 *   were in the journal only
 */
export async function recover() {
  navigator.storage?.persist?.(); // either answer is fine: what matters is stored twice
  await journal.live();
  const files = await withLock("scanapp-append", journal.readGone);
  const restored = await refill(files.flatMap((file) => file.envelopes));
  await restoreIdentity();
  await open();
  const hasJournal = await withLock("scanapp-append", journalAll);
  if (hasJournal) for (const file of files) await journal.remove(file.name);
  const unclean = (await takeMarks()) || restored > 0;
  watchEnd();
  const last = (await store.newest(LAST)).map(shown);
  return { unclean, restored, last, hasJournal };
}

/** @param {import("./journal.js").Envelope[]} envelopes @returns {Promise<number>} how many came back */
function refill(envelopes) {
  return withLock("scanapp-append", async () => {
    for (;;) {
      const [head, base, ops] = await Promise.all([store.head(), store.base(), store.retained()]);
      const found = missing(head, base, ops, envelopes);
      if (!found.length || (await store.replace(head, await repaired(head, base, ops, found)))) return found.length;
    }
  });
}

/** With the databases lost, the journal still knows which phone this is and who works on it. */
async function restoreIdentity() {
  if (await settings.get("device")) return;
  const kept = await journal.identity();
  for (const [key, value] of Object.entries(kept ?? {})) await settings.set(key, value);
}

/** @returns {Promise<boolean>} a page that is gone had not ended well */
async function takeMarks() {
  let unclean = false;
  for (const key of new Set([...(await settings.keys(MARK)), ...Object.keys(localStorage).filter((name) => name.startsWith(MARK))])) {
    if (!(await journal.isGone(key.slice(MARK.length)))) continue;
    const run = await settings.get(key);
    unclean ||= run !== undefined && run !== localStorage.getItem(key);
    localStorage.removeItem(key);
    await settings.set(key, undefined);
  }
  await mark();
  return unclean;
}

const mark = () => settings.set(MARK + journal.tab, (run = uuid7()));

/**
 * A page in the background may be ended by the phone without a word; nobody scans then, so that is a good end.
 * A page that goes away can not wait for a database: local storage takes the same note at once.
 */
function watchEnd() {
  const end = () => {
    localStorage.setItem(MARK + journal.tab, run);
    settings.removeNow(MARK + journal.tab);
  };
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => /** @type {PageTransitionEvent} */ (event).persisted && mark());
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? end() : mark()));
}

/** @param {import("./protocol.js").Op} op @returns {Stored} */
function shown(op) {
  const { kind, p, bin, base, scan, at } = bodyOf(op);
  return { op: op.op, kind, p, bin, doc: base?.doc, scan, wall: at?.wall };
}
