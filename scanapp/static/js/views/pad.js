// How many: large keys, small sums, the unit. What is set replaces what was counted on this line.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { multiply, parse } from "../lib/decimal.js";
import { decimalMark, t } from "../lib/i18n.js";
import { figure, shortened } from "../tasks/shown.js";
import { bar, foot, icon, key, message } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function pad(app) {
  const { line, text, unit, value } = app.pad;
  if (app.pad.asked) return sane(app);
  const base = line.units[0]?.code ?? "";
  const per = parse(line.units.find(({ code }) => code === unit)?.per ?? "1") ?? 100_000n;
  const total = value === null || unit === base ? "" : `= ${figure(multiply(value, per))} ${base}`;
  const answer = value === null ? t("Set quantity") : t("Set to {n}", { n: `${figure(value)} ${unit}`.trim() });
  return html`
    ${bar(app, { title: app.counting.bin || app.counting.order.location, under: t("Quantity"), isCode: true, back: () => app.back() })}
    <main class="body pad">
      <div class="asked"><h2>${line.isUnknown ? t("Unknown code") : line.title}</h2><p class="mono">${[line.isUnknown ? shortened(line.title) : line.code, line.numbers].filter(Boolean).join(" · ")}</p></div>
      <output class="typed" data-role="pad-text" aria-live="polite">${text || html`<span class="was">${line.quantity}</span>`}</output>
      <p class="total" data-role="pad-total">${/[+×−]/.test(text) && value !== null ? `= ${figure(value)} ${unit}` : ""} ${total}</p>
      ${message(app.pad.message)}
      ${line.units.length > 1 ? units(app) : nothing}
      <div class="keys" role="group" aria-label=${t("Digits")}>${keys(app)}</div>
    </main>
    ${foot(
      key("pad-cancel", "x", t("Cancel"), () => app.back(), { kind: "square" }),
      key("pad-set", "check", answer, () => app.pad.set(), { kind: "primary", isOff: value === null }),
    )}`;
}

/** @param {App} app */
const units = (app) => html`<div class="units" role="radiogroup" aria-label=${t("Unit")}>
  ${app.pad.line.units.map(
    ({ code, per }, n) => html`<button class="chip" role="radio" data-role="unit" data-unit=${code} aria-checked=${code === app.pad.unit ? "true" : "false"} @click=${() => app.pad.choose(code)}>
      ${code}${n ? html` <small>× ${per.replace(".", decimalMark())}</small>` : nothing}</button>`,
  )}
</div>`;

/** @param {App} app */
function keys(app) {
  const mark = decimalMark();
  const order = ["7", "8", "9", "\b", "4", "5", "6", "×", "1", "2", "3", "+", mark, "0", "00", "−"];
  /** @type {Record<string, string>} */
  const names = { "\b": t("Delete"), "×": t("times"), "+": t("plus"), "−": t("minus"), [mark]: t("decimal mark") };
  return order.map(
    (one) => html`<button class="pad-key ${/\d/.test(one) ? "" : "sign"}" data-key=${one === "\b" ? "delete" : one} aria-label=${names[one] ?? one} @click=${() => app.pad.press(one)}>
      ${one === "\b" ? icon("delete") : one}</button>`,
  );
}

/** Nothing at all, or very many: asked once more. @param {App} app */
const sane = (app) => html`
  ${bar(app, { title: app.counting.bin || app.counting.order.location, under: t("Quantity"), isCode: true, back: () => app.pad.press("") })}
  <main class="body sheet" data-role="question"><h2 class="asks">${t("Really {n}?", { n: app.pad.asked })}</h2><p class="lead">${app.pad.line.title}</p></main>
  <footer class="foot tall">
    ${key("sane-yes", "check", t("Yes, {n}", { n: app.pad.asked }), () => app.pad.set(true), { kind: "primary" })}
    ${key("cancel", "", t("No, type again"), () => app.pad.press(""))}
  </footer>`;
