/** Tracking for tests: event stores on a database of their own, and bodies to send. */

import type { IngestKind } from "../../src/core/tracking/batch.ts";
import type { OpenEventsOptions } from "../../src/db/events/openEvents.ts";
import type { EventStore, Ingested, IngestRefusal } from "../../src/services/tracking/ports.ts";

/** The time at which everything in these tests arrives, unless a test says otherwise. */
export const RECEIVED_MS = Date.UTC(2026, 10, 20, 12);

/** One database for a suite. */
export interface EventsHarness {
  /** Opens a store on it, migrated. */
  open(options?: Partial<OpenEventsOptions>): Promise<EventStore>;
  /** Rows of a query past the store, on a connection of its own. */
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** A writing statement past the store. */
  change(statement: string): Promise<void>;
}

export interface Sending {
  readonly ownerId?: number;
  readonly kind?: IngestKind;
  readonly gzip?: boolean;
  readonly receivedAtMs?: number;
}

/** Bytes in memory of their own. An object is sent as JSON. */
export function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  );
}

/** Sends a body to the store. */
export function send(
  store: EventStore,
  body: unknown,
  { ownerId = 7, kind = "batch", gzip = false, receivedAtMs = RECEIVED_MS }: Sending = {},
): Promise<Ingested | IngestRefusal> {
  return store.ingest({ ownerId, kind, gzip, receivedAtMs, pieces: [bytesOf(body)] });
}

export interface AnsweredBatch {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: { index: number; event_id?: string; code: string; detail: string; pointer: string }[];
  readonly session_id: string | null;
  readonly event_id?: string;
}

/** The answer to a body that was not refused as a whole. @throws Error with the refusal otherwise. */
export async function answered(
  store: EventStore,
  body: unknown,
  sending: Sending = {},
): Promise<AnsweredBatch> {
  const answer = await send(store, body, sending);
  if ("code" in answer) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return JSON.parse(Buffer.from(answer.json).toString());
}

/** An event, unlike others only in what `changes` says. */
export function anEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { event_type: "gaze", timestamp: RECEIVED_MS - 60_000, gaze_target: "sofa", ...changes };
}

/** Events of a tour as the store gives them. */
export async function storedEvents(
  store: EventStore,
  key: { readonly ownerId?: number; readonly sessionId: string },
): Promise<Record<string, unknown>[]> {
  const tour = await store.findTour({ ownerId: 7, ...key });
  if (!tour) return [];
  const events: Record<string, unknown>[] = [];
  let after: { atMs: number; eventId: string } | null = null;
  do {
    const page = await store.listEvents({
      ...{ tourId: tour.id, type: null, zone: null, after, limit: 1_000, form: "list" },
    });
    events.push(...(JSON.parse(Buffer.from(page.text).toString()) as Record<string, unknown>[]));
    after = page.next;
  } while (after);
  return events;
}
