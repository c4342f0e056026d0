// The service worker: keeps one complete build, serves the floor app without a network, and is a courier for the
// outbox when no page is open (settled 24, 25). It caches no answer of the API.
import { build, root, workers } from "./lib/build.js";
import { ifFree } from "./lib/locks.js";
import { deliver } from "./outbox/courier.js";
import { tell } from "./outbox/news.js";

/**
 * @typedef {Event & {waitUntil(work: Promise<any>): void}} Lasting
 * @typedef {Lasting & {request: Request, respondWith(answer: Promise<Response>): void}} Fetching
 * @typedef {{registration: ServiceWorkerRegistration, skipWaiting(): Promise<void>, clients: {claim(): Promise<void>}}} Scope
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

const CACHE = `scanapp-${build}`;
const SHELL = "/floor/";

/** @param {string} type @param {(event: any) => void} listener */
const on = (type, listener) => self.addEventListener(type, listener);

on("install", (/** @type {Lasting} */ event) => event.waitUntil(install()));
on("activate", (/** @type {Lasting} */ event) => event.waitUntil(activate()));
on("fetch", (/** @type {Fetching} */ event) => {
  const answer = kept(event.request);
  if (answer) event.respondWith(answer);
});
on("sync", (/** @type {Lasting} */ event) => event.waitUntil(carry()));
on("periodicsync", (/** @type {Lasting} */ event) => event.waitUntil(carry()));
on("message", (/** @type {Lasting & {data: any}} */ event) => {
  if (event.data?.type === "take over") event.waitUntil(scope.skipWaiting());
  if (event.data?.type === "deliver") event.waitUntil(carry().catch(() => {})); // the page sees the phase
});

/** The whole build and the shell that names it, or nothing: a half build would fail later, without a network. */
async function install() {
  const list = await (await fetched(`${root}precache.json`)).json();
  const shell = await fetched(SHELL, { cache: "reload" });
  if (list.build !== build || !(await shell.clone().text()).includes(`/a/${build}/`)) throw new Error("another build by now");
  const cache = await caches.open(CACHE);
  await cache.addAll([...list.files.map((/** @type {string} */ file) => root + file), ...Object.values(workers)]);
  await cache.put(SHELL, shell);
}

/** @param {string} url @param {RequestInit} [options] */
async function fetched(url, options) {
  const response = await fetch(url, options);
  if (!response.ok || response.redirected) throw new Error(`${url} answers ${response.status}`);
  return response;
}

/** From here on only this build is served. */
async function activate() {
  const others = (await caches.keys()).filter((name) => name.startsWith("scanapp-") && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/**
 * The floor app from the cache, whatever the network; everything else is left to the browser.
 * @param {Request} request
 * @returns {Promise<Response> | null}
 */
function kept(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (request.mode === "navigate") return url.pathname === SHELL ? found(SHELL, request) : null;
  const isOurs = url.href.startsWith(root) || Object.values(workers).includes(url.href);
  return isOurs ? found(url.pathname, request) : null;
}

/** @param {string} path @param {Request} request @returns {Promise<Response>} */
async function found(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

/** Rejects when it could not deliver, so that the browser tries again later. */
async function carry() {
  const delivery = await ifFree("scanapp-sync", () => deliver(), null);
  if (!delivery) return; // a page is at it
  tell({ type: "contact" });
  if (delivery.phase === "offline" || delivery.phase === "waiting") throw new Error(`not delivered: ${delivery.phase}`);
}
