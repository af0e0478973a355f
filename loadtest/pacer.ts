/** Spreads a thousand small deeds evenly over time with one timer. */

const WAKE_MS = 5;

export interface Pacer {
  /** Deeds that were left out because the process was too busy to do them in time. */
  readonly skipped: number;
  stop(): void;
}

/**
 * Calls `act` with each index from 0 to `count` − 1 once in `periodMs`, evenly spread. After a stall at most one round
 * is made up for; what is beyond that is left out and counted, never done in a burst.
 */
export function startPacer(pace: { periodMs: number; count: number }, act: (index: number) => void): Pacer {
  const { periodMs, count } = pace;
  const startMs = performance.now();
  let done = 0;
  let skipped = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / periodMs) * count);
    if (due - done > count) {
      skipped += due - done - count;
      done = due - count;
    }
    while (done < due) act(done++ % count);
  }, WAKE_MS);
  return {
    get skipped() {
      return skipped;
    },
    stop: () => clearInterval(timer),
  };
}
