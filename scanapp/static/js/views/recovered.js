// After an unclean end: the last three scans that are stored, so that nobody has to wonder.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { clock } from "../tasks/shown.js";
import { bar, foot, icon, key } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export const recovered = (app) => html`
  ${bar(app, { title: t("The app was ended") })}
  <main class="body sheet" data-role="recovered">
    <h2 class="asks">${t("These were stored last")}</h2>
    <p class="lead">${t("Go on after them. What is missing here was not stored: scan it again.")}</p>
    <ol class="last">${app.recovered.map(
      ({ what, quantity, bin, at }) => html`<li data-role="last-stored"><span class="n">${quantity}</span><span class="title">${what}<small class="mono">${bin}</small></span><time>${clock(at, true)}</time></li>`,
    )}</ol>
    ${app.restored ? html`<p class="message good">${icon("shield-check")}<span>${t("{n} scans came back from the second copy.", { n: app.restored })}</span></p>` : nothing}
  </main>
  ${foot(key("recovered-seen", "check", t("Go on"), () => app.start(), { kind: "primary" }))}`;
