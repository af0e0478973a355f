/** How many messages a client may send: over the rate they are refused, and sustained abuse ends the connection. */

/** A client that sends this many times its rate… */
export const ABUSE_FACTOR = 3;
/** …for so many seconds on end is cut off. */
export const ABUSE_SECONDS = 5;
/** `error {rate_limited}` messages sent to one client a second; requests are always answered. */
export const MAX_NOTICES_PER_SECOND = 5;

export type Verdict = "ok" | "limited" | "abuse";

/** Counts one client's messages in whole seconds. Times are milliseconds of any steady clock. */
export class FloodGuard {
  readonly #perSecond: number;
  readonly #chatsPerSecond: number;
  #secondStartMs = 0;
  #messages = 0;
  #chats = 0;
  #notices = 0;
  #abusiveSeconds = 0;

  constructor(limits: { readonly messagesPerSecond: number; readonly chatsPerSecond: number }) {
    this.#perSecond = limits.messagesPerSecond;
    this.#chatsPerSecond = limits.chatsPerSecond;
  }

  /** Counts a message and says what to do with it. */
  message(nowMs: number): Verdict {
    this.#roll(nowMs);
    this.#messages += 1;
    if (this.#messages <= this.#perSecond) return "ok";
    if (this.#messages === ABUSE_FACTOR * this.#perSecond + 1) this.#abusiveSeconds += 1;
    return this.#abusiveSeconds >= ABUSE_SECONDS ? "abuse" : "limited";
  }

  /** Counts a chat message (besides {@link message}). False if it is one too many in this second. */
  chat(nowMs: number): boolean {
    this.#roll(nowMs);
    this.#chats += 1;
    return this.#chats <= this.#chatsPerSecond;
  }

  /** True if the client may be told once more in this second that it is too fast. */
  notice(): boolean {
    this.#notices += 1;
    return this.#notices <= MAX_NOTICES_PER_SECOND;
  }

  #roll(nowMs: number): void {
    const elapsedMs = nowMs - this.#secondStartMs;
    if (elapsedMs < 1000) return;
    const wasAbusive = this.#messages > ABUSE_FACTOR * this.#perSecond;
    if (!wasAbusive || elapsedMs >= 2000) this.#abusiveSeconds = 0;
    this.#secondStartMs = nowMs;
    this.#messages = 0;
    this.#chats = 0;
    this.#notices = 0;
  }
}
