/** Everything that is told of one tour. */
import { digestOf, runsOf } from "./digest.ts";
import { evidenceOf } from "./evidence.ts";
import { type Baseline, type Interest, interestsOf } from "./interest.ts";
import { compareText } from "./order.ts";
import { lengthM, type PathPoint, placesOf, simplified } from "./path.ts";
import { type TourReading, touched } from "./reading.ts";
import { summaryOf } from "./summary.ts";
import type { Quality, TourDigest, TourEvent, ZoneDigest } from "./types.ts";

/** Most entries of a timeline and points of a path; how many there are is told beside them. */
export const MAX_LISTED = 2_000;

/** One line of the timeline. */
export interface Moment {
  /** By the server's clock; `sinceStartMs` counts from the tour's start. */
  readonly atMs: number;
  readonly sinceStartMs: number;
  readonly kind: string;
  readonly zone: string | null;
  readonly target: string | null;
  readonly interaction: string | null;
  /** How long the visit, or the gaze that begins here, lasted. */
  readonly lastedMs: number | null;
  readonly source: TourEvent["source"];
  readonly verified: boolean;
}

/** A tour in one zone, with its share of the tour. Zones that overlap add up to more than 1. */
export interface ZoneOfTour extends ZoneDigest {
  readonly share: number | null;
  /** Visits that the figures of this row rest on. */
  readonly n: number;
}

export interface TargetOfTour {
  readonly target: string;
  readonly gazeMs: number;
  readonly looks: number;
  readonly interactions: number;
  /** Gaze events and interactions that this row rests on. */
  readonly n: number;
}

export interface InteractionsOfTour {
  readonly target: string | null;
  readonly interaction: string | null;
  readonly n: number;
}

export interface TourInsight {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly n: number;
  readonly timeline: readonly Moment[];
  readonly timelineTotal: number;
  readonly zones: readonly ZoneOfTour[];
  readonly gazeTargets: readonly TargetOfTour[];
  readonly interactions: readonly InteractionsOfTour[];
  readonly path: { readonly lengthM: number; readonly points: readonly PathPoint[]; readonly n: number };
  readonly entryZone: string | null;
  readonly exitZone: string | null;
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly times: number }[];
  readonly interest: readonly Interest[];
  /** Three sentences. */
  readonly summary: string;
  readonly quality: Quality;
}

/** All figures of a tour; `baseline` is what is usual in its property. */
export function tourInsight(reading: TourReading, baseline: Baseline): TourInsight {
  const digest = digestOf(reading);
  const interest = interestsOf(evidenceOf([digest], baseline));
  const timeline = timelineOf(reading);
  const places = placesOf(reading.events).map(({ atMs, position }) => ({
    atMs: atMs + reading.facts.skewMs,
    ...position,
  }));
  return {
    startedAtMs: digest.startedAtMs,
    durationMs: digest.durationMs,
    n: digest.events,
    timeline: timeline.slice(0, MAX_LISTED),
    timelineTotal: timeline.length,
    zones: digest.zones
      .map((zone) => ({
        ...zone,
        share: digest.durationMs > 0 ? zone.dwellMs / digest.durationMs : null,
        n: zone.visits,
      }))
      .sort((a, b) => b.dwellMs - a.dwellMs || compareText(a.zone, b.zone)),
    gazeTargets: gazeTargets(reading, digest),
    interactions: interactionsOf(reading.events),
    path: { lengthM: lengthM(places), points: simplified(places).slice(0, MAX_LISTED), n: places.length },
    entryZone: digest.entryZone,
    exitZone: digest.exitZone,
    transitions: digest.transitions.map(([from, to, times]) => ({ from, to, times })),
    interest,
    summary: summaryOf(digest, interest),
    quality: reading.quality,
  };
}

/** Visits, runs of gaze at one thing, and every other event; what enters no figure is there and marked. */
function timelineOf(reading: TourReading): Moment[] {
  const moments: Moment[] = [];
  const add = (moment: Omit<Moment, "sinceStartMs">) =>
    moments.push({
      ...moment,
      atMs: moment.atMs + reading.facts.skewMs,
      sinceStartMs: moment.atMs - reading.span.startMs,
    });
  for (const { zone, enteredAtMs, leftAtMs, source, endedBy } of reading.visits) {
    const shared = { zone, target: null, interaction: null, source, verified: true };
    add({ ...shared, atMs: enteredAtMs, kind: "zone_enter", lastedMs: leftAtMs - enteredAtMs });
    if (endedBy === "exit") add({ ...shared, atMs: leftAtMs, kind: "zone_exit", lastedMs: null });
  }
  for (const { target, looks } of runsOf(reading.looks)) {
    const first = looks[0];
    if (!first) continue;
    const lastedMs = looks.reduce((sum, { ms }) => sum + ms, 0);
    const { atMs, source, verified } = first.event;
    add({ atMs, kind: "gaze", zone: first.zone, target, interaction: null, lastedMs, source, verified });
  }
  for (const [index, event] of reading.events.entries())
    if (!SHOWN_OTHERWISE.has(event.kind)) add(momentOf(event, reading.zones[index] ?? null));
  for (const event of reading.all) if (!event.verified) add(momentOf(event, event.zone));
  return moments.sort(
    (a, b) =>
      a.atMs - b.atMs ||
      compareText(a.kind, b.kind) ||
      compareText(a.zone, b.zone) ||
      compareText(a.target, b.target) ||
      compareText(a.interaction, b.interaction),
  );
}

const SHOWN_OTHERWISE: ReadonlySet<string> = new Set(["zone_enter", "zone_exit", "gaze"]);

function momentOf(event: TourEvent, zone: string | null): Omit<Moment, "sinceStartMs"> {
  const { atMs, kind, interaction, dwellMs, source, verified } = event;
  return { atMs, kind, zone, target: touched(event), interaction, lastedMs: dwellMs, source, verified };
}

function gazeTargets({ looks }: TourReading, { targets }: TourDigest): TargetOfTour[] {
  const events = new Map<string, number>();
  for (const { target } of looks) if (target !== null) events.set(target, (events.get(target) ?? 0) + 1);
  return targets
    .map((row) => ({ ...row, n: (events.get(row.target) ?? 0) + row.interactions }))
    .sort((a, b) => b.gazeMs - a.gazeMs || compareText(a.target, b.target));
}

function interactionsOf(events: readonly TourEvent[]): InteractionsOfTour[] {
  const counts = new Map<string, InteractionsOfTour & { n: number }>();
  for (const event of events) {
    if (event.kind !== "interaction") continue;
    const { interaction } = event;
    const target = touched(event);
    const key = JSON.stringify([target, interaction]);
    const known = counts.get(key);
    counts.set(key, { target, interaction, n: (known?.n ?? 0) + 1 });
  }
  return [...counts.values()].sort(
    (a, b) => b.n - a.n || compareText(a.target, b.target) || compareText(a.interaction, b.interaction),
  );
}
