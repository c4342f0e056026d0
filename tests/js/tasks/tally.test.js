// What a person has counted in hand, read back from the outbox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { freshPhone, PERSON, scan } from "../support/phone.js";

const { append } = await import("../../../scanapp/static/js/outbox/append.js");
const { Tally } = await import("../../../scanapp/static/js/tasks/tally.js");

/** @param {string} bin */
async function tally(bin) {
  const made = new Tally();
  Object.assign(made, { order: { no: "CO-1", location: "BLUE" }, actor: PERSON.id, bin });
  await made.refresh();
  return made;
}

test("a location without bins has lines, a total and a pad like a bin", async () => {
  await freshPhone();
  await append(scan(1, { bin: "" }));
  await append(scan(1, { bin: "" }));
  const { lines } = await tally("");
  assert.deepEqual(lines.map((line) => [line.code, line.quantity]), [["70001", "2"]]);
});

test("a bin has its own lines only", async () => {
  await freshPhone();
  await append(scan(1));
  await append(scan(2, { bin: "A-02" }));
  assert.deepEqual((await tally("A-02")).lines.map((line) => line.code), ["70002"]);
});
