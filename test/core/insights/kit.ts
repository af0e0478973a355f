import { readTour, type TourReading } from "../../../src/core/insights/reading.ts";
import type { TourEvent, TourFacts } from "../../../src/core/insights/types.ts";

let made = 0;

/** An event at `atSeconds`; its id is new unless given. */
export function event(kind: string, atSeconds: number, rest: Partial<TourEvent> = {}): TourEvent {
  made += 1;
  return {
    id: `e${made}`,
    atMs: Math.round(atSeconds * 1_000),
    kind,
    zone: null,
    object: null,
    gazeTarget: null,
    interaction: null,
    position: null,
    dwellMs: null,
    source: "client",
    verified: true,
    ...rest,
  };
}

export const enter = (zone: string, atSeconds: number, rest: Partial<TourEvent> = {}) =>
  event("zone_enter", atSeconds, { zone, ...rest });
export const exit = (zone: string, atSeconds: number, rest: Partial<TourEvent> = {}) =>
  event("zone_exit", atSeconds, { zone, ...rest });
export const gaze = (gazeTarget: string | null, atSeconds: number, rest: Partial<TourEvent> = {}) =>
  event("gaze", atSeconds, { gazeTarget, ...rest });
export const touch = (object: string, atSeconds: number, rest: Partial<TourEvent> = {}) =>
  event("interaction", atSeconds, { object, interaction: "click", ...rest });

/** A tour that began at 0 and, unless told, has no end of its own. */
export function facts(rest: Partial<TourFacts> = {}): TourFacts {
  return { startAtMs: 0, endAtMs: null, skewMs: 0, propertyId: "villa", customerId: "ann", ...rest };
}

/** A reading of these events that must be possible. */
export function reading(events: readonly TourEvent[], rest: Partial<TourFacts> = {}): TourReading {
  const read = readTour(facts(rest), events);
  if (!read) throw new Error("nothing known of the tour's time");
  return read;
}
