// Sound and vibration: one code per outcome, told apart without looking. Played by the caller after storing, never before.

/** @typedef {import("../tasks/count.js").Signal} Signal */
/** Tones as [Hz, from ms, to ms]; vibration as on-off ms. */
const CODES = /** @type {Record<Signal, {tones: [number, number, number][], buzz: number[]}>} */ ({
  good: { tones: [[1760, 0, 90]], buzz: [40] },
  unexpected: { tones: [[1180, 0, 90], [1180, 150, 240]], buzz: [60, 60, 60] },
  unknown: { tones: [[330, 0, 320]], buzz: [320] },
  undone: { tones: [[990, 0, 70], [660, 80, 160]], buzz: [30] },
  stop: { tones: [0, 1, 2].flatMap((n) => /** @type {[number, number, number][]} */ ([[880, n * 420, n * 420 + 190], [520, n * 420 + 200, n * 420 + 390]])), buzz: [300, 120, 300, 120, 300] },
});

/** @type {AudioContext | null} */
let audio = null;
let volume = 0.8;
let buzzes = true;

/** @param {{volume: number, buzzes: boolean}} wish  volume 0 … 1 */
export function tune(wish) {
  volume = wish.volume;
  buzzes = wish.buzzes;
}

/** Browsers let a page sound only after a touch: call at the first one. */
export function unlock() {
  audio ??= globalThis.AudioContext ? new AudioContext() : null;
  if (audio?.state === "suspended") audio.resume();
}

/** @param {Signal} code */
export function play(code) {
  const { tones, buzz } = CODES[code];
  if (buzzes) navigator.vibrate?.(buzz);
  unlock();
  if (!audio || volume === 0) return;
  for (const [hertz, from, to] of tones) tone(audio, hertz, audio.currentTime + from / 1000, (to - from) / 1000);
}

/** @param {AudioContext} context @param {number} hertz @param {number} at @param {number} seconds */
function tone(context, hertz, at, seconds) {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.type = "square";
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume * 0.35, at + 0.008);
  gain.gain.setValueAtTime(volume * 0.35, at + seconds - 0.02);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds + 0.02);
}
