// The only place of the page that talks to the server. An answer is believed only when it is ours:
// a captive portal or a proxy answers 200 too, and that counts as offline (H6).

export const MEDIA = "application/vnd.scanapp+json";
/** Slow networks are slow both ways: 30 s there and 30 s back must still be an answer. */
const TIMEOUT_MS = 90_000;

/** No answer of ours was received; what the server did is unknown. */
export class Offline extends Error {
  /** @param {string} why */
  constructor(why) {
    super(`no answer from the server: ${why}`);
    this.name = "Offline";
  }
}

/**
 * @typedef {{ok: boolean, status: number, body: any, retryAfterMs: number | null}} Answer
 *   `body` is parsed JSON, null when the answer carries none of ours
 */

/**
 * One API call. Resolves for every status that our server can give; throws `Offline` for no answer, a redirect,
 * and a success that is not our media type.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{timeout?: number}} [options]
 * @returns {Promise<Answer>}
 */
export async function api(method, path, body, { timeout = TIMEOUT_MS } = {}) {
  const response = await ask(method, path, body, timeout);
  const ours = mediaType(response) === MEDIA;
  if (response.ok && !ours && response.status !== 204) throw new Offline("a success that is not ours");
  ensureOurs(response, ours);
  const text = await whole(() => response.text());
  const json = ours || mediaType(response) === "application/json" ? parse(text) : null;
  if (response.ok && ours && json === null) throw new Offline("a success that cannot be read");
  return { ok: response.ok, status: response.status, body: json, retryAfterMs: retryAfter(response) };
}

/**
 * The bytes of a pull or a chunk: NDJSON, complete or not at all.
 * @param {string} path
 * @param {{timeout?: number}} [options]
 * @returns {Promise<{ok: boolean, status: number, code: string, bytes: Uint8Array, retryAfterMs: number | null}>}
 */
export async function ndjson(path, { timeout = TIMEOUT_MS } = {}) {
  const response = await ask("GET", path, undefined, timeout);
  ensureOurs(response, mediaType(response) === MEDIA);
  if (response.ok && mediaType(response) !== "application/x-ndjson") throw new Offline("rows that are not ours");
  const bytes = new Uint8Array(await whole(() => response.arrayBuffer()));
  const refusal = mediaType(response) === MEDIA ? parse(new TextDecoder().decode(bytes)) : null;
  return { ok: response.ok, status: response.status, code: refusal?.error?.code ?? "", bytes, retryAfterMs: retryAfter(response) };
}

/**
 * A JSON file of this build (from the precache when there is no network).
 * @param {string | URL} url
 * @returns {Promise<any>} null when there is no such file
 */
export async function asset(url) {
  const response = await fetch(url).catch((error) => {
    throw new Offline(String(error));
  });
  return response.ok ? response.json() : null;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {number} timeout
 * @returns {Promise<Response>}
 */
async function ask(method, path, body, timeout) {
  /** @type {Record<string, string>} */
  const headers = { "X-Scanapp": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  /** @type {RequestInit} */
  const request = { method, headers, redirect: "error", cache: "no-store", credentials: "same-origin" };
  if (body !== undefined) request.body = JSON.stringify(body);
  return whole(() => fetch(path, { ...request, signal: AbortSignal.timeout(timeout) }));
}

/**
 * A connection that breaks, a timeout and a redirect all reject; the caller cannot tell what the server did.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function whole(work) {
  try {
    return await work();
  } catch (error) {
    throw new Offline(String(error));
  }
}

/**
 * "Not allowed" and "not here" count only from our server: a portal that wants a password says them too. What a proxy
 * says of load and size (413, 429, 5xx) is taken as it is.
 * @param {Response} response
 * @param {boolean} ours
 */
function ensureOurs({ status }, ours) {
  if (!ours && [401, 403, 404, 405, 407, 511].includes(status)) throw new Offline(`${status} that is not ours`);
}

/** @param {Response} response */
function mediaType(response) {
  return (response.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
}

/** @param {string} text @returns {any} null when it is no JSON */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Response} response @returns {number | null} */
function retryAfter(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? seconds * 1000 : null;
}
