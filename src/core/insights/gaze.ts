/** How long gaze events and places stand for. */
import type { Look, Span, TourEvent } from "./types.ts";

/** What does not say how long it lasted stands until the next of its kind, at most so long. Milliseconds. */
export const HOLD_MS = 5_000;

/**
 * Every gaze event with its time: `dwell_time_ms` if the client measured it, else until the tour's next gaze event or
 * its end, at most `HOLD_MS`. The target is `gaze_target`, else `object_name`. `ordered` is by time, `zones` its zones.
 */
export function looksOf(
  ordered: readonly TourEvent[],
  zones: readonly (string | null)[],
  span: Span,
): Look[] {
  const looks: Look[] = [];
  let nextMs = span.endMs;
  for (let index = ordered.length - 1; index >= 0; index -= 1) {
    const event = ordered[index] as TourEvent;
    if (event.kind !== "gaze") continue;
    const ms = event.dwellMs ?? heldMs(event.atMs, nextMs);
    looks.push({ event, target: event.gazeTarget || event.object || null, zone: zones[index] ?? null, ms });
    nextMs = event.atMs;
  }
  return looks.reverse();
}

/** From `atMs` to `nextMs`, at most `HOLD_MS` and at least nothing. */
export function heldMs(atMs: number, nextMs: number): number {
  return Math.max(0, Math.min(HOLD_MS, nextMs - atMs));
}
