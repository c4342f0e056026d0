// May this phone be handed in? What is waiting, or the whole screen in green.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { ago } from "../tasks/shown.js";
import { bar, foot, icon, key } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function handIn(app) {
  const { shift, canHandIn } = app.status;
  if (shift === "ended") return ended(app);
  return canHandIn ? safe(app) : waiting(app);
}

/** @param {{name: string, title: string, text: string, answers: any, facts?: any}} what */
const green = ({ name, title, text, answers, facts = nothing }) => html`<main class="full good" data-role="hand-in" data-state=${name}>
  ${icon("badge-check", true)}
  <h1>${title}</h1>
  <p class="lead">${text}</p>
  ${facts}
  <div class="answers">${answers}</div>
</main>`;

/** @param {App} app */
const safe = (app) =>
  green({
    name: "safe",
    title: t("Safe to hand in"),
    text: t("Everything you scanned is with the office."),
    facts: figures([
      [app.summary.scans, app.summary.scans === 1 ? t("scan sent and confirmed") : t("scans sent and confirmed")],
      [app.summary.bins, app.summary.bins === 1 ? t("bin reported") : t("bins reported")],
      [app.status.unsent, t("waiting on this phone")],
      [app.summary.questions, app.summary.questions === 1 ? t("question for the office") : t("questions for the office")],
    ]),
    answers: [
      key("end-shift", "", t("End my shift"), () => app.people.endShift(), { kind: "primary" }),
      key("back", "", t("Go on counting"), () => app.back()),
    ],
  });

/** @param {App} app */
const ended = (app) =>
  green({
    name: "ended",
    title: t("Shift ended"),
    text: t("The office has everything. You can put the phone down."),
    answers: [key("new-shift", "", t("Start a new shift"), () => app.people.newShift(), { kind: "primary" })],
  });

/** @param {[n: number, words: string][]} rows */
const figures = (rows) => html`<dl class="figures">${rows.map(([n, words]) => html`<div><dt>${n}</dt><dd>${words}</dd></div>`)}</dl>`;

/** @param {App} app */
function waiting(app) {
  const { unsent, lastContactAt, phase, shift } = app.status;
  const isTrying = phase === "sending";
  return html`
    ${bar(app, { title: t("Hand in"), back: () => app.back() })}
    <main class="body sheet" data-role="hand-in" data-state=${shift === "ending" ? "ending" : "waiting"}>
      <p class="huge" data-role="unsent">${unsent}</p>
      <h2 class="asks">${shift === "ending" ? t("Your shift ends when this is sent") : unsent ? t("waiting on this phone") : t("Ask the office once more")}</h2>
      <p class="lead">${unsent ? t("Safe on this phone. Walk to where there is a network and keep the app open.") : t("Everything made here was sent. The last word of the office is missing.")}</p>
      <p class="hint">${icon("clock")}<span>${t("Last contact: {ago}", { ago: ago(lastContactAt) })}</span></p>
      ${app.status.offlineProblem ? nothing : html`<p class="hint">${icon(isTrying ? "cloud-upload" : "cloud-off")}<span>${phaseText(phase)}</span></p>`}
    </main>
    ${foot(phase === "enrol" ? again(app) : key("sync", "refresh-cw", isTrying ? t("Sending …") : t("Send now"), () => app.contact(), { kind: "primary", isOff: isTrying }))}`;
}

/** The office has forgotten this phone. @param {App} app */
const again = (app) => key("set-up-again", "smartphone", t("Set up again"), () => app.go("enrol"), { kind: "primary" });

/** What the sender does, or why it can not. @param {string} phase */
export function phaseText(phase) {
  /** @type {Record<string, string>} */
  const words = {
    idle: t("In contact with the office"),
    sending: t("Sending …"),
    starting: t("Starting …"),
    offline: t("No network now"),
    waiting: t("The office is busy. The phone tries again by itself."),
    enrol: t("The office does not know this phone any more. Ask for a new set-up code; nothing here is lost."),
    revoked: t("This phone is blocked by the office. Hand it in; nothing here is lost."),
    foreign: t("The phone puts its scans in order and sends again."),
    refused: t("The office did not understand the phone. Update the app; nothing here is lost."),
    ended: t("Shift ended"),
  };
  return words[phase] ?? t("No network now");
}
