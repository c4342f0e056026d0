// What phone and server agreed on (sync-protocol 3 and 4), as pure functions: no storage, no network, no clock.

export const PROTO = 1;
/** Newest operation schema this build writes. */
export const SCHEMA = 1;
const BODY_BYTES_MAX = 16 * 1024;
const READ_BYTES_MAX = 512;
const KEEP_MS = 24 * 3600 * 1000;

/**
 * @typedef {{seq: number, op: string, enc: null | string, bytes: Uint8Array, hash: string,
 *   state: "stored" | "received" | "final", outcome: Outcome | null}} Op  `bytes` = body, `hash` = chain after it
 * @typedef {{op: string, seq?: number, st: string, code?: string, case?: string, [more: string]: any}} Outcome
 * @typedef {{stream: string, seq: number, hash: string}} Head  the last operation made; seq 0 before the first
 * @typedef {{seq: number, hash: string}} Base  the last operation deleted from the phone; seq 0 when none was
 * @typedef {{kind: string, loc?: string, bin?: string, doc?: string, line?: string, p?: Record<string, string | number>,
 *   scan?: {raw: string, sym?: string, src?: string, t?: number}, dep?: string[]}} Draft
 * @typedef {{batch_ops: number, batch_bytes: number}} Limits
 * @typedef {{seq: number, ph: string, op: string, b: string}} Entry  as it is pushed; `op` is readable even where `b` is not
 * @typedef {"H1" | "H2" | "H3" | "H7"} Rule
 */

/** @type {Limits} */
export const LIMITS = { batch_ops: 200, batch_bytes: 256 * 1024 };

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** @param {Op} op @returns {any} the body as an object; what is sent is always `bytes` */
export const bodyOf = (op) => JSON.parse(text.decode(op.bytes));

/** One operation as it goes to the journal and, without the stream, into a push. @param {string} stream @param {Op} op @param {string} before */
export const envelope = (stream, op, before) => ({ stream, seq: op.seq, ph: before, enc: op.enc, b: text.decode(op.bytes) });

/**
 * The immutable body of a new operation; absent fields do not apply (settled 1).
 * @param {Draft} draft
 * @param {{op: string, actor: string, unlock: string, at: object, seen: object | null}} by
 */
export function makeBody(draft, by) {
  const { kind, loc, bin, doc, line, p, scan, dep } = draft;
  const base = doc || line ? { doc, line } : undefined;
  const { op, actor, unlock, at, seen } = by;
  return utf8.encode(
    JSON.stringify({ op, kind, schema: SCHEMA, actor, unlock, at, seen: seen ?? undefined, base, dep, loc, bin, p, scan }),
  );
}

/**
 * Why this can not be an operation (settled 4): the phone refuses it before it is stored.
 * @param {Draft} draft
 * @param {Uint8Array} body
 * @returns {"READ_TOO_LONG" | "BODY_TOO_LONG" | null}
 */
export function refusal(draft, body) {
  if (utf8.encode(draft.scan?.raw ?? "").length > READ_BYTES_MAX) return "READ_TOO_LONG";
  return body.length > BODY_BYTES_MAX ? "BODY_TOO_LONG" : null;
}

/**
 * Which rule the server's answer to hello calls for. H4 is about the catalogue, see `isNewEpoch`.
 * @param {{received_upto: number, chain: string}} hello
 * @param {Head} head
 * @param {Base} base
 * @param {string | null} hashThere our chain at `received_upto`; null when we have no such operation
 * @returns {Rule}
 */
export function afterHello(hello, head, base, hashThere) {
  if (hello.received_upto > head.seq) return "H2";
  if (hello.received_upto < base.seq) return "H7";
  return hashThere === hello.chain ? "H1" : "H3";
}

/** H4: the server was restored. @param {string | null} known @param {string} epoch */
export const isNewEpoch = (known, epoch) => known !== null && known !== epoch;

/** H6. @param {any} body @param {string} stream @returns {boolean} the answer to a hello is ours */
export function isHello(body, stream) {
  return typeof body?.epoch === "string" && body.stream === stream && Number.isSafeInteger(body.received_upto)
    && body.received_upto >= 0 && typeof body.chain === "string";
}

/** H6. @param {any} body @param {string} stream @returns {boolean} the answer to a push is ours */
export const isReceipt = (body, stream) => isHello(body, stream) && Array.isArray(body.results);

/**
 * The first operations that fit one push.
 * @param {Entry[]} entries
 * @param {Limits} limits
 */
export function batchOf(entries, limits) {
  let bytes = 512;
  let n = 0;
  while (n < entries.length && n < limits.batch_ops) {
    bytes += utf8.encode(JSON.stringify(entries[n])).length + 1;
    if (n && bytes > limits.batch_bytes) break;
    n += 1;
  }
  return entries.slice(0, n);
}

/**
 * What a refusal of the whole request asks of the phone (sync-protocol 4.4). Nothing here deletes anything.
 * @param {number} status
 * @param {string} [code] of `{"error": {"code"}}`
 * @returns {"halve" | "enrol" | "signin" | "revoked" | "restamp" | "wait" | "backoff" | "foreign"} `enrol`: this
 *   phone is not known; `signin`: nobody is signed in; `foreign`: somebody answers who is not our API
 */
export function afterStatus(status, code = "") {
  if (code === "STREAM_FOREIGN" || code === "STREAM_FORK") return "restamp";
  if (status === 400 || status === 413) return "halve";
  if (status === 401) return code === "NOBODY_SIGNED_IN" ? "signin" : "enrol";
  if (status === 403) return code === "DEVICE_REVOKED" ? "revoked" : code === "DEVICE_MISMATCH" ? "enrol" : "foreign";
  if (status === 404 || status === 405) return "foreign";
  return status === 409 || status === 429 || status === 503 ? "wait" : "backoff";
}

/** Only these two outcomes never change. @param {string} st */
export const isFinal = (st) => st === "applied" || st === "rejected";

/**
 * H5: how many of the oldest operations may leave the phone.
 * @param {Op[]} oldest in seq order from the first retained one
 * @param {{received_upto: number, durable_upto: number}} contact
 * @param {number} now ms
 */
export function forgettable(oldest, contact, now) {
  const upto = Math.min(contact.received_upto, contact.durable_upto);
  const kept = oldest.findIndex(
    (op) => op.seq > upto || op.state !== "final" || !(now - Date.parse(bodyOf(op).at?.wall) > KEEP_MS),
  );
  return kept === -1 ? oldest.length : kept;
}

/**
 * Pause before try n (from 1): 1 s doubling to 5 min, half of it by chance so that phones do not come at once.
 * @param {number} n
 * @param {number} chance 0..1
 */
export function backoffMs(n, chance) {
  const full = Math.min(300_000, 1000 * 2 ** (n - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}
