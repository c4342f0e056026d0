// A keyboard wedge types a barcode like a very fast person: caught anywhere on the screen, without a field in focus.

const GAP_MS = 60;
/** From so many fast characters on it is surely a burst. */
const SURE = 4;
/** A weak radio may make a burst stutter, and half a code must never count: so long the rest is waited for. */
const PATIENT_MS = 1000;
/** As long for a wedge that was seen to send neither Enter nor Tab. */
const SILENT_MS = 250;
const TYPED_MS = 90;
const SHORTEST = 3;
const SHORTEST_SILENT = 6;

/** Tells bursts from typing; knows characters and times, no events. */
export class Burst {
  #text = "";
  #lastAt = -Infinity;

  /**
   * @param {string} character @param {number} now ms
   * @param {number} [patience] ms that a burst may stop for
   * @returns {string} what had been typed before and was no burst
   */
  add(character, now, patience = PATIENT_MS) {
    const isNew = now - this.#lastAt > (this.#text.length >= SURE ? patience : GAP_MS);
    const typed = isNew ? this.#text : "";
    this.#text = isNew ? character : this.#text + character;
    this.#lastAt = now;
    return typed;
  }

  get length() {
    return this.#text.length;
  }

  /** @param {number} shortest @returns {{burst: string, typed: string}} one of them is empty */
  end(shortest = SHORTEST) {
    const text = this.#text;
    this.#text = "";
    this.#lastAt = -Infinity;
    return text.length >= shortest ? { burst: text, typed: "" } : { burst: "", typed: text };
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !/^(button|checkbox|radio|range|file|submit|reset|image|color)$/.test(target.type);
}

/**
 * Listens on the whole document; what is typed into a real field stays there.
 * @param {(text: string) => void} onBurst a barcode
 * @param {(keys: string) => void} onTyped slow keys: a person at a keyboard
 * @param {(key: string) => void} [onRaw] every key, for the test page
 */
export function listen(onBurst, onTyped, onRaw = () => {}) {
  const burst = new Burst();
  let timer = 0;
  let patience = PATIENT_MS;
  const settle = (/** @type {number} */ shortest) => {
    const { burst: code, typed } = burst.end(shortest);
    if (code) onBurst(code);
    else if (typed) onTyped(typed);
    return code !== "";
  };
  document.addEventListener("keydown", (event) => {
    if (isField(event.target) || event.isComposing) return;
    onRaw(event.key);
    const character = characterOf(event);
    clearTimeout(timer);
    if (character) {
      const typed = burst.add(character, event.timeStamp, patience);
      if (typed) onTyped(typed);
      if (burst.length > 1 || character !== " ") event.preventDefault();
      const silent = () => settle(SHORTEST_SILENT) && (patience = SILENT_MS);
      timer = window.setTimeout(silent, burst.length < SURE ? TYPED_MS : patience);
    } else if ((event.key === "Enter" || event.key === "Tab") && settle(SHORTEST)) {
      patience = PATIENT_MS;
      event.preventDefault(); // or it would press the button in focus
      event.stopImmediatePropagation();
    } else if (event.key === "Backspace") onTyped("\b");
  }, true);
}

/** @param {KeyboardEvent} event @returns {string} "" for keys that write nothing; the separator where wedges send it */
function characterOf(event) {
  const isControl = event.ctrlKey && !event.getModifierState("AltGraph");
  if (isControl && (event.key === "]" || event.code === "BracketRight")) return "\x1d";
  if (isControl || event.metaKey || (event.altKey && !event.getModifierState("AltGraph"))) return "";
  if (event.key === "\x1d" || event.key === "F8") return "\x1d";
  return [...event.key].length === 1 ? event.key : "";
}
