// The quantity pad in hand: what is typed, in which unit, and whether it can be meant.
import { format } from "../lib/decimal.js";
import { decimalMark, t } from "../lib/i18n.js";
import { play } from "../feedback/sound.js";
import { SANE_MAX } from "./count.js";
import { evaluate, isBarcode, press } from "./formula.js";

/** @typedef {import("./shown.js").ShownLine} ShownLine */

export class Pad {
  /** @type {ShownLine} */
  line = /** @type {any} */ (null);
  text = "";
  unit = "";
  /** @type {{kind: string, icon: string, text: string} | null} */
  message = null;
  /** Which quantity was asked about: 0 or a very large one. */
  asked = "";
  #app;

  /** @param {import("../app.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  /** @param {ShownLine} line */
  open(line) {
    Object.assign(this, { line, text: "", unit: line.unit, message: null, asked: "" });
    this.#app.go("pad");
  }

  /** What stands there as a number; null when it is none yet. */
  get value() {
    return this.text ? evaluate(this.text) : null;
  }

  /** In the language's writing, with the unit. */
  get words() {
    return this.value === null ? "" : `${format(this.value, decimalMark())} ${this.unit}`.trim();
  }

  /** @param {string} keys one key of the pad, or what a keyboard typed */
  press = (keys) => {
    this.message = null;
    this.asked = "";
    for (const key of keys) this.text = press(this.text, key === "*" || key === "x" ? "×" : key === "-" ? "−" : key === "." || key === "," ? decimalMark() : key);
    this.#app.draw();
  };

  /** @param {string} unit */
  choose(unit) {
    this.unit = unit;
    this.#app.draw();
  }

  /** A barcode was read while the pad is open: it is never a quantity. */
  refuse() {
    this.message = { kind: "warn", icon: "circle-alert", text: t("That is a barcode, not a quantity. Set the quantity first.") };
    play("unexpected");
    this.#app.draw();
  }

  /** @param {boolean} [isSure] */
  async set(isSure = false) {
    const { value } = this;
    if (value === null) return;
    if (isBarcode(this.text)) {
      this.text = "";
      return this.refuse();
    }
    if (!isSure && (value === 0n || value > SANE_MAX)) {
      this.asked = this.words;
      return this.#app.draw();
    }
    this.#app.go("count");
    await this.#app.counting.set(this.line, format(value), this.unit);
  }
}
