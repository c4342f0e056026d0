// What a read stands for here and now: a bin, an item with what the code said about it, or a question.
import { parse } from "../lib/decimal.js";
import { parse as parseGs1 } from "../scanner/gs1.js";
import { spellings } from "../scanner/gtin.js";
import * as store from "./store.js";

/** @typedef {import("../scanner/scanner.js").Read} Read */
/**
 * @typedef {{kind: "item", item: any, variant: string, unit: string, quantity: string, lot: string, serial: string, package: string,
 *   missing: string[], isBlocked: boolean}} FoundItem
 *   `quantity` of `unit` that one read counts; `missing` = letters of numbers that must still be scanned (l, s, p)
 * @typedef {FoundItem | {kind: "bin", bin: any} | {kind: "ambiguous", choices: FoundItem[]} | {kind: "unknown"}
 *   | {kind: "refused", item: any}} Found
 * @typedef {Pick<typeof store, "bin" | "item" | "references" | "variants">} Catalogue
 */

const NOT_STOCKED = ["Non-Inventory", "Service"];
const NUMBERS = /** @type {const} */ ({ l: "lot", s: "serial", p: "package" });

/**
 * Resolves in the order: bin of this location, GS1, bar code references, other references, item number.
 * @param {Pick<Read, "text" | "aim">} read
 * @param {{location: string, today?: string}} where  `today` ISO date, for references with a period
 * @param {Catalogue} [catalogue]
 * @returns {Promise<Found>}
 */
export async function resolve(read, { location, today = new Date().toISOString().slice(0, 10) }, catalogue = store) {
  const bin = location ? await catalogue.bin(location, read.text) : null;
  if (bin) return { kind: "bin", bin };
  const says = parseGs1(read.text);
  const isGs1 = says !== null && (read.aim !== "" || says.elements.length > 1 || read.text.startsWith("("));
  const candidates = isGs1 && says.gtin ? await named(says.gtin, today, catalogue) : [];
  if (!candidates.length) candidates.push(...(await named(read.text, today, catalogue)));
  const found = await Promise.all(candidates.map((one) => completed(one, isGs1 ? says : null, catalogue)));
  if (!found.length) return { kind: "unknown" };
  return found.length > 1 ? { kind: "ambiguous", choices: found } : stocked(found[0]);
}

/** @param {FoundItem} found @returns {Found} */
export const stocked = (found) => (NOT_STOCKED.includes(found.item.type) ? { kind: "refused", item: found.item } : found);

/** @typedef {{item: any, variant: string, unit: string}} Candidate */

/**
 * @param {string} code @param {string} today @param {Catalogue} catalogue
 * @returns {Promise<Candidate[]>}
 */
async function named(code, today, catalogue) {
  const rows = (await Promise.all(spellings(code).map((text) => catalogue.references(text)))).flat();
  const valid = rows.filter((row) => (!row.from || row.from <= today) && (!row.to || row.to >= today));
  for (const type of ["Bar Code", ""]) {
    const candidates = await known(valid.filter((row) => (row.type ?? "") === type), catalogue);
    if (candidates.length) return candidates;
  }
  const item = await catalogue.item(code);
  return item ? [{ item, variant: "", unit: item.base_unit }] : [];
}

/** @param {any[]} rows @param {Catalogue} catalogue @returns {Promise<Candidate[]>} each item, variant and unit once */
async function known(rows, catalogue) {
  const found = new Map();
  for (const { item: no, variant, unit } of rows) {
    const item = await catalogue.item(no);
    if (item) found.set([no, variant, unit || item.base_unit].join("|"), { item, variant: variant ?? "", unit: unit || item.base_unit });
  }
  return [...found.values()];
}

/**
 * @param {Candidate} candidate
 * @param {import("../scanner/gs1.js").Gs1 | null} says
 * @param {Catalogue} catalogue
 * @returns {Promise<FoundItem>}
 */
async function completed({ item, variant, unit }, says, catalogue) {
  const card = variant ? (await catalogue.variants(item.no)).find((one) => one.code === variant) : null;
  const weight = says?.weight && unit === "KG" ? says.weight : "";
  const count = weight || says?.count || "1";
  const found = {
    kind: /** @type {const} */ ("item"), item, variant, unit,
    quantity: (parse(count) ?? 0n) > 0n ? count : "1",
    lot: says?.lot ?? "", serial: says?.serial ?? "", package: "",
    missing: /** @type {string[]} */ ([]),
    isBlocked: Boolean(item.blocked || card?.blocked),
  };
  return withNumbers(found);
}

/**
 * Which numbers of a tracked item must still be scanned; numbers of an untracked one are left out.
 * @param {FoundItem} found
 * @returns {FoundItem}
 */
export function withNumbers(found) {
  const needed = [...(found.item.numbers ?? "")];
  const one = { ...found };
  for (const [letter, name] of Object.entries(NUMBERS)) if (!needed.includes(letter)) one[name] = "";
  one.missing = needed.filter((letter) => !one[NUMBERS[/** @type {"l" | "s" | "p"} */ (letter)]]);
  if (needed.includes("s")) Object.assign(one, { quantity: "1", unit: one.item.base_unit });
  return one;
}
