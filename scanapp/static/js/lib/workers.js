// The only Trusted Types policy of the app: worker addresses from a fixed list (architecture, front end).
import { origin, workers } from "./build.js";

const FILES = {
  decoder: workers.decoder,
  journal: workers.journal,
  service: `${origin}/floor/sw.js`,
};

/** @type {{createScriptURL(url: string): any} | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("scanapp", {
  createScriptURL(/** @type {string} */ url) {
    if (Object.values(FILES).includes(url)) return url;
    throw new TypeError(`${url} is not a worker of this app`);
  },
});

/** @param {keyof typeof FILES} name @returns {any} a TrustedScriptURL where the browser has them */
const address = (name) => policy?.createScriptURL(FILES[name]) ?? FILES[name];

/** Reads barcodes from camera frames. */
export const decoderWorker = () => new Worker(address("decoder"), { type: "module", name: "decoder" });

/** Writes the second copy of every operation. */
export const journalWorker = () => new Worker(address("journal"), { type: "module", name: "journal" });

/**
 * Why this browser can not keep the app for a start without a network, or null when it can.
 * @typedef {"INSECURE" | "NO_SERVICE_WORKER" | "CERTIFICATE"} OfflineProblem
 */

/**
 * Registers the service worker. A certificate that was clicked through gives the camera but not the worker
 * (platform notes 8): that is told here, or scanning would seem to work and nothing would be kept.
 * @returns {Promise<{registration: ServiceWorkerRegistration | null, problem: OfflineProblem | null}>}
 */
export async function registerServiceWorker() {
  if (!globalThis.isSecureContext) return { registration: null, problem: "INSECURE" };
  if (!navigator.serviceWorker) return { registration: null, problem: "NO_SERVICE_WORKER" };
  try {
    const options = /** @type {RegistrationOptions} */ ({ scope: "/floor/", type: "module", updateViaCache: "none" });
    return { registration: await navigator.serviceWorker.register(address("service"), options), problem: null };
  } catch (error) {
    const active = await navigator.serviceWorker.getRegistration("/floor/");
    if (active?.active) return { registration: active, problem: null }; // the server is off: the old one serves
    const refused = error instanceof DOMException && error.name === "SecurityError";
    return { registration: null, problem: refused ? "CERTIFICATE" : "NO_SERVICE_WORKER" };
  }
}
