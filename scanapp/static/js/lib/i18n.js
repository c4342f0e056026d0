// Every text a person reads. The key is the English text; translations come from the same files as on the server (settled 28).
import { root } from "./build.js";
import { asset } from "./http.js";

/** @type {Record<string, string>} */
let catalogue = {};
let current = "en";

/** @param {string} language e.g. "da"; an unknown one stays English */
export async function load(language) {
  const found = /^[a-z]{2}$/.test(language) ? await asset(`${root}translations/${language}.json`) : null;
  catalogue = found ?? {};
  current = found ? language : "en";
}

/** The language that is shown. */
export const language = () => current;

/** The decimal mark of the language that is shown. */
export const decimalMark = () => new Intl.NumberFormat(current).format(1.5)[1];

/**
 * The text in the language that is shown, with `{name}` filled in.
 * @param {string} text English
 * @param {Record<string, string | number>} [params]
 */
export function t(text, params = {}) {
  return (catalogue[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}
