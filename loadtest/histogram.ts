/** Many durations (or other amounts) in little memory, for percentiles. */

/** Each bucket is so many times as wide as the one before: a percentile is off by at most half of that, 1 %. */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
/** Amounts up to this fall into the first bucket. */
const LEAST = 0.001;
const BUCKETS = 1200;

/** What of a {@link Histogram} is printed and written. All null-free: of nothing they are 0, and `count` says so. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Amounts from 0 up, counted in buckets of equal ratio. Its memory does not grow with what it is given. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes one amount; what is negative counts as 0, what is not a number is passed over. */
  add(amount: number): void {
    if (Number.isNaN(amount)) return;
    const value = Math.max(0, amount);
    const bucket = value <= LEAST ? 0 : Math.ceil(Math.log(value / LEAST) / LOG_GROWTH);
    const index = Math.min(BUCKETS - 1, bucket);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  /** The amount that a share of `quantile` (0 to 1) of all does not exceed, within 1 %; 0 of nothing. */
  quantile(quantile: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil(quantile * this.#count));
    let seen = 0;
    for (let index = 0; index < BUCKETS; index += 1) {
      seen += this.#counts[index] ?? 0;
      if (seen >= rank) return Math.min(this.#max, middleOf(index));
    }
    return this.#max;
  }

  summary(): Summary {
    return {
      count: this.#count,
      mean: this.#count === 0 ? 0 : this.#sum / this.#count,
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      max: this.#max,
    };
  }
}

/** The geometric middle of a bucket. */
function middleOf(index: number): number {
  return index === 0 ? LEAST : LEAST * GROWTH ** (index - 0.5);
}
