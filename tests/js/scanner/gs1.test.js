import assert from "node:assert/strict";
import { test } from "node:test";
import { GS, parse, withoutPrefix } from "../../../scanapp/static/js/scanner/gs1.js";

const GTIN = "09521234543213";
const TODAY = new Date("2026-11-22");

test("a lot after the number is read to the end", () => {
  const says = parse(`01${GTIN}1021L1`, TODAY);
  assert.equal(says.gtin, GTIN);
  assert.equal(says.lot, "21L1");
  assert.equal(says.serial, "");
});

test("a value of any length ends at the separator", () => {
  const says = parse(`01${GTIN}10LOT-7${GS}21S/N 9`.replace(" ", ""), TODAY);
  assert.equal(says.lot, "LOT-7");
  assert.equal(says.serial, "S/N9");
});

test("printable stand-ins of a wedge are separators too", () => {
  for (const mark of ["^", "|", "~", "<GS>", "{GS}", "␝"]) {
    assert.equal(parse(`10A1${mark}21B2`, TODAY)?.serial, "B2", mark);
  }
});

test("identifiers in brackets say the same", () => {
  assert.deepEqual(parse(`(01)${GTIN}(17)271231(10)AB`, TODAY).elements, parse(`01${GTIN}17271231${GS}10AB`, TODAY).elements);
});

test("a date has its century, and day 00 is the last of the month", () => {
  assert.equal(parse("17280200", TODAY).expiry, "2028-02-29");
  assert.equal(parse("17771231", TODAY).expiry, "1977-12-31");
  assert.equal(parse("17761231", TODAY).expiry, "2076-12-31");
});

test("count and weight are decimals", () => {
  assert.equal(parse(`02${GTIN}370024`, TODAY).count, "24");
  assert.equal(parse(`01${GTIN}3103001750`, TODAY).weight, "1.75");
  assert.equal(parse(`01${GTIN}3100000012`, TODAY).weight, "12");
});

test("what breaks a rule is no GS1 message", () => {
  const wrong = ["", "01", `01${GTIN.slice(0, -1)}9`, "0112345", "17281301", "17280532", "9", "hello", "01095212345432131", "5701234567899", "10", "(01)123", "()", "37x"];
  for (const text of wrong) assert.equal(parse(text, TODAY), null, text);
});

test("a read of five thousand characters is refused in no time", () => {
  const start = performance.now();
  parse("1".repeat(5000), TODAY);
  parse("(10)".repeat(1250), TODAY);
  assert.ok(performance.now() - start < 200);
});

test("symbology identifiers of GS1 are told from the others, and taken off", () => {
  for (const aim of ["]C1", "]e0", "]d2", "]Q3", "]J1"]) assert.deepEqual(withoutPrefix(`${aim}0109`), { text: "0109", aim, isGs1: true });
  for (const aim of ["]E0", "]A0", "]C0", "]Q1"]) assert.deepEqual(withoutPrefix(`${aim}57`), { text: "57", aim, isGs1: false });
  assert.deepEqual(withoutPrefix("A-03-12"), { text: "A-03-12", aim: "", isGs1: false });
});
