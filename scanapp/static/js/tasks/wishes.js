// What this person wished of this phone: light, gloves, sound, language, camera. Kept across starts.
import { play, tune } from "../feedback/sound.js";
import { load } from "../lib/i18n.js";
import * as settings from "../lib/settings.js";

const KEY = "wishes";
/** @typedef {"theme" | "glove" | "language" | "volume" | "buzz" | "camera" | "fold"} Wish */

export class Wishes {
  /** @type {Record<Wish, string>} */
  now = { theme: "", glove: "", language: "", volume: "0.8", buzz: "", camera: "", fold: "" };
  #app;

  /** @param {{scanner: import("../scanner/scanner.js").Scanner, draw: () => void}} app */
  constructor(app) {
    this.#app = app;
  }

  async load() {
    Object.assign(this.now, await settings.get(KEY));
    this.now.language ||= navigator.languages.map((one) => one.slice(0, 2)).find((one) => ["en", "da"].includes(one)) ?? "en";
    await this.#apply();
  }

  /** @param {Wish} name @param {string} value */
  async change(name, value) {
    this.now[name] = value;
    await settings.set(KEY, this.now);
    await this.#apply();
    this.#app.draw();
  }

  /** A person's own language, until something else is chosen on this phone. @param {string} language */
  async speak(language) {
    if (!(await settings.get(KEY))?.language && language) await this.change("language", language);
  }

  /** @param {import("./count.js").Signal} code */
  listen(code) {
    play(code);
  }

  async #apply() {
    const { theme, glove, language, volume, buzz, camera } = this.now;
    const root = document.documentElement;
    root.lang = language;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    root.dataset.glove = glove;
    tune({ volume: Number(volume), buzzes: buzz !== "off" });
    this.#app.scanner.camera.choice = camera;
    await load(language);
  }
}
