/** Made-up visits as a client would send them to an event store. */
import type { TourEvent } from "../../src/core/insights/types.ts";
import type { EventStore } from "../../src/services/tracking/ports.ts";
import type { MadeTour } from "../core/insights/visitors.ts";
import { answered, RECEIVED_MS } from "./tracking.ts";

/** An event as it is sent. */
export function sentEvent(event: TourEvent): Record<string, unknown> {
  return {
    event_id: event.id,
    event_type: event.kind,
    timestamp: event.atMs,
    ...(event.zone === null ? {} : { zone_name: event.zone }),
    ...(event.object === null ? {} : { object_name: event.object }),
    ...(event.gazeTarget === null ? {} : { gaze_target: event.gazeTarget }),
    ...(event.interaction === null ? {} : { interaction_type: event.interaction }),
    ...(event.position === null ? {} : { position: event.position }),
    ...(event.dwellMs === null ? {} : { dwell_time_ms: event.dwellMs }),
  };
}

/** Declares the tour and sends its events in these batches. */
export async function sendTour(
  store: EventStore,
  { facts, events }: Pick<MadeTour, "facts" | "events">,
  {
    ownerId,
    sessionId,
    batches = [[...events]],
  }: { ownerId: number; sessionId: string; batches?: TourEvent[][] },
): Promise<void> {
  await store.openTour({
    ...{ ownerId, sessionId, startedAtMs: facts.startAtMs, endedAtMs: facts.endAtMs },
    ...{
      customerId: facts.customerId,
      propertyId: facts.propertyId,
      spaceId: null,
      axes: null,
      metadata: null,
    },
    receivedAtMs: RECEIVED_MS,
  });
  for (const batch of batches)
    await answered(store, { session_id: sessionId, events: batch.map(sentEvent) }, { ownerId });
}
