// The count in hand: takes reads and presses, runs the pure step, stores, and only then signals (never-rule 12).
import { resolve, stocked, withNumbers } from "../catalog/resolve.js";
import { play } from "../feedback/sound.js";
import { append, NotStored } from "../outbox/append.js";
import { lastOps, manifest } from "../outbox/work.js";
import * as count from "./count.js";
import { Tally } from "./tally.js";

/** @typedef {import("../scanner/scanner.js").Read} Read */
/** @typedef {import("./shown.js").ShownLine} ShownLine */
/** @typedef {{reason: string, read?: Read}} Halt  what the full red screen says */

const NUMBER = /** @type {Record<string, "lot" | "serial" | "package">} */ ({ l: "lot", s: "serial", p: "package" });

export class Counting extends Tally {
  /** @type {(count.Ask & {read?: Read, drafts?: any}) | null} */
  question = null;
  /** @type {Halt | null} */
  halt = null;
  /** What the last act left: whether it was stored, and twice; what to say about it. @type {{at: Date, isStored: boolean, twice: boolean, signal: count.Signal, note: string, what: string} | null} */
  saved = null;
  /** Last lot read for an item in this bin: one tap gives it again. @type {Map<string, string>} */
  lots = new Map();
  /** @type {Promise<any>} */
  #queue = Promise.resolve();

  /** @param {any} order @param {string} actor */
  async choose(order, actor) {
    Object.assign(this, { order, actor, bin: "", question: null, halt: null, saved: null });
    await this.refresh();
  }

  /** @param {string} bin */
  async enter(bin) {
    Object.assign(this, { bin, question: null, halt: null, saved: null });
    this.isAgain = false;
    this.lots.clear();
    await this.refresh();
  }

  /** Codes come one after the other, however fast they are read. @param {Read} read */
  read = (read) => this.#next(() => this.#read(read));

  /** @param {Read} read */
  async #read(read) {
    if (this.halt) return;
    if (this.question?.question === "number") return this.#number(read);
    if (this.question) return;
    await this.#after(read, await resolve(read, { location: this.order.location }));
  }

  /** @param {Read} read @param {import("../catalog/resolve.js").Found} found */
  async #after(read, found) {
    const step = count.afterRead(this.place(), read, found);
    if (step.do === "ask") return this.#ask(step, read);
    await this.#do(step, read);
  }

  /** @param {count.Ask} step @param {Read} [read] */
  #ask(step, read) {
    this.question = { ...step, read };
    play(step.question === "not-stocked" ? "stop" : "unexpected");
    this.say();
  }

  /** A question that a press opens. @param {"empty"} question */
  ask(question) {
    this.question = { do: "ask", question };
    this.say();
  }

  /** The missing number of a tracked item: from the code, or the code itself. @param {Read} read */
  async #number(read) {
    const asked = /** @type {any} */ (this.question);
    const name = NUMBER[asked.letter];
    const found = await resolve(read, { location: this.order.location });
    if (found.kind === "bin" || (found.kind === "item" && !found[name])) {
      this.saved = { at: new Date(), isStored: false, twice: false, signal: "unexpected", note: "That is another label", what: "" };
      play("unexpected");
      return this.say();
    }
    await this.#give(found.kind === "item" ? found[name] : read.text);
  }

  /** The number was given, scanned or typed. @param {string} number */
  give = (number) => this.#next(() => this.#give(number));

  /** @param {string} number */
  async #give(number) {
    const { found, letter, read } = /** @type {any} */ (this.question);
    if (letter === "l") this.lots.set(found.item.no, number);
    this.question = null;
    await this.#after(read, withNumbers({ ...found, [NUMBER[letter]]: number.trim() }));
  }

  /** @param {import("../catalog/resolve.js").FoundItem} one of an ambiguous code */
  pick = (one) => this.#next(async () => {
    const read = /** @type {Read} */ (this.question?.read);
    this.question = null;
    await this.#after(read, stocked(one));
  });

  /** An item that is not kept in stock is counted anyway: the office decides. */
  keep = () => this.#next(async () => {
    const { found, read } = /** @type {any} */ (this.question);
    this.question = null;
    const one = { kind: "item", item: found.item, variant: "", unit: found.item.base_unit, quantity: "1", lot: "", serial: "", package: "", missing: [], isBlocked: false };
    await this.#after(read, /** @type {any} */ (one));
  });

  /** @param {"recount" | "add"} answer */
  again = (answer) => this.#next(async () => {
    const { read, drafts } = /** @type {any} */ (this.question);
    this.question = null;
    const step = count.again(this.place(), answer);
    this.isAgain = true;
    if (step.drafts.length && !(await this.#do(step))) return;
    if (drafts) await this.#do({ do: "store", drafts, signal: "good" });
    else if (read) await this.#read(read);
    this.say();
  });

  /** @param {ShownLine} line @param {string} quantity decimal @param {string} unit */
  set = (line, quantity, unit) => this.#next(async () => {
    const step = count.setTo({ ...this.place(), isReported: false }, line.line, quantity, unit);
    if (step.do !== "store") return;
    if (!this.place().isReported) return this.#do(step);
    this.question = { do: "ask", question: "again", drafts: step.drafts };
    this.say();
  });

  /** Takes back the last operation of this person in this bin, or of one line. @param {ShownLine} [line] */
  undo = (line) => this.#next(async () => {
    const last = line ? line.line.ops.at(-1) : await this.#lastOp();
    if (last) await this.#do(count.undo(this.place(), last));
  });

  async #lastOp() {
    const ops = await lastOps(Infinity, this.order.no);
    return ops.find((body) => body.bin === this.bin && body.actor === this.actor && body.kind !== "count.area_done")?.op;
  }

  empty = () => this.#next(async () => {
    this.question = null;
    if (await this.#do(count.empty(this.place()))) this.#leave();
  });

  done = () => this.#next(async () => {
    const made = await manifest({ doc: this.order.no, loc: this.order.location, bin: this.bin, actor: this.actor });
    if (await this.#do(count.done(this.place(), made))) this.#leave();
  });

  dismiss() {
    this.question = null;
    this.halt = null;
    this.say();
  }

  #leave() {
    this.dispatchEvent(new Event("left"));
  }

  /** @param {() => Promise<any>} work @returns {Promise<any>} */
  #next(work) {
    this.#queue = this.#queue.then(work).catch((error) => this.stop(error));
    return this.#queue;
  }

  /** @param {count.Store | count.Stop | count.Tell} step @param {Read} [read] @returns {Promise<boolean>} stored */
  async #do(step, read) {
    if (step.do === "stop") return this.stop(new NotStored(step.reason), read);
    if (step.do === "store") {
      let twice = true;
      for (const draft of step.drafts) twice = (await append(draft)).twice && twice;
      this.saved = { at: new Date(), isStored: true, twice, signal: step.signal, note: step.note ?? "", what: "" };
    } else this.saved = { at: new Date(), isStored: false, twice: false, signal: step.signal, note: step.note, what: step.what ?? "" };
    play(step.signal);
    await this.refresh();
    return step.do === "store";
  }

  /** The full red screen: nothing was stored. @param {any} error @param {Read} [read] */
  stop(error, read) {
    this.halt = { reason: error instanceof NotStored ? error.reason : "STORAGE", read };
    if (!(error instanceof NotStored)) console.error(error);
    play("stop");
    this.say();
    return false;
  }
}
