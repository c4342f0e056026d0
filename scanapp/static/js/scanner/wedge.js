// A keyboard wedge types a barcode like a very fast person: caught anywhere on the screen, without a field in focus.

const GAP_MS = 60;
/** After this silence a burst without Enter or Tab is complete. */
const SILENCE_MS = 140;
const SHORTEST = 3;
const SHORTEST_SILENT = 6;

/** Tells bursts from typing; knows characters and times, no events. */
export class Burst {
  #text = "";
  #lastAt = -Infinity;

  /**
   * @param {string} character @param {number} now ms
   * @returns {string} what had been typed before and was no burst
   */
  add(character, now) {
    const typed = now - this.#lastAt > GAP_MS ? this.#text : "";
    this.#text = typed || now - this.#lastAt > GAP_MS ? character : this.#text + character;
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
export function isField(target) {
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
      const typed = burst.add(character, event.timeStamp);
      if (typed) onTyped(typed);
      if (burst.length > 1 || character !== " ") event.preventDefault();
      timer = window.setTimeout(() => settle(SHORTEST_SILENT), SILENCE_MS);
    } else if ((event.key === "Enter" || event.key === "Tab") && settle(SHORTEST)) {
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
