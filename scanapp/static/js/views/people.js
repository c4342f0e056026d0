// This phone and who works on it: both need a network once.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { bar, icon, key, message } from "./parts.js";
import { viewfinder } from "./viewfinder.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export const enrol = (app) => html`
  ${bar(app, { title: t("Set up this phone") })}
  ${viewfinder(app)}
  <main class="body sheet">
    <h2 class="asks">${t("Scan the code from the office")}</h2>
    <p class="lead">${t("The office shows it under Phones. It works once, for ten minutes.")}</p>
    ${message(app.message)}
    <form class="line-form" @submit=${(/** @type {SubmitEvent} */ event) => app.people.enrolTyped(event)}>
      <label for="code">${t("Or type it")}</label>
      <input id="code" name="code" class="mono" data-role="enrol-code" .value=${app.people.code} autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60" required>
      <label for="phone-name">${t("Name of this phone")}</label>
      <input id="phone-name" name="name" data-role="enrol-name" .value=${app.people.phoneName} autocomplete="off" maxlength="40" required>
      ${key("enrol", "smartphone", app.people.isBusy ? t("Asking the office …") : t("Set up"), () => {}, { kind: "primary", isOff: app.people.isBusy })}
    </form>
  </main>`;

/** @param {App} app */
export const signIn = (app) => html`
  ${bar(app, { title: t("Sign in") })}
  ${app.isCameraWanted ? viewfinder(app) : nothing}
  <main class="body sheet">
    ${message(app.message)}
    <form class="line-form" @submit=${(/** @type {SubmitEvent} */ event) => app.people.signIn(event)}>
      <label for="login">${t("Your name")}</label>
      <input id="login" name="login" data-role="login" .value=${app.people.login} autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="60" required>
      <label for="password">${t("Password")}</label>
      <input id="password" name="password" type="password" data-role="password" autocomplete="current-password" maxlength="200" required>
      ${key("sign-in", "user-round", app.people.isBusy ? t("Asking the office …") : t("Sign in"), () => {}, { kind: "primary", isOff: app.people.isBusy })}
    </form>
    <p class="hint">${icon("cloud-off")}<span>${t("Signing in needs a network. After that you can work without one.")}</span></p>
    ${app.isCameraWanted ? nothing : key("unfold", "scan-barcode", t("Scan your badge"), () => app.wantCamera(true))}
  </main>`;
