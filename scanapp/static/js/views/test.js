// Trying the scanner: every read as it came, every key; from the camera, a scanner, or a photo. Nothing is counted.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { t } from "../lib/i18n.js";
import { bar, icon, message, quiet } from "./parts.js";
import { viewfinder } from "./viewfinder.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export const test = (app) => html`
  ${bar(app, { title: t("Try the scanner"), under: t("Nothing is counted here"), back: () => app.back() })}
  ${viewfinder(app)}
  <main class="body">
    ${photoKey(app)}
    ${message(app.message)}
    ${app.trial.reads.length ? nothing : quiet("scan-line", t("Scan anything"))}
    <ul class="reads" data-role="reads">
      ${repeat(app.trial.reads, ({ n }) => n, ({ read, n }) => html`<li data-role="read" data-text=${read.text} data-symbology=${read.sym} data-src=${read.src} data-n=${n}>
        <p class="mono">${printable(read.raw)}</p><p class="under">${[read.sym, read.aim, read.src, t("{n} characters", { n: read.text.length })].filter(Boolean).join(" · ")}</p></li>`)}
    </ul>
    ${app.trial.keys ? html`<p class="fine">${t("Keys")}: <span class="mono">${app.trial.keys}</span></p>` : nothing}
  </main>`;

/** A barcode on a photo, for cameras that cannot be used live. @param {App} app */
export const photoKey = (app) => html`<label class="key photo" data-role="photo">${icon("image")}<span>${app.trial.isBusy ? t("Reading …") : t("Read a photo")}</span>
  <input class="visually-hidden" type="file" accept="image/*" data-role="photo-file" ?disabled=${app.trial.isBusy} @change=${(/** @type {Event} */ event) => app.trial.photo(event)}></label>`;

/** Separators and other silent characters are shown. @param {string} text */
const printable = (text) => text.replaceAll("\x1d", "␝").replace(/[\x00-\x1f]/g, (one) => String.fromCharCode(0x2400 + one.charCodeAt(0)));
