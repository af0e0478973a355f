/** Means, medians, and when there is too little to trust them. */

/**
 * From how many values on a figure is trusted. Fewer, and it is marked as a small sample.
 * - median: with 6 values the smallest and the largest enclose the true median in 1 − 2 × 0.5⁶ = 97 % of cases, with 5
 *   in 94 % (sign test; Conover, Practical Nonparametric Statistics, on confidence intervals for quantiles).
 * - p90: with 29 values the largest lies beyond the true p90 in 1 − 0.9²⁹ = 95 % of cases (the same method).
 * - mean: 30, by custom: dwell times are skewed, and the mean of fewer is not near enough to normal.
 * - share: with 12 the 95 % interval of Wilson (1927) around a half is ± 0.25, and of what happened to none of 12 up to
 *   a quarter may still be true (3 / n, the rule of three).
 */
export const LEAST_SAMPLE = { median: 6, p90: 29, mean: 30, share: 12 } as const;

/** A kind of figure that needs a sample. */
export type Statistic = keyof typeof LEAST_SAMPLE;

/** Whether `n` values are too few for this kind of figure. */
export function isSmall(statistic: Statistic, n: number): boolean {
  return n < LEAST_SAMPLE[statistic];
}

/** Of `kinds` (a figure's name → its kind) the names of those for which `n` values are too few, in the given order. */
export function smallSample(n: number, kinds: Readonly<Record<string, Statistic>>): string[] {
  return Object.keys(kinds).filter((name) => isSmall(kinds[name] as Statistic, n));
}

/** Ascending copy. Sums over it do not depend on the order that the values came in. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The arithmetic mean of ascending values, null of none. */
export function mean(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  let sum = 0;
  for (const value of sorted) sum += value;
  return sum / sorted.length;
}

/** The middle one of ascending values, or half-way between the two in the middle; null of none. */
export function median(sorted: readonly number[]): number | null {
  return quantile(sorted, 0.5);
}

/** The value below which a share of `p` (0 to 1) lies, between neighbours in proportion: type 7 of Hyndman and Fan (1996). */
export function quantile(sorted: readonly number[], p: number): number | null {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (at - Math.floor(at));
}
