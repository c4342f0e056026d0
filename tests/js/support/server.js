// A scripted server that obeys sync-protocol 4 and 6: slots, ids, chain, restore. `faults` are asked first, one each call.
import { chainAfter, chainStart, digest } from "../../../scanapp/static/js/outbox/chain.js";
import { crc32 } from "../../../scanapp/static/js/lib/crc32.js";

const MEDIA = "application/vnd.scanapp+json";
const utf8 = new TextEncoder();

export const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": MEDIA, ...headers } });

export class Server {
  epoch = "e1";
  v = 1;
  durable = 0;
  limits = { batch_ops: 200, batch_bytes: 262144 };
  /** what the server decides for an operation */
  outcome = () => ({ st: "applied" });
  streams = new Map();
  ops = new Map();
  rows = { item: { cols: ["no", "description", "base_unit"], rows: [["70001", "Bell", "PCS"]] } };
  changes = [];
  /** (call) => Response | Error | null; the first that answers is used up */
  faults = [];
  calls = [];
  skewMs = 0;
  /** One request after the other, as one transaction each. */
  turn = Promise.resolve();

  constructor() {
    globalThis.fetch = (url, init = {}) => this.answer(String(url), init);
  }

  /** Pushed operation ids in the order of the calls. */
  get pushed() {
    return this.calls.filter((call) => call.path === "/api/v1/sync/push").map((call) => call.body.ops.map((op) => op.seq));
  }

  paths() {
    return this.calls.map((call) => call.path.replace("/api/v1/sync/", "").replace(/\?.*|(?<=chunk)\/.*/, ""));
  }

  async answer(url, init) {
    const call = { path: url, method: init.method ?? "GET", headers: init.headers ?? {}, body: init.body && JSON.parse(init.body) };
    this.calls.push(call);
    const fault = this.faults[0]?.(call);
    if (fault) this.faults.shift();
    if (fault instanceof Error) throw fault;
    if (fault instanceof Response) return fault;
    const response = await (this.turn = this.turn.then(() => this.real(call)));
    if (fault === "lose the answer") throw new TypeError("network");
    return response;
  }

  real(call) {
    const path = call.path.replace(/\?.*/, "");
    if (path === "/api/v1/sync/hello") return this.hello(call.body);
    if (path === "/api/v1/sync/push") return this.push(call.body);
    if (path === "/api/v1/sync/snapshot") return this.snapshot();
    if (path.startsWith("/api/v1/sync/chunk/")) return this.chunk(path.split("/").pop());
    if (path === "/api/v1/sync/pull") return this.pull(new URL(call.path, "http://x").searchParams.get("cursor"));
    throw new Error(`no route ${path}`);
  }

  async stream(id) {
    if (!this.streams.has(id)) this.streams.set(id, { slots: new Map(), upto: 0, chain: await chainStart(id) });
    return this.streams.get(id);
  }

  progress(id, stream) {
    return { proto: 1, epoch: this.epoch, stream: id, received_upto: stream.upto, chain: stream.chain,
      durable_upto: this.durable, server_time: new Date(Date.now() + this.skewMs).toISOString() };
  }

  async hello({ stream }) {
    return json({ ...this.progress(stream, await this.stream(stream)), limits: this.limits, min_build: "",
      scope: { hash: "sc1", locations: ["BLUE"] }, commands: [] });
  }

  async push({ stream: id, ops }) {
    if (ops.length > this.limits.batch_ops) return json({ error: { code: "BATCH_TOO_LARGE" } }, 413);
    const stream = await this.stream(id);
    const results = [];
    for (const { seq, ph, b } of ops) {
      const { op } = JSON.parse(b);
      const repeat = this.ops.get(op);
      if (repeat && repeat.b !== b) throw new Error("the body of an operation changed");
      if (!repeat) this.ops.set(op, { b, outcome: this.outcome(JSON.parse(b), seq) });
      stream.slots.set(seq, { op, b, ph });
      results.push({ op, seq, ...this.ops.get(op).outcome, ...(repeat ? { is_repeat: true } : {}) });
    }
    for (let next = stream.slots.get(stream.upto + 1); next; next = stream.slots.get(stream.upto + 1)) {
      if (next.ph !== stream.chain) return json({ error: { code: "STREAM_FORK" } }, 409);
      stream.chain = await chainAfter(stream.chain, next.op, utf8.encode(next.b));
      stream.upto += 1;
    }
    return json({ ...this.progress(id, stream), results });
  }

  /** What a backup keeps. */
  backup() {
    return structuredClone({ streams: this.streams, ops: this.ops });
  }

  restore(backup) {
    Object.assign(this, structuredClone(backup), { epoch: `e${Number(this.epoch.slice(1)) + 1}` });
  }

  async chunks() {
    return Promise.all(Object.entries(this.rows).map(async ([e, { cols, rows }]) => {
      const text = [{ t: "cols", e, cols }, ...rows].map((row) => `${JSON.stringify(row)}\n`).join("");
      return { hash: await digest(text), key: "all", e, rows: rows.length, bytes: text.length, text };
    }));
  }

  cursor(v) {
    return `${this.epoch}:${v}`;
  }

  async snapshot() {
    const chunks = (await this.chunks()).map(({ text: _text, ...chunk }) => chunk);
    const gen = (await digest(chunks.map((chunk) => chunk.hash).join())).slice(0, 12);
    return json({ proto: 1, epoch: this.epoch, v: this.v, gen, scope: { hash: "sc1", locations: ["BLUE"] }, cursor: this.cursor(this.v), chunks });
  }

  async chunk(hash) {
    const chunk = (await this.chunks()).find((one) => one.hash === hash);
    return new Response(chunk.text, { headers: { "Content-Type": "application/x-ndjson" } });
  }

  pull(cursor) {
    const [epoch, v] = cursor.split(":");
    if (epoch !== this.epoch) return json({ error: { code: "CURSOR_GONE" } }, 410);
    return new Response(this.page(this.changes.filter((change) => change.v > Number(v)), Number(v)), { headers: { "Content-Type": "application/x-ndjson" } });
  }

  page(changes, from) {
    const cols = Object.fromEntries(Object.entries(this.rows).map(([e, { cols: names }]) => [e, names]));
    const rows = [{ t: "begin", epoch: this.epoch, from, to: this.v, scope: "sc1", cols }, ...changes];
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    return `${text}${JSON.stringify({ t: "end", cursor: this.cursor(this.v), n: changes.length, more: false, sum: `crc32:${crc32(text)}` })}\n`;
  }
}
