/** Events on their way into PostgreSQL, and what those that were stored change. */
import type { TrackedEvent } from "../../core/tracking/event.ts";
import type { EventSource } from "../../services/tracking/ports.ts";
import { type AddedEvents, addEvent, noneAdded } from "./added.ts";
import { type EventValue, eventValues, type TourRow } from "./rows.ts";
import type { IngestWrite } from "./writes.ts";

/** Events of one request for one tour. */
export interface Portion {
  readonly tourId: number;
  readonly source: EventSource;
  readonly opens: boolean;
  readonly receivedAtMs: number;
  readonly skewMs: number | null;
  readonly events: readonly {
    readonly eventId: string;
    readonly eventType: string;
    readonly clientAtMs: number | null;
  }[];
  readonly rows: readonly EventValue[][];
  readonly done: (added: number) => void;
}

/** The events of one group of a write, for its tour. */
export function portionOf(
  write: IngestWrite,
  { tour, events }: { readonly tour: TourRow; readonly events: readonly TrackedEvent[] },
): Portion {
  const { source, receivedAtMs, body } = write;
  const place = { tourId: tour.id, axes: tour.axes, source, receivedAtMs };
  const opens = source === "client";
  return {
    ...{ tourId: tour.id, source, opens, receivedAtMs },
    skewMs: body.sentAtMs === null ? null : receivedAtMs - body.sentAtMs,
    events: events.map(({ eventId, eventType, atMs }) => ({
      eventId,
      eventType,
      clientAtMs: opens ? atMs : null,
    })),
    rows: events.map((event) => eventValues(event, place)),
    done(added) {
      write.outcome.accepted += added;
      write.outcome.duplicates -= added;
    },
  };
}

/** What of a portion was stored just now, of which `fresh` are the ids; an event that two portions bring counts for the first. */
export function addedBy(portion: Portion, fresh: Set<string> | undefined): AddedEvents {
  const added = noneAdded();
  for (const { eventId, eventType, clientAtMs } of portion.events)
    if (fresh?.delete(eventId)) addEvent(added, eventType, clientAtMs);
  portion.done(added.total);
  return added;
}

/** A portion that was stored whole. */
export function allAdded(portion: Portion): AddedEvents {
  const added = noneAdded();
  for (const { eventType, clientAtMs } of portion.events) addEvent(added, eventType, clientAtMs);
  portion.done(added.total);
  return added;
}

/** One statement may change a row once: what several portions add to a tour is put together. */
export function tourChanges(portions: readonly Portion[], added: readonly AddedEvents[]) {
  const byTour = new Map<number, ReturnType<typeof changeOf>>();
  for (const [at, portion] of portions.entries()) {
    const change = changeOf(portion, added[at]!);
    const before = byTour.get(change.id);
    byTour.set(change.id, before ? merged(before, change) : change);
  }
  return [...byTour.values()];
}

function changeOf(portion: Portion, added: AddedEvents) {
  return {
    ...{ id: portion.tourId, n: added.total, first: added.firstAtMs, last: added.lastAtMs },
    ...{ skew: portion.skewMs, seen: portion.receivedAtMs },
    ...{ opened: portion.opens ? 1 : 0, changed: added.total > 0 ? 1 : 0 },
  };
}

function merged(a: ReturnType<typeof changeOf>, b: ReturnType<typeof changeOf>): ReturnType<typeof changeOf> {
  return {
    id: a.id,
    n: a.n + b.n,
    first: least(a.first, b.first),
    last: b.last === null ? a.last : Math.max(a.last ?? b.last, b.last),
    skew: least(a.skew, b.skew),
    seen: Math.max(a.seen, b.seen),
    opened: Math.max(a.opened, b.opened),
    changed: Math.max(a.changed, b.changed),
  };
}

function least(a: number | null, b: number | null): number | null {
  return b === null ? a : Math.min(a ?? b, b);
}

/** What the portions add to the counts of their tours, a row for each. */
export function countRows(portions: readonly Portion[], added: readonly AddedEvents[]) {
  const rows = new Map<string, { tour_id: number; source: EventSource; event_type: string; n: number }>();
  for (const [at, { tourId, source }] of portions.entries()) {
    for (const [eventType, n] of added[at]!.counts) {
      const key = `${tourId} ${source} ${eventType}`;
      const row = rows.get(key) ?? { tour_id: tourId, source, event_type: eventType, n: 0 };
      row.n += n;
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}
