import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../scanapp/", import.meta.url);
const danish = JSON.parse(readFileSync(new URL("translations/da.json", root), "utf8"));
const sources = ["views", "tasks"].flatMap((folder) => {
  const at = new URL(`static/js/${folder}/`, root);
  return readdirSync(at).map((name) => ({ name, text: readFileSync(new URL(name, at), "utf8") }));
});

test("every text of the floor has its Danish", () => {
  const missing = sources.flatMap(({ name, text }) => {
    const keys = [...text.matchAll(/\bt\("((?:[^"\\]|\\.)*)"/g)].map(([, key]) => JSON.parse(`"${key}"`));
    // the tables of reasons: sentences that reach t() by their code
    const sentences = [...text.matchAll(/(?:: |\[|, )"([A-Z{][^"\\<]* [^"\\<]*)"/g)].map(([, key]) => key);
    return [...keys, ...sentences].filter((key) => !(key in danish)).map((key) => `${name}: ${key}`);
  });
  assert.deepEqual(missing, []);
});

test("no view has a style attribute, an inline handler or unsafe markup", () => {
  for (const { name, text } of sources) assert.doesNotMatch(text, /style=|innerHTML|unsafeHTML|\son\w+=/, name);
});
