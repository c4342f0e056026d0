// What the phone knows of the site: complete, disposable generations `scanapp-cat-<gen>`. The setting `catalogue`
// names the one in use; writing it is the whole switch (I-8), so a half loaded one is never seen.
import { done, got, openDatabase } from "../lib/idb.js";
import * as settings from "../lib/settings.js";

/** entity -> [columns of the key, column with an index] */
const ENTITIES = /** @type {const} */ ({
  item: [["no"]],
  unit: [["item", "code"], "item"],
  variant: [["item", "code"], "item"],
  reference: [["id"], "code"],
  location: [["code"]],
  bin: [["location", "code"], "location"],
  order: [["no"]],
  order_bin: [["order", "bin"], "order"],
  outcome: [["op"]],
});

/** @typedef {keyof typeof ENTITIES} Entity */
/** @typedef {{name: string, gen: string, epoch: string, distrusted?: boolean}} Pointer */
/** @typedef {{cursor: string, v: number, epoch: string, gen: string, scope: string}} State  of one generation */
/** @typedef {{op: "put", entity: string, row: Record<string, any>} | {op: "del", entity: string, id: string}} Change */

const PREFIX = "scanapp-cat-";
const PIECE = 2000;
/** @type {{name: string, db: IDBDatabase, state: State} | null} */
let current = null;

/** @param {string} entity @returns {entity is Entity} an entity that this build knows; others are left out */
export const isKnown = (entity) => Object.hasOwn(ENTITIES, entity);

/** @param {Entity} entity @param {Record<string, any>} row */
const keyOf = (entity, row) => ENTITIES[entity][0].map((column) => row[column]).join("|");

/** @param {IDBDatabase} db */
function create(db) {
  for (const [entity, [, index]] of Object.entries(ENTITIES)) {
    const store = db.createObjectStore(entity);
    if (index) store.createIndex(index, index);
  }
  db.createObjectStore("meta");
}

/** @param {string} gen @returns {Promise<IDBDatabase>} */
export const openGeneration = (gen) => openDatabase(indexedDB, PREFIX + gen, create);

/** Opens the generation in use; again after a switch in another tab. @returns {Promise<boolean>} false: none yet */
export async function open() {
  const pointer = /** @type {Pointer | undefined} */ (await settings.get("catalogue"));
  if (!pointer) return false;
  if (current?.name === pointer.name) return true;
  const db = await openDatabase(indexedDB, PREFIX + pointer.name, create, { onclose: () => (current = null) });
  const state = await got(db.transaction("meta").objectStore("meta").get("state"));
  if (!state) {
    // the browser dropped it: a new empty one opened. Only a snapshot helps.
    db.close();
    await settings.set("catalogue", undefined);
    return false;
  }
  current?.db.close();
  current = { name: pointer.name, db, state };
  return true;
}

/** What the next operation was made against; null without a catalogue. */
export const seen = () => current && { epoch: current.state.epoch, v: current.state.v, gen: current.state.gen };

/** The generation in use, as the last pull of any tab left it. @returns {Promise<State | null>} */
export async function state() {
  if (!(await open()) || !current) return null;
  const { db } = current;
  current.state = await got(db.transaction("meta").objectStore("meta").get("state"));
  return current.state;
}

/** @param {Entity} entity @param {string} key @returns {Promise<any>} null when there is none */
async function row(entity, key) {
  if (!(await using())) return null;
  return (await got(/** @type {any} */ (current).db.transaction(entity).objectStore(entity).get(key))) ?? null;
}

/** @param {Entity} entity @param {string} [value] of the indexed column; all rows without it @returns {Promise<any[]>} */
async function rows(entity, value) {
  if (!(await using())) return [];
  const store = /** @type {any} */ (current).db.transaction(entity).objectStore(entity);
  return got(value === undefined ? store.getAll() : store.index(ENTITIES[entity][1]).getAll(value));
}

/** The pointer is read once a switch was told, not once a scan. */
const using = async () => current !== null || open();

/** @returns {Promise<any[]>} count orders of this phone */
export const orders = () => rows("order");
/** @param {string} no */
export const order = (no) => row("order", no);
/** Bins of an order in walking order. @param {string} no @returns {Promise<any[]>} */
export const orderBins = async (no) => (await rows("order_bin", no)).sort((a, b) => a.rank - b.rank || (a.bin < b.bin ? -1 : 1));
/** @param {string} code */
export const location = (code) => row("location", code);
/** @returns {Promise<any[]>} */
export const locations = () => rows("location");
/** @param {string} at location code @param {string} code */
export const bin = (at, code) => row("bin", `${at}|${code}`);
/** @param {string} no */
export const item = (no) => row("item", no);
/** @param {string} no item @returns {Promise<any[]>} */
export const units = (no) => rows("unit", no);
/** @param {string} no item @returns {Promise<any[]>} */
export const variants = (no) => rows("variant", no);
/** @param {string} code as scanned @returns {Promise<any[]>} */
export const references = (code) => rows("reference", code);
/** A later decision about an own operation. @param {string} op */
export const outcomeOf = (op) => row("outcome", op);

/**
 * One chunk of a new generation; the mark that it is there comes with its last rows. In pieces, so that a large one
 * does not hold up a person who is scanning.
 * @param {IDBDatabase} db
 * @param {string} mark
 * @param {Change[]} changes
 */
export async function load(db, mark, changes) {
  let n = 0;
  for (; changes.length - n > PIECE; n += PIECE) await write(db, changes.slice(n, n + PIECE), () => {}, "relaxed");
  await write(db, changes.slice(n), (meta) => meta.put(true, mark), "relaxed");
}

/** @param {IDBDatabase} db @returns {Promise<string[]>} marks of the chunks that are there */
export const loaded = async (db) => (await got(db.transaction("meta").objectStore("meta").getAllKeys())).map(String);

/** Rows and cursor of a pull, all or nothing (I-9). @param {Change[]} changes @param {State} next */
export async function apply(changes, next) {
  if (!current) return;
  await write(current.db, changes, (meta) => meta.put(next, "state"), "strict");
  current.state = next;
}

/**
 * @param {IDBDatabase} db
 * @param {Change[]} changes
 * @param {(meta: IDBObjectStore) => void} mark
 * @param {IDBTransactionDurability} durability
 */
async function write(db, changes, mark, durability) {
  const tx = db.transaction([...Object.keys(ENTITIES), "meta"], "readwrite", { durability });
  for (const change of changes) {
    if (!isKnown(change.entity)) continue;
    const store = tx.objectStore(change.entity);
    if (change.op === "put") store.put(change.row, keyOf(change.entity, change.row));
    else store.delete(String(change.id));
  }
  mark(tx.objectStore("meta"));
  await done(tx);
}

/** The switch: from here on everybody reads this generation; the others are deleted after. @param {string} name @param {IDBDatabase} db @param {State} next */
export async function use(name, db, next) {
  await write(db, [], (meta) => meta.put(next, "state"), "strict");
  db.close();
  await settings.set("catalogue", /** @type {Pointer} */ ({ name, gen: next.gen, epoch: next.epoch }));
  await open();
  await dropSpare();
}

/** H4: no cursor is believed until a snapshot was taken; the old rows stay readable until then. */
export async function distrust() {
  const pointer = await settings.get("catalogue");
  if (pointer) await settings.set("catalogue", { ...pointer, distrusted: true });
}

/** Deletes every generation but the one in use (disk space, leftovers of an interrupted load). @param {string} [building] kept too */
export async function dropSpare(building) {
  const keep = [(await settings.get("catalogue"))?.name, building].filter(Boolean).map((name) => PREFIX + name);
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    if (name?.startsWith(PREFIX) && !keep.includes(name)) indexedDB.deleteDatabase(name);
  }
}
