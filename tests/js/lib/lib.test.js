import assert from "node:assert/strict";
import { test } from "node:test";
import { estimate, stamp, zone } from "../../../scanapp/static/js/lib/clock.js";
import { crc32 } from "../../../scanapp/static/js/lib/crc32.js";
import { format, multiply, parse } from "../../../scanapp/static/js/lib/decimal.js";
import { uuid7 } from "../../../scanapp/static/js/lib/uuid7.js";

test("crc32 is the common one", () => {
  assert.equal(crc32("123456789"), "cbf43926");
  assert.equal(crc32(""), "00000000");
  assert.equal(crc32(new TextEncoder().encode("æøå")), crc32("æøå"));
});

test("a UUID of version 7 begins with its time", () => {
  const id = uuid7(0x0193a5c27d1e, new Uint8Array(16).fill(255));
  assert.equal(id, "0193a5c2-7d1e-7fff-bfff-ffffffffffff");
  assert.ok(uuid7(1000) < uuid7(2000));
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size, 1000);
});

test("a quantity is read with comma and point, and written shortest", () => {
  for (const [text, wire] of [["1,5", "1.5"], ["1.50", "1.5"], [" 12 ", "12"], [",5", "0.5"], ["-3.00001", "-3.00001"], ["999999999.99999", "999999999.99999"], ["0,000", "0"], ["1.500000000", "1.5"], ["+4", "4"]]) {
    assert.equal(format(parse(text)), wire);
  }
  assert.equal(format(parse("1.5"), ","), "1,5");
  for (const text of ["", " ", ".", "1.000001", "1000000000", "1e5", "1.2.3", "=1+1", "12x", "1 000", "NaN", "9".repeat(5000)]) assert.equal(parse(text), null, text);
});

test("products are rounded half away from zero", () => {
  assert.equal(format(multiply(parse("0.00001"), parse("0.5"))), "0.00001");
  assert.equal(format(multiply(parse("-0.00001"), parse("0.5"))), "-0.00001");
  assert.equal(format(multiply(parse("12"), parse("2.5"))), "30");
});

test("the skew is half the trip away, with half the trip as its error", () => {
  const sent = { wall: "2026-11-22T15:00:00.000Z", mono: 1000 };
  const received = { wall: "2026-11-22T15:00:00.200Z", mono: 1200 };
  assert.deepEqual(estimate(sent, "2026-11-22T15:00:10.100Z", received), { skew: 10_000, err: 100, at: received.wall });
  assert.equal(estimate(sent, "soon", received), null);
});

test("an operation's error grows with the drift since the contact", () => {
  assert.equal(stamp(null).skew, null);
  const day = new Date(Date.now() - 86_400_000).toISOString();
  const { skew, err } = stamp({ skew: 5, err: 100, at: day });
  assert.equal(skew, 5);
  assert.ok(err >= 100 + 4320 && err <= 100 + 4325, String(err));
});

test("the offset is written like +01:00", () => {
  assert.equal(zone({ getTimezoneOffset: () => -60 }), "+01:00");
  assert.equal(zone({ getTimezoneOffset: () => 210 }), "-03:30");
});
