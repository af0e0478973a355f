/** A circuit breaker: what keeps failing is left alone for a while, then tried once. */

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it stays open, milliseconds. */
  readonly openMs: number;
  readonly nowMs: () => number;
  /** Told when it opens. */
  readonly onOpen?: (error: unknown) => void;
}

export class Breaker {
  readonly #options: BreakerOptions;
  #failed = 0;
  /** Null while it is closed. */
  #openedAtMs: number | null = null;
  #trying = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** True while nothing is let through. */
  get open(): boolean {
    return this.#openedAtMs !== null;
  }

  /** True if a call may be made now; whoever makes it says with {@link succeeded}, {@link failed} or {@link leave} how it went. */
  enter(): boolean {
    if (this.#openedAtMs === null) return true;
    if (this.#trying || this.#options.nowMs() - this.#openedAtMs < this.#options.openMs) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failed = 0;
    this.#openedAtMs = null;
    this.#trying = false;
  }

  failed(error: unknown): void {
    this.#failed += 1;
    const again = this.#trying;
    this.#trying = false;
    if (!again && (this.#openedAtMs !== null || this.#failed < this.#options.failures)) return;
    const wasClosed = this.#openedAtMs === null;
    this.#openedAtMs = this.#options.nowMs();
    if (wasClosed) this.#options.onOpen?.(error);
  }

  /** The call told nothing about the other side. */
  leave(): void {
    this.#trying = false;
  }
}
