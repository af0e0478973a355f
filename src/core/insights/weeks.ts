/** Tours compared by week: ISO 8601 weeks, Monday to Sunday, in UTC. */
import { ascending, median, smallSample } from "./sample.ts";
import type { TourDigest } from "./types.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday: the Monday before it. */
const FIRST_MONDAY_MS = -3 * DAY_MS;
/** Most weeks that are listed, counted back from the latest. */
const MAX_WEEKS = 104;

export interface Week {
  /** Monday 00:00 UTC. */
  readonly startsAtMs: number;
  readonly tours: number;
  readonly uniqueCustomers: number;
  readonly medianDurationMs: number | null;
  /** Tours more (or fewer) than in the week before; null for the first one. */
  readonly change: number | null;
  /** Tours of the week. */
  readonly n: number;
  readonly smallSample: readonly string[];
}

/** Monday 00:00 UTC of the week that `atMs` is in. */
export function weekStartMs(atMs: number): number {
  return Math.floor((atMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
}

/** Every week from the first with a tour to the last, those without any included; at most the latest two years. */
export function comparedByWeek(
  tours: readonly { readonly digest: TourDigest; readonly customerId: string | null }[],
): Week[] {
  const found = new Map<number, { durations: number[]; customers: Set<string> }>();
  for (const { digest, customerId } of tours) {
    const start = weekStartMs(digest.startedAtMs);
    const week = found.get(start) ?? { durations: [], customers: new Set<string>() };
    week.durations.push(digest.durationMs);
    if (customerId !== null) week.customers.add(customerId);
    found.set(start, week);
  }
  const starts = ascending([...found.keys()]);
  const last = starts.at(-1);
  if (last === undefined) return [];
  const first = Math.max(starts[0] as number, last - (MAX_WEEKS - 1) * WEEK_MS);
  const weeks: Week[] = [];
  for (let start = first; start <= last; start += WEEK_MS) {
    const { durations = [], customers } = found.get(start) ?? {};
    const before = weeks.at(-1);
    weeks.push({
      startsAtMs: start,
      tours: durations.length,
      uniqueCustomers: customers?.size ?? 0,
      medianDurationMs: median(ascending(durations)),
      change: before === undefined ? null : durations.length - before.tours,
      n: durations.length,
      smallSample: smallSample(durations.length, { medianDurationMs: "median" }),
    });
  }
  return weeks;
}
