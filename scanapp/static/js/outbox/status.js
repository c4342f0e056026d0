// What people see of the outbox, always: made, unsent, last contact, whether the phone can be handed in.
import { onNews, tell } from "./news.js";
import * as store from "./store.js";

/** @typedef {import("./courier.js").Phase | "starting" | "sending" | "ended"} Phase */

class Status extends EventTarget {
  /** Operations ever made in this stream. */
  made = 0;
  /** Operations without a receipt of the server (I-7). */
  unsent = 0;
  /** Wall clock of the last answer of the server; null: none since this phone began. @type {string | null} */
  lastContactAt = null;
  /** The last try reached the server. */
  online = false;
  /** Operations are stored twice. */
  hasJournal = false;
  /** Everything that was made had been received at the last contact (settled 12). */
  canHandIn = false;
  /** After "end my shift": "ending" until it is received, then "ended"; then `sync("shift")` begins a new one. @type {"open" | "ending" | "ended"} */
  shift = "open";
  /** What the sender does, or why it can not. @type {Phase} */
  phase = "starting";
  /** Why this phone would not start without a network; null when it would. @type {import("../lib/workers.js").OfflineProblem | null} */
  offlineProblem = null;

  /** Reads the figures again and tells who listens. */
  async refresh() {
    const [head, unsent, contact, ended] = await Promise.all([
      store.head(), store.unsent(), store.meta("contact"), store.meta("shift_end"),
    ]);
    const all = contact && contact.stream === head?.stream && contact.received_upto === head?.seq;
    this.made = head?.seq ?? 0;
    this.unsent = unsent;
    this.lastContactAt = contact?.at ?? null;
    this.canHandIn = Boolean(all && unsent === 0);
    this.shift = !ended ? "open" : this.canHandIn ? "ended" : "ending";
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Partial<Pick<Status, "phase" | "online" | "hasJournal" | "offlineProblem">>} now */
  set(now) {
    Object.assign(this, now);
    this.dispatchEvent(new Event("change"));
  }
}

export const status = new Status();

onNews((news) => {
  if (news.type === "phase" && news.phase) {
    status.set({ phase: /** @type {Phase} */ (news.phase), online: ["idle", "sending"].includes(news.phase) });
  }
  if (news.type === "made" || news.type === "contact") status.refresh();
});

/** Told to every tab: only one of them sends. @param {Phase} phase */
export const enter = (phase) => tell({ type: "phase", phase });
