// Web Locks where they exist. They are economy, not correctness: every writer also checks what it overwrites.

/** @returns {LockManager | undefined} */
const manager = () => globalThis.navigator?.locks;

/**
 * Runs `work` while holding the lock; without Web Locks it just runs.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withLock(name, work) {
  const locks = manager();
  return locks ? /** @type {Promise<T>} */ (locks.request(name, () => work())) : work();
}

/**
 * As `withLock`, but answers `otherwise` at once when somebody else holds the lock.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
export function ifFree(name, work, otherwise) {
  const locks = manager();
  if (!locks) return work();
  return /** @type {Promise<T>} */ (
    locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : Promise.resolve(otherwise)))
  );
}

/**
 * Holds the lock until the page is gone. Other tabs learn from it that this tab lives.
 * @param {string} name
 * @returns {Promise<boolean>} false without Web Locks
 */
export function holdForLife(name) {
  const locks = manager();
  if (!locks) return Promise.resolve(false);
  return new Promise((resolve) => {
    locks.request(name, () => (resolve(true), new Promise(() => {})));
  });
}

/** @param {string} name @returns {Promise<boolean>} nobody holds it now; false without Web Locks */
export function isFree(name) {
  return manager() ? ifFree(name, async () => true, false) : Promise.resolve(false);
}
