// What one person's operations on one key add up to (settled 2): the same rules as sync/lines.py, on the same
// sync/vectors/lines.json. Quantities are BigInt scaled by 10^5 (lib/decimal.js), times milliseconds.

/**
 * @typedef {{doc: string, actor: string, loc: string, bin: string, item: string, variant: string, lot: string,
 *   serial: string, package: string, raw: string}} LineKey  `raw` only while there is no item
 * @typedef {{op: string, kind: string, key: LineKey, quantity: bigint, unit: string, base: bigint, of: string,
 *   lo: number, at: number, hi: number}} LineOp
 * @typedef {{key: LineKey, base: bigint, unit: string, quantity: bigint, ops: string[], isVoid: boolean,
 *   lo: number | null, at: number | null, hi: number | null}} Line  a void line was not counted, which is not zero;
 *   `unit` is "" when several were added, then `quantity` is in base units
 */

const KINDS = ["count.scan", "count.set", "count.void"];
const ONE = 100_000n;

/** @param {LineKey} key */
const text = (key) => JSON.stringify(Object.values(key));

/**
 * The operations that were not taken back. A retract works on an earlier operation of the same person, retracts too.
 * @template {{op: string, kind: string, of: string, key: {actor: string}}} T
 * @param {T[]} ops in their order
 * @returns {T[]}
 */
export function standing(ops) {
  const place = new Map(ops.map((op, index) => [op.op, index]));
  /** @type {Set<string>} */
  const dead = new Set();
  for (let index = ops.length - 1; index >= 0; index -= 1) {
    const { op, kind, of, key } = ops[index];
    if (kind !== "op.retract" || dead.has(op)) continue;
    const target = place.get(of);
    if (target !== undefined && target < index && ops[target].key.actor === key.actor) dead.add(of);
  }
  return ops.filter((op) => !dead.has(op.op));
}

/**
 * The own lines of these operations, in the order of their first operation.
 * @param {LineOp[]} ops in their order
 * @returns {Line[]}
 */
export function fold(ops) {
  const lines = new Map(ops.filter((op) => KINDS.includes(op.kind)).map((op) => [text(op.key), { key: op.key, stood: /** @type {LineOp[]} */ ([]) }]));
  for (const op of standing(ops)) if (KINDS.includes(op.kind)) lines.get(text(op.key))?.stood.push(op);
  return [...lines.values()].map(({ key, stood }) => line(key, counting(key, stood)));
}

/** The operations whose quantity stands. @param {LineKey} key @param {LineOp[]} stood */
function counting(key, stood) {
  /** @type {LineOp[]} */
  let found = [];
  for (const op of stood) {
    if (op.kind === "count.void") found = [];
    else if (op.kind === "count.set") found = [op];
    else if (!key.serial || !found.some((one) => one.base > 0n)) found.push(op);
  }
  return found;
}

/** @param {LineKey} key @param {LineOp[]} ops @returns {Line} */
function line(key, ops) {
  if (!ops.length) return { key, base: 0n, unit: "", quantity: 0n, ops: [], isVoid: true, lo: null, at: null, hi: null };
  const total = ops.reduce((sum, op) => sum + op.base, 0n);
  const base = key.serial && total > ONE ? ONE : total;
  const unit = ops.every((op) => op.unit === ops[0].unit) ? ops[0].unit : "";
  const quantity = unit && !key.serial ? ops.reduce((sum, op) => sum + op.quantity, 0n) : base;
  return {
    key, base, unit, quantity, isVoid: false, ops: ops.map((op) => op.op),
    lo: Math.min(...ops.map((op) => op.lo)), at: Math.max(...ops.map((op) => op.at)), hi: Math.max(...ops.map((op) => op.hi)),
  };
}

/**
 * Units in base units, half away from zero, to the base unit's rounding or five places (domain 1 §1.3).
 * @param {bigint} quantity
 * @param {bigint} per
 * @param {bigint} rounding 0 for none
 */
export function inBase(quantity, per, rounding) {
  const exact = quantity * per; // scaled by 10^10
  const step = rounding > 0n ? rounding * ONE : ONE;
  const size = exact < 0n ? -exact : exact;
  const steps = (2n * size + step) / (2n * step);
  return (exact < 0n ? -steps : steps) * (rounding > 0n ? rounding : 1n);
}
