// Which reads may be believed, and when the same code counts again (settled 29).
import { isGtin } from "./gtin.js";

/** @typedef {{text: string, sym: string, aim: string}} Sight  what one look at one picture showed */
/** @typedef {{sight: Sight, looks: Set<string>}} Reading */

/** One digit checks these, or none: a blurred picture gives wrong ones with full confidence. */
const WEAK = /^(EAN|UPC|ITF|Code39)/;
/** Half of a slanted EAN-13 reads as one, again and again: believed only when every other look found nothing else. */
const FRAGMENT = "UPCE";
/** Sharpening can invent bars: such looks begin with this word, and without a plain one beside them three must agree. */
const SHARP = "sharp";
const AGAIN_MS = 700;
/** So many looks in a row without it: every way of looking had its turn. */
const MISSED = 5;
/** No look for so long: the camera was off. */
const OFF_MS = 5000;

/**
 * A fragment of an ITF code reads as a shorter ITF code, so only whole case codes are codes.
 * @param {Sight} sight
 */
export const isPossible = (sight) => sight.text !== "" && (!sight.sym.startsWith("ITF") || (sight.text.length === 14 && isGtin(sight.text)));

/** @param {Sight} sight */
export const isFragment = (sight) => sight.sym === FRAGMENT;

/** Collects looks until one reading may be believed. */
export class Agreement {
  /** @type {Map<string, Reading>} */
  #readings = new Map();

  /**
   * @param {Sight} sight
   * @param {string} look  names the picture and how it was looked at; a plain look at a new frame is a new name, while
   *   a sharpened look keeps its name, since the same sharpening repeats the same mistake
   * @returns {boolean} believed: checked by the code itself, or two looks say the same and no other reading has as many
   */
  add(sight, look) {
    if (!WEAK.test(sight.sym)) return true;
    const reading = this.#readings.get(sight.text) ?? { sight, looks: new Set() };
    this.#readings.set(sight.text, reading);
    reading.looks.add(look);
    return !isFragment(sight) && this.#isAgreed(reading.looks) && this.#others(sight).every((other) => other.looks.size < reading.looks.size);
  }

  /**
   * After a whole round of looks: what only now may be believed.
   * @returns {Sight | null}
   */
  afterRound() {
    const agreed = [...this.#readings.values()].filter(({ sight, looks }) => isFragment(sight) && this.#isAgreed(looks));
    const found = agreed.sort((one, other) => other.looks.size - one.looks.size)[0];
    const isRival = (/** @type {Reading} */ other) => !isFragment(other.sight) || 2 * other.looks.size > (found?.looks.size ?? 0);
    return found && !this.#others(found.sight).some(isRival) ? found.sight : null;
  }

  /** @param {Set<string>} looks */
  #isAgreed(looks) {
    return looks.size >= ([...looks].every((look) => look.startsWith(SHARP)) ? 3 : 2);
  }

  /** @param {Sight} sight */
  #others(sight) {
    return [...this.#readings.values()].filter((reading) => reading.sight.text !== sight.text && (!isFragment(reading.sight) || isFragment(sight)));
  }

  forget() {
    this.#readings.clear();
  }
}

/**
 * The same code again is the same label, until it was out of view for a while or the person taps. Time alone does not
 * say so: a slow phone looks seldom, and a slanted look may miss what is there. It takes looks that did not find it.
 */
export class Again {
  #text = "";
  #seenAt = -Infinity;
  #lookedAt = -Infinity;
  #missed = 0;

  /**
   * One look at one frame.
   * @param {string[]} seen everything in view, believed or not
   * @param {number} now ms
   */
  look(seen, now) {
    if (now - this.#lookedAt > OFF_MS) this.#text = "";
    this.#lookedAt = now;
    if (!seen.includes(this.#text)) this.#missed += 1;
    else if (this.#isInView(now)) {
      this.#seenAt = now;
      this.#missed = 0;
    }
  }

  /** @param {number} now */
  #isInView = (now) => now - this.#seenAt < AGAIN_MS || this.#missed < MISSED;

  /**
   * @param {string} text @param {number} now ms
   * @returns {boolean} this is a new read
   */
  isNew(text, now) {
    const isSame = text === this.#text && this.#isInView(now);
    this.#text = text;
    this.#seenAt = now;
    this.#missed = 0;
    return !isSame;
  }

  /** A tap: the next sight counts whatever it is. */
  forget() {
    this.#text = "";
  }
}
