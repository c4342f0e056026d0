// Small things this phone remembers besides its operations: who is signed in, which catalogue, language, drafts.
import { done, got, openDatabase } from "./idb.js";

/** @type {Promise<IDBDatabase> | null} */
let opening = null;
/** @type {IDBDatabase | null} */
let opened = null;

function database() {
  opening ??= openDatabase(indexedDB, "scanapp-ui", create, { onclose: closed }).then(
    (db) => (opened = db),
    (error) => {
      closed();
      throw error;
    },
  );
  return opening;
}

function closed() {
  opening = opened = null;
}

/** @param {IDBDatabase} db */
function create(db) {
  db.createObjectStore("settings");
  db.createObjectStore("drafts");
}

/** @param {string} key @returns {Promise<any>} undefined when it was never set */
export async function get(key) {
  const db = await database();
  return got(db.transaction("settings").objectStore("settings").get(key));
}

/** @param {string} key @param {any} value undefined removes it */
export async function set(key, value) {
  const db = await database();
  const tx = db.transaction("settings", "readwrite");
  const store = tx.objectStore("settings");
  if (value === undefined) store.delete(key);
  else store.put(value, key);
  await done(tx);
}

/** @param {string} prefix @returns {Promise<string[]>} */
export async function keys(prefix) {
  const db = await database();
  const all = await got(db.transaction("settings").objectStore("settings").getAllKeys());
  return all.map(String).filter((key) => key.startsWith(prefix));
}

/** Removes without waiting for anything: the page is going away. @param {string} key */
export function removeNow(key) {
  const tx = opened?.transaction("settings", "readwrite");
  tx?.objectStore("settings").delete(key);
  tx?.commit();
}
