// The bin in hand: what was read last, how many, whether it is safe; the three before it; the pad, undo, done.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { t } from "../lib/i18n.js";
import { clock, shortened, tail } from "../tasks/shown.js";
import { bar, foot, icon, key, quiet } from "./parts.js";
import { viewfinder } from "./viewfinder.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../tasks/shown.js").ShownLine} ShownLine */

/** @param {App} app */
export function count(app) {
  const { counting } = app;
  const [current, ...before] = counting.lines;
  const place = app.walk.bins.findIndex(({ bin }) => bin === counting.bin) + 1;
  const under = [place ? t("bin {n} of {all}", { n: place, all: app.walk.bins.length }) : "", counting.order.no].filter(Boolean).join(" · ");
  return html`
    ${bar(app, { title: counting.bin || counting.order.location, under, isCode: true, back: () => app.walk.leave() })}
    ${viewfinder(app)}
    <main class="body">
      ${current ? card(app, current) : quiet("scan-line", t("Scan what lies here"), t("Nothing here? Say so with the button below."))}
      ${current ? nothing : saved(app)}
      <ul class="before" aria-label=${t("Counted before")}>
        ${repeat(before.slice(0, 3), ({ line }) => Object.values(line.key).join("|"), (line) => row(app, line))}
      </ul>
    </main>
    ${current ? working(app, current) : nothingYet(app)}`;
}

/** @param {App} app @param {ShownLine} current */
const working = (app, current) =>
  foot(
    key("pad", "calculator", t("Quantity"), () => app.pad.open(current), { kind: "square", isOff: current.isSerial }),
    key("undo", "undo-2", t("Undo the last"), () => app.counting.undo(), { kind: "square" }),
    key("bin-done", "check", app.counting.bin ? t("Bin done") : t("Done"), () => app.counting.done(), { kind: "primary" }),
  );

/** @param {App} app */
const nothingYet = (app) =>
  foot(
    key("undo", "undo-2", t("Undo the last"), () => app.counting.undo(), { kind: "square", isOff: !app.counting.saved }),
    key("bin-empty", "package-open", app.counting.bin ? t("Bin is empty") : t("Nothing here"), () => app.counting.ask("empty"), { kind: "primary" }),
  );

/** @param {App} app @param {ShownLine} line */
function card(app, line) {
  const under = [line.code, line.numbers].filter(Boolean).join(" · ");
  return html`<article class="now ${tone(app)}" data-role="current" aria-live="polite">
    <div class="what">
      <h2 class=${line.isUnknown ? "warn" : ""}>${line.isUnknown ? t("Unknown code {code}, kept", { code: tail(line.title) }) : line.title}</h2>
      <p class="mono">${line.isUnknown ? shortened(line.title) : under}</p>
    </div>
    <div class="many">
      <p class="number size-${Math.min(line.quantity.length, 9)}" data-role="quantity">${line.quantity}</p>
      <p class="of">${line.detail}</p>
    </div>
    ${saved(app)}
  </article>`;
}

/** @param {App} app */
const tone = ({ counting: { saved } }) => (saved?.signal === "unknown" || saved?.signal === "unexpected" ? "warned" : saved ? "kept" : "");

/** What is known about the last act; "saved" only after it is. @param {App} app */
function saved({ counting: { saved: last } }) {
  if (!last) return nothing;
  const [kind, name, words] = last.twice ? ["good", "shield-check", "Saved twice on this phone, {at}"] : ["warn", "shield-alert", "Saved, not double-stored, {at}"];
  return html`
    ${last.note ? html`<p class="saved warn" data-role="note">${icon("circle-alert")}<span>${t(last.note, { what: last.what })}</span></p>` : nothing}
    ${last.isStored ? html`<p class="saved ${kind}" data-role="saved" data-twice=${String(last.twice)}>${icon(name)}<span>${t(words, { at: clock(last.at, true) })}</span></p>` : nothing}`;
}

/** @param {App} app @param {ShownLine} line */
const row = (app, line) => html`<li data-role="before">
  <span class="n">${line.quantity}</span>
  <span class="title ${line.isUnknown ? "warn" : ""}">${line.isUnknown ? t("Unknown code {code}, kept", { code: tail(line.title) }) : line.title}${line.numbers ? html` <small class="mono">${line.numbers}</small>` : nothing}</span>
  <time>${clock(line.at)}</time>
  <button class="row-key" data-role="undo-line" aria-label=${t("Undo {what}", { what: line.title })} @click=${() => app.counting.undo(line)}>${icon("undo-2")}</button>
</li>`;
