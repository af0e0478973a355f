/**
 * When summaries are brought up to date: when somebody asks for figures, and else every few seconds. A pass is followed
 * by a rest as long as itself, one that nobody asked for by a longer one. Tours that go on change all the time, each
 * time they are read whole, and whoever sends them needs the processor more: passes that nobody asked for take them
 * once a minute, and else only tours that have become quiet.
 */
import type { InsightSource } from "../../services/insights/ports.ts";
import { summariseChanged } from "../../services/insights/summarise.ts";

export interface SummariserOptions {
  readonly source: InsightSource;
  /** As in `SummariseOptions`. */
  readonly eventsPerCommit: number;
  /** Told of a pass that failed; its tours are tried again. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Between passes that nobody asked for, at least, milliseconds; and times as long as the pass before took. */
const UNASKED_EVERY_MS = 2_000;
const UNASKED_REST = 4;
/** A tour without a sign for so long is quiet. */
const QUIET_MS = 10_000;
/** Between passes over all changed tours, unless somebody asks. */
const WHOLE_EVERY_MS = 60_000;

export class Summariser {
  readonly #options: SummariserOptions;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  /** When the latest pass over all changed tours ended. */
  #wholeAtMs = performance.now();
  #stopped = false;
  #wake: () => void = () => {};
  readonly #timer: NodeJS.Timeout;

  constructor(options: SummariserOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#unasked(), UNASKED_EVERY_MS);
  }

  /** Resolves after a pass over all changed tours that began after this call. @throws what the database throws. */
  catchUp(): Promise<void> {
    if (!this.#running) return this.#start("all");
    // All who ask during one pass share the next.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(async () => {
        this.#next = null;
        await this.#start("all");
      });
    return this.#next;
  }

  /** Begins no more; resolves when the pass under way has stopped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#wake();
    await this.#running?.catch(() => undefined);
  }

  #unasked(): void {
    if (this.#running || performance.now() < this.#endedAtMs + UNASKED_REST * this.#tookMs) return;
    const isDue = performance.now() >= this.#wholeAtMs + WHOLE_EVERY_MS;
    this.#start(isDue ? "all" : "quiet").catch((error) =>
      this.#options.onError(error, "summarising tours failed"),
    );
  }

  #start(tours: "all" | "quiet"): Promise<void> {
    this.#running ??= this.#pass(tours).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #pass(tours: "all" | "quiet"): Promise<void> {
    const restMs = this.#endedAtMs + this.#tookMs - performance.now();
    if (restMs > 1) await this.#rest(restMs);
    if (this.#stopped) return;
    const beganAtMs = performance.now();
    const { source, eventsPerCommit } = this.#options;
    const seenBeforeMs = tours === "quiet" ? Date.now() - QUIET_MS : null;
    try {
      await summariseChanged(source, { eventsPerCommit, seenBeforeMs, stopped: () => this.#breathe() });
    } finally {
      this.#endedAtMs = performance.now();
      if (tours === "all") this.#wholeAtMs = this.#endedAtMs;
      this.#tookMs = this.#endedAtMs - beganAtMs;
    }
  }

  /** Ends early where it is stopped. */
  async #rest(forMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, forMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** Lets the thread hear what else is asked of it. */
  async #breathe(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#stopped;
  }
}
