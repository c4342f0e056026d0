// What this person has counted of an order, read from the outbox: lines of the bin in hand, bins that are reported.
import * as catalogue from "../catalog/store.js";
import { lastOps, ownLines } from "../outbox/work.js";
import { shownLine } from "./shown.js";

export class Tally extends EventTarget {
  /** @type {any} */ order = null;
  /** Code of the bin in hand; "" none, or the whole of a location without bins. */
  bin = "";
  /** Wire id of the person who counts. */
  actor = "";
  /** Newest first; the first is the current item. @type {import("./shown.js").ShownLine[]} */
  lines = [];
  /** Bins of the order that this person reported, done or empty. @type {Map<string, {kind: string, op: string}>} */
  reported = new Map();
  /** "Recount or add" was answered for this bin. */
  isAgain = false;
  /** @type {import("../outbox/fold.js").Line[]} */
  #own = [];

  /** Lines and reports as the outbox has them. */
  async refresh() {
    if (!this.order) return;
    const said = await lastOps(Infinity, this.order.no);
    const mine = said.filter((body) => body.actor === this.actor && /^count\.(area_done|empty)$/.test(body.kind));
    this.reported = new Map(mine.reverse().map((body) => [body.bin, { kind: body.kind, op: body.op }]));
    this.#own = await ownLines(this.order.no, this.bin, this.actor);
    const standing = this.#own.filter((line) => !line.isVoid).sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
    this.lines = await Promise.all(standing.map((line) => shownLine(line, catalogue)));
    this.say();
  }

  /** @returns {import("./count.js").Place} */
  place() {
    const said = this.reported.get(this.bin);
    return {
      order: this.order.no, location: this.order.location, bin: this.bin, lines: this.#own,
      isReported: Boolean(said) && !this.isAgain, emptyOp: said?.kind === "count.empty" ? said.op : "",
    };
  }

  say() {
    this.dispatchEvent(new Event("change"));
  }
}
