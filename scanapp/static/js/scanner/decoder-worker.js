// Looks at one picture one way and says what codes it sees, the one nearest to the middle first. Knows formats, not what a code stands for.
import { root } from "../lib/build.js";
import { prepareZXingModule, readBarcodes } from "../../vendor/zxing/reader/index.js";
import { PASSES } from "./passes.js";

/** @typedef {{id: number, picture: ImageBitmap, pass: number}} Question */
/** @typedef {import("../../vendor/zxing/reader/index.js").ReadResult} Code */
/** @typedef {{id: number, sights: import("./trust.js").Sight[], ms: number}} Answer */

prepareZXingModule({ overrides: { locateFile: (/** @type {string} */ file) => `${root}vendor/zxing/${file}` } });

/** @type {import("../../vendor/zxing/reader/index.js").ReaderOptions} */
const OPTIONS = {
  formats: ["EAN13", "EAN8", "UPCA", "UPCE", "Code128", "Code39", "ITF", "DataBar", "DataBarLtd", "DataBarExp", "QRCode", "DataMatrix"],
  textMode: "Plain",
  eanAddOnSymbol: "Ignore",
  tryHarder: true,
  maxNumberOfSymbols: 4,
};

/** @param {MessageEvent<Question>} event */
onmessage = async ({ data: { id, picture, pass } }) => {
  const startedAt = performance.now();
  try {
    const image = PASSES[pass].draw(picture);
    const read = (await readBarcodes(image, OPTIONS)).filter((code) => code.isValid);
    const off = (/** @type {Code} */ { position: { topLeft: a, bottomRight: b } }) => Math.hypot(a.x + b.x - image.width, a.y + b.y - image.height);
    const sights = read.sort((one, other) => off(one) - off(other)).map(sight);
    postMessage({ id, sights, ms: performance.now() - startedAt });
  } catch (error) {
    postMessage({ id, sights: [], ms: performance.now() - startedAt, error: String(error) });
  } finally {
    picture.close();
  }
};

/** @param {Code} code */
function sight(code) {
  const aim = code.contentType === "GS1" || code.format.startsWith("DataBar") ? code.symbologyIdentifier : "";
  return { text: code.text, sym: code.format, aim };
}
