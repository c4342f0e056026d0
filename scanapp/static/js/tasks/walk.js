// Through the warehouse: which count, which bin. Names bins, never what should be in them.
import * as catalogue from "../catalog/store.js";
import { play } from "../feedback/sound.js";
import { t } from "../lib/i18n.js";
import * as settings from "../lib/settings.js";

/** @typedef {import("../scanner/scanner.js").Read} Read */

const PLACE = "place";

export class Walk {
  /** @type {any[]} */ orders = [];
  /** @type {any[]} */ locations = [];
  /** Bins of the chosen order in walking order. @type {{order: string, bin: string, rank: number}[]} */ bins = [];
  /** A bin of the location that is no part of the count. @type {{wanted: string, scanned: string} | null} */ wrong = null;
  /** The step to another bin that is under way: what is read meanwhile belongs to the bin it leads to. @type {Promise<void>} */
  moving = Promise.resolve();
  #app;

  /** @param {import("../app.js").App} app */
  constructor(app) {
    this.#app = app;
  }

  /** What the catalogue says now. */
  async load() {
    [this.orders, this.locations] = await Promise.all([catalogue.orders(), catalogue.locations()]);
    const { order } = this.#app.counting;
    if (order) this.bins = await catalogue.orderBins(order.no);
    this.#app.draw();
  }

  /** Where this phone was when the app ended. @returns {Promise<boolean>} there is such a place */
  async resume() {
    const { order, bin } = (await settings.get(PLACE)) ?? {};
    return Boolean(order) && this.choose(order, bin);
  }

  /**
   * @param {string} no
   * @param {string} [bin] straight into this one
   * @returns {Promise<boolean>} the phone has this count
   */
  async choose(no, bin) {
    const order = await catalogue.order(no);
    if (!order) return false;
    await this.#app.counting.choose(order, this.#app.person?.id ?? "");
    this.bins = await catalogue.orderBins(no);
    if (bin !== undefined || !this.bins.length) {
      await this.enter(bin ?? "");
      return true;
    }
    await settings.set(PLACE, { order: no });
    this.#app.go("bins");
    return true;
  }

  /** The next bin that is not reported. */
  get next() {
    return this.bins.find(({ bin }) => !this.#app.counting.reported.has(bin))?.bin ?? "";
  }

  /** @param {string} bin @returns {Promise<void>} */
  enter(bin) {
    this.moving = this.#enter(bin);
    return this.moving;
  }

  /** @param {string} bin */
  async #enter(bin) {
    this.wrong = null;
    await this.#app.counting.enter(bin);
    await settings.set(PLACE, { order: this.#app.counting.order.no, bin });
    this.#app.go("count");
  }

  /** @param {Read} read at "scan a bin" */
  async read({ text }) {
    const bin = await catalogue.bin(this.#app.counting.order.location, text);
    if (!bin) {
      play("unexpected");
      return this.#app.tell("warn", t("That is not a bin of this location. Scan the label of the shelf."));
    }
    await this.arrive(bin.code);
  }

  /** @param {string} code a bin of the location */
  async arrive(code) {
    if (this.bins.some(({ bin }) => bin === code)) {
      play("good");
      return this.enter(code);
    }
    this.wrong = { wanted: this.next, scanned: code };
    play("stop");
    this.#app.draw();
  }

  /** Away from the bin in hand, which stays as it is. */
  async leave() {
    if (!this.bins.length) return this.#app.go("orders");
    await settings.set(PLACE, { order: this.#app.counting.order.no });
    this.#app.go("bins");
  }

  /** On to another bin, the one in hand reported or not. @param {string} code @param {boolean} isDone */
  async goOn(code, isDone) {
    this.#app.counting.dismiss();
    if (isDone) await this.#app.counting.done();
    if (!this.#app.counting.halt) await this.arrive(code);
  }

  /** The answer to "wrong bin". @param {string} [anyway] */
  async right(anyway) {
    this.wrong = null;
    if (anyway) await this.enter(anyway);
    else await this.leave();
  }
}
