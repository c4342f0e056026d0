// Delivers while a page is open, and repairs what only a page may repair (settled 24). The same rules as in sw.js: courier.js.
import * as catalogue from "../catalog/store.js";
import { NoRows, refresh } from "../catalog/pull.js";
import { Offline } from "../lib/http.js";
import { ifFree, withLock } from "../lib/locks.js";
import { deliver } from "./courier.js";
import { person } from "./identity.js";
import { onNews, tell } from "./news.js";
import { afterStatus, backoffMs, forgettable, isFinal } from "./protocol.js";
import { enter, status } from "./status.js";
import * as store from "./store.js";
import { open, restamp } from "./streams.js";

/** @typedef {"start" | "online" | "visible" | "timer" | "op" | "button" | "shift"} Trigger */
/** @typedef {import("./courier.js").Delivery} Delivery */

const EVERY_MS = 30_000;
const AFTER_OP_MS = 2_000;
const EVERY_HALF_DAY_MS = 12 * 3600 * 1000;
/** A repair is followed by a delivery; more than this many in a row is a server that contradicts itself. */
const REPAIRS = 5;
/** These begin at once, whatever pause the last failure asked for. */
const URGENT = ["start", "online", "button", "shift"];

/** @type {Promise<string> | null} */
let running = null;
/** What asked for another contact while one was running. @type {Trigger | null} */
let next = null;
let tries = 0;
let isWorkerAsked = false;
let notBefore = 0;

/**
 * Contacts the server: hello, push, receipts, catalogue. One at a time on this phone.
 * @param {Trigger} [trigger]
 * @returns {Promise<string>} the phase it ended in: "idle" when everything went well
 */
export function sync(trigger = "button") {
  if (running && trigger !== "timer" && next !== "shift") next = trigger; // no other can stand for "shift"
  running ??= turns(trigger).finally(() => (running = null));
  return running;
}

/** @param {Trigger} trigger @returns {Promise<string>} */
async function turns(trigger) {
  let phase = await turn(trigger);
  for (let again = next; again; again = next) {
    next = null;
    phase = await turn(again);
  }
  return phase;
}

/** Contacts the server at the start, and from then on whenever it may succeed. */
export async function start() {
  globalThis.addEventListener("online", () => sync("online"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync("visible"));
  setInterval(() => document.visibilityState === "visible" && sync("timer"), EVERY_MS);
  let timer = 0;
  onNews(async (news) => {
    if (news.type === "person" && (await person())) sync("shift"); // also loads what this person may see
    if (news.type !== "made") return;
    clearTimeout(timer);
    timer = window.setTimeout(() => sync("op"), AFTER_OP_MS);
    if (!isWorkerAsked) wakeLater();
  });
  wakeNowAndThen();
  return sync("start");
}

/** @param {Trigger} trigger @returns {Promise<string>} */
async function turn(trigger) {
  await status.refresh();
  if (status.shift === "ended" && trigger !== "shift") return say("ended"); // a contact would open a shift again
  if (!URGENT.includes(trigger) && Date.now() < notBefore) return status.phase;
  enter("sending");
  const delivery = await repairing(trigger);
  if (delivery === null) return status.phase; // another tab or the worker is at it
  if (delivery.contact && trigger === "shift") await store.setMeta("shift_end", undefined);
  const phase = delivery.phase === "idle" ? await underSync(trigger, afterwards) : delivery.phase;
  pause(phase ?? "idle", delivery.waitMs);
  await wakeLater();
  return say(phase ?? "idle");
}

/** @param {string} phase */
async function say(phase) {
  enter(/** @type {any} */ (phase));
  tell({ type: "contact" });
  await status.refresh(); // who waits for the answer reads the figures after it
  return phase;
}

/** @template T @param {Trigger} trigger @param {() => Promise<T>} work @returns {Promise<T | null>} */
const underSync = (trigger, work) =>
  URGENT.includes(trigger) ? withLock("scanapp-sync", work) : ifFree("scanapp-sync", /** @type {() => Promise<T | null>} */ (work), null);

/** @param {Trigger} trigger @returns {Promise<Delivery | null>} */
async function repairing(trigger) {
  for (let n = 0; n < REPAIRS; n += 1) {
    const delivery = await underSync(trigger, () => deliver({ opensShift: trigger === "shift" }));
    if (delivery?.phase === "unopened") await open();
    else if (delivery?.need === "restamp") await restamp(delivery.stream ?? "");
    else if (delivery?.need === "snapshot") await underSync(trigger, () => newEpoch(delivery.epoch ?? ""));
    else return delivery;
  }
  return { phase: "waiting" };
}

/** H4: no cursor and no tombstone is believed; the snapshot comes first, the outbox is not touched. @param {string} epoch */
async function newEpoch(epoch) {
  await catalogue.distrust();
  await pulled();
  await store.setMeta("epoch", epoch);
}

/** The catalogue, what it says about own operations, and H5. @returns {Promise<import("./courier.js").Phase>} */
async function afterwards() {
  const phase = await pulled();
  const open = (await store.inState("received")).filter((op) => !op.outcome || !isFinal(op.outcome.st));
  const decided = await Promise.all(open.map((op) => catalogue.outcomeOf(op.op)));
  const news = decided.filter((outcome, n) => outcome && outcome.st !== open[n].outcome?.st);
  if (news.length) await store.takeOutcomes(news);
  const contact = await store.meta("contact");
  const oldest = await store.retained({ upto: contact?.durable_upto ?? 0, limit: 500 });
  const n = contact ? forgettable(oldest, contact, Date.now()) : 0;
  if (n) await store.forget(contact.stream, oldest[n - 1]);
  return phase;
}

/** @returns {Promise<import("./courier.js").Phase>} */
async function pulled() {
  if (!(await person())) return "idle"; // nobody signed in: no rows (settled 20)
  try {
    await refresh();
    return "idle";
  } catch (error) {
    if (error instanceof Offline) return "offline";
    if (!(error instanceof NoRows)) throw error;
    const what = error.code === "CHUNK_UNKNOWN" ? "wait" : afterStatus(error.status, error.code);
    return what === "enrol" || what === "signin" || what === "revoked" || what === "foreign" ? what : "waiting";
  }
}

/** @param {string} phase @param {number | null} [waitMs] asked for by the server */
function pause(phase, waitMs) {
  tries = phase === "idle" ? 0 : tries + 1;
  notBefore = tries ? Date.now() + Math.max(waitMs ?? 0, backoffMs(tries, Math.random())) : 0;
}

/** @returns {Promise<any>} with `sync` and `periodicSync` where the browser has them */
const worker = async () => globalThis.navigator?.serviceWorker?.getRegistration?.("/floor/");

/** Where the browser can wake the service worker, it delivers with every page closed. */
async function wakeLater() {
  isWorkerAsked = status.unsent > 0;
  // a browser may deny it (battery, permission): the other triggers suffice alone
  if (isWorkerAsked) await (await worker())?.sync?.register("outbox").catch(() => {});
}

/** As above, for what a wake-up could not deliver. */
async function wakeNowAndThen() {
  await (await worker())?.periodicSync?.register("outbox", { minInterval: EVERY_HALF_DAY_MS }).catch(() => {});
}
