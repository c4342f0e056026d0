import assert from "node:assert/strict";
import { test } from "node:test";
import { resolve, withNumbers } from "../../../scanapp/static/js/catalog/resolve.js";

const ITEMS = {
  70001: { no: "70001", description: "Bell", type: "Inventory", base_unit: "PCS", numbers: "" },
  70002: { no: "70002", description: "Ham", type: "Inventory", base_unit: "KG", numbers: "l" },
  70003: { no: "70003", description: "Drill", type: "Inventory", base_unit: "PCS", numbers: "s", blocked: 1 },
  FREIGHT: { no: "FREIGHT", description: "Freight", type: "Service", base_unit: "PCS", numbers: "" },
};
const REFERENCES = [
  { id: 1, code: "5701234567899", item: "70001", variant: "", unit: "BOX", type: "Bar Code", from: "", to: "" },
  { id: 2, code: "036000291452", item: "70001", variant: "RED", unit: "", type: "Bar Code", from: "", to: "" },
  { id: 3, code: "09521234543213", item: "70002", variant: "", unit: "", type: "Bar Code", from: "", to: "" },
  { id: 4, code: "TWO", item: "70001", variant: "", unit: "", type: "", from: "", to: "" },
  { id: 5, code: "TWO", item: "70002", variant: "", unit: "", type: "", from: "", to: "" },
  { id: 6, code: "BOTH", item: "70001", variant: "", unit: "", type: "", from: "", to: "" },
  { id: 7, code: "BOTH", item: "70002", variant: "", unit: "", type: "Bar Code", from: "", to: "" },
  { id: 8, code: "OLD", item: "70001", variant: "", unit: "", type: "Bar Code", from: "", to: "2020-01-01" },
  { id: 9, code: "F", item: "FREIGHT", variant: "", unit: "", type: "Bar Code", from: "", to: "" },
  { id: 10, code: "0012000006494", item: "70001", variant: "", unit: "", type: "Bar Code", from: "", to: "" },
  { id: 11, code: "GONE", item: "99999", variant: "", unit: "", type: "Bar Code", from: "", to: "" },
];
const catalogue = {
  bin: async (location, code) => (location === "BLUE" && ["A-01", "70001"].includes(code) ? { location, code } : null),
  item: async (no) => ITEMS[no] ?? null,
  references: async (code) => REFERENCES.filter((row) => row.code === code),
  variants: async () => [{ code: "RED", description: "Red", blocked: 0 }],
};
const at = (text, aim = "", location = "BLUE") => resolve({ text, aim }, { location, today: "2026-11-22" }, catalogue);

test("a bin of the location comes first, even when an item has that number", async () => {
  assert.equal((await at("A-01")).kind, "bin");
  assert.equal((await at("70001")).kind, "bin");
  assert.equal((await at("70001", "", "RED")).kind, "item");
});

test("a bar code gives item, variant and the scanned unit", async () => {
  const box = await at("5701234567899");
  assert.deepEqual([box.item.no, box.unit, box.variant], ["70001", "BOX", ""]);
  const red = await at("0036000291452");
  assert.deepEqual([red.item.no, red.unit, red.variant], ["70001", "PCS", "RED"], "UPC-A read as EAN-13");
  assert.equal((await at("01264904")).item.no, "70001", "a UPC-E finds its EAN-13");
});

test("a GS1 code brings lot, count and weight, and only numbers that the item has", async () => {
  const lot = await at("01095212345432131021L1", "]C1");
  assert.deepEqual([lot.item.no, lot.lot, lot.missing], ["70002", "21L1", []]);
  assert.equal((await at("0109521234543213310300175010L9", "]e0")).quantity, "1.75");
  assert.equal((await at("010952123454321321S1", "]C1")).serial, "", "a serial of an item without serials is left out");
  assert.deepEqual((await at("0109521234543213", "]e0")).missing, ["l"]);
});

test("bar codes win over other references, and several items are asked about", async () => {
  assert.equal((await at("BOTH")).item.no, "70002");
  const two = await at("TWO");
  assert.equal(two.kind, "ambiguous");
  assert.deepEqual(two.choices.map(({ item }) => item.no), ["70001", "70002"]);
});

test("an item number is the last thing that is tried, then the code is unknown", async () => {
  assert.equal((await at("70002")).item.no, "70002");
  for (const text of ["4006381333931", "OLD", "GONE", "", "<b>x</b>", "=1+1"]) assert.equal((await at(text)).kind, "unknown", text);
});

test("what is not kept in stock is refused", async () => {
  assert.equal((await at("F")).kind, "refused");
});

test("a serial number is one piece in the base unit", async () => {
  const drill = await at("70003");
  assert.deepEqual([drill.missing, drill.quantity, drill.isBlocked], [["s"], "1", true]);
  assert.deepEqual(withNumbers({ ...drill, serial: "S1", unit: "BOX", quantity: "12" }).quantity, "1");
});
