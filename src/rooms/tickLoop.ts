/** Runs ticks and watches the time they take: a slow tick is counted, never silently skipped. */

export interface TickTiming {
  /** All that the tick took, what it did later on included. */
  readonly durationMs: number;
  /** How much longer than a period ago the tick before began; 0 if it was not longer. */
  readonly latenessMs: number;
}

export class TickLoop {
  readonly #periodMs: number;
  readonly #observe: (timing: TickTiming) => void;
  #lastStartMs: number | null = null;
  /** Of the tick that was run last: not told yet, it may do more. */
  #durationMs = 0;
  #latenessMs = 0;
  ticks = 0;
  /** Ticks that took longer than their period. */
  slowTicks = 0;

  constructor(tickHz: number, observe: (timing: TickTiming) => void) {
    this.#periodMs = 1000 / tickHz;
    this.#observe = observe;
  }

  /** Runs one tick, and tells how long the one before took. Whatever `tick` throws passes through. */
  run(tick: () => void): void {
    if (this.ticks > 0) this.#tell();
    const startMs = performance.now();
    this.#latenessMs =
      this.#lastStartMs === null ? 0 : Math.max(0, startMs - this.#lastStartMs - this.#periodMs);
    this.#lastStartMs = startMs;
    this.#durationMs = 0;
    this.ticks += 1;
    this.goOn(tick);
  }

  /** Does something more that belongs to the tick that was run last. */
  goOn(work: () => void): void {
    const startMs = performance.now();
    try {
      work();
    } finally {
      this.#durationMs += performance.now() - startMs;
    }
  }

  #tell(): void {
    if (this.#durationMs > this.#periodMs) this.slowTicks += 1;
    this.#observe({ durationMs: this.#durationMs, latenessMs: this.#latenessMs });
  }
}
