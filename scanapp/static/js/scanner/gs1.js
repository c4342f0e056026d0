// GS1 element strings: what a barcode says about goods besides their number (GS1 General Specifications §3, §7.8).
import { isGtin } from "./gtin.js";

export const GS = "\x1d";

/** AIM symbology identifiers that mean "GS1 data follows". */
const GS1_PREFIX = /^\](?:C1|e[0-3]|d2|Q3|J1)/;
const AIM_PREFIX = /^\][A-Za-z][0-9a-zA-Z]/;
/** What keyboards send in place of the separator; none of them may stand in GS1 data itself. */
const STAND_IN = /<GS>|\{GS\}|[\u241d^|~]/g;

/** Identifiers with a fixed length need no separator: [identifier pattern, digits of the identifier, length of the value]. */
const FIXED = /** @type {[RegExp, number, number][]} */ ([
  [/^00/, 2, 18],
  [/^0[123]/, 2, 14],
  [/^1[1-9]/, 2, 6],
  [/^20/, 2, 2],
  [/^3[1-6]\d\d/, 4, 6],
  [/^41\d/, 3, 13],
]);
/** The others end at a separator or at the end: [identifier pattern, digits of the identifier, longest value]. */
const VARIABLE = /** @type {[RegExp, number, number][]} */ ([
  [/^(10|21|22)/, 2, 20],
  [/^(30|37)/, 2, 8],
  [/^9\d/, 2, 90],
  [/^(23[0-9]|24\d|25\d|40\d|42\d|71\d)/, 3, 30],
  [/^(39\d\d|43\d\d|70\d\d|72\d\d|80\d\d|81\d\d|82\d\d)/, 4, 90],
]);
/** Identifiers whose value has letters; all other identifiers of this table take digits only. */
const NUMERIC = /^(0[0-3]|1[1-9]|20|30|37|3[1-6]\d\d|41\d)$/;

/**
 * @typedef {{elements: [string, string][], gtin: string, lot: string, serial: string, expiry: string, count: string, weight: string}} Gs1
 *   `elements` in reading order; `gtin` 14 digits; `expiry` ISO date; `count` and `weight` (kg) decimal strings; '' when absent
 */

/**
 * Takes a symbology identifier off what a wedge sent.
 * @param {string} text
 * @returns {{text: string, aim: string, isGs1: boolean}}
 */
export function withoutPrefix(text) {
  const aim = AIM_PREFIX.exec(text)?.[0] ?? "";
  return { text: text.slice(aim.length), aim, isGs1: GS1_PREFIX.test(aim) };
}

/**
 * Reads element strings, raw with separators or with identifiers in brackets.
 * @param {string} text without symbology identifier
 * @param {Date} [today] for the century of a date
 * @returns {Gs1 | null} null when it is no complete, valid GS1 message
 */
export function parse(text, today = new Date()) {
  const elements = /^\(\d{2,4}\)/.test(text) ? bracketed(text) : raw(text.replace(STAND_IN, GS));
  return elements && elements.every(isValid) ? understood(elements, today) : null;
}

/** @param {string} text @returns {[string, string][] | null} */
function bracketed(text) {
  const parts = text.split(/\((\d{2,4})\)/).slice(1);
  /** @type {[string, string][]} */
  const found = [];
  for (let i = 0; i < parts.length; i += 2) found.push([parts[i], parts[i + 1]]);
  return found.every(([ai, value]) => value !== "" && identifier(ai + value)?.[0] === ai) ? found : null;
}

/** @param {string} text @returns {[string, string][] | null} */
function raw(text) {
  /** @type {[string, string][]} */
  const found = [];
  let rest = text.replace(/^\x1d/, "");
  while (rest) {
    const known = identifier(rest);
    if (!known) return null;
    const [ai, length, isFixed] = known;
    const body = rest.slice(ai.length);
    const end = isFixed ? length : (body + GS).indexOf(GS);
    const value = body.slice(0, end);
    if (!value || value.length > length || (isFixed && value.length < length)) return null;
    found.push([ai, value]);
    rest = body.slice(end).replace(/^\x1d/, "");
  }
  return found.length ? found : null;
}

/** @param {string} text @returns {[ai: string, length: number, isFixed: boolean] | null} */
function identifier(text) {
  for (const [table, isFixed] of /** @type {const} */ ([[FIXED, true], [VARIABLE, false]])) {
    for (const [pattern, digits, length] of table) {
      if (pattern.test(text)) return [text.slice(0, digits), length, isFixed];
    }
  }
  return null;
}

/** @param {[string, string]} element */
function isValid([ai, value]) {
  if (NUMERIC.test(ai) && !/^\d+$/.test(value)) return false;
  if (/^0[123]$/.test(ai)) return isGtin(value);
  if (/^1[1-7]$/.test(ai)) return Number(value.slice(2, 4)) >= 1 && Number(value.slice(2, 4)) <= 12 && Number(value.slice(4)) <= 31;
  return value.length > 0 && !value.includes(GS);
}

/**
 * @param {[string, string][]} elements
 * @param {Date} today
 * @returns {Gs1}
 */
function understood(elements, today) {
  const value = (/** @type {RegExp} */ ai) => elements.find(([name]) => ai.test(name)) ?? ["", ""];
  const [weightAi, weight] = value(/^310\d$/);
  const count = value(/^30$|^37$/)[1];
  return {
    elements,
    gtin: value(/^01$/)[1] || value(/^02$/)[1],
    lot: value(/^10$/)[1],
    serial: value(/^21$/)[1],
    expiry: date(value(/^17$/)[1], today),
    count: count && count.replace(/^0+(?=\d)/, ""),
    weight: weight && scaled(weight, Number(weightAi[3])),
  };
}

/** @param {string} digits @param {number} places */
function scaled(digits, places) {
  const padded = digits.padStart(places + 1, "0");
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, "");
  const part = padded.slice(padded.length - places).replace(/0+$/, "");
  return part ? `${whole}.${part}` : whole;
}

/**
 * YYMMDD with the sliding century; day 00 is the last of the month (GS1 §7.12).
 * @param {string} text
 * @param {Date} today
 */
function date(text, today) {
  if (!text) return "";
  const [year, month, day] = [0, 2, 4].map((at) => Number(text.slice(at, at + 2)));
  const century = Math.floor(today.getFullYear() / 100);
  const ahead = year - (today.getFullYear() % 100);
  const full = (century + (ahead >= 51 ? -1 : ahead <= -50 ? 1 : 0)) * 100 + year;
  const last = day || new Date(Date.UTC(full, month, 0)).getUTCDate();
  return `${full}-${String(month).padStart(2, "0")}-${String(last).padStart(2, "0")}`;
}
