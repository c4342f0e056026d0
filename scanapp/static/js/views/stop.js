// The whole screen in red: something is wrong, and scanning waits until a person has seen it.
import { html } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { shortened } from "../tasks/shown.js";
import { icon, key } from "./parts.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{title: string, text: string, facts: [label: string, value: string][], answers: any[]}} Alarm */

/** @param {Alarm} alarm */
export const stop = ({ title, text, facts, answers }) => html`<main class="full stop" data-role="stop"><div class="inner" role="alertdialog" aria-labelledby="stop-title" aria-describedby="stop-text">
  ${icon("octagon-x", true)}
  <h1 id="stop-title">${title}</h1>
  <p class="lead" id="stop-text">${text}</p>
  <dl>${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd class="mono">${value}</dd></div>`)}</dl>
  <div class="answers">${answers}</div>
</div></main>`;

/** @type {Record<string, [title: string, text: string]>} */
const REASONS = {
  READ_TOO_LONG: ["Wrong code", "This code is longer than any label of goods. Nothing was counted."],
  STORAGE_FULL: ["Not saved", "The phone is full. Delete photos or other apps, then scan again."],
  STORAGE: ["Not saved", "The phone did not store the scan. Scan it again; if this stays, use another phone and keep this one."],
  BODY_TOO_LONG: ["Not saved", "There was too much in one scan. Scan again, or type the code."],
  SIGNED_OUT: ["Not saved", "Nobody is signed in on this phone. Sign in, then scan again."],
  SHIFT_ENDED: ["Not saved", "Your shift is ended. Start a new one, then scan again."],
  NOT_STARTED: ["Not saved", "The phone is not ready yet. Close the app, open it and scan again."],
};

/** The last scan did not become an operation. @param {App} app */
export function halted(app) {
  const { reason, read } = /** @type {any} */ (app.counting.halt);
  const [title, text] = REASONS[reason] ?? REASONS.STORAGE;
  const isLong = reason === "READ_TOO_LONG";
  return stop({
    title: isLong ? t(title) : t("NOT SAVED"),
    text: t(text),
    facts: read ? [[t("You scanned"), shortened(read.raw)], isLong ? [t("Length"), String(read.raw.length)] : [t("In"), app.counting.bin]] : [],
    answers: [key("stop-seen", "", isLong ? t("Go on") : t("I will scan it again"), () => app.counting.dismiss(), { kind: "primary" })],
  });
}

/** A read that may not be counted without a word of the person. @param {App} app */
export function notStocked(app) {
  const { found } = /** @type {any} */ (app.counting.question);
  return stop({
    title: t("Not kept in stock"),
    text: t("This is a service or an item without stock. It is not counted."),
    facts: [[t("You scanned"), found.item.description], [t("Item"), found.item.no]],
    answers: [
      key("stop-seen", "", t("Go on"), () => app.counting.dismiss(), { kind: "primary" }),
      key("stop-keep", "", t("Note it for the office"), () => app.counting.keep()),
    ],
  });
}

/** @param {App} app */
export function wrongBin(app) {
  const { wanted, scanned } = /** @type {any} */ (app.walk.wrong);
  return stop({
    title: t("Wrong bin"),
    text: t("This bin is not part of the count."),
    facts: [[t("Go to"), wanted || "–"], [t("You scanned"), scanned]],
    answers: [
      key("stop-seen", "", t("Scan the bin again"), () => app.walk.right(), { kind: "primary" }),
      key("stop-keep", "", t("Count it anyway"), () => app.walk.right(scanned)),
    ],
  });
}
