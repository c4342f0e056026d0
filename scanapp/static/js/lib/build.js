// Where these files came from: everything is served under /a/<build>/ (settled 25).

const match = /^(.*\/a\/([0-9a-f]{12})\/)/.exec(import.meta.url);

/** 12 hex over all static files; "dev" outside the server. */
export const build = match ? match[2] : "dev";

/** The folder that holds js/, css/, vendor/. */
export const root = match ? match[1] : new URL("../../", import.meta.url).href;

/** The server these files came from. */
export const origin = new URL(import.meta.url).origin;

/**
 * Where the dedicated workers begin: one generated line each. A browser starts a worker from the precache only when
 * the worker's own address is in the scope of the service worker, and that is /floor/.
 */
export const workers = { decoder: `${origin}/floor/${build}/decoder-worker.js`, journal: `${origin}/floor/${build}/journal-worker.js` };
