// The page's end of the decoder: one picture in flight, looks in turn, only what may be believed comes out.
import { decoderWorker } from "../lib/workers.js";
import { Agreement, isFragment, isPossible } from "./trust.js";
import { FRAME_ROUND, PASSES } from "./passes.js";

/** @typedef {import("./trust.js").Sight} Sight */
/** @typedef {import("./decoder-worker.js").Answer & {error?: string}} Answer */

export class Decoder {
  #worker = decoderWorker();
  #agreement = new Agreement();
  #asked = 0;
  #turn = 0;
  /** @type {((answer: Answer) => void) | null} */
  #waiting = null;

  constructor() {
    this.#worker.onmessage = ({ data }) => this.#waiting?.(data);
    this.#worker.onerror = () => this.#waiting?.({ id: this.#asked, sights: [], ms: 0, error: "the decoder stopped" });
  }

  get isBusy() {
    return this.#waiting !== null;
  }

  /**
   * One camera frame. Every frame is looked at one way; after a miss the next one is looked at the next way.
   * @param {ImageBitmap} picture is given away
   * @returns {Promise<{seen: string[], believed: Sight | null}>} `seen` = all texts in view, believed or not
   */
  async frame(picture) {
    const pass = FRAME_ROUND[this.#turn];
    const sights = (await this.#ask(picture, pass)).sights.filter(isPossible);
    const look = PASSES[pass].isPlain ? `${PASSES[pass].name} ${this.#asked}` : PASSES[pass].name;
    const agreed = sights.filter((sight) => this.#agreement.add(sight, look));
    const stays = PASSES[pass].isPlain && sights.some((sight) => !isFragment(sight));
    if (!stays) this.#turn = (this.#turn + 1) % FRAME_ROUND.length;
    const roundEnded = !stays && this.#turn === 0;
    const believed = agreed[0] ?? (roundEnded ? this.#agreement.afterRound() : null);
    if (believed || roundEnded) this.#agreement.forget();
    return { seen: sights.map(({ text }) => text), believed };
  }

  /**
   * A still photo: all looks until one reading may be believed. The same rules as for frames, each look another one.
   * @param {ImageBitmap} picture is given away
   * @returns {Promise<Sight | null>}
   */
  async still(picture) {
    const agreement = new Agreement();
    try {
      for (let pass = 0; pass < PASSES.length; pass += 1) {
        const { sights } = await this.#ask(await createImageBitmap(picture), pass);
        const agreed = sights.filter(isPossible).filter((sight) => agreement.add(sight, PASSES[pass].name));
        if (agreed.length) return agreed[0];
      }
      return agreement.afterRound();
    } finally {
      picture.close();
    }
  }

  close() {
    this.#worker.terminate();
  }

  /** @param {ImageBitmap} picture @param {number} pass @returns {Promise<Answer>} */
  #ask(picture, pass) {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve) => {
      this.#waiting = (answer) => {
        if (answer.id !== id) return;
        this.#waiting = null;
        resolve(answer);
      };
      this.#worker.postMessage({ id, picture, pass }, [picture]);
    });
  }
}
