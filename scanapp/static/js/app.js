// The floor app: starts the memory of this phone, then shows one screen at a time. What a person does lives in tasks/.
import { unlock } from "./feedback/sound.js";
import { takeUpdates } from "./lib/update.js";
import { registerServiceWorker } from "./lib/workers.js";
import { NotStored } from "./outbox/append.js";
import { device, person } from "./outbox/identity.js";
import { onNews } from "./outbox/news.js";
import { recover } from "./outbox/recover.js";
import { start as startSending, sync } from "./outbox/sender.js";
import { status } from "./outbox/status.js";
import { Counting } from "./tasks/counting.js";
import { Pad } from "./tasks/pad.js";
import { fields, People } from "./tasks/people.js";
import { described, sentOps, summary } from "./tasks/sent.js";
import { Trial } from "./tasks/trial.js";
import { Walk } from "./tasks/walk.js";
import { Stage } from "./views/stage.js";

const FLASH_MS = 500;

export class App extends Stage {
  /** @type {import("./outbox/identity.js").Device | null} */ device = null;
  /** @type {import("./outbox/identity.js").Person | null} */ person = null;
  /** Colour of the frame around the picture, a moment after something was stored. */
  flash = "";
  status = status;
  hasUpdate = false;
  /** @type {import("./tasks/sent.js").SentOp[]} */ sentOps = [];
  summary = { scans: 0, bins: 0, questions: 0 };
  /** @type {import("./tasks/sent.js").SentOp[]} */ recovered = [];
  restored = 0;
  counting = new Counting();
  people = new People(this);
  walk = new Walk(this);
  pad = new Pad(this);
  trial = new Trial(this);
  #flashing = 0;
  /** @type {ServiceWorkerRegistration | null} */ #registration = null;
  #takeUpdate = () => {};

  async boot() {
    const isInvited = this.people.takeFragment();
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
    const isNew = !this.device;
    if (isInvited && isNew) this.people.enrol();
    await this.#serve();
    if (isInvited && !isNew) await this.people.enrolAgain();
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
    globalThis.addEventListener("hashchange", () => this.people.takeFragment() && this.people.enrolAgain());
    history.pushState(null, "");
    globalThis.addEventListener("popstate", () => (history.pushState(null, ""), this.up()));
  }

  /** @param {import("./scanner/scanner.js").Read} read */
  async #read(read) {
    await this.walk.moving;
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

  /** @override */
  arrived() {
    this.#list().then(() => this.draw());
    if (this.isAtRest) this.#takeUpdate();
  }

  get isAtRest() {
    return ["orders", "hand-in"].includes(this.screen) && status.phase !== "sending";
  }

  /** The phone's own back key: one step towards the list of counts, never out of what was counted. */
  up() {
    if (this.counting.question || this.counting.halt) return this.counting.dismiss();
    if (!this.isBase) return this.back();
    if (this.screen === "count") return this.walk.leave();
    if (this.screen === "bins") this.go("orders");
    return undefined;
  }

  contact = () => sync("button");

  update() {
    this.#registration?.waiting?.postMessage({ type: "take over" });
  }
}

const app = new App();
app.boot().catch((error) => app.counting.stop(new NotStored("NOT_STARTED", error)));
