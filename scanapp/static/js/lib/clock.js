// The phone's two clocks and what the last contact taught about the first one. Order never comes from here.
import { uuid7 } from "./uuid7.js";

/** Names this run of the monotonic clock: it starts anew with every page and worker. */
export const boot = `b_${uuid7().slice(-12)}`;

/** Allowed drift of a quartz clock between two contacts. */
const DRIFT_PPM = 50;

/** @typedef {{skew: number, err: number, at: string}} Skew  ms, server minus phone; `at` = phone wall clock of the contact */

/** @returns {number} milliseconds since this page started */
export const mono = () => Math.round(performance.now());

/** @returns {string} e.g. 2026-11-22T15:05:01.123Z */
export const wall = () => new Date().toISOString();

/** The phone's offset now, e.g. "+01:00". */
export function zone(date = new Date()) {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * The usual four-stamp estimate; the server answers one stamp for receiving and sending.
 * @param {{wall: string, mono: number}} sent
 * @param {string} serverTime
 * @param {{wall: string, mono: number}} received
 * @returns {Skew | null} null when the server's time cannot be read
 */
export function estimate(sent, serverTime, received) {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return null;
  const trip = Math.max(0, received.mono - sent.mono);
  const arrived = Date.parse(received.wall);
  return { skew: Math.round(server - (arrived - trip / 2)), err: Math.ceil(trip / 2), at: received.wall };
}

/**
 * What an operation says about its time (sync-protocol 3.1): both clocks, and the skew of the contact before it
 * with the error grown by the drift since.
 * @param {Skew | null} skew
 */
export function stamp(skew) {
  const now = new Date();
  const at = { wall: now.toISOString(), tz: zone(now), mono: mono(), boot };
  if (!skew) return { ...at, skew: null, err: null };
  const elapsed = Math.abs(now.getTime() - Date.parse(skew.at));
  return { ...at, skew: skew.skew, err: skew.err + Math.ceil((elapsed * DRIFT_PPM) / 1e6) };
}
