// The floor app: starts the memory of this phone, then shows one screen at a time. What a person does lives in tasks/.
import { html, render } from "../vendor/lit-html/lit-html.js";
import { unlock } from "./feedback/sound.js";
import { t } from "./lib/i18n.js";
import { takeUpdates } from "./lib/update.js";
import { registerServiceWorker } from "./lib/workers.js";
import { device, person } from "./outbox/identity.js";
import { onNews } from "./outbox/news.js";
import { recover } from "./outbox/recover.js";
import { start as startSending, sync } from "./outbox/sender.js";
import { status } from "./outbox/status.js";
import { Scanner } from "./scanner/scanner.js";
import { Counting } from "./tasks/counting.js";
import { Pad } from "./tasks/pad.js";
import { fields, People } from "./tasks/people.js";
import { described, sentOps, summary } from "./tasks/sent.js";
import { Trial } from "./tasks/trial.js";
import { Walk } from "./tasks/walk.js";
import { Wishes } from "./tasks/wishes.js";
import { screenOf } from "./views/screens.js";

/** @typedef {"starting" | "enrol" | "sign-in" | "orders" | "bins" | "count" | "pad" | "typed" | "hand-in" | "sent" | "settings" | "test" | "recovered"} Screen */

/** These have the camera; the others lie over one of the first row and lead back to it. */
const WITH_CAMERA = ["enrol", "sign-in", "bins", "count", "test"];
const BASES = ["starting", "enrol", "sign-in", "orders", "bins", "count", "recovered"];
const FLASH_MS = 500;

export class App {
  /** @type {Screen} */ screen = "starting";
  /** @type {import("./outbox/identity.js").Device | null} */ device = null;
  /** @type {import("./outbox/identity.js").Person | null} */ person = null;
  /** @type {{kind: string, icon: string, text: string} | null} */ message = null;
  /** Colour of the frame around the picture, a moment after something was stored. */
  flash = "";
  hasUpdate = false;
  /** @type {import("./tasks/sent.js").SentOp[]} */ sentOps = [];
  summary = { scans: 0, bins: 0, questions: 0 };
  /** @type {import("./tasks/sent.js").SentOp[]} */ recovered = [];
  restored = 0;
  /** @type {{id: string, label: string}[]} */ cameras = [];
  status = status;
  scanner = new Scanner();
  counting = new Counting();
  people = new People(this);
  walk = new Walk(this);
  pad = new Pad(this);
  trial = new Trial(this);
  wishes = new Wishes(this);
  /** @type {Screen} */ #base = "starting";
  #isBadgeWanted = false;
  #drawing = 0;
  #flashing = 0;
  /** @type {ServiceWorkerRegistration | null} */ #registration = null;
  #takeUpdate = () => {};

  async boot() {
    const isEnrolling = this.people.takeFragment();
    this.#listen();
    await this.wishes.load();
    document.getElementById("app")?.replaceChildren(); // the word that stood there until now
    this.draw();
    const found = await recover();
    status.set({ hasJournal: found.hasJournal });
    await status.refresh();
    [this.device, this.person] = await Promise.all([device(), person()]);
    await this.walk.load();
    this.restored = found.restored;
    this.recovered = found.unclean ? await Promise.all(found.last.map((body) => described(body))) : [];
    if (this.recovered.length) this.go("recovered");
    else await this.start();
    document.documentElement.dataset.ready = "true";
    if (isEnrolling && !this.device) this.people.enrol();
    await this.#serve();
  }

  /** The first screen: where this phone was, or what it lacks. */
  async start() {
    if (!this.device) return this.go("enrol");
    if (!this.person) return this.go("sign-in");
    if (status.shift !== "open") return this.go("hand-in");
    if (!(await this.walk.resume())) this.go("orders");
  }

  /** The worker that keeps the app, then the first contact. A red banner says why when offline cannot work. */
  async #serve() {
    const { registration, problem } = await registerServiceWorker();
    status.set({ offlineProblem: problem });
    this.#registration = registration;
    if (registration) this.#takeUpdate = takeUpdates(registration, () => this.isAtRest);
    await startSending();
  }

  #listen() {
    this.scanner.addEventListener("read", (event) => this.#read(/** @type {CustomEvent} */ (event).detail));
    this.scanner.addEventListener("typed", (event) => this.screen === "pad" && this.pad.press(/** @type {CustomEvent} */ (event).detail));
    this.scanner.addEventListener("key", (event) => this.screen === "test" && this.trial.key(/** @type {CustomEvent} */ (event).detail));
    this.scanner.camera.addEventListener("change", () => this.draw());
    this.counting.addEventListener("change", () => this.#counted());
    this.counting.addEventListener("left", () => this.walk.leave());
    status.addEventListener("change", () => this.#changed());
    onNews((news) => news.type === "catalogue" && this.walk.load());
    for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, unlock, { capture: true });
    history.pushState(null, "");
    globalThis.addEventListener("popstate", () => (history.pushState(null, ""), this.up()));
  }

  /** @param {import("./scanner/scanner.js").Read} read */
  #read(read) {
    if (read.src === "wedge" && this.wishes.now.fold === "" && this.screen !== "test") this.wantCamera(false);
    if (this.screen === "test") return this.trial.take(read);
    if (this.screen === "enrol" || this.screen === "sign-in") return this.people.read(read);
    if (this.screen === "bins" && !this.walk.wrong) return this.walk.read(read);
    if (this.screen === "count") return this.counting.read(read);
    if (this.screen === "pad") return this.pad.refuse();
    return undefined;
  }

  /** @param {SubmitEvent} event a code typed by hand goes the way of a scanned one */
  takeTyped(event) {
    const { code } = fields(event);
    this.back();
    if (code) this.scanner.take(code, "typed");
  }

  #counted() {
    const { saved } = this.counting;
    this.flash = saved && Date.now() - saved.at.getTime() < FLASH_MS ? saved.signal : "";
    clearTimeout(this.#flashing);
    if (this.flash) this.#flashing = window.setTimeout(() => ((this.flash = ""), this.draw()), FLASH_MS);
    this.draw();
  }

  #changed() {
    const root = document.documentElement;
    Object.assign(root.dataset, { phase: status.phase, unsent: String(status.unsent), shift: status.shift });
    this.hasUpdate = Boolean(this.#registration?.waiting);
    this.#list().then(() => this.draw());
  }

  /** Figures of the screens behind the pill, only while one of them is looked at. */
  async #list() {
    if (this.screen === "sent") this.sentOps = await sentOps();
    if (this.screen === "hand-in") this.summary = await summary();
  }

  /** @param {Screen} screen */
  go = (screen) => {
    this.screen = screen;
    this.message = null;
    if (BASES.includes(screen)) this.#base = screen;
    document.documentElement.dataset.screen = screen;
    if (screen === "settings") this.scanner.camera.choices().then((found) => ((this.cameras = found), this.draw()));
    this.#list().then(() => this.draw());
    this.#watch();
    if (this.isAtRest) this.#takeUpdate();
    this.draw();
  };

  back = () => this.go(this.screen === "test" ? "settings" : this.#base);

  /** The phone's own back key: one step towards the list of counts, never out of what was counted. */
  up() {
    if (this.counting.question || this.counting.halt) return this.counting.dismiss();
    if (!BASES.includes(this.screen)) return this.back();
    if (this.screen === "count") return this.walk.leave();
    if (this.screen === "bins") this.go("orders");
    return undefined;
  }

  get isAtRest() {
    return ["orders", "hand-in"].includes(this.screen) && status.phase !== "sending";
  }

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

  contact = () => sync("button");

  update() {
    this.#registration?.waiting?.postMessage({ type: "take over" });
  }

  /** One sentence on the screen in hand. @param {string} kind @param {string} text "" takes it away */
  tell(kind, text) {
    const icons = /** @type {Record<string, string>} */ ({ stop: "octagon-x", warn: "circle-alert", wait: "cloud-off", good: "check" });
    this.message = text ? { kind, icon: icons[kind], text } : null;
    this.draw();
  }

  /** Once a frame, however much has changed. */
  draw = () => {
    this.#drawing ||= requestAnimationFrame(() => {
      this.#drawing = 0;
      document.title = `${t("Count")} · scanapp`;
      render(html`<div class="screen screen-${this.screen}">${screenOf(this)}</div>`, /** @type {HTMLElement} */ (document.getElementById("app")));
    });
  };
}

new App().boot();
