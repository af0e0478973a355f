/** As much of Prometheus' text format as tells a load test how the server fared. */

/** Cumulative counts by upper bound, as a Prometheus histogram gives them; summed over its labels. */
export type Buckets = ReadonlyMap<number, number>;

export interface Scrape {
  /** The sum of a metric's samples over its labels, null if there are none. */
  value(name: string): number | null;
  buckets(name: string): Buckets;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const UPPER_BOUND = /(?:^|,)le="([^"]+)"/;

export function parseScrape(text: string): Scrape {
  const sums = new Map<string, number>();
  const histograms = new Map<string, Map<number, number>>();
  for (const line of text.split("\n")) {
    const [, name, labels = "", amount] = SAMPLE.exec(line) ?? [];
    if (name === undefined) continue;
    const value = Number(amount);
    sums.set(name, (sums.get(name) ?? 0) + value);
    const bound = UPPER_BOUND.exec(labels)?.[1];
    if (!name.endsWith("_bucket") || bound === undefined) continue;
    const base = name.slice(0, -"_bucket".length);
    const buckets = histograms.get(base) ?? new Map<number, number>();
    histograms.set(base, buckets);
    const upper = bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound);
    buckets.set(upper, (buckets.get(upper) ?? 0) + value);
  }
  return {
    value: (name) => sums.get(name) ?? null,
    buckets: (name) => histograms.get(name) ?? new Map(),
  };
}

/** What came into each bucket between two scrapes. */
export function bucketsBetween(before: Buckets, after: Buckets): Buckets {
  return new Map([...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));
}

/**
 * The amount that a share of `quantile` does not exceed, interpolated within its bucket as Prometheus does; of what is
 * beyond the last bound, that bound. Null of nothing.
 */
export function bucketQuantile(buckets: Buckets, quantile: number): number | null {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total === 0) return null;
  const rank = quantile * total;
  let lower = 0;
  let below = 0;
  for (const [upper, count] of sorted) {
    if (count >= rank) {
      if (upper === Number.POSITIVE_INFINITY) return lower;
      return count === below ? upper : lower + (upper - lower) * ((rank - below) / (count - below));
    }
    lower = upper;
    below = count;
  }
  return lower;
}
