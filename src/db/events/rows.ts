/** Rows of tours and events as both databases give them, and what they mean. */
import type { Axes } from "../../core/tracking/axes.ts";
import { inMetres } from "../../core/tracking/axes.ts";
import type { TrackedEvent } from "../../core/tracking/event.ts";
import type { Tour } from "../../core/tracking/tour.ts";
import type { EventSource, ListedTour, ServerEvent, StoredEvent } from "../../services/tracking/ports.ts";

export const TOUR_COLUMNS = [
  "id",
  "owner_id",
  "session_id",
  "implicit",
  "customer_id",
  "property_id",
  "space_id",
  "user_id",
  "axes",
  "metadata",
  "started_at_ms",
  "ended_at_ms",
  "first_event_at_ms",
  "last_event_at_ms",
  "event_count",
  "skew_ms",
  "created_at_ms",
  "last_seen_at_ms",
  "heartbeat_at_ms",
  "calendar_at_ms",
] as const;

export interface TourRow {
  readonly id: number;
  readonly owner_id: number;
  readonly session_id: string;
  readonly implicit: number;
  readonly customer_id: string | null;
  readonly property_id: string | null;
  readonly space_id: string | null;
  readonly user_id: number | null;
  readonly axes: Axes;
  readonly metadata: string;
  readonly started_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly first_event_at_ms: number | null;
  readonly last_event_at_ms: number | null;
  readonly event_count: number;
  readonly skew_ms: number | null;
  readonly created_at_ms: number;
  readonly last_seen_at_ms: number;
  readonly heartbeat_at_ms: number | null;
  readonly calendar_at_ms: number;
}

export function tourOf(row: TourRow): Tour {
  return {
    id: row.id,
    ownerId: row.owner_id,
    sessionId: row.session_id,
    implicit: row.implicit === 1,
    customerId: row.customer_id,
    propertyId: row.property_id,
    spaceId: row.space_id,
    userId: row.user_id,
    axes: row.axes,
    metadata: JSON.parse(row.metadata),
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    firstEventAtMs: row.first_event_at_ms,
    lastEventAtMs: row.last_event_at_ms,
    eventCount: row.event_count,
    skewMs: row.skew_ms,
    createdAtMs: row.created_at_ms,
    lastSeenAtMs: row.last_seen_at_ms,
    heartbeatAtMs: row.heartbeat_at_ms,
  };
}

export function listedTourOf(row: TourRow): ListedTour {
  return { ...tourOf(row), calendarAtMs: row.calendar_at_ms };
}

/** Metadata after a call: what it names replaces what was there under that name. JSON text. */
export function mergedMetadata(
  before: string | undefined,
  given: Readonly<Record<string, unknown>> | null,
): string {
  if (given === null) return before ?? "{}";
  return JSON.stringify(Object.assign(Object.create(null), JSON.parse(before ?? "{}"), given));
}

/** The columns of an event that is written, in the order of {@link eventValues}. */
export const EVENT_COLUMNS = [
  "tour_id",
  "event_id",
  "source",
  "event_type",
  "at_ms",
  "received_at_ms",
  "zone_name",
  "object_name",
  "x",
  "y",
  "z",
  "rotation",
  "gaze_target",
  "dwell_time_ms",
  "interaction_type",
  "user_id",
  "space_id",
  "verified",
  "metadata",
] as const;

export type EventValue = string | number | null;

/** What an event's row takes from around it. */
export interface EventPlace {
  readonly tourId: number;
  readonly axes: Axes;
  readonly source: EventSource;
  readonly receivedAtMs: number;
}

export function eventValues(event: TrackedEvent, place: EventPlace): EventValue[] {
  const position = event.position && inMetres(event.position, place.axes);
  return [
    place.tourId,
    event.eventId,
    place.source,
    event.eventType,
    event.atMs,
    place.receivedAtMs,
    event.zoneName,
    event.objectName,
    position?.x ?? null,
    position?.y ?? null,
    position?.z ?? null,
    event.rotation,
    event.gazeTarget,
    event.dwellTimeMs,
    event.interactionType,
    null,
    null,
    null,
    event.metadata,
  ];
}

/**
 * A row of `VALUES` for an event as a client sent it, in the order of {@link EVENT_COLUMNS}: what it shares with its
 * neighbours by name, what is its own as {@link pushOwnValues} gives it.
 */
export const OWN_VALUES_ROW = `(${EVENT_COLUMNS.map((name) => {
  if (name === "tour_id" || name === "source" || name === "received_at_ms") return `:${name}`;
  return name === "user_id" || name === "space_id" || name === "verified" ? "NULL" : "?";
}).join(", ")})`;

/** Appends an event's own values to `values`. */
export function pushOwnValues(values: EventValue[], event: TrackedEvent, axes: Axes): void {
  const position = event.position && inMetres(event.position, axes);
  values.push(
    event.eventId,
    event.eventType,
    event.atMs,
    event.zoneName,
    event.objectName,
    position ? position.x : null,
    position ? position.y : null,
    position ? position.z : null,
    event.rotation,
    event.gazeTarget,
    event.dwellTimeMs,
    event.interactionType,
    event.metadata,
  );
}

export function serverEventValues(event: ServerEvent, place: EventPlace): EventValue[] {
  const { position } = event;
  return [
    place.tourId,
    event.eventId,
    place.source,
    event.eventType,
    event.atMs,
    place.receivedAtMs,
    event.zoneName,
    event.objectName,
    position?.x ?? null,
    position?.y ?? null,
    position?.z ?? null,
    null,
    null,
    event.dwellTimeMs,
    null,
    event.userId,
    event.spaceId,
    1,
    event.metadata && JSON.stringify(event.metadata),
  ];
}

export interface EventRow {
  readonly event_id: string;
  readonly source: EventSource;
  readonly event_type: string;
  readonly at_ms: number;
  readonly skew_ms: number | null;
  readonly received_at_ms: number;
  readonly zone_name: string | null;
  readonly object_name: string | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
  readonly rotation: string | null;
  readonly gaze_target: string | null;
  readonly dwell_time_ms: number | null;
  readonly interaction_type: string | null;
  readonly user_id: number | null;
  readonly space_id: number | null;
  readonly verified: number | null;
  readonly metadata: string | null;
}

export function storedEventOf(row: EventRow): StoredEvent {
  const { x, y, z } = row;
  return {
    eventId: row.event_id,
    source: row.source,
    eventType: row.event_type,
    atMs: row.at_ms,
    correctedAtMs: row.source === "server" ? row.at_ms : row.at_ms + (row.skew_ms ?? 0),
    receivedAtMs: row.received_at_ms,
    zoneName: row.zone_name,
    objectName: row.object_name,
    position: x === null || y === null || z === null ? null : { x, y, z },
    rotation: row.rotation === null ? null : JSON.parse(row.rotation),
    gazeTarget: row.gaze_target,
    dwellTimeMs: row.dwell_time_ms,
    interactionType: row.interaction_type,
    userId: row.user_id,
    spaceId: row.space_id,
    verified: row.verified === null ? null : row.verified === 1,
    metadata: row.metadata === null ? null : JSON.parse(row.metadata),
  };
}
