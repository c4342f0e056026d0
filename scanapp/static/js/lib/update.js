// A new build waits until nobody is in the middle of something (sync-protocol 13.2).

/** The page was served by a worker: the first one that takes over brings nothing new. */
const wasControlled = Boolean(globalThis.navigator?.serviceWorker?.controller);
let isReloading = false;

/**
 * Takes a waiting build over, at the start and whenever this is called again, and reloads the page once.
 * @param {ServiceWorkerRegistration} registration
 * @param {() => boolean} isAtRest no scan is open and nothing is being sent
 * @returns {() => void} to be called at rest
 */
export function takeUpdates(registration, isAtRest) {
  const take = () => {
    if (registration.waiting && isAtRest()) registration.waiting.postMessage({ type: "take over" });
  };
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!wasControlled || isReloading) return;
    isReloading = true;
    location.reload();
  });
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", take));
  take();
  return take;
}
