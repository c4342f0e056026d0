// The operations of this phone in the words of the list behind the pill.
import * as catalogue from "../catalog/store.js";
import { bodyOf } from "../outbox/protocol.js";
import * as store from "../outbox/store.js";
import { decimalMark, t } from "../lib/i18n.js";
import { tail } from "./shown.js";

/** @typedef {{what: string, quantity: string, bin: string, at: Date, state: "waiting" | "sent" | "question" | "returned", why: string}} SentOp */

const SHOWN = 100;
/** Why the office has it in hand, in words for the floor; keys of the texts. @type {Record<string, string>} */
const WHY = {
  UNKNOWN_BARCODE: "Unknown code: the office finds out what it is",
  TWO_COUNTERS: "Also counted by somebody else: the office decides",
  NOT_STOCKED: "Not kept in stock: the office decides",
  BARCODE_CHANGED: "The label means something else now: the office decides",
  DOC_FINISHED: "The count was closed: your scans are safe with the office",
  BIN_UNKNOWN: "The office does not know this bin: it decides",
  ACTOR_UNPROVED: "The office checks who made this",
  LOC_NOT_PERMITTED: "Not your location: the office decides",
  NOT_TAKEN: "Another count was taken",
};

/** @returns {Promise<SentOp[]>} newest first */
export async function sentOps() {
  const made = (await store.head())?.seq ?? 0;
  const newest = await store.retained({ after: Math.max(0, made - SHOWN) });
  return Promise.all(newest.reverse().map(async (op) => ({ ...(await described(bodyOf(op))), ...fate(op) })));
}

/** @param {any} body of an operation, or what recover() tells of one @returns {Promise<SentOp>} */
export async function described({ kind, p = {}, bin = "", scan, at, wall }) {
  const item = p.item ? await catalogue.item(p.item) : null;
  const thing = item?.description ?? p.item ?? (scan ? t("Unknown code {code}", { code: tail(scan.raw) }) : "");
  const sign = /** @type {Record<string, string>} */ ({ "count.scan": "+", "count.set": "= " })[kind];
  return {
    what: act(kind, thing),
    quantity: sign ? sign + (p.qty ?? "1").replace(".", decimalMark()) : "",
    bin,
    at: new Date(at?.wall ?? wall ?? 0),
    state: "waiting",
    why: "",
  };
}

/** @param {import("../outbox/protocol.js").Op} op @returns {Pick<SentOp, "state" | "why">} */
function fate({ state, outcome }) {
  if (state === "stored") return { state: "waiting", why: "" };
  const st = outcome?.st ?? "";
  const why = WHY[outcome?.code ?? ""] ?? "";
  if (st === "rejected") return { state: "returned", why };
  return { state: ["review", "held", "quarantined"].includes(st) ? "question" : "sent", why };
}

/** @param {string} kind @param {string} thing */
function act(kind, thing) {
  /** @type {Record<string, string>} */
  const acts = {
    "op.retract": t("Undone"),
    "count.void": t("Counted anew: {what}", { what: thing }),
    "count.empty": t("Bin is empty"),
    "count.area_done": t("Bin done"),
    "shift.end": t("End my shift"),
  };
  return acts[kind] ?? thing;
}

/** What the green screen adds up. @returns {Promise<{scans: number, bins: number, questions: number}>} of the retained operations */
export async function summary() {
  const ops = (await store.retained()).map((op) => ({ op, body: bodyOf(op) }));
  const of = (/** @type {string[]} */ ...kinds) => ops.filter(({ body }) => kinds.includes(body.kind));
  return {
    scans: of("count.scan", "count.set").length,
    bins: new Set(of("count.area_done", "count.empty").map(({ body }) => `${body.base?.doc} ${body.bin}`)).size,
    questions: ops.filter(({ op }) => op.outcome?.st === "review").length,
  };
}
