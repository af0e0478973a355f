/** Runs ticks and watches the time they take: a slow tick is counted, never silently skipped. */

export interface TickTiming {
  readonly durationMs: number;
  /** How much later than its due time the tick began; 0 if it was early. */
  readonly latenessMs: number;
}

export class TickLoop {
  readonly #periodMs: number;
  readonly #observe: (timing: TickTiming) => void;
  #dueAtMs = 0;
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
    const latenessMs = this.#dueAtMs === 0 ? 0 : Math.max(0, startMs - this.#dueAtMs);
    // After a stall the schedule starts anew instead of calling every later tick late.
    this.#dueAtMs =
      latenessMs > this.#periodMs || this.#dueAtMs === 0
        ? startMs + this.#periodMs
        : this.#dueAtMs + this.#periodMs;
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
