/** Runs ticks and watches the time they take: a slow tick is counted, never silently skipped. */

export interface TickTiming {
  readonly durationMs: number;
  /** How much longer than a period ago the tick before began; 0 if it was not longer. */
  readonly latenessMs: number;
}

export class TickLoop {
  readonly #periodMs: number;
  readonly #observe: (timing: TickTiming) => void;
  #lastStartMs: number | null = null;
  ticks = 0;
  /** Ticks that took longer than their period. */
  slowTicks = 0;

  constructor(tickHz: number, observe: (timing: TickTiming) => void) {
    this.#periodMs = 1000 / tickHz;
    this.#observe = observe;
  }

  /** Runs one tick. Whatever `tick` throws passes through. */
  run(tick: () => void): void {
    const startMs = performance.now();
    const latenessMs =
      this.#lastStartMs === null ? 0 : Math.max(0, startMs - this.#lastStartMs - this.#periodMs);
    this.#lastStartMs = startMs;
    try {
      tick();
    } finally {
      const durationMs = performance.now() - startMs;
      this.ticks += 1;
      if (durationMs > this.#periodMs) this.slowTicks += 1;
      this.#observe({ durationMs, latenessMs });
    }
  }
}
