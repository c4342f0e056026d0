// A code by hand: what cannot be scanned can be typed, or photographed.
import { html } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { bar, key, message } from "./parts.js";
import { photoKey } from "./test.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export const typed = (app) => html`
  ${bar(app, { title: t("Type a code"), under: app.counting.bin, back: () => app.back() })}
  <main class="body sheet">
    <form class="line-form" @submit=${(/** @type {SubmitEvent} */ event) => app.takeTyped(event)}>
      <label for="typed">${t("The digits under the bars, an item number or a bin")}</label>
      <input id="typed" name="code" class="mono" data-role="typed-code" maxlength="600" autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="done" required>
      ${message(app.message)}
      ${key("typed-take", "check", t("Take it"), () => {}, { kind: "primary" })}
    </form>
    ${photoKey(app)}
  </main>`;
