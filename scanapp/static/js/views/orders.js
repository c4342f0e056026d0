// Which count: the orders of this phone's locations.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { bar, foot, icon, key, message, quiet } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function orders(app) {
  const wait = app.status.phase === "sending" || app.status.phase === "starting";
  return html`
    ${bar(app, { title: t("Choose a count"), under: app.person?.name ?? "" })}
    <main class="body">
      ${message(app.message)}
      ${app.hasUpdate ? update(app) : nothing}
      <ul class="orders">${app.walk.orders.map((order) => card(app, order))}</ul>
      ${app.walk.orders.length ? nothing : wait ? quiet("download", t("Fetching the counts …")) : quiet("inbox", t("No count is open"), t("The office opens counts; they appear here after the next contact."))}
    </main>
    ${foot(
      key("settings", "settings", t("Settings"), () => app.go("settings"), { kind: "square" }),
      app.walk.orders.length ? nothing : key("sync", "refresh-cw", t("Look again"), () => app.contact(), { kind: "primary", isOff: wait }),
      key("hand-in", "badge-check", t("Hand in"), () => app.go("hand-in")),
    )}`;
}

/** @param {App} app @param {any} order */
function card(app, order) {
  const place = app.walk.locations.find(({ code }) => code === order.location)?.name ?? order.location;
  return html`<li><button class="order" data-role="order" data-order=${order.no} @click=${() => app.walk.choose(order.no)}>
    <span class="what"><strong>${order.description || order.no}</strong><span>${place} · <span class="mono">${order.no}</span></span></span>${icon("chevron-right")}
  </button></li>`;
}

/** @param {App} app */
const update = (app) => html`<div class="message wait" data-role="update">${icon("download")}<span>${t("A new version is ready.")}</span>
  <button class="text-key" data-role="update-now" @click=${() => app.update()}>${t("Use it now")}</button></div>`;
