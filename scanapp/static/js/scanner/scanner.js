// Every way a code comes in - camera, wedge, photo, typed - ends in the same `read`. Knows codes, not what they stand for.
import { Camera } from "./camera.js";
import { Decoder } from "./decoder.js";
import { withoutPrefix } from "./gs1.js";
import { Again } from "./trust.js";
import { listen } from "./wedge.js";

/**
 * @typedef {{text: string, aim: string, sym: string, src: "camera" | "wedge" | "photo" | "typed", raw: string}} Read
 *   `text` without symbology identifier; `raw` keeps the identifier where it says that GS1 data follows
 */

/** Symbologies by the letter of their AIM identifier. */
const BY_LETTER = /** @type {Record<string, string>} */ ({ A: "Code39", C: "Code128", E: "EAN13", I: "ITF", Q: "QRCode", d: "DataMatrix", e: "DataBar" });

export class Scanner extends EventTarget {
  /** Reads are handed on only while somebody waits for one. */
  isOpen = true;
  /** What is in view now; for the frame around the picture. */
  isInView = false;
  /** @type {Decoder | null} */
  #decoder = null;
  #again = new Again();
  camera = new Camera((picture) => this.#look(picture));

  constructor() {
    super();
    listen(
      (text) => this.take(text, "wedge"),
      (keys) => this.dispatchEvent(new CustomEvent("typed", { detail: keys })),
      (key) => this.dispatchEvent(new CustomEvent("key", { detail: key })),
    );
  }

  /**
   * A code as a wedge or a person typed it.
   * @param {string} text @param {"wedge" | "typed"} src
   */
  take(text, src) {
    const plain = withoutPrefix(text);
    this.#hand({ text: plain.text, aim: plain.isGs1 ? plain.aim : "", sym: BY_LETTER[plain.aim[1]] ?? "" }, src);
  }

  /**
   * A photo of a barcode, read with the same decoder, handed on the same way.
   * @param {Blob} photo
   * @returns {Promise<boolean>} false: nothing that may be believed is on it
   */
  async photo(photo) {
    const picture = await createImageBitmap(photo).catch(() => null); // not a picture
    const sight = picture && (await this.#decode().still(picture));
    if (sight) this.#hand(sight, "photo");
    return Boolean(sight);
  }

  /** A tap on the picture: the same code may be read again at once. */
  tap() {
    this.#again.forget();
    this.camera.touch();
  }

  /** @param {ImageBitmap} picture @returns {Promise<boolean>} */
  async #look(picture) {
    if (this.#decode().isBusy) {
      picture.close();
      return true;
    }
    const { seen, believed } = await this.#decode().frame(picture);
    this.isInView = seen.length > 0;
    this.#again.look(seen, performance.now());
    if (believed && this.isOpen && this.#again.isNew(believed.text, performance.now())) this.#hand(believed, "camera");
    return this.isInView;
  }

  #decode() {
    this.#decoder ??= new Decoder();
    return this.#decoder;
  }

  /** @param {import("./trust.js").Sight} sight @param {Read["src"]} src */
  #hand({ text, aim, sym }, src) {
    if (!this.isOpen) return;
    this.dispatchEvent(new CustomEvent("read", { detail: /** @type {Read} */ ({ text, aim, sym, src, raw: aim + text }) }));
  }
}
