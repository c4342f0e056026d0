// Which phone this is and who works on it. Both need a network once; then they stay (settled 17, 18).
import { api } from "../lib/http.js";
import { get, set } from "../lib/settings.js";
import { keepIdentity } from "./journal.js";
import { tell } from "./news.js";

/** @typedef {{id: string, site?: string}} Device */
/** @typedef {{id: string, name: string, language: string, role: string, unlock: string, locations: any[]}} Person */

/** The server said no, in its own words. */
export class Refused extends Error {
  /** @param {import("../lib/http.js").Answer} answer */
  constructor({ status, body }) {
    super(body?.error?.message ?? `refused (${status})`);
    this.name = "Refused";
    this.code = /** @type {string} */ (body?.error?.code ?? "");
    this.status = status;
  }
}

/** @returns {Promise<Device | null>} */
export const device = async () => (await get("device")) ?? null;

/** @returns {Promise<Person | null>} */
export const person = async () => (await get("person")) ?? null;

/**
 * Registers this phone with the one-time code of the QR. The address is the only thing of the QR that matters less.
 * @param {string} code dashes, spaces and case do not matter
 * @param {string} name what people will call this phone
 * @returns {Promise<Device>}
 * @throws {Refused} wrong, used or expired
 */
export async function enrol(code, name) {
  const plain = code.replace(/[\s-]/g, "").toUpperCase();
  const answer = await api("POST", "/api/v1/enrol", { proto: 1, code: plain, name, public_key: null });
  if (!answer.ok) throw new Refused(answer);
  await set("device", { id: answer.body.device, site: answer.body.site });
  return remembered("device");
}

/**
 * @param {string} login
 * @param {string} password
 * @returns {Promise<Person>}
 * @throws {Refused}
 */
export async function signIn(login, password) {
  const answer = await api("POST", "/api/v1/floor/sign-in", { proto: 1, login, password });
  if (!answer.ok) throw new Refused(answer);
  const { person: who, unlock, locations } = answer.body;
  await set("person", { ...who, unlock, locations });
  return remembered("person");
}

/** Operations stay where they are: each carries who made it (B6, B7). */
export async function signOut() {
  await set("person", undefined);
  await remembered("person");
  await api("POST", "/api/v1/floor/sign-out", { proto: 1 });
}

/** @param {"device" | "person"} key @returns {Promise<any>} */
async function remembered(key) {
  const kept = { device: await get("device"), person: await get("person") };
  await keepIdentity(kept);
  tell({ type: "person" });
  return kept[key];
}
