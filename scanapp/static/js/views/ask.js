// A question in the way: one sentence, what differs, few answers. Nothing is stored until one is chosen.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { fields } from "../tasks/people.js";
import { bar, foot, key, message } from "./parts.js";
import { viewfinder } from "./viewfinder.js";

/** @typedef {import("../app.js").App} App */
/** @type {Record<string, {ask: string, name: string}>} */
const NUMBERS = {
  l: { ask: "Which lot?", name: "Lot no." },
  s: { ask: "Which serial no.?", name: "Serial no." },
  p: { ask: "Which package?", name: "Package no." },
};

/** @param {App} app */
export function ask(app) {
  const asked = /** @type {any} */ (app.counting.question);
  return ASKED[asked.question](app, asked);
}

/** @type {Record<string, (app: App, asked: any) => any>} */
const ASKED = { again, choose, number, leave, empty: isEmpty };

/** @param {App} app @param {{title: string, text?: string, inner?: any, answers?: any[]}} what */
const sheet = (app, { title, text = "", inner = nothing, answers = [] }) => html`
  ${bar(app, { title: app.counting.bin || app.counting.order.location, isCode: true, under: app.counting.order.no })}
  <main class="body sheet" data-role="question"><h2 class="asks">${title}</h2>${text ? html`<p class="lead">${text}</p>` : nothing}${inner}</main>
  <footer class="foot tall">${answers}</footer>`;

/** @param {App} app */
function again(app) {
  return sheet(app, {
    title: t("You have reported this bin"),
    text: t("Count it again from nothing, or add to what you counted?"),
    answers: [
      key("recount", "refresh-cw", t("Recount"), () => app.counting.again("recount"), { kind: "primary" }),
      key("add", "list-checks", t("Add to it"), () => app.counting.again("add")),
      key("cancel", "", t("Leave it as it is"), () => app.counting.dismiss()),
    ],
  });
}

/** @param {App} app @param {{found: {choices: import("../catalog/resolve.js").FoundItem[]}}} asked */
function choose(app, { found }) {
  return sheet(app, {
    title: t("Which one is it?"),
    text: t("This code stands for more than one item."),
    inner: html`<ul class="choices">${found.choices.map(
      (one) => html`<li><button class="choice" data-role="choice" data-item=${one.item.no} @click=${() => app.counting.pick(one)}>
        <strong>${one.item.description}</strong><span class="mono">${[one.item.no, one.variant, one.unit].filter(Boolean).join(" · ")}</span></button></li>`,
    )}</ul>`,
    answers: [key("cancel", "", t("None of these, do not count"), () => app.counting.dismiss())],
  });
}

/** @param {App} app @param {{found: import("../catalog/resolve.js").FoundItem, letter: string}} asked */
function number(app, { found, letter }) {
  const { ask: question, name } = NUMBERS[letter];
  const last = letter === "l" ? app.counting.lots.get(found.item.no) : "";
  return html`
    ${bar(app, { title: app.counting.bin || app.counting.order.location, isCode: true, under: app.counting.order.no })}
    ${viewfinder(app)}
    <main class="body sheet" data-role="question">
      <h2 class="asks">${t(question)}</h2><p class="lead">${found.item.description}</p>
      <form class="line-form" @submit=${(/** @type {SubmitEvent} */ event) => app.counting.give(fields(event).number)}>
        <label for="number">${t(name)}, ${t("scanned or typed")}</label>
        <input id="number" name="number" class="mono" data-role="number" maxlength="50" autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="done" required>
        ${key("number-give", "check", t("Use it"), () => {}, { kind: last ? "plain" : "primary" })}
      </form>
      ${app.counting.saved?.signal === "unexpected" ? message({ kind: "warn", icon: "circle-alert", text: t(app.counting.saved.note) }) : nothing}
    </main>
    ${foot(
      key("cancel", "x", t("Do not count it"), () => app.counting.dismiss(), { kind: last ? "square" : "plain" }),
      last ? key("same-lot", "layers", t("Again {lot}", { lot: last }), () => app.counting.give(last), { kind: "primary" }) : nothing,
    )}`;
}

/** @param {App} app @param {{bin: any}} asked */
function leave(app, { bin }) {
  return sheet(app, {
    title: t("Go to {bin}?", { bin: bin.code }),
    text: t("{bin} is not reported yet.", { bin: app.counting.bin }),
    answers: [
      app.counting.lines.length ? key("done-and-go", "check", t("{bin} is done, go", { bin: app.counting.bin }), () => app.walk.goOn(bin.code, true), { kind: "primary" }) : nothing,
      key("go", "", t("Go, come back later"), () => app.walk.goOn(bin.code, false), { kind: app.counting.lines.length ? "plain" : "primary" }),
      key("cancel", "", t("Stay here"), () => app.counting.dismiss()),
    ],
  });
}

/** @param {App} app */
function isEmpty(app) {
  return sheet(app, {
    title: t("Is nothing here?"),
    text: t("Everything that should be in {bin} will count as zero.", { bin: app.counting.bin || app.counting.order.location }),
    answers: [
      key("empty-yes", "package-open", t("Yes, it is empty"), () => app.counting.empty(), { kind: "primary" }),
      key("cancel", "", t("No, go back"), () => app.counting.dismiss()),
    ],
  });
}
