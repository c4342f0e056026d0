// UUID version 7: 48 bits of milliseconds, then random. The time part is for index locality, never a clock.

/**
 * @param {number} [now] milliseconds since 1970
 * @param {Uint8Array} [bytes] 16 random bytes
 * @returns {string} 36 characters
 */
export function uuid7(now = Date.now(), bytes = crypto.getRandomValues(new Uint8Array(16))) {
  const b = Uint8Array.from(bytes);
  for (let i = 0; i < 6; i += 1) b[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  b[6] = 0x70 | (b[6] & 0x0f);
  b[8] = 0x80 | (b[8] & 0x3f);
  const hex = Array.from(b, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
