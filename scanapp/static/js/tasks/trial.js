// Trying the scanner: keeps the last reads and keys as they came. Counts nothing.
import { play } from "../feedback/sound.js";
import { t } from "../lib/i18n.js";

/** @typedef {import("../scanner/scanner.js").Read} Read */

const KEPT = 20;
const KEYS = 60;

export class Trial {
  /** Newest first. @type {{n: number, read: Read}[]} */
  reads = [];
  keys = "";
  isBusy = false;
  #app;
  #n = 0;

  /** @param {import("../app.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  /** @param {Read} read */
  take(read) {
    this.#n += 1;
    this.reads = [{ n: this.#n, read }, ...this.reads].slice(0, KEPT);
    this.#app.tell("", "");
    play("good");
  }

  /** @param {string} key */
  key(key) {
    this.keys = `${this.keys} ${key === " " ? "␠" : key}`.slice(-KEYS);
    this.#app.draw();
  }

  /** A photo goes the way of a camera frame. @param {Event} event */
  photo = async (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const [file] = input.files ?? [];
    if (!file) return;
    this.isBusy = true;
    this.#app.tell("", "");
    if (this.#app.screen === "typed") this.#app.back();
    const found = await this.#app.scanner.photo(file);
    this.isBusy = false;
    input.value = "";
    if (!found) {
      play("unexpected");
      this.#app.tell("warn", t("No code was read on this photo. Hold the phone closer and straight."));
    }
    this.#app.draw();
  };
}
