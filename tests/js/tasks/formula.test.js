import assert from "node:assert/strict";
import { test } from "node:test";
import { format } from "../../../scanapp/static/js/lib/decimal.js";
import { evaluate, isBarcode, press } from "../../../scanapp/static/js/tasks/formula.js";

test("sums, products first, comma and point", () => {
  const cases = { "3*12+5": "41", "3×12+5": "41", "2x3x4": "24", "10−2×3": "4", "1,5+0.25": "1.75", "0.1+0.2": "0.3", "0": "0", "999999999": "999999999", "5*0": "0", "1.000": "1" };
  for (const [text, value] of Object.entries(cases)) assert.equal(format(evaluate(text)), value, text);
});

test("what is no finished sum is no number", () => {
  for (const text of ["", "3+", "*3", "3**4", "1+-2", "2−5", "1000000000", "999999999*999999999", "1e3", "12kg", "=1+1", "1.2.3", "3++4", ","]) assert.equal(evaluate(text), null, text);
});

test("a barcode in the quantity is refused", () => {
  for (const text of ["5701234567899", "96385074", "036000291452", "123456789", "A-03-12"]) assert.ok(isBarcode(text), text);
  for (const text of ["3600", "3*12+5", "12345678,5", "1,5", "99999999"]) assert.ok(!isBarcode(text), text);
});

test("keys that make no sense change nothing or replace the sign before them", () => {
  const typed = (...keys) => keys.reduce(press, "");
  assert.equal(typed("3", "×", "+", "1"), "3+1");
  assert.equal(typed("+", "4"), "4");
  assert.equal(typed(",", "5"), "0,5");
  assert.equal(typed("1", ",", "2", ",", "5"), "1,25");
  assert.equal(typed("0", "7"), "7");
  assert.equal(typed("1", "2", "\b"), "1");
  assert.ok(typed(..."1".repeat(50)).length <= 24);
});
