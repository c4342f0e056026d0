// What both stores hold together after one of them lost something. Pure but for the hashing.
import { chainAfter } from "./chain.js";
import { chained, restamped } from "./streams.js";

/** @typedef {import("./protocol.js").Op} Op */
/** @typedef {import("./protocol.js").Head} Head */
/** @typedef {import("./protocol.js").Base} Base */
/** @typedef {import("./journal.js").Envelope} Envelope */
/** @typedef {Op & {stream: string, ph: string}} Found */

/**
 * Operations of the journal that the database does not have, in the order they were made.
 * @param {Head | null} head
 * @param {Base} base
 * @param {Op[]} ops
 * @param {Envelope[]} envelopes
 * @returns {Found[]}
 */
export function missing(head, base, ops, envelopes) {
  const known = new Set(ops.map((op) => op.op));
  /** @type {Found[]} */
  const found = [];
  const inOrder = [...envelopes].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
  for (const { stream, seq, ph, enc, b } of inOrder) {
    const op = JSON.parse(b).op;
    if (known.has(op) || (stream === head?.stream && seq <= base.seq)) continue;
    known.add(op);
    found.push({ stream, ph, seq, op, enc, bytes: new TextEncoder().encode(b), hash: "", state: "stored", outcome: null });
  }
  return found;
}

/**
 * The database as it must be: in place where the operations fit the stream without a hole; else after its end,
 * or, with the database lost, in a new stream.
 * @param {Head | null} head
 * @param {Base} base
 * @param {Op[]} ops
 * @param {Found[]} found not empty
 * @returns {Promise<{head: Head, base: Base, ops: Op[]}>}
 */
export async function repaired(head, base, ops, found) {
  const start = head ? base : { seq: found[0].seq - 1, hash: found[0].ph };
  const stream = head?.stream ?? found[0].stream;
  const fit = found.every((op) => op.stream === stream) ? await inPlace(start, ops, found) : null;
  if (fit) {
    const last = fit[fit.length - 1];
    return { head: { stream, seq: last.seq, hash: last.hash }, base: start, ops: fit };
  }
  const plain = found.map(({ stream: _stream, ph: _ph, ...op }) => op);
  if (!head) return restamped(plain);
  const tail = await chained(head, plain);
  return { head: tail.head, base, ops: [...ops, ...tail.ops] };
}

/**
 * @param {Base} start
 * @param {Op[]} ops
 * @param {Found[]} found
 * @returns {Promise<Op[] | null>} null when there is a hole, two for one place, or a broken chain
 */
async function inPlace(start, ops, found) {
  /** @type {(Op | Found)[]} */
  const all = [...ops, ...found].sort((a, b) => a.seq - b.seq);
  let { seq, hash } = start;
  const fit = [];
  for (const one of all) {
    seq += 1;
    if (one.seq !== seq) return null;
    const { stream: _stream, ph, ...op } = /** @type {Found} */ (one);
    if (ph !== undefined && hash && ph !== hash) return null;
    hash = await chainAfter(ph ?? hash, op.op, op.bytes);
    if (op.hash && op.hash !== hash) return null;
    fit.push({ ...op, hash });
  }
  return fit;
}
