/** A tour's events in the one order that everything else relies on, however and how often they arrived. */
import type { Span, TourEvent, TourFacts } from "./types.ts";

/**
 * Each event once, by time. Events of one millisecond are ordered by what they say, so that the order of arrival never
 * matters. Returns a new array.
 */
export function inOrder(events: readonly TourEvent[]): TourEvent[] {
  const sorted = [...events].sort(byTime);
  const seen = new Set<string>();
  return sorted.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/**
 * From `session_start`, else the earliest event, to `session_end`, else the latest event. Never shorter than nothing.
 * `ordered` is by time; null if there is neither a start nor an end nor an event.
 */
export function spanOf({ startAtMs, endAtMs }: TourFacts, ordered: readonly TourEvent[]): Span | null {
  const startMs = startAtMs ?? ordered[0]?.atMs ?? endAtMs;
  if (startMs === null) return null;
  return { startMs, endMs: Math.max(startMs, endAtMs ?? ordered.at(-1)?.atMs ?? startMs) };
}

/** `atMs`, or the nearer end of the span if it is outside. */
export function within({ startMs, endMs }: Span, atMs: number): number {
  return Math.min(endMs, Math.max(startMs, atMs));
}

function byTime(a: TourEvent, b: TourEvent): number {
  return (
    a.atMs - b.atMs ||
    compareText(a.kind, b.kind) ||
    compareText(a.zone, b.zone) ||
    compareText(a.id, b.id) ||
    compareText(a.source, b.source) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** By UTF-16 units, null before all: the same on every machine, which `localeCompare` is not. */
export function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
