import assert from "node:assert/strict";
import { test } from "node:test";
import { Again, Agreement, isPossible } from "../../../scanapp/static/js/scanner/trust.js";

const sight = (text, sym = "EAN13") => ({ text, sym, aim: "" });

test("a code that checks itself is believed at once, an EAN at the second look", () => {
  assert.ok(new Agreement().add(sight("X", "QRCode"), "full"));
  assert.ok(new Agreement().add(sight("X", "Code128"), "full"));
  const agreement = new Agreement();
  assert.ok(!agreement.add(sight("A"), "full 1"));
  assert.ok(!agreement.add(sight("A"), "full 1"), "the same look again is no second one");
  assert.ok(agreement.add(sight("A"), "full 2"));
});

test("two readings as often as each other are believed neither", () => {
  const agreement = new Agreement();
  agreement.add(sight("A"), "full 1");
  agreement.add(sight("B"), "half 2");
  agreement.add(sight("B"), "half 2");
  assert.ok(agreement.add(sight("A"), "full 3"));
  assert.ok(!agreement.add(sight("B"), "half 4"), "it has only caught up");
});

test("sharpened looks alone need three", () => {
  const agreement = new Agreement();
  assert.ok(!agreement.add(sight("A"), "sharp"));
  assert.ok(!agreement.add(sight("A"), "sharper"));
  assert.ok(agreement.add(sight("A"), "sharpest"));
});

test("half of a slanted EAN-13 is not taken for a UPC-E", () => {
  const agreement = new Agreement();
  for (const look of ["full", "half", "close"]) assert.ok(!agreement.add(sight("0108200000919", "UPCE"), look));
  assert.equal(agreement.afterRound()?.text, "0108200000919", "nothing else was seen");
  agreement.add(sight("9080912425086"), "60");
  assert.equal(agreement.afterRound(), null, "the whole code was seen once");
});

test("an ITF is a code only with 14 digits and the right check digit", () => {
  assert.ok(isPossible(sight("15701234567896", "ITF")));
  for (const text of ["157012", "7899", "15701234567890", ""]) assert.ok(!isPossible(sight(text, "ITF")), text);
});

test("the same code counts again only after it was looked for and not found", () => {
  const again = new Again();
  const look = (from, to, seen, step = 50) => {
    for (let now = from; now <= to; now += step) again.look(seen, now);
  };
  look(0, 0, ["A"]);
  assert.ok(again.isNew("A", 0));
  assert.ok(!again.isNew("A", 400));
  look(450, 1500, ["A"]);
  assert.ok(!again.isNew("A", 1500), "it never left");
  look(1550, 2250, []);
  assert.ok(again.isNew("A", 2300));
  assert.ok(again.isNew("B", 2310));
  assert.ok(again.isNew("A", 2320));
  again.forget();
  assert.ok(again.isNew("A", 2330));
});

test("a phone that looks once in a second does not count a label held still twice", () => {
  const again = new Again();
  again.look(["A"], 0);
  assert.ok(again.isNew("A", 0));
  for (const [now, seen] of [[1000, ["A"]], [2000, []], [3000, []], [4000, []], [5000, ["A"]], [6000, ["A"]]]) {
    again.look(seen, now);
    if (seen.length) assert.ok(!again.isNew("A", now), `at ${now}`);
  }
});

test("after the camera was off, what it shows is new", () => {
  const again = new Again();
  again.look(["A"], 0);
  assert.ok(again.isNew("A", 0));
  again.look(["A"], 20_000);
  assert.ok(again.isNew("A", 20_000));
});
