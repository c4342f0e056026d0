// What this phone has counted: the own lines folded from its operations, for totals, the last three and undo.
import * as catalogue from "../catalog/store.js";
import { parse } from "../lib/decimal.js";
import { digest } from "./chain.js";
import { fold, inBase, standing } from "./fold.js";
import { bodyOf } from "./protocol.js";
import * as store from "./store.js";

/** @typedef {import("./fold.js").Line} Line */
/** @typedef {import("./fold.js").LineOp} LineOp */
/** @typedef {any} Body */

/** Bodies of the retained operations, kept in step with the database. @type {{stream: string, from: number, upto: number, bodies: Body[]}} */
let kept = { stream: "", from: 0, upto: 0, bodies: [] };

/** @returns {Promise<Body[]>} in seq order */
async function bodies() {
  const [head, base] = await Promise.all([store.head(), store.base()]);
  if (!head) return [];
  if (kept.stream !== head.stream || kept.from !== base.seq || kept.upto > head.seq) {
    kept = { stream: head.stream, from: base.seq, upto: base.seq, bodies: [] };
  }
  const mine = kept;
  const fresh = await store.retained({ after: mine.upto, upto: head.seq });
  const [first] = fresh;
  if (first && first.seq === mine.upto + 1) {
    mine.bodies.push(...fresh.map(bodyOf));
    mine.upto = head.seq;
  }
  return mine.bodies;
}

/**
 * The own lines of a bin, in the order they were begun; void ones too.
 * @param {string} order
 * @param {string} bin
 * @param {string} [actor] wire id; everybody's on this phone without it
 * @returns {Promise<Line[]>}
 */
export async function ownLines(order, bin, actor) {
  const lines = await ownLinesOf(order, actor);
  return lines.filter((line) => line.key.bin === bin);
}

/**
 * The own lines of a whole order: what was counted per bin.
 * @param {string} order
 * @param {string} [actor]
 * @returns {Promise<Line[]>}
 */
async function ownLinesOf(order, actor) {
  const mine = (await bodies()).filter(
    (body) => (body.kind === "op.retract" || body.base?.doc === order) && (!actor || body.actor === actor),
  );
  return fold(await Promise.all(mine.map(lineOp)));
}

/**
 * The last operations that stand, newest first, as bodies.
 * @param {number} n
 * @param {string} [order]
 * @returns {Promise<Body[]>}
 */
export async function lastOps(n, order) {
  const all = (await bodies()).map((body) => ({ op: body.op, kind: body.kind, of: body.p?.of ?? "", key: { actor: body.actor }, body }));
  return standing(all)
    .map(({ body }) => body)
    .filter((body) => body.kind.startsWith("count.") && (!order || body.base?.doc === order))
    .slice(-n)
    .reverse();
}

/**
 * What "bin done" says of itself: how many operations this person made for the bin, and the digest of their ids.
 * @param {{doc: string, loc: string, bin: string, actor: string}} place
 * @returns {Promise<{n: number, digest: string}>}
 */
export async function manifest({ doc, loc, bin, actor }) {
  const ops = (await bodies())
    .filter((body) => body.base?.doc === doc && body.loc === loc && body.bin === bin && body.actor === actor)
    .map((body) => body.op);
  return { n: ops.length, digest: await digest(ops.join("\n")) };
}

/** @param {Body} body @returns {Promise<LineOp>} with the unit as the catalogue has it now */
async function lineOp(body) {
  const p = body.p ?? {};
  const quantity = parse(p.qty ?? "1") ?? 0n;
  const { per, rounding } = await unitOf(p.item, p.uom);
  const at = Date.parse(body.at?.wall);
  const key = {
    doc: body.base?.doc ?? "", actor: body.actor, loc: body.loc ?? "", bin: body.bin ?? "", item: p.item ?? "",
    variant: p.variant ?? "", lot: p.lot ?? "", serial: p.serial ?? "", package: p.package ?? "",
    raw: p.item ? "" : (body.scan?.raw ?? ""),
  };
  return { op: body.op, kind: body.kind, key, quantity, unit: p.uom ?? "", base: inBase(quantity, per, rounding), of: p.of ?? "", lo: at, at, hi: at };
}

/** @param {string | undefined} item @param {string | undefined} code */
async function unitOf(item, code) {
  const plain = { per: 100_000n, rounding: 0n };
  if (!item) return plain;
  const [card, units] = await Promise.all([catalogue.item(item), catalogue.units(item)]);
  const base = units.find((unit) => unit.code === card?.base_unit);
  const unit = units.find((one) => one.code === code);
  return { per: parse(unit?.qty_per ?? "1") ?? plain.per, rounding: parse(base?.rounding ?? "0") ?? 0n };
}
