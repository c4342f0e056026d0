// What the quantity pad reads: a number or a small sum like 3*12+5, in BigInt decimals.
import { multiply, parse } from "../lib/decimal.js";
import { isGtin } from "../scanner/gtin.js";

const LIMIT = 10n ** 14n; // 10^9, scaled

/**
 * @param {string} text digits, decimal comma or point, + - × *
 * @returns {bigint | null} scaled by 10^5; null when it is no finished sum or outside 0 … 10^9
 */
export function evaluate(text) {
  const plain = text.replace(/\s/g, "").replace(/[×x]/gi, "*").replace(/−/g, "-");
  const terms = plain.match(/[+-]?[^+-]+/g);
  if (!terms || terms.join("") !== plain) return null;
  let sum = 0n;
  for (const term of terms) {
    const value = product(term.replace(/^[+-]/, ""));
    if (value === null) return null;
    sum += term.startsWith("-") ? -value : value;
  }
  return sum >= 0n && sum < LIMIT ? sum : null;
}

/** @param {string} text @returns {bigint | null} */
function product(text) {
  let value = 100_000n;
  for (const factor of text.split("*")) {
    const number = /^[\d.,]+$/.test(factor) ? parse(factor) : null;
    if (number === null) return null;
    value = multiply(value, number);
    if (value >= LIMIT) return null;
  }
  return value;
}

/** A barcode typed or scanned into the pad is never a quantity. @param {string} text */
export const isBarcode = (text) => isGtin(text) || /\d{9,}/.test(text) || /[^\d.,+\-−×*x\s]/i.test(text);

/** One key of the pad; what makes no sense after what stands there replaces the operator before it. @param {string} text @param {string} key */
export function press(text, key) {
  if (key === "\b") return text.slice(0, -1);
  if (/^[+×−]$/.test(key)) return text === "" ? text : text.replace(/[+×−]$/, "") + key;
  if (/^[.,]$/.test(key)) return /[.,]\d*$/.test(text) ? text : (/\d$/.test(text) ? text : `${text}0`) + key;
  if (!/^\d$/.test(key) || text.length >= 24) return text;
  return text.replace(/(^|[+×−])0$/, "$1") + key;
}
