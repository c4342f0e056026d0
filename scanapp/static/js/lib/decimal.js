// Quantities as BigInt scaled by 10^5: no float ever touches a quantity.

const PLACES = 5;
const ONE = 10n ** BigInt(PLACES);
/** |quantity| stays below 10^9 (architecture, never-rule 8). */
const LIMIT = 10n ** 9n * ONE;

/**
 * Reads what a person typed or the wire sent: decimal comma or point, optional sign.
 * @param {string} text
 * @returns {bigint | null} scaled by 10^5; null when it is no number, has over 5 places or is 10^9 or more
 */
export function parse(text) {
  const match = /^\s*([-+]?)(\d*)(?:[.,](\d*))?\s*$/.exec(text);
  if (!match || !(match[2] || match[3])) return null;
  const places = (match[3] ?? "").replace(/0+$/, "");
  if (places.length > PLACES || match[2].length > 30) return null;
  const value = BigInt(match[2] || "0") * ONE + BigInt(places.padEnd(PLACES, "0"));
  if (value >= LIMIT) return null;
  return match[1] === "-" ? -value : value;
}

/**
 * Product of two scaled numbers, rounded half away from zero to 5 places.
 * @param {bigint} a
 * @param {bigint} b
 */
export function multiply(a, b) {
  const product = a * b;
  const half = product < 0n ? -ONE / 2n : ONE / 2n;
  return (product + half) / ONE;
}

/**
 * The shortest writing; a point on the wire, the language's mark on a screen.
 * @param {bigint} value scaled by 10^5
 * @param {string} [mark]
 */
export function format(value, mark = ".") {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const places = (size % ONE).toString().padStart(PLACES, "0").replace(/0+$/, "");
  return `${sign}${size / ONE}${places && mark + places}`;
}
