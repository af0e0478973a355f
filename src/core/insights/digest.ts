/** What a tour adds to the figures of its property. */
import { compareText } from "./order.ts";
import { lengthM, placesOf } from "./path.ts";
import { type TourReading, touched } from "./reading.ts";
import type { Look, TargetDigest, TourDigest, Visit, ZoneDigest } from "./types.ts";

/** A tour's digest. Lists are by name, so that equal tours have equal digests. */
export function digestOf(reading: TourReading): TourDigest {
  const { span, facts, visits, events, quality } = reading;
  return {
    startedAtMs: span.startMs + facts.skewMs,
    durationMs: span.endMs - span.startMs,
    ended: facts.endAtMs !== null,
    events: quality.events,
    unverified: quality.unverified,
    interactions: events.filter(({ kind }) => kind === "interaction").length,
    pathM: lengthM(placesOf(events).map(({ position }) => position)),
    zones: zoneDigests(reading),
    targets: targetDigests(reading),
    transitions: transitionsOf(visits),
    entryZone: visits[0]?.zone ?? null,
    exitZone: lastLeft(visits)?.zone ?? null,
  };
}

/** How often a visit began after one of another zone had begun last, by name. */
function transitionsOf(visits: readonly Visit[]): (readonly [from: string, to: string, times: number])[] {
  const times = new Map<string, Map<string, number>>();
  for (let index = 1; index < visits.length; index += 1) {
    const from = (visits[index - 1] as Visit).zone;
    const to = (visits[index] as Visit).zone;
    if (from === to) continue;
    const row = times.get(from) ?? new Map<string, number>();
    times.set(from, row.set(to, (row.get(to) ?? 0) + 1));
  }
  return [...times]
    .flatMap(([from, row]) => [...row].map(([to, count]) => [from, to, count] as const))
    .sort((a, b) => compareText(a[0], b[0]) || compareText(a[1], b[1]));
}

/** The target of each run of gaze events at one thing, in order. Gaze at nothing named neither is nor ends one. */
export function runsOf(looks: readonly Look[]): { readonly target: string; readonly looks: Look[] }[] {
  const runs: { target: string; looks: Look[] }[] = [];
  for (const look of looks) {
    if (look.target === null) continue;
    const run = runs.at(-1);
    if (run?.target === look.target) run.looks.push(look);
    else runs.push({ target: look.target, looks: [look] });
  }
  return runs;
}

function zoneDigests({ visits, events, zones, looks }: TourReading): ZoneDigest[] {
  const found = new Map<string, { visits: number; dwellMs: number; gazeMs: number; interactions: number }>();
  const of = (zone: string) =>
    entry(found, zone, () => ({ visits: 0, dwellMs: 0, gazeMs: 0, interactions: 0 }));
  for (const { zone, enteredAtMs, leftAtMs } of visits) {
    of(zone).visits += 1;
    of(zone).dwellMs += leftAtMs - enteredAtMs;
  }
  for (const { zone, target, ms } of looks) if (zone !== null && target !== null) of(zone).gazeMs += ms;
  for (const [index, { kind }] of events.entries()) {
    const zone = zones[index] ?? null;
    if (kind === "interaction" && zone !== null) of(zone).interactions += 1;
  }
  return [...found]
    .map(([zone, counts]) => ({ zone, ...counts }))
    .sort((a, b) => compareText(a.zone, b.zone));
}

function targetDigests({ events, looks }: TourReading): TargetDigest[] {
  const found = new Map<string, { gazeMs: number; looks: number; interactions: number }>();
  const of = (target: string) => entry(found, target, () => ({ gazeMs: 0, looks: 0, interactions: 0 }));
  for (const run of runsOf(looks)) {
    of(run.target).looks += 1;
    for (const { ms } of run.looks) of(run.target).gazeMs += ms;
  }
  for (const event of events) {
    const target = event.kind === "interaction" ? touched(event) : null;
    if (target !== null) of(target).interactions += 1;
  }
  return [...found]
    .map(([target, counts]) => ({ target, ...counts }))
    .sort((a, b) => compareText(a.target, b.target));
}

/** Of the visits that ended last the one that began last. */
function lastLeft(visits: readonly Visit[]): Visit | undefined {
  return visits.reduce<Visit | undefined>(
    (last, visit) => (last === undefined || visit.leftAtMs >= last.leftAtMs ? visit : last),
    undefined,
  );
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
