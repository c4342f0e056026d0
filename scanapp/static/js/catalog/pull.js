// Fills the catalogue: a snapshot into a new generation, then deltas (sync-protocol 6, settled 8).
import { api, ndjson } from "../lib/http.js";
import { crc32 } from "../lib/crc32.js";
import * as settings from "../lib/settings.js";
import { digest } from "../outbox/chain.js";
import { tell } from "../outbox/news.js";
import * as store from "./store.js";

/** @typedef {import("./store.js").Change} Change */
/** @typedef {import("./store.js").State} State */
/** @typedef {{proto: number, epoch: string, v: number, gen: string, scope: {hash: string, locations: string[]}, cursor: string,
 *   chunks: {hash: string, key: string, e: string, rows: number, bytes: number}[]}} Manifest */

/** The server did not give rows: its status says why. */
export class NoRows extends Error {
  /** @param {{status: number, code?: string, retryAfterMs?: number | null}} answer status 0: it was not whole */
  constructor({ status, code = "", retryAfterMs = null }) {
    super(`no rows (${status})`);
    this.name = "NoRows";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Brings the catalogue up to date: a delta where there is a believed cursor, else a snapshot and the delta from it.
 * @returns {Promise<"delta" | "snapshot">}
 * @throws {NoRows | import("../lib/http.js").Offline}
 */
export async function refresh() {
  const believed = !(await settings.get("catalogue"))?.distrusted && (await store.state());
  if (believed && (await delta())) return "delta";
  await snapshot();
  if (!(await delta())) throw new NoRows({ status: 410 }); // restored this very moment: the next contact begins again
  return "snapshot";
}

/** @returns {Promise<boolean>} false: the cursor is not believed any more (410), or rows of a new scope are needed */
async function delta() {
  for (;;) {
    const state = /** @type {State} */ (await store.state());
    const answer = await ndjson(`/api/v1/sync/pull?cursor=${encodeURIComponent(state.cursor)}`);
    if (answer.status === 410) return false;
    if (!answer.ok) throw new NoRows(answer);
    const page = readPage(answer.bytes);
    if (page.changes === null) return false;
    await store.apply(page.changes, { ...state, cursor: page.cursor, v: page.to });
    if (page.changes.length) tell({ type: "catalogue" });
    if (!page.more) return true;
  }
}

/**
 * One page, complete or an error: a stream that was cut changes nothing.
 * @param {Uint8Array} bytes
 * @returns {{changes: Change[] | null, cursor: string, to: number, more: boolean}} `changes` null: the scope changed
 */
function readPage(bytes) {
  const tail = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, tail)).split("\n").filter(Boolean).map(parsed);
  const end = parsed(new TextDecoder().decode(bytes.subarray(tail)));
  const [begin, ...body] = lines;
  if (begin?.t !== "begin" || end?.t !== "end") throw new NoRows({ status: 0 });
  if (end.n !== body.length || end.sum !== `crc32:${crc32(bytes.subarray(0, tail))}`) throw new NoRows({ status: 0 });
  const moved = body.some((line) => line.t === "leave" || line.t === "enter");
  return { changes: moved ? null : body.flatMap((line) => changeOf(line, begin.cols)), cursor: end.cursor, to: begin.to, more: end.more };
}

/** @param {string} line @returns {any} null when it is cut */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** @param {any} line @param {Record<string, string[]>} cols @returns {Change[]} none for an entity that is newer than this build */
function changeOf(line, cols) {
  if (line === null) throw new NoRows({ status: 0 });
  if (!store.isKnown(line.e)) return [];
  if (line.t === "del") return [{ op: "del", entity: line.e, id: String(line.id) }];
  return [{ op: "put", entity: line.e, row: rowOf(cols[line.e], line.d) }];
}

/** @param {string[]} cols @param {any[]} values @returns {Record<string, any>} */
const rowOf = (cols, values) => Object.fromEntries(cols.map((col, n) => [col, values[n]]));

/** A new generation beside the one in use; an interrupted one goes on where it stopped (F37). */
async function snapshot() {
  const answer = await api("GET", "/api/v1/sync/snapshot");
  if (!answer.ok) throw new NoRows({ ...answer, code: answer.body?.error?.code });
  const manifest = /** @type {Manifest} */ (answer.body);
  const inUse = (await settings.get("catalogue"))?.name;
  const name = inUse === manifest.gen ? `${manifest.gen}.2` : manifest.gen;
  await store.dropSpare(name);
  const db = await store.openGeneration(name);
  const there = await store.loaded(db);
  for (const { hash, e } of manifest.chunks) {
    if (!there.includes(hash)) await store.load(db, hash, await chunk(hash, e));
  }
  const { cursor, v, epoch, gen, scope } = manifest;
  await store.use(name, db, { cursor, v, epoch, gen, scope: scope.hash });
  tell({ type: "catalogue" });
}

/** @param {string} hash @param {string} entity @returns {Promise<Change[]>} */
async function chunk(hash, entity) {
  const answer = await ndjson(`/api/v1/sync/chunk/${hash}`);
  if (!answer.ok) throw new NoRows(answer);
  const { bytes } = answer;
  if ((await digest(bytes)) !== hash) throw new NoRows({ status: 0 });
  const [first, ...lines] = new TextDecoder().decode(bytes).split("\n").filter(Boolean);
  const { cols } = JSON.parse(first);
  return lines.map((line) => ({ op: "put", entity, row: rowOf(cols, JSON.parse(line)) }));
}
