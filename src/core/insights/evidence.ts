/** What one visitor did with each zone and thing of one property, over one tour or several. */
import { type Baseline, type Evidence, usualOf } from "./interest.ts";
import { ascending, median } from "./sample.ts";
import type { TourDigest } from "./types.ts";

interface Sums {
  dwellMs: number;
  gazeMs: number;
  visits: number;
  interactions: number;
  tours: number;
}

/**
 * Evidence from the digests of one visitor's tours of one property. Times are means over the tours with that target,
 * to be comparable with the property's medians, which are per tour; coming back in a later tour is a return.
 */
export function evidenceOf(digests: readonly TourDigest[], baseline: Baseline): Evidence[] {
  const zones = new Map<string, Sums>();
  const targets = new Map<string, Sums>();
  for (const digest of digests) {
    for (const { zone, visits, dwellMs, gazeMs, interactions } of digest.zones)
      add(zones, zone, { dwellMs, gazeMs, visits, interactions, tours: 1 });
    for (const { target, gazeMs, looks, interactions } of digest.targets)
      add(targets, target, { dwellMs: 0, gazeMs, visits: looks, interactions, tours: 1 });
  }
  const own = {
    dwell: middle([...zones.values()].map(({ dwellMs, tours }) => dwellMs / tours)),
    zoneGaze: middle([...zones.values()].map(({ gazeMs, tours }) => gazeMs / tours)),
    gaze: middle([...targets.values()].map(({ gazeMs, tours }) => gazeMs / tours)),
  };
  return [
    ...[...zones].map(([zone, sums]) => ({
      kind: "zone" as const,
      target: zone,
      ...perTour(sums),
      usualDwell: usualOf(baseline.dwell.get(zone), own.dwell),
      usualGaze: usualOf(baseline.zoneGaze.get(zone), own.zoneGaze),
    })),
    ...[...targets].map(([target, sums]) => ({
      kind: "object" as const,
      target,
      ...perTour(sums),
      usualDwell: usualOf(undefined, own.gaze),
      usualGaze: usualOf(baseline.gaze.get(target), own.gaze),
    })),
  ];
}

function perTour({ dwellMs, gazeMs, visits, interactions, tours }: Sums) {
  return {
    dwellMs: dwellMs / tours,
    gazeMs: gazeMs / tours,
    returns: Math.max(0, visits - 1),
    interactions,
  };
}

function middle(values: readonly number[]): { ms: number; n: number } {
  const positive = ascending(values.filter((value) => value > 0));
  return { ms: median(positive) ?? 0, n: positive.length };
}

function add(sums: Map<string, Sums>, key: string, more: Sums): void {
  const known = sums.get(key);
  if (!known) {
    sums.set(key, more);
    return;
  }
  for (const name of Object.keys(more) as (keyof Sums)[]) known[name] += more[name];
}
