// The catalogue: complete generations, deltas all or nothing (I-8, I-9, I-31, F34, F36, F37).
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { freshPhone, settings } from "../support/phone.js";
import { json, Server } from "../support/server.js";

const catalogue = await import("../../../scanapp/static/js/catalog/store.js");
const { NoRows, refresh } = await import("../../../scanapp/static/js/catalog/pull.js");

let server;
beforeEach(async () => {
  await freshPhone();
  server = new Server();
  server.rows = {
    item: { cols: ["no", "description", "base_unit"], rows: [["70001", "Bell", "PCS"], ["70002", "Lamp", "PCS"]] },
    unit: { cols: ["item", "code", "qty_per", "rounding"], rows: [["70001", "PCS", "1", "0"], ["70001", "BOX", "12", "0"]] },
    reference: { cols: ["id", "code", "item", "variant", "unit", "type", "from", "to"], rows: [[1, "5701234567899", "70001", "", "PCS", "Bar Code", null, null]] },
    bin: { cols: ["location", "code", "zone", "rank", "blocked"], rows: [["BLUE", "A-01", "A", 1, 0]] },
    order: { cols: ["no", "location", "description", "status", "blind", "mode"], rows: [["CO-1", "BLUE", "", "open", 1, "split"]] },
    order_bin: { cols: ["order", "location", "bin", "rank"], rows: [["CO-1", "BLUE", "A-02", 2], ["CO-1", "BLUE", "A-01", 1]] },
    outcome: { cols: ["op", "st", "code", "case"], rows: [] },
  };
});

const generations = async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("scanapp-cat-"));
const put = (v, e, d) => ({ t: "put", e, id: d[0], v, d });

test("a snapshot answers everything a scan needs", async () => {
  assert.equal(await catalogue.item("70001"), null);
  assert.equal(catalogue.seen(), null);
  assert.equal(await refresh(), "snapshot");
  assert.equal((await catalogue.item("70001")).description, "Bell");
  assert.deepEqual((await catalogue.units("70001")).map((unit) => unit.code), ["BOX", "PCS"]);
  assert.equal((await catalogue.references("5701234567899"))[0].item, "70001");
  assert.equal((await catalogue.bin("BLUE", "A-01")).zone, "A");
  assert.equal(await catalogue.bin("RED", "A-01"), null);
  assert.deepEqual((await catalogue.orderBins("CO-1")).map((row) => row.bin), ["A-01", "A-02"]);
  assert.equal((await catalogue.orders())[0].no, "CO-1");
  assert.deepEqual([catalogue.seen().epoch, catalogue.seen().v], ["e1", 1]);
  assert.match(catalogue.seen().gen, /^[0-9a-f]{12}$/);
});

test("a delta puts and deletes, and moves the cursor with it", async () => {
  await refresh();
  server.v = 3;
  server.changes = [put(2, "item", ["70003", "Horn", "PCS"]), { t: "del", e: "item", id: "70002", v: 3 }, { t: "del", e: "unit", id: "70001|BOX", v: 3 }];
  server.calls = [];
  assert.equal(await refresh(), "delta");
  assert.deepEqual(server.paths(), ["pull"]);
  assert.equal((await catalogue.item("70003")).description, "Horn");
  assert.equal(await catalogue.item("70002"), null);
  assert.equal((await catalogue.units("70001")).length, 1);
  assert.equal(catalogue.seen().v, 3);
});

test("an entity that is newer than this build is left out", async () => {
  server.rows.pallet = { cols: ["no"], rows: [["1"]] };
  await refresh();
  server.v = 2;
  server.changes = [{ t: "put", e: "crate", id: "1", v: 2, d: ["1"] }];
  assert.equal(await refresh(), "delta");
});

test("a pull that is cut anywhere changes nothing (F34)", async () => {
  await refresh();
  server.v = 2;
  server.changes = [put(2, "item", ["70009", "Saddle", "PCS"]), put(2, "item", ["70001", "Bell 2", "PCS"])];
  const page = server.page(server.changes, 1);
  for (let cut = 0; cut < page.length - 1; cut += 11) {
    server.faults = [() => new Response(page.slice(0, cut), { headers: { "Content-Type": "application/x-ndjson" } })];
    await assert.rejects(refresh(), NoRows);
    assert.equal(await catalogue.item("70009"), null);
    assert.equal((await catalogue.state()).cursor, "e1:1");
  }
  await refresh();
  assert.equal((await catalogue.item("70001")).description, "Bell 2");
});

test("a pull with another sum or number changes nothing", async () => {
  await refresh();
  server.v = 2;
  server.changes = [put(2, "item", ["70009", "Saddle", "PCS"])];
  for (const wrong of [(text) => text.replace("Saddle", "Sattle"), (text) => text.replace('"n":1', '"n":2')]) {
    server.faults = [() => new Response(wrong(server.page(server.changes, 1)), { headers: { "Content-Type": "application/x-ndjson" } })];
    await assert.rejects(refresh(), NoRows);
    assert.equal(await catalogue.item("70009"), null);
  }
});

test("a transaction that aborts keeps rows and cursor together", async () => {
  await refresh();
  server.v = 2;
  server.changes = [put(2, "item", ["70009", "Saddle", "PCS"])];
  const real = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = real.call(this, value, key);
    if (key === "state") this.transaction.abort();
    return request;
  };
  await assert.rejects(refresh());
  IDBObjectStore.prototype.put = real;
  assert.equal(await catalogue.item("70009"), null);
  assert.equal((await catalogue.state()).cursor, "e1:1");
});

test("410: a new generation, the old one serves until the switch and is deleted after", async () => {
  await refresh();
  const before = await generations();
  server.epoch = "e2";
  server.rows.item.rows = [["70001", "Bell of e2", "PCS"]];
  let during;
  const real = server.chunk.bind(server);
  server.chunk = async (hash) => {
    during = (await catalogue.item("70001")).description;
    return real(hash);
  };
  assert.equal(await refresh(), "snapshot");
  assert.equal(during, "Bell");
  assert.equal((await catalogue.item("70001")).description, "Bell of e2");
  assert.equal(await catalogue.item("70002"), null);
  assert.equal((await generations()).length, 1);
  assert.notDeepEqual(await generations(), before);
});

test("a snapshot of the same rows is a generation of its own", async () => {
  await refresh();
  const { name } = await settings.get("catalogue");
  server.v = 2;
  server.changes = [put(2, "item", ["70009", "Saddle", "PCS"])];
  await refresh();
  await catalogue.distrust();
  server.changes = [];
  assert.equal(await refresh(), "snapshot");
  assert.notEqual((await settings.get("catalogue")).name, name);
  assert.equal(await catalogue.item("70009"), null);
});

test("a snapshot that stops at each chunk goes on from there; what is in use serves meanwhile (F37)", async () => {
  await refresh();
  server.epoch = "e2";
  server.rows.item.rows.push(["70005", "Pump", "PCS"]);
  const chunks = Object.keys(server.rows).length;
  for (let n = 0; n < chunks; n += 1) {
    server.calls = [];
    let left = 1;
    server.faults = [(call) => call.path.includes("/chunk/") && left-- === 0 && new TypeError("network")];
    if (n < chunks - 1) await assert.rejects(refresh(), { name: "Offline" });
    else await refresh();
    if (n < chunks - 1) assert.equal(await catalogue.item("70005"), null);
  }
  assert.equal((await catalogue.item("70005")).description, "Pump");
});

test("a chunk that is not what its hash says is not believed", async () => {
  server.chunk = async () => new Response("[]\n", { headers: { "Content-Type": "application/x-ndjson" } });
  await assert.rejects(refresh(), NoRows);
  assert.equal(await catalogue.item("70001"), null);
});

test("a change of scope asks for a snapshot", async () => {
  await refresh();
  server.v = 2;
  server.changes = [{ t: "leave", scope: "loc:BLUE", v: 2 }];
  server.rows.bin.rows = [];
  assert.equal(await refresh(), "snapshot");
  assert.equal(await catalogue.bin("BLUE", "A-01"), null);
});

test("nobody signed in is told as such", async () => {
  server.faults = [() => json({ error: { code: "NOBODY_SIGNED_IN" } }, 401)];
  await assert.rejects(refresh(), { status: 401, code: "NOBODY_SIGNED_IN" });
});

test("a generation that the browser dropped is loaded again", async () => {
  await refresh();
  const [name] = await generations();
  await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  assert.equal(await catalogue.item("70001"), null);
  assert.equal(await refresh(), "snapshot");
  assert.equal((await catalogue.item("70001")).description, "Bell");
});
