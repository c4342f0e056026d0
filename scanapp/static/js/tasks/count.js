// Counting a bin: state and scan in, operation drafts or a question out. Pure: stores nothing, sounds nothing.

/** @typedef {import("../outbox/protocol.js").Draft} Draft */
/** @typedef {import("../outbox/fold.js").Line} Line */
/** @typedef {import("../scanner/scanner.js").Read} Read */
/** @typedef {import("../catalog/resolve.js").Found} Found */
/** @typedef {import("../catalog/resolve.js").FoundItem} FoundItem */
/**
 * @typedef {{order: string, location: string, bin: string, lines: Line[], isReported: boolean, emptyOp: string}} Place
 *   `lines` = own lines of this person in this bin; `isReported`: done or empty was said and nothing was asked since;
 *   `emptyOp` = the "bin is empty" that stands
 * @typedef {"good" | "unexpected" | "unknown" | "stop" | "undone"} Signal
 * @typedef {{do: "store", drafts: Draft[], signal: Signal, note?: string}} Store
 * @typedef {{do: "ask", question: "again" | "choose" | "number" | "leave" | "not-stocked" | "empty", found?: any, letter?: string, bin?: any}} Ask
 * @typedef {{do: "stop", reason: "READ_TOO_LONG"}} Stop
 * @typedef {{do: "tell", note: string, what?: string, signal: Signal}} Tell  nothing is stored
 * @typedef {Store | Ask | Stop | Tell} Step
 */

const READ_BYTES_MAX = 512;
/** More than this in one go is asked again. */
export const SANE_MAX = 999n * 100_000n;

/**
 * What a read means at this bin.
 * @param {Place} place
 * @param {Read} read
 * @param {Found} found
 * @returns {Step}
 */
export function afterRead(place, read, found) {
  if (new TextEncoder().encode(read.raw).length > READ_BYTES_MAX) return { do: "stop", reason: "READ_TOO_LONG" };
  if (found.kind === "bin") return afterBin(place, found.bin);
  if (place.isReported) return { do: "ask", question: "again" };
  if (found.kind === "refused") return { do: "ask", question: "not-stocked", found };
  if (found.kind === "ambiguous") return { do: "ask", question: "choose", found };
  if (found.kind === "unknown") return { do: "store", drafts: [scan(place, read, null)], signal: "unknown" };
  if (found.missing.length) return { do: "ask", question: "number", found, letter: found.missing[0] };
  if (found.serial && isCounted(place, found)) return { do: "tell", note: "Already counted: {what}", what: found.serial, signal: "unexpected" };
  const drafts = [scan(place, read, found)];
  return found.isBlocked
    ? { do: "store", drafts, signal: "unexpected", note: "Item is blocked, counted anyway" }
    : { do: "store", drafts, signal: "good" };
}

/** @param {Place} place @param {any} bin @returns {Step} */
function afterBin(place, bin) {
  if (bin.code === place.bin) return { do: "tell", note: "You are at this bin", signal: "good" };
  return { do: "ask", question: "leave", bin };
}

/** The same serial number once more is the same thing (C10). @param {Place} place @param {FoundItem} found */
const isCounted = (place, { item, variant, serial }) =>
  place.lines.some(({ key, isVoid, base }) => !isVoid && base > 0n && key.item === item.no && key.variant === variant && key.serial === serial);

/** @param {Place} place */
const at = ({ order, location, bin }) => ({ loc: location, bin, doc: order });

/** @param {Read} read */
const scanned = ({ raw, sym, src }) => ({ raw, sym: sym || undefined, src });

/** @param {Place} place @param {Read} read @param {FoundItem | null} found @returns {Draft} */
function scan(place, read, found) {
  const p = found ? { ...named(found), uom: found.unit, qty: found.quantity } : { qty: "1" };
  return { kind: "count.scan", ...at(place), p, scan: scanned(read) };
}

/** @param {FoundItem} found */
function named({ item, variant, lot, serial, package: packed }) {
  const p = { item: item.no, variant, lot, serial, package: packed };
  return Object.fromEntries(Object.entries(p).filter(([, value]) => value !== ""));
}

/**
 * The pad: this line is so many, whatever was counted before.
 * @param {Place} place
 * @param {Line} line
 * @param {string} quantity decimal
 * @param {string} unit
 * @returns {Step}
 */
export function setTo(place, line, quantity, unit) {
  if (place.isReported) return { do: "ask", question: "again" };
  const { item, variant, lot, serial, package: packed, raw } = line.key;
  const p = Object.fromEntries(Object.entries({ item, variant, uom: item ? unit : "", qty: quantity, lot, serial, package: packed }).filter(([, value]) => value !== ""));
  const from = raw ? { scan: { raw } } : {};
  return { do: "store", drafts: [{ kind: "count.set", ...at(place), p, ...from }], signal: "good" };
}

/** Takes one operation back. @param {Place} place @param {string} of @returns {Store} */
export const undo = (place, of) => ({ do: "store", drafts: [{ kind: "op.retract", ...at(place), p: { of } }], signal: "undone" });

/** Nothing lies here: a positive act, never a silence. @param {Place} place @returns {Store} */
export const empty = (place) => ({ do: "store", drafts: [{ kind: "count.empty", ...at(place), p: {} }], signal: "good" });

/** @param {Place} place @param {{n: number, digest: string}} report what was made for this bin @returns {Store} */
export const done = (place, report) => ({ do: "store", drafts: [{ kind: "count.area_done", ...at(place), p: report }], signal: "good" });

/**
 * The answer to "recount or add" (C14). A recount clears the own lines; both take an earlier "empty" back.
 * @param {Place} place
 * @param {"recount" | "add"} answer
 * @returns {Store}
 */
export function again(place, answer) {
  /** @type {Draft[]} */
  const drafts = place.emptyOp ? undo(place, place.emptyOp).drafts : [];
  if (answer === "recount") drafts.push(...place.lines.filter((line) => !line.isVoid).map((line) => clear(place, line)));
  return { do: "store", drafts, signal: "good" };
}

/** @param {Place} place @param {Line} line @returns {Draft} */
function clear(place, { key: { item, variant, lot, serial, package: packed, raw } }) {
  const p = Object.fromEntries(Object.entries({ item, variant, lot, serial, package: packed }).filter(([, value]) => value !== ""));
  return { kind: "count.void", ...at(place), p, ...(raw ? { scan: { raw } } : {}) };
}
