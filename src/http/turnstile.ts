/**
 * Lets what comes in a burst through little by little: in each turn of the event loop one after the other passes until
 * their work has taken its share of time. Whatever else is due, a room's tick before all, waits for that share and not
 * for the whole burst; and the burst gets its share however busy the process is. Who goes on with what was let through
 * once passes before newcomers, so that nobody gets a seat that is lost before they can take it.
 */

export interface TurnstileOptions {
  /** Time that those who pass in one turn of the event loop may take at least, milliseconds; the last one may take longer. */
  readonly budgetMs: number;
  /** Where all else took long between two turns, they may take this share of that time, up to `mostMs`: else a server with little time left, whose turns are few, would let in hardly anybody. Default 0. */
  readonly share?: number;
  /** Default `budgetMs`. */
  readonly mostMs?: number;
  /** The most that pass in one turn, however little they take: what they begin may go on elsewhere. */
  readonly perTurn: number;
  /** How many may wait; whoever comes then is turned away, and counted. */
  readonly maxWaiting: number;
  /** Runs `next` in the next turn of the event loop; default `setImmediate`. */
  readonly later?: (next: () => void) => void;
  /** Runs `next` when all that is due at once has been done; default behind every promise that is settled. */
  readonly whenDone?: (next: () => void) => void;
  /** Milliseconds of any steady clock. */
  readonly nowMs?: () => number;
}

type Release = () => void;

export class Turnstile {
  readonly #options: Required<TurnstileOptions>;
  /** Oldest first, both. */
  readonly #goingOn: Release[] = [];
  readonly #newcomers: Release[] = [];
  /** True while somebody who passed may still be at work in this turn: whoever comes then waits. */
  #isBusy = false;
  /** When the turn before ended, null if this is the first since it rested. */
  #endedAtMs: number | null = null;
  refused = 0;

  constructor(options: TurnstileOptions) {
    this.#options = {
      share: 0,
      mostMs: options.budgetMs,
      later: (next) => void setImmediate(next),
      // A tick of Node's runs when no promise is left to be told of.
      whenDone: (next) => queueMicrotask(() => process.nextTick(next)),
      nowMs: () => performance.now(),
      ...options,
    };
  }

  get waiting(): number {
    return this.#goingOn.length + this.#newcomers.length;
  }

  /**
   * Resolves to true when it is the caller's turn, at once if nobody is in the way; to false if too many wait.
   * `goesOn`: it passed before, and what it got then does not keep.
   */
  pass(goesOn = false): Promise<boolean> {
    if (!this.#isBusy) {
      this.#isBusy = true;
      this.#options.later(() => this.#turn());
      return Promise.resolve(true);
    }
    if (this.waiting >= this.#options.maxWaiting) {
      this.refused += 1;
      return Promise.resolve(false);
    }
    const line = goesOn ? this.#goingOn : this.#newcomers;
    return new Promise((resolve) => line.push(() => resolve(true)));
  }

  /** Lets through whom one turn has time for, and goes on in the next one while anybody waits. */
  #turn(): void {
    const { perTurn, later, whenDone, nowMs } = this.#options;
    const startMs = nowMs();
    const budgetMs = this.#budgetAt(startMs);
    let passed = 0;
    const next = () => {
      const mayPass = passed < perTurn && nowMs() - startMs < budgetMs;
      const release = mayPass ? (this.#goingOn.shift() ?? this.#newcomers.shift()) : undefined;
      if (release) {
        passed += 1;
        release();
        whenDone(next);
      } else {
        this.#isBusy = passed > 0;
        this.#endedAtMs = this.#isBusy ? nowMs() : null;
        if (this.#isBusy) later(() => this.#turn());
      }
    };
    next();
  }

  #budgetAt(startMs: number): number {
    const { budgetMs, share, mostMs } = this.#options;
    const othersMs = this.#endedAtMs === null ? 0 : startMs - this.#endedAtMs;
    return Math.max(budgetMs, Math.min(mostMs, share * othersMs));
  }
}
