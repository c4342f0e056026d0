// What happened to the outbox, told to everybody on this phone: this page, other tabs, the service worker.

/** @typedef {{type: "made" | "contact" | "phase" | "catalogue" | "person", phase?: string}} News */

const TYPES = ["made", "contact", "phase", "catalogue", "person"];
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("scanapp") : null;
/** @type {Set<(news: News) => void>} */
const listeners = new Set();

/** @param {News} news */
export function tell(news) {
  channel?.postMessage(news);
  hear(news);
}

/** @param {(news: News) => void} listener */
export const onNews = (listener) => void listeners.add(listener);

/** @param {News} news */
function hear(news) {
  for (const listener of listeners) listener(news);
}

channel?.addEventListener("message", ({ data }) => {
  if (TYPES.includes(data?.type)) hear(data);
});
