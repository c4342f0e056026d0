// This phone and who works on it: set up, sign in, end of the shift.
import { Offline } from "../lib/http.js";
import { t } from "../lib/i18n.js";
import { append } from "../outbox/append.js";
import * as identity from "../outbox/identity.js";
import { sync } from "../outbox/sender.js";

/** @typedef {import("../scanner/scanner.js").Read} Read */

const ENROL = /#enrol=([A-Za-z2-7-]{16,60})/;

export class People {
  isBusy = false;
  code = "";
  phoneName = "";
  login = "";
  #app;

  /** @param {import("../app.js").App} app */
  constructor(app) {
    this.#app = app;
    this.phoneName = /Android/.test(navigator.userAgent) ? "Android" : /iPhone|iPad/.test(navigator.userAgent) ? "iPhone" : "Phone";
  }

  /** The code of the address, taken out of it at once: it works once and is nobody else's business. */
  takeFragment() {
    const found = ENROL.exec(location.hash);
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    if (found) this.code = found[1];
    return Boolean(found);
  }

  /** @param {Read} read the office's code, or a badge */
  async read({ text }) {
    if (this.#app.screen === "enrol") {
      const code = ENROL.exec(text)?.[1] ?? (/^[A-Za-z2-7]{26}$/.test(text.replaceAll("-", "")) ? text : "");
      if (!code) return this.#app.tell("warn", t("That is not the code of the office."));
      this.code = code;
      await this.enrol();
    } else if (text.startsWith("u:")) {
      this.login = text.slice(2);
      this.#app.wantCamera(false);
      this.#app.draw();
      document.getElementById("password")?.focus();
    }
  }

  /** @param {SubmitEvent} event */
  enrolTyped(event) {
    const form = fields(event);
    this.code = form.code;
    this.phoneName = form.name;
    return this.enrol();
  }

  /** A phone that works needs no other name; one that the office has forgotten does. What it stored stays (H2). */
  async enrolAgain() {
    const { device, status } = this.#app;
    if (!device || status.phase === "enrol") await this.enrol();
  }

  enrol() {
    return this.#online(t("There is no network. Setting up needs one."), async () => {
      this.#app.device = await identity.enrol(this.code, this.phoneName);
      this.code = "";
      await navigator.storage?.persist?.();
      this.#app.go("sign-in");
    });
  }

  /** @param {SubmitEvent} event */
  signIn(event) {
    const form = fields(event);
    this.login = form.login;
    return this.#online(t("There is no network. Signing in needs one."), async () => {
      this.#app.person = await identity.signIn(form.login, form.password);
      this.login = "";
      /** @type {HTMLFormElement} */ (event.target).reset();
      await this.#app.wishes.speak(this.#app.person.language);
      this.#app.go("orders");
      await sync("shift");
      await this.#app.walk.load();
    });
  }

  /** Operations stay, and stay this person's (B6). */
  async signOut() {
    await this.#online("", () => identity.signOut());
    this.#app.person = null;
    this.#app.go("sign-in");
  }

  /** The last operation of a shift; only when it too is received the phone says so (settled 12). */
  endShift = async () => {
    const loc = this.#app.counting.order?.location ?? this.#app.person?.locations?.[0]?.code ?? this.#app.walk.locations[0]?.code ?? "";
    try {
      await append({ kind: "shift.end", loc, p: {} });
      await sync("button");
    } catch (error) {
      this.#app.counting.stop(error);
    }
  };

  newShift = async () => {
    await sync("shift");
    this.#app.go("orders");
  };

  /** @param {string} offline what to say without a network @param {() => Promise<any>} work */
  async #online(offline, work) {
    this.isBusy = true;
    this.#app.tell("", "");
    try {
      await work();
    } catch (error) {
      if (error instanceof identity.Refused) this.#app.tell("stop", error.message);
      else if (error instanceof Offline) this.#app.tell("wait", offline);
      else throw error;
    } finally {
      this.isBusy = false;
      this.#app.draw();
    }
  }
}

/** @param {SubmitEvent} event @returns {Record<string, string>} */
export function fields(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  return Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()]));
}
