/** A tour read once: its events in order, paired and placed. All figures of a tour start here. */
import { looksOf } from "./gaze.ts";
import { contradicted } from "./judge.ts";
import { inOrder, spanOf } from "./order.ts";
import type { Look, Quality, Span, TourEvent, TourFacts, Visit } from "./types.ts";
import { visitsOf, zonesOf } from "./visits.ts";

export interface TourReading {
  readonly facts: TourFacts;
  readonly span: Span;
  /** Each event once, by time, those that enter no figure included. */
  readonly all: readonly TourEvent[];
  /** The events that figures are made from, and the zone that each happened in. */
  readonly events: readonly TourEvent[];
  readonly zones: readonly (string | null)[];
  readonly visits: readonly Visit[];
  readonly looks: readonly Look[];
  readonly quality: Quality;
}

/** Reads a tour. The order of `events`, and how often each is in it, change nothing. Null if nothing is known of its time. */
export function readTour(facts: TourFacts, events: readonly TourEvent[]): TourReading | null {
  const all = judged(inOrder(events));
  const span = spanOf(facts, all);
  if (span === null) return null;
  const counted = all.filter(({ verified }) => verified);
  const { visits, odd } = visitsOf(counted, span);
  const zones = zonesOf(counted, visits);
  return {
    facts,
    span,
    all,
    events: counted,
    zones,
    visits,
    looks: looksOf(counted, zones, span),
    quality: { events: counted.length, unverified: all.length - counted.length, ...odd },
  };
}

/** Where a room saw the tour's avatar, its judgement stands in place of what was known before. */
function judged(ordered: readonly TourEvent[]): readonly TourEvent[] {
  if (!ordered.some(({ source, kind }) => source === "server" && kind === "join")) return ordered;
  const wrong = contradicted(ordered);
  return ordered.map((event) =>
    event.source === "client" ? { ...event, verified: !wrong.has(event.id) } : event,
  );
}

/** What an interaction touched: `object_name`, else `gaze_target`. */
export function touched({ object, gazeTarget }: TourEvent): string | null {
  return object || gazeTarget || null;
}
