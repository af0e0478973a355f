/** Figures of a property, merged from the digests of its tours. The order of the digests changes nothing. */
import type { Baseline } from "./interest.ts";
import { compareText } from "./order.ts";
import { ascending, mean, median, quantile, type Statistic, smallSample } from "./sample.ts";
import type { TourDigest } from "./types.ts";
import { comparedByWeek, type Week } from "./weeks.ts";

/** A digest with whose tour it is. */
export interface DigestOfCustomer {
  readonly digest: TourDigest;
  readonly customerId: string | null;
}

/** A row with figures that rest on `n` values; `smallSample` names those of them that are not to be trusted yet. */
export interface Sampled {
  readonly n: number;
  readonly smallSample: readonly string[];
}

/** Dwell of the tours that visited the zone: one value a tour, all its visits together. */
export interface ZoneFigures extends Sampled {
  readonly zone: string;
  readonly visits: number;
  readonly totalDwellMs: number;
  readonly meanDwellMs: number;
  readonly medianDwellMs: number;
  readonly p90DwellMs: number;
}

/** Something looked at or touched: over the tours that did either. */
export interface TargetFigures extends Sampled {
  readonly target: string;
  readonly totalGazeMs: number;
  readonly medianGazeMs: number;
  readonly looks: number;
  readonly interactions: number;
}

export interface TransitionFigures extends Sampled {
  readonly from: string;
  readonly to: string;
  readonly times: number;
  /** Of all that left `from` for another zone; `n` is their number. */
  readonly share: number;
}

export interface EndFigures extends Sampled {
  readonly zone: string;
  readonly tours: number;
  readonly share: number;
}

export interface FunnelStep extends Sampled {
  readonly step: (typeof FUNNEL)[number];
  readonly tours: number;
  readonly share: number;
}

export interface PropertyInsight extends Sampled {
  readonly tours: number;
  readonly uniqueCustomers: number;
  readonly medianDurationMs: number | null;
  readonly medianPathM: number | null;
  readonly events: number;
  readonly interactions: number;
  readonly unverified: number;
  readonly zones: readonly ZoneFigures[];
  readonly transitions: readonly TransitionFigures[];
  readonly entryZones: readonly EndFigures[];
  readonly exitZones: readonly EndFigures[];
  readonly gazeTargets: readonly TargetFigures[];
  readonly lookedNeverTouched: readonly TargetFigures[];
  readonly funnel: readonly FunnelStep[];
  readonly weeks: readonly Week[];
}

/**
 * Steps that a tour goes through; one counts in a step if it did that and all before: it began, entered a zone, looked
 * at or touched something, visited at least half of the property's zones, and was ended by a `session_end`.
 */
export const FUNNEL = ["started", "entered_a_zone", "engaged", "saw_half", "ended"] as const;

/** Most targets that are listed. */
export const LISTED_TARGETS = 50;

/** All figures of a property over these tours. */
export function propertyInsight(tours: readonly DigestOfCustomer[]): PropertyInsight {
  const digests = tours.map(({ digest }) => digest);
  const customers = new Set(tours.flatMap(({ customerId }) => customerId ?? []));
  const targets = targetFigures(digests);
  const byGaze = targets.filter(({ totalGazeMs }) => totalGazeMs > 0);
  return {
    tours: digests.length,
    uniqueCustomers: customers.size,
    medianDurationMs: median(ascending(digests.map(({ durationMs }) => durationMs))),
    medianPathM: median(ascending(digests.map(({ pathM }) => pathM))),
    events: total(digests, ({ events }) => events),
    interactions: total(digests, ({ interactions }) => interactions),
    unverified: total(digests, ({ unverified }) => unverified),
    ...sampled(digests.length, { medianDurationMs: "median", medianPathM: "median" }),
    zones: zoneFigures(digests),
    transitions: transitionFigures(digests),
    entryZones: endFigures(digests, ({ entryZone }) => entryZone),
    exitZones: endFigures(digests, ({ exitZone }) => exitZone),
    gazeTargets: byGaze.slice(0, LISTED_TARGETS),
    lookedNeverTouched: byGaze
      .filter(({ interactions }) => interactions === 0)
      .map((target) => ({
        ...target,
        ...sampled(target.n, { medianGazeMs: "median", interactions: "share" }),
      }))
      .slice(0, LISTED_TARGETS),
    funnel: funnelOf(digests),
    weeks: comparedByWeek(tours),
  };
}

/** What is usual in a property, to compare a tour with. */
export function baselineOf(digests: readonly TourDigest[]): Baseline {
  const dwell = new Map<string, number[]>();
  const zoneGaze = new Map<string, number[]>();
  const gaze = new Map<string, number[]>();
  for (const { zones, targets } of digests) {
    for (const { zone, visits, dwellMs, gazeMs } of zones) {
      if (visits > 0) gather(dwell, zone, dwellMs);
      if (gazeMs > 0) gather(zoneGaze, zone, gazeMs);
    }
    for (const { target, gazeMs } of targets) if (gazeMs > 0) gather(gaze, target, gazeMs);
  }
  return { dwell: medians(dwell), zoneGaze: medians(zoneGaze), gaze: medians(gaze) };
}

function zoneFigures(digests: readonly TourDigest[]): ZoneFigures[] {
  const dwell = new Map<string, number[]>();
  const visits = new Map<string, number>();
  for (const { zones } of digests)
    for (const zone of zones) {
      if (zone.visits === 0) continue;
      gather(dwell, zone.zone, zone.dwellMs);
      visits.set(zone.zone, (visits.get(zone.zone) ?? 0) + zone.visits);
    }
  return [...dwell]
    .map(([zone, values]) => {
      const sorted = ascending(values);
      return {
        zone,
        visits: visits.get(zone) as number,
        totalDwellMs: total(sorted, (value) => value),
        meanDwellMs: mean(sorted) as number,
        medianDwellMs: median(sorted) as number,
        p90DwellMs: quantile(sorted, 0.9) as number,
        ...sampled(sorted.length, { meanDwellMs: "mean", medianDwellMs: "median", p90DwellMs: "p90" }),
      };
    })
    .sort((a, b) => b.totalDwellMs - a.totalDwellMs || compareText(a.zone, b.zone));
}

function targetFigures(digests: readonly TourDigest[]): TargetFigures[] {
  const found = new Map<string, { gaze: number[]; looks: number; interactions: number }>();
  for (const { targets } of digests)
    for (const { target, gazeMs, looks, interactions } of targets) {
      const figures = found.get(target) ?? { gaze: [], looks: 0, interactions: 0 };
      if (gazeMs > 0) figures.gaze.push(gazeMs);
      figures.looks += looks;
      figures.interactions += interactions;
      found.set(target, figures);
    }
  return [...found]
    .map(([target, { gaze, looks, interactions }]) => ({
      target,
      totalGazeMs: total(gaze, (value) => value),
      medianGazeMs: median(ascending(gaze)) ?? 0,
      looks,
      interactions,
      ...sampled(gaze.length, { medianGazeMs: "median" }),
    }))
    .sort((a, b) => b.totalGazeMs - a.totalGazeMs || compareText(a.target, b.target));
}

function transitionFigures(digests: readonly TourDigest[]): TransitionFigures[] {
  const times = new Map<string, Map<string, number>>();
  for (const { transitions } of digests)
    for (const [from, to, count] of transitions) {
      const row = times.get(from) ?? new Map<string, number>();
      times.set(from, row.set(to, (row.get(to) ?? 0) + count));
    }
  return [...times]
    .flatMap(([from, row]) => {
      const left = total([...row.values()], (count) => count);
      return [...row].map(([to, count]) => ({
        from,
        to,
        times: count,
        share: count / left,
        ...sampled(left, { share: "share" }),
      }));
    })
    .sort((a, b) => compareText(a.from, b.from) || b.times - a.times || compareText(a.to, b.to));
}

function endFigures(
  digests: readonly TourDigest[],
  zoneOf: (digest: TourDigest) => string | null,
): EndFigures[] {
  const found = new Map<string, number>();
  for (const digest of digests) {
    const zone = zoneOf(digest);
    if (zone !== null) found.set(zone, (found.get(zone) ?? 0) + 1);
  }
  const known = total([...found.values()], (count) => count);
  return [...found]
    .map(([zone, tours]) => ({ zone, tours, share: tours / known, ...sampled(known, { share: "share" }) }))
    .sort((a, b) => b.tours - a.tours || compareText(a.zone, b.zone));
}

function funnelOf(digests: readonly TourDigest[]): FunnelStep[] {
  const known = new Set(digests.flatMap(({ zones }) => zones.filter(visited).map(({ zone }) => zone)));
  const passed: ((digest: TourDigest) => boolean)[] = [
    () => true,
    ({ zones }) => zones.some(visited),
    ({ targets }) => targets.length > 0,
    ({ zones }) => zones.filter(visited).length * 2 >= known.size,
    ({ ended }) => ended,
  ];
  let left = digests;
  return FUNNEL.map((step, index) => {
    left = left.filter(passed[index] as (digest: TourDigest) => boolean);
    const share = digests.length === 0 ? 0 : left.length / digests.length;
    return { step, tours: left.length, share, ...sampled(digests.length, { share: "share" }) };
  });
}

const visited = ({ visits }: { visits: number }) => visits > 0;

function sampled(n: number, kinds: Readonly<Record<string, Statistic>>): Sampled {
  return { n, smallSample: smallSample(n, kinds) };
}

function medians(values: ReadonlyMap<string, readonly number[]>): Map<string, { ms: number; n: number }> {
  return new Map(
    [...values].map(([key, list]) => [key, { ms: median(ascending(list)) as number, n: list.length }]),
  );
}

function total<Value>(values: readonly Value[], of: (value: Value) => number): number {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum;
}

function gather(groups: Map<string, number[]>, key: string, value: number): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
