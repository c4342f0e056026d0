// A phone without a browser: fake IndexedDB, no journal (no private file system), one process.
import "fake-indexeddb/auto";

globalThis.BroadcastChannel = undefined; // it would keep the process alive; one process has no other tabs

const { get, set } = await import("../../../scanapp/static/js/lib/settings.js");
const store = await import("../../../scanapp/static/js/outbox/store.js");
const streams = await import("../../../scanapp/static/js/outbox/streams.js");

export const PERSON = { id: "u_1", name: "Mia", language: "da", role: "counter", unlock: "ul_1", locations: ["BLUE"] };

/** Every database of the phone is gone, as when the browser drops them. */
export async function wipe() {
  for (const { name } of await indexedDB.databases()) {
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error);
    });
  }
}

/** An enrolled phone with somebody signed in and an open stream. */
export async function freshPhone({ signedIn = true } = {}) {
  await wipe();
  await set("device", { id: "d_1" });
  if (signedIn) await set("person", PERSON);
  await streams.open();
  return store.head();
}

export const scan = (n = 1, more = {}) => ({
  kind: "count.scan", loc: "BLUE", bin: "A-01", doc: "CO-1",
  p: { item: `7000${n}`, uom: "PCS", qty: "1" }, scan: { raw: `570000000000${n}`, sym: "ean13", src: "wedge" }, ...more,
});

export const settings = { get, set };
export { store, streams };
