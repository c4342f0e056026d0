import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDigit, expandUpcE, isGtin, spellings } from "../../../scanapp/static/js/scanner/gtin.js";

test("check digits of known numbers", () => {
  for (const code of ["4006381333931", "96385074", "036000291452", "09521234543213"]) assert.ok(isGtin(code), code);
  assert.equal(checkDigit("400638133393"), "1");
  for (const code of ["4006381333932", "400638133393", "", "abcdefgh", "12345"]) assert.ok(!isGtin(code), code);
});

test("a UPC-E becomes its UPC-A, by each of the four rules", () => {
  assert.equal(expandUpcE("01264904"), "012000006494");
  assert.equal(expandUpcE("04963406"), "049000006346");
  assert.equal(expandUpcE("01234565"), "012345000065");
  assert.equal(expandUpcE("01264905"), null, "a wrong check digit");
  assert.equal(expandUpcE("96385074"), null, "an EAN-8 is none");
});

test("leading zeros do not make another number", () => {
  assert.deepEqual(spellings("036000291452"), ["036000291452", "0036000291452", "00036000291452"]);
  assert.ok(spellings("00036000291452").includes("036000291452"));
  assert.ok(spellings("0000096385074").includes("96385074"));
  assert.ok(spellings("01264904").includes("0012000006494"), "a UPC-E is looked up as EAN-13");
});

test("a case code is not its piece, and text stays as it is", () => {
  assert.deepEqual(spellings("15701234567896").filter((code) => code.length < 14), []);
  assert.deepEqual(spellings("A-03-12"), ["A-03-12"]);
});
