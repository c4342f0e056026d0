// The hash chain of a stream (sync-protocol 3.1). Computed outside transactions: awaiting WebCrypto inside one ends it.
// Both ends execute sync/vectors/chain.json.

const utf8 = new TextEncoder();

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes)));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array | string} data @returns {Promise<string>} 64 hex digits */
export async function digest(data) {
  return toHex(await sha256(typeof data === "string" ? utf8.encode(data) : data));
}

/** The chain before the first operation of a stream. @param {string} stream */
export const chainStart = (stream) => digest(stream);

/**
 * The chain after an operation: SHA-256(chain before ‖ op id as ASCII ‖ SHA-256(body)).
 * @param {string} before 64 hex digits
 * @param {string} op 36 characters
 * @param {Uint8Array} body
 */
export async function chainAfter(before, op, body) {
  const parts = new Uint8Array(32 + 36 + 32);
  parts.set(fromHex(before), 0);
  parts.set(utf8.encode(op), 32);
  parts.set(await sha256(body), 68);
  return toHex(await sha256(parts));
}
