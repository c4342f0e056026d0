// A counted line in the words of a screen.
import { format } from "../lib/decimal.js";
import { decimalMark, language, t } from "../lib/i18n.js";

/** @typedef {import("../outbox/fold.js").Line} Line */
/**
 * @typedef {{line: Line, title: string, code: string, numbers: string, quantity: string, detail: string, unit: string, units: {code: string, per: string}[],
 *   isUnknown: boolean, isSerial: boolean, at: Date}} ShownLine
 *   `quantity` in base units; `detail` says how it was counted when that was another unit
 */

/** @param {bigint} value scaled */
export const figure = (value) => format(value, decimalMark());

/** @param {Date} date @param {boolean} [seconds] */
export function clock(date, seconds = false) {
  return date.toLocaleTimeString(language() === "da" ? "da-DK" : "en-GB", { hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined }).replaceAll(".", ":");
}

/** A long code by its two ends. @param {string} text */
export const shortened = (text) => (text.length > 48 ? `${text.slice(0, 30)}…${text.slice(-12)}` : text);

/** The end of a code is what people compare. @param {string} raw */
export const tail = (raw) => (raw.length > 4 ? `…${raw.slice(-4)}` : raw);

/**
 * @param {Line} line
 * @param {Pick<typeof import("../catalog/store.js"), "item" | "units" | "variants">} catalogue
 * @returns {Promise<ShownLine>}
 */
export async function shownLine(line, catalogue) {
  const { key } = line;
  const [item, units, variants] = key.item
    ? await Promise.all([catalogue.item(key.item), catalogue.units(key.item), key.variant ? catalogue.variants(key.item) : []])
    : [null, [], []];
  const variant = variants.find((one) => one.code === key.variant)?.description ?? key.variant;
  const base = item?.base_unit ?? "";
  const isOther = line.unit !== "" && line.unit !== base;
  const per = units.find((/** @type {any} */ unit) => unit.code === line.unit)?.qty_per;
  return {
    line,
    title: item ? [item.description, variant].filter(Boolean).join(", ") : key.raw,
    code: key.item,
    numbers: [key.lot, key.serial, key.package].filter(Boolean).join(" · "),
    quantity: figure(line.base),
    detail: isOther && per ? `${figure(line.quantity)} × ${per.replace(".", decimalMark())} ${base}` : base,
    unit: line.unit || base,
    units: unitsOf(units, base),
    isUnknown: !key.item,
    isSerial: key.serial !== "",
    at: new Date(line.at ?? 0),
  };
}

/** @param {any[]} units @param {string} base @returns {{code: string, per: string}[]} the base unit first */
function unitsOf(units, base) {
  const all = units.map(({ code, qty_per: per }) => ({ code, per: String(per) })).filter(({ code }) => code !== base);
  return base ? [{ code: base, per: "1" }, ...all.sort((one, other) => Number(one.per) - Number(other.per))] : [];
}

/** How long ago, for people. @param {string | null} instant */
export function ago(instant) {
  if (!instant) return t("never");
  const minutes = Math.floor((Date.now() - Date.parse(instant)) / 60_000);
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{n} min ago", { n: minutes });
  return minutes < 24 * 60 ? t("{h} h {m} min ago", { h: Math.floor(minutes / 60), m: minutes % 60 }) : new Date(instant).toLocaleDateString(language());
}
