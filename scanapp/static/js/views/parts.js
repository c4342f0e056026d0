// Pieces that every screen is made of.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../../vendor/lit-html/lit-html.js").TemplateResult | typeof nothing} Part */

/** A Lucide icon; css/icons.css has its picture. @param {string} name */
export const icon = (name, big = false) => html`<span class="icon icon-${name} ${big ? "big" : ""}" aria-hidden="true"></span>`;

/**
 * Where am I, and is it safe: on top of every screen.
 * @param {App} app
 * @param {{title: string, under?: string, isCode?: boolean, back?: () => void}} at
 */
export const bar = (app, { title, under = "", isCode = false, back }) => html`
  <header class="bar">
    ${back ? html`<button class="bar-key" data-role="back" aria-label=${t("Back")} @click=${back}>${icon("arrow-left")}</button>` : nothing}
    <div class="where">
      <h1 class=${isCode ? "mono code" : ""} data-role="where">${title}</h1>
      ${under ? html`<p>${under}</p>` : nothing}
    </div>
    ${app.person ? pill(app) : nothing}
  </header>
  ${app.status.offlineProblem ? problem(app) : nothing}`;

/** How many operations only this phone has; opens the list of them. @param {App} app */
function pill({ status, go }) {
  const { unsent, online } = status;
  const [name, words] = unsent
    ? [online ? "cloud-upload" : "cloud-off", t("{n} waiting", { n: unsent })]
    : [online ? "cloud-check" : "cloud-off", status.made ? t("All sent") : online ? t("Online") : t("Offline")];
  return html`<button class="pill ${unsent ? "waiting" : "sent"}" data-role="sync-pill" @click=${() => go("sent")}>
    ${icon(name)}<span>${words}</span></button>`;
}

/** @type {Record<string, [why: string, what: string]>} */
const PROBLEMS = {
  INSECURE: ["Offline cannot work here, because this address is not secure.", "Ask the office for the https address of this server."],
  CERTIFICATE: ["Offline cannot work here, because this phone does not trust the certificate.", "Open /setup on this phone and install the certificate, then start again."],
  NO_SERVICE_WORKER: ["Offline cannot work here, because this browser cannot keep the app.", "Use Chrome, Edge, Safari or Firefox, not in a private window."],
};

/** @param {App} app */
function problem({ status }) {
  const [why, what] = PROBLEMS[status.offlineProblem ?? "INSECURE"];
  return html`<div class="problem" role="alert" data-role="offline-problem">${icon("octagon-x")}<p><strong>${t(why)}</strong> ${t(what)}</p></div>`;
}

/**
 * A button of the thumb zone.
 * @param {string} role stable name for tests and people who describe the screen
 * @param {string} iconName @param {string} text @param {() => void} press
 * @param {{kind?: "primary" | "plain" | "square", isOff?: boolean}} [options]
 */
export const key = (role, iconName, text, press, { kind = "plain", isOff = false } = {}) => html`
  <button class="key ${kind}" data-role=${role} ?disabled=${isOff} aria-label=${kind === "square" ? text : nothing} @click=${press}>
    ${iconName ? icon(iconName) : nothing}${kind === "square" ? nothing : html`<span>${text}</span>`}
  </button>`;

/** The thumb zone: at most three, the primary one widest. @param {any[]} keys */
export const foot = (...keys) => html`<footer class="foot">${keys}</footer>`;

/** One quiet sentence with an icon, for what is empty or waits. @param {string} name @param {string} text @param {string} [more] */
export const quiet = (name, text, more = "") => html`
  <div class="quiet">${icon(name, true)}<p class="lead">${text}</p>${more ? html`<p>${more}</p>` : nothing}</div>`;

/** @param {{kind: string, icon: string, text: string} | null} message */
export const message = (message) => (message ? html`<p class="message ${message.kind}" role="alert" data-role="message">${icon(message.icon)}<span>${message.text}</span></p>` : nothing);
