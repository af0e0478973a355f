/** Tours and events as clients see them. */
import { type Tour, tourState } from "../../core/tracking/tour.ts";
import { isoTime } from "../../protocol/lists.ts";
import type { StoredEvent } from "./ports.ts";

/** A stored event; what it lacks is null. */
export function trackedEventView(event: StoredEvent) {
  return {
    event_id: event.eventId,
    source: event.source,
    event_type: event.eventType,
    timestamp: isoTime(event.atMs),
    corrected_at: isoTime(event.correctedAtMs),
    received_at: isoTime(event.receivedAtMs),
    zone_name: event.zoneName,
    object_name: event.objectName,
    position: event.position,
    rotation: event.rotation,
    gaze_target: event.gazeTarget,
    dwell_time_ms: event.dwellTimeMs,
    interaction_type: event.interactionType,
    user_id: event.userId,
    space_id: event.spaceId,
    verified: event.verified,
    metadata: event.metadata ?? {},
  };
}

/** A tour's life at `nowMs`. */
export function tourView(tour: Tour, at: { readonly nowMs: number; readonly idleMs: number }) {
  const { status, timedOut, startedAtMs, endedAtMs, durationSeconds } = tourState(tour, at);
  return {
    session_id: tour.sessionId,
    status,
    started_at: isoTime(startedAtMs),
    ended_at: endedAtMs === null ? null : isoTime(endedAtMs),
    duration_seconds: durationSeconds,
    timed_out: timedOut,
    implicit: tour.implicit,
  };
}

/** As {@link tourView}, with what came in for the tour. */
export function tourStatusView(tour: Tour, at: { readonly nowMs: number; readonly idleMs: number }) {
  return {
    ...tourView(tour, at),
    event_count: tour.eventCount,
    last_event_at: tour.lastEventAtMs === null ? null : isoTime(tour.lastEventAtMs),
    customer_id: tour.customerId,
    property_id: tour.propertyId,
    space_id: tour.spaceId,
    metadata: tour.metadata,
  };
}
