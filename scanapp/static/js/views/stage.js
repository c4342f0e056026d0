// The one screen that is shown: which, what lies under it, whether it has the camera. Draws once a frame.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { Scanner } from "../scanner/scanner.js";
import { Wishes } from "../tasks/wishes.js";
import { screenOf } from "./screens.js";

/** @typedef {"starting" | "enrol" | "sign-in" | "orders" | "bins" | "count" | "pad" | "typed" | "hand-in" | "sent" | "settings" | "test" | "recovered"} Screen */

const WITH_CAMERA = ["enrol", "sign-in", "bins", "count", "test"];
/** The other screens lie over one of these and lead back to it. */
const BASES = ["starting", "enrol", "sign-in", "orders", "bins", "count", "recovered"];
const ICONS = /** @type {Record<string, string>} */ ({ stop: "octagon-x", warn: "circle-alert", wait: "cloud-off", good: "check" });

export class Stage {
  /** @type {Screen} */ screen = "starting";
  /** @type {{kind: string, icon: string, text: string} | null} */ message = null;
  /** @type {{id: string, label: string}[]} */ cameras = [];
  scanner = new Scanner();
  wishes = new Wishes(this);
  /** @type {Screen} */ #base = "starting";
  #isBadgeWanted = false;
  #drawing = 0;

  /** @param {Screen} screen */
  go = (screen) => {
    this.screen = screen;
    this.message = null;
    if (this.isBase) this.#base = screen;
    document.documentElement.dataset.screen = screen;
    if (screen === "settings") this.scanner.camera.choices().then((found) => ((this.cameras = found), this.draw()));
    this.#watch();
    this.arrived();
    this.draw();
  };

  /** What a screen needs when it is opened. */
  arrived() {}

  get isBase() {
    return BASES.includes(this.screen);
  }

  back = () => this.go(this.screen === "test" ? "settings" : this.#base);

  get isCameraWanted() {
    return this.screen === "sign-in" ? this.#isBadgeWanted : this.wishes.now.fold === "";
  }

  /** Folds the camera away or opens it; remembered, but at sign-in it opens only when asked. @param {boolean} wanted */
  wantCamera = (wanted) => {
    if (this.screen === "sign-in") this.#isBadgeWanted = wanted;
    else this.wishes.change("fold", wanted ? "" : "folded");
    this.#watch();
    this.draw();
  };

  #watch() {
    if (WITH_CAMERA.includes(this.screen) && this.isCameraWanted) this.scanner.camera.start();
    else if (this.screen !== "pad") this.scanner.camera.stop();
  }

  /** One sentence on the screen in hand. @param {string} kind @param {string} text "" takes it away */
  tell(kind, text) {
    this.message = text ? { kind, icon: ICONS[kind], text } : null;
    this.draw();
  }

  /** Once a frame, however much has changed. */
  draw = () => {
    this.#drawing ||= requestAnimationFrame(() => {
      this.#drawing = 0;
      document.title = `${t("Count")} · scanapp`;
      const view = screenOf(/** @type {import("../app.js").App} */ (/** @type {unknown} */ (this)));
      render(html`<div class="screen screen-${this.screen}">${view}</div>`, /** @type {HTMLElement} */ (document.getElementById("app")));
    });
  };
}
