// What a person may set on this phone: light, gloves, sound, language, camera; and trying the scanner.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { build } from "../lib/build.js";
import { t } from "../lib/i18n.js";
import { bar, icon, key } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export const settings = (app) => html`
  ${bar(app, { title: t("Settings"), under: app.person?.name ?? "", back: () => app.back() })}
  <main class="body settings">
    ${app.hasUpdate ? html`<div class="message wait">${icon("download")}<span>${t("A new version is ready.")}</span><button class="text-key" data-role="update-now" @click=${() => app.update()}>${t("Use it now")}</button></div>` : nothing}
    ${choice(app, "theme", t("Screen"), [["", t("As the phone")], ["light", t("Light")], ["dark", t("Dark")], ["sunlight", t("Sunlight")]])}
    ${choice(app, "glove", t("Gloves"), [["", t("Off")], ["on", t("Large keys")]])}
    ${choice(app, "language", t("Language"), [["en", "English"], ["da", "Dansk"]])}
    ${choice(app, "volume", t("Sound"), [["0", t("Off")], ["0.3", t("Low")], ["0.8", t("Loud")]])}
    ${choice(app, "buzz", t("Vibration"), [["off", t("Off")], ["", t("On")]])}
    <section><h2>${t("Listen")}</h2><div class="options">
      ${/** @type {const} */ (["good", "unexpected", "unknown", "stop"]).map((code) => html`<button class="chip" data-role="listen" @click=${() => app.wishes.listen(code)}>${signal(code)}</button>`)}
    </div></section>
    ${app.cameras.length > 1 ? choice(app, "camera", t("Camera"), [["", t("As the phone")], ...app.cameras.map(({ id, label }, n) => /** @type {[string, string]} */ ([id, label || t("Camera {n}", { n: n + 1 })]))]) : nothing}
    <section class="links">
      ${key("scanner-test", "scan-line", t("Try the scanner"), () => app.go("test"))}
      ${key("sign-out", "log-out", t("Sign out"), () => app.people.signOut())}
      <p class="fine">${app.status.unsent ? t("{n} scans wait on this phone. They stay here and are sent under your name, whoever signs in.", { n: app.status.unsent }) : nothing}</p>
    </section>
    <p class="fine mono">${app.device?.id ?? ""} · ${build}</p>
  </main>`;

/** @param {"good" | "unexpected" | "unknown" | "stop"} code */
const signal = (code) => ({ good: t("Counted"), unexpected: t("Look here"), unknown: t("Unknown"), stop: t("Stop") })[code];

/**
 * @param {App} app @param {import("../tasks/wishes.js").Wish} name @param {string} title @param {[value: string, words: string][]} options
 */
const choice = (app, name, title, options) => html`<section><h2 id=${`set-${name}`}>${title}</h2>
  <div class="options" role="radiogroup" aria-labelledby=${`set-${name}`}>
    ${options.map(([value, words]) => html`<button class="chip" role="radio" data-role=${`set-${name}`} data-value=${value} aria-checked=${app.wishes.now[name] === value ? "true" : "false"} @click=${() => app.wishes.change(name, value)}>${words}</button>`)}
  </div></section>`;
