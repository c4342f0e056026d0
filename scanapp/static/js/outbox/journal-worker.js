// The second copy: an append-only file in the private file system, which survives when the browser drops its databases
// (platform notes 1.4). Synchronous handles exist only in dedicated workers.

/**
 * @typedef {{write(bytes: Uint8Array, options: {at: number}): number, flush(): void, truncate(size: number): void,
 *   getSize(): number, close(): void}} SyncFile
 */

/** @type {SyncFile | null} */
let file = null;
/** One message after the other, whatever it awaits. */
let turn = Promise.resolve();

const RETRIES = 20;
const RETRY_MS = 50;

/** @param {string} name @returns {Promise<SyncFile>} waits for a stopped predecessor to let go of the file */
async function access(name) {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("outbox", { create: true });
  const handle = /** @type {any} */ (await folder.getFileHandle(name, { create: true }));
  for (let n = 1; ; n += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (n === RETRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** @param {SyncFile} to @param {string} text @param {number} at */
function put(to, text, at) {
  const bytes = new TextEncoder().encode(text);
  if (to.write(bytes, { at }) !== bytes.length) throw new Error("the file took only a part");
  to.flush();
}

/** @type {Record<string, (message: any) => Promise<void>>} */
const does = {
  async open({ name }) {
    file?.close();
    file = null;
    file = await access(name);
  },
  async append({ text }) {
    if (!file) throw new Error("no file is open");
    put(file, text, file.getSize());
  },
  async replace({ name, text }) {
    const other = await access(name);
    try {
      other.truncate(0);
      put(other, text, 0);
    } finally {
      other.close();
    }
  },
};

/** @param {any} message */
async function answer(message) {
  try {
    await does[message.type](message);
    postMessage({ id: message.id, ok: true });
  } catch (error) {
    postMessage({ id: message.id, ok: false, why: String(error) });
  }
}

addEventListener("message", ({ data }) => {
  turn = turn.then(() => answer(data));
});
