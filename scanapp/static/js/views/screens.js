// Which view is in force. What must be seen first lies over everything else.
import { html } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { ask } from "./ask.js";
import { bins } from "./bins.js";
import { count } from "./count.js";
import { handIn } from "./hand-in.js";
import { orders } from "./orders.js";
import { pad } from "./pad.js";
import { enrol, signIn } from "./people.js";
import { recovered } from "./recovered.js";
import { sent } from "./sent.js";
import { settings } from "./settings.js";
import { halted, notStocked, wrongBin } from "./stop.js";
import { test } from "./test.js";
import { typed } from "./typed.js";

/** @typedef {import("../app.js").App} App */

const SCREENS = /** @type {Record<import("./stage.js").Screen, (app: App) => any>} */ ({
  starting: () => html`<p class="first">${t("Starting …")}</p>`,
  enrol, "sign-in": signIn, orders, bins, count, pad, typed, "hand-in": handIn, sent, settings, test, recovered,
});

/** @param {App} app */
export function screenOf(app) {
  if (app.counting.halt) return halted(app);
  if (app.walk.wrong) return wrongBin(app);
  if (app.counting.question && app.screen === "count") return app.counting.question.question === "not-stocked" ? notStocked(app) : ask(app);
  return SCREENS[app.screen](app);
}
