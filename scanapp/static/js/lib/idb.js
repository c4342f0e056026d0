// IndexedDB in promises. Await nothing but these inside a transaction: it commits as soon as it is idle.

/**
 * The result of one request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function got(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Resolves when the transaction is complete; rejects with its error when it aborts.
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
export function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
}

/**
 * Opens a database; closes it again when another tab wants to change or delete it, so nobody is blocked.
 * @param {IDBFactory} factory
 * @param {string} name
 * @param {(db: IDBDatabase) => void} create makes the stores of a new database
 * @param {{timeoutMs?: number, onclose?: () => void}} [options]
 * @returns {Promise<IDBDatabase>}
 */
export function openDatabase(factory, name, create, { timeoutMs = 10000, onclose = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} did not open`)), timeoutMs);
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => create(request.result);
    request.onerror = () => (clearTimeout(timer), reject(request.error));
    request.onsuccess = () => {
      clearTimeout(timer);
      const db = request.result;
      db.onversionchange = () => (db.close(), onclose());
      db.onclose = onclose;
      resolve(db);
    };
  });
}
