/** Counts by name, bounded: names come from outside, so only so many are told apart. */

/** Further names are counted together under {@link OTHER}. */
export const MAX_NAMES = 100;
export const OTHER = "(other)";

export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    const known = this.#counts.has(name) || this.#counts.size < MAX_NAMES;
    const key = known ? name : OTHER;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** By name, the largest first. */
  toObject(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }
}
