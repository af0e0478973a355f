/**
 * Lets what comes in a burst through a few at a time: between two turns of the event loop only so many pass, in the
 * order in which they came. Whatever else is due, a room's tick before all, waits for those few and not for the whole burst.
 */

export interface TurnstileOptions {
  /** How many pass in one turn of the event loop. */
  readonly perTurn: number;
  /** How many may wait; whoever comes then is turned away, and counted. */
  readonly maxWaiting: number;
  /** Runs `next` in the next turn of the event loop; default `setImmediate`. */
  readonly later?: (next: () => void) => void;
}

export class Turnstile {
  readonly #options: Required<TurnstileOptions>;
  /** Oldest first. */
  #waiting: (() => void)[] = [];
  /** Where in `#waiting` the oldest is. */
  #first = 0;
  #passed = 0;
  #isTurning = false;
  refused = 0;

  constructor(options: TurnstileOptions) {
    this.#options = { later: (next) => void setImmediate(next), ...options };
  }

  get waiting(): number {
    return this.#waiting.length - this.#first;
  }

  /** Resolves to true when it is the caller's turn, at once if nobody is in the way; to false if too many wait. */
  pass(): Promise<boolean> {
    const { perTurn, maxWaiting } = this.#options;
    if (this.waiting === 0 && this.#passed < perTurn) {
      this.#passed += 1;
      this.#turn();
      return Promise.resolve(true);
    }
    if (this.waiting >= maxWaiting) {
      this.refused += 1;
      return Promise.resolve(false);
    }
    return new Promise((resolve) => this.#waiting.push(() => resolve(true)));
  }

  /** Goes on in the next turn of the event loop, and so on while anybody passed in the last one. */
  #turn(): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    this.#options.later(() => {
      this.#isTurning = false;
      this.#passed = Math.min(this.waiting, this.#options.perTurn);
      if (this.#passed === 0) return;
      for (let count = 0; count < this.#passed; count += 1) this.#waiting[this.#first++]?.();
      if (this.#first === this.#waiting.length || this.#first > this.#options.maxWaiting) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
      this.#turn();
    });
  }
}
