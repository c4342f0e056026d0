// Behind the pill: what waits, what was sent, what came back with a question; and when the office last answered.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { ago, clock } from "../tasks/shown.js";
import { phaseText } from "./hand-in.js";
import { bar, foot, icon, key, quiet } from "./parts.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../tasks/sent.js").SentOp} SentOp */

const STATES = /** @type {Record<SentOp["state"], [icon: string, kind: string, words: string]>} */ ({
  waiting: ["smartphone", "wait", "On this phone"],
  sent: ["check", "good", "Received"],
  question: ["circle-question-mark", "warn", "The office decides"],
  returned: ["circle-alert", "stop", "Not used"],
});

/** @param {App} app */
export const sent = (app) => html`
  ${bar(app, { title: t("On the way"), back: () => app.back() })}
  <main class="body" tabindex="0">
    <div class="contact ${app.status.online ? "good" : "wait"}" data-role="contact">
      ${icon(app.status.online ? "cloud-check" : "cloud-off")}
      <p><strong>${phaseText(app.status.phase)}</strong><span>${t("Last contact: {ago}", { ago: ago(app.status.lastContactAt) })}</span></p>
    </div>
    ${app.status.hasJournal ? nothing : html`<p class="message warn">${icon("shield-alert")}<span>${t("This browser keeps one copy of each scan, not two. Hand in often.")}</span></p>`}
    ${app.sentOps.length ? html`<ul class="ops">${app.sentOps.map(row)}</ul>` : quiet("inbox", t("Nothing was scanned yet"))}
  </main>
  ${foot(
    key("sync", "", t("Send now"), () => app.contact(), { isOff: app.status.phase === "sending" }),
    key("hand-in", "badge-check", t("Hand in"), () => app.go("hand-in"), { kind: "primary" }),
  )}`;

/** @param {SentOp} op */
function row({ what, quantity, bin, at, state, why }) {
  const [name, kind, words] = STATES[state];
  return html`<li data-role="op" data-state=${state}>
    <p class="title">${quantity ? html`<b>${quantity}</b> ` : nothing}${what}</p>
    <p class="under"><span class="mono">${bin}</span><time>${clock(at, true)}</time></p>
    <p class="state ${kind}">${icon(name)}<span>${why ? t(why) : t(words)}</span></p>
  </li>`;
}
