// The shared vectors: both ends obey one text (sync/vectors/README.md).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { format, parse } from "../../../scanapp/static/js/lib/decimal.js";
import { chainAfter, chainStart } from "../../../scanapp/static/js/outbox/chain.js";
import { fold, inBase } from "../../../scanapp/static/js/outbox/fold.js";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../../sync/vectors/${name}`, import.meta.url), "utf8"));

for (const { stream, ops } of vectors("chain.json")) {
  test(`the chain of stream ${stream}`, async () => {
    let hash = await chainStart(stream);
    for (const { op, body, ph, hash: after } of ops) {
      assert.equal(hash, ph);
      hash = await chainAfter(hash, op, new TextEncoder().encode(body));
      assert.equal(hash, after);
    }
  });
}

const lineOp = ({ op, kind, actor, doc, loc, bin, p, raw, per = "1", rounding = "0", lo, at, hi }) => {
  const key = {
    doc: doc ?? "", actor, loc: loc ?? "", bin: bin ?? "", item: p.item ?? "", variant: p.variant ?? "", lot: p.lot ?? "",
    serial: p.serial ?? "", package: p.package ?? "", raw: p.item ? "" : (raw ?? ""),
  };
  const quantity = parse(p.qty ?? "1");
  const base = inBase(quantity, parse(per), parse(rounding));
  return { op, kind, key, quantity, unit: p.uom ?? "", base, of: p.of ?? "", lo, at, hi };
};

for (const { why, ops, lines } of vectors("lines.json")) {
  test(`own lines: ${why}`, () => {
    const found = fold(ops.map(lineOp)).map((line) => ({
      key: Object.values(line.key), voided: line.isVoid, quantity_base: format(line.base), unit: line.unit,
      quantity: format(line.quantity), ops: line.ops, lo: line.lo, at: line.at, hi: line.hi,
    }));
    assert.deepEqual(found, lines.map((line) => ({ voided: false, lo: null, at: null, hi: null, ...line })));
  });
}
