// The looks at one picture, cheapest first: on a miss the next frame is looked at the next way (platform notes 2.3).

/** @typedef {{name: string, isPlain: boolean, draw: (picture: ImageBitmap) => ImageData}} Pass */

const FULL_MAX = 1920;
const CLOSE = 1200;
let surface = /** @type {OffscreenCanvas | null} */ (null);

/** @param {number} width @param {number} height */
function context(width, height) {
  surface ??= new OffscreenCanvas(1, 1);
  surface.width = Math.max(1, Math.round(width));
  surface.height = Math.max(1, Math.round(height));
  const found = /** @type {OffscreenCanvasRenderingContext2D} */ (surface.getContext("2d", { willReadFrequently: true }));
  found.imageSmoothingQuality = "high";
  return found;
}

/** @param {OffscreenCanvasRenderingContext2D} drawn */
const pixels = (drawn) => drawn.getImageData(0, 0, drawn.canvas.width, drawn.canvas.height);

/**
 * The whole picture, turned and scaled, on white: a code may end at its edge.
 * @param {ImageBitmap} picture @param {number} scale @param {number} degrees
 */
function whole(picture, scale, degrees = 0) {
  const fitted = scale * Math.min(1, FULL_MAX / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width * fitted, picture.height * fitted];
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const drawn = context(width * cos + height * sin, width * sin + height * cos);
  drawn.fillStyle = "white";
  drawn.fillRect(0, 0, drawn.canvas.width, drawn.canvas.height);
  drawn.setTransform(cos, sin, -sin, cos, drawn.canvas.width / 2, drawn.canvas.height / 2);
  drawn.drawImage(picture, -width / 2, -height / 2, width, height);
  return pixels(drawn);
}

/**
 * The middle enlarged to about 1200 points: a small code has too few points a bar for a reader.
 * @param {ImageBitmap} picture
 * @param {number} most  enlarge at most so often
 */
function close(picture, most) {
  const share = Math.max(picture.width, picture.height) > 800 ? 0.5 : 1;
  const [width, height] = [picture.width * share, picture.height * share];
  const scale = Math.min(most, CLOSE / Math.max(width, height));
  const drawn = context(width * scale, height * scale);
  const [left, top] = [(picture.width - width) / 2, (picture.height - height) / 2];
  drawn.drawImage(picture, left, top, width, height, 0, 0, drawn.canvas.width, drawn.canvas.height);
  return pixels(drawn);
}

/**
 * Unsharp mask: what differs from its surroundings differs more. Repairs a picture slightly out of focus.
 * @param {ImageData} image
 * @param {number} radius points
 * @param {number} amount
 */
function sharpened(image, radius, amount) {
  const { data, width, height } = image;
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1) grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  let soft = grey;
  for (let round = 0; round < 2; round += 1) {
    soft = blurred(soft, width, height, radius, 1, width);
    soft = blurred(soft, height, width, radius, width, 1);
  }
  for (let i = 0; i < grey.length; i += 1) {
    const value = grey[i] + amount * (grey[i] - soft[i]);
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = value; // the array clamps
  }
  return image;
}

/**
 * Running mean along one direction.
 * @param {Float32Array} from @param {number} length @param {number} lines @param {number} radius
 * @param {number} step  between points of a line @param {number} next  between lines
 */
function blurred(from, length, lines, radius, step, next) {
  const to = new Float32Array(from.length);
  const at = (/** @type {number} */ i) => Math.min(length - 1, Math.max(0, i)) * step;
  for (let line = 0; line < lines; line += 1) {
    const base = line * next;
    let sum = 0;
    for (let i = -radius; i <= radius; i += 1) sum += from[base + at(i)];
    for (let i = 0; i < length; i += 1) {
      to[base + i * step] = sum / (2 * radius + 1);
      sum += from[base + at(i + radius + 1)] - from[base + at(i - radius)];
    }
  }
  return to;
}

/** @type {Pass[]} */
export const PASSES = [
  { name: "full", isPlain: true, draw: (picture) => whole(picture, 1) },
  { name: "half", isPlain: true, draw: (picture) => whole(picture, 0.5) },
  { name: "30", isPlain: true, draw: (picture) => whole(picture, 1, 30) },
  { name: "60", isPlain: true, draw: (picture) => whole(picture, 1, 60) },
  { name: "close", isPlain: true, draw: (picture) => close(picture, 2) },
  { name: "closer", isPlain: true, draw: (picture) => close(picture, 4) },
  { name: "sharp", isPlain: false, draw: (picture) => sharpened(close(picture, 4), 6, 2) },
  { name: "sharper", isPlain: false, draw: (picture) => sharpened(close(picture, 4), 10, 3) },
  { name: "sharpest", isPlain: false, draw: (picture) => sharpened(close(picture, 3), 8, 5) },
];

/** The looks at live frames on misses, by place in PASSES: the cheap ones more often, the costliest only for photos. */
export const FRAME_ROUND = [0, 1, 2, 3, 0, 4, 0, 1, 0, 6];
