/** Runs ticks and watches the time they take: a slow tick is counted, never silently skipped. */

export interface TickTiming {
  /** All that the tick took, what it did later on included. */
  readonly durationMs: number;
  /** How much longer than a period ago the tick before began; 0 if it was not longer. */
  readonly latenessMs: number;
}

/** Ticks that Colyseus' timestep makes up for at most in one go; what is due beyond them it gives up. */
const MADE_UP_TICKS = 5;

export class TickLoop {
  readonly #periodMs: number;
  readonly #observe: (timing: TickTiming) => void;
  readonly #nowMs: () => number;
  #lastStartMs: number | null = null;
  /** Of the tick that was run last: not told yet, it may do more. */
  #durationMs = 0;
  #latenessMs = 0;
  /** When the tick that was run last was due. */
  #dueMs = 0;
  #isMakingUp = false;
  ticks = 0;
  /** Ticks that took longer than their period. */
  slowTicks = 0;

  /** @param nowMs milliseconds of any steady clock; default `performance.now`. */
  constructor(
    tickHz: number,
    observe: (timing: TickTiming) => void,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#periodMs = 1000 / tickHz;
    this.#observe = observe;
    this.#nowMs = nowMs;
  }

  /** True, during a tick, if it is one of several that follow each other at once because they are late, and not the last of them. */
  get isBehind(): boolean {
    return this.#isMakingUp;
  }

  /** Runs one tick, and tells how long the one before took. Whatever `tick` throws passes through. */
  run(tick: () => void): void {
    if (this.ticks > 0) this.#tell();
    const startMs = this.#nowMs();
    this.#latenessMs =
      this.#lastStartMs === null ? 0 : Math.max(0, startMs - this.#lastStartMs - this.#periodMs);
    this.#noteDue(startMs);
    this.#lastStartMs = startMs;
    this.#durationMs = 0;
    this.ticks += 1;
    this.goOn(tick);
  }

  /** Does something more that belongs to the tick that was run last. */
  goOn(work: () => void): void {
    const startMs = this.#nowMs();
    try {
      work();
    } finally {
      this.#durationMs += this.#nowMs() - startMs;
    }
  }

  #noteDue(startMs: number): void {
    const oldestMs = startMs - (MADE_UP_TICKS - 1) * this.#periodMs;
    this.#dueMs = this.#lastStartMs === null ? startMs : Math.max(oldestMs, this.#dueMs + this.#periodMs);
    const nextIsDue = startMs - this.#dueMs >= this.#periodMs;
    // A timer that drifts lets two ticks meet now and then; that is no lateness to make up for.
    this.#isMakingUp = nextIsDue && (this.#isMakingUp || this.#latenessMs >= this.#periodMs);
  }

  #tell(): void {
    if (this.#durationMs > this.#periodMs) this.slowTicks += 1;
    this.#observe({ durationMs: this.#durationMs, latenessMs: this.#latenessMs });
  }
}
