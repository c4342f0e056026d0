import assert from "node:assert/strict";
import { test } from "node:test";
import { Burst } from "../../../scanapp/static/js/scanner/wedge.js";

const type = (burst, text, gap, from = 0) => [...text].map((character, n) => burst.add(character, from + n * gap)).join("");

test("fast keys are a code", () => {
  const burst = new Burst();
  assert.equal(type(burst, "5701234567899", 8), "");
  assert.deepEqual(burst.end(), { burst: "5701234567899", typed: "" });
});

test("slow keys are a person, each handed on as it was typed", () => {
  const burst = new Burst();
  assert.equal(type(burst, "125", 180), "12");
  assert.deepEqual(burst.end(), { burst: "", typed: "5" });
});

test("a radio that stutters does not cut a code in two", () => {
  const burst = new Burst();
  type(burst, "57012", 8);
  type(burst, "34567899", 8, 500);
  assert.equal(burst.end().burst, "5701234567899");
});

test("what was typed long before a code is no part of it", () => {
  const burst = new Burst();
  burst.add("7", 0);
  assert.equal(type(burst, "A-03-12", 5, 900), "7");
  assert.equal(burst.end().burst, "A-03-12");
});
