// Which bin now: scan its label; the next one in walking order is named, the others are below.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { bar, foot, icon, key, message, quiet } from "./parts.js";
import { viewfinder } from "./viewfinder.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function bins(app) {
  const { order, reported } = app.counting;
  const open = app.walk.bins.filter(({ bin }) => !reported.has(bin));
  const under = [t("{n} of {all} bins done", { n: app.walk.bins.length - open.length, all: app.walk.bins.length }), order.no].join(" · ");
  return html`
    ${bar(app, { title: order.description || order.no, under, back: () => app.go("orders") })}
    ${viewfinder(app)}
    <main class="body">
      ${message(app.message)}
      ${open.length ? next(app, open[0].bin) : quiet("badge-check", t("All bins are reported"), t("Hand in when everything is sent."))}
      <ul class="bins" aria-label=${t("Bins")}>
        ${app.walk.bins.map(({ bin }) => {
          const said = reported.get(bin)?.kind;
          return html`<li><button class="bin" data-role="bin" data-bin=${bin} data-state=${said ? "done" : "open"} @click=${() => app.walk.enter(bin)}>
            <span class="mono">${bin}</span>
            ${said ? html`<span class="state good">${icon(said === "count.empty" ? "package-open" : "check")}${said === "count.empty" ? t("empty") : t("done")}</span>` : nothing}
          </button></li>`;
        })}
      </ul>
    </main>
    ${foot(
      key("settings", "settings", t("Settings"), () => app.go("settings"), { kind: "square" }),
      key("hand-in", "badge-check", t("Hand in"), () => app.go("hand-in"), { kind: open.length ? "plain" : "primary" }),
    )}`;
}

/** @param {App} app @param {string} bin */
const next = (app, bin) => html`<section class="next" data-role="next-bin">
  <p>${app.counting.reported.size ? t("Scan the next bin") : t("Scan a bin")}</p>
  <p class="mono code" data-bin=${bin}>${bin}</p>
</section>`;
