/**
 * What tracking needs from storage: tours and their events, kept apart from everything else so that 100,000 events a
 * second disturb nobody. Writes are durable when their promise resolves; concurrent ones share a transaction.
 */
import type { Axes, Position } from "../../core/tracking/axes.ts";
import type { IngestKind } from "../../core/tracking/batch.ts";
import type { Tour } from "../../core/tracking/tour.ts";

/** `client`: sent for a tour; `telemetry`: sent to /telemetry/; `server`: seen by a room itself. */
export type EventSource = "client" | "telemetry" | "server";

/** A request's body as it came in. */
export interface IngestRequest {
  readonly ownerId: number;
  readonly kind: IngestKind;
  readonly gzip: boolean;
  /** The bytes in order, each piece in memory of its own. Handed over: detached once the call returns. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly receivedAtMs: number;
}

/** What became of a request. Figures are of its events. */
export interface Ingested {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** The answer as JSON text in UTF-8: 20,000 reasons would take the main thread longer than a tick can wait. */
  readonly json: Uint8Array;
}

/** Why a request was refused as a whole; nothing of it is stored. */
export interface IngestRefusal {
  readonly code: "malformed" | "invalid" | "too_large" | "unavailable";
  readonly detail: string;
  /** Into the body; "" is all of it. */
  readonly pointer: string;
}

/** What a call declares about a tour; null leaves what is known. */
export interface TourDraft {
  readonly ownerId: number;
  readonly sessionId: string;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly customerId: string | null;
  readonly propertyId: string | null;
  readonly spaceId: string | null;
  readonly axes: Axes | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly receivedAtMs: number;
}

/** Which tour of whom. */
export interface TourKey {
  readonly ownerId: number;
  readonly sessionId: string;
}

/** Something that a room saw. */
export interface ServerEvent {
  /** The tour that the avatar joined with; null for everybody else. */
  readonly tour: TourKey | null;
  /** Unique within its tour, or among all events without one. */
  readonly eventId: string;
  readonly eventType: string;
  readonly atMs: number;
  readonly userId: number | null;
  readonly spaceId: number | null;
  readonly zoneName: string | null;
  readonly objectName: string | null;
  /** Metres, y up. */
  readonly position: Position | null;
  readonly dwellTimeMs: number | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** An event as stored. */
export interface StoredEvent {
  readonly eventId: string;
  readonly source: EventSource;
  readonly eventType: string;
  /** As sent, by the clock of its source. */
  readonly atMs: number;
  /** On the server's clock, with the tour's skew as it is known now. */
  readonly correctedAtMs: number;
  readonly receivedAtMs: number;
  readonly zoneName: string | null;
  readonly objectName: string | null;
  /** Metres, y up. */
  readonly position: Position | null;
  readonly rotation: Readonly<Record<string, number>> | null;
  readonly gazeTarget: string | null;
  readonly dwellTimeMs: number | null;
  readonly interactionType: string | null;
  readonly userId: number | null;
  readonly spaceId: number | null;
  /** Whether the server saw what the client claims; null where it cannot judge. */
  readonly verified: boolean | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** Place of an event in its tour's order: time on the client's clock, then id. */
export interface EventCursor {
  readonly atMs: number;
  readonly eventId: string;
}

export interface EventQuery {
  readonly tourId: number;
  readonly type: string | null;
  readonly zone: string | null;
  readonly after: EventCursor | null;
  readonly limit: number;
  /** `lines`: each event as one line of JSON; `list`: as one JSON array. */
  readonly form: "lines" | "list";
}

/** Events as `protocol/tracking.ts` shows them, as text in UTF-8: decoding and printing them is not the main thread's work. */
export interface EventPage {
  readonly text: Uint8Array;
  /** Where the next page begins; null at the end. */
  readonly next: EventCursor | null;
}

export interface TourQuery {
  /** Null: everybody's. */
  readonly ownerId: number | null;
  readonly propertyId: string | null;
  readonly customerId: string | null;
  readonly status: "active" | "completed" | null;
  /** Bounds of the start on the server's clock: from, inclusive, to, exclusive. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** A tour seen last before this has timed out. */
  readonly idleBeforeMs: number;
  readonly before: { readonly calendarAtMs: number; readonly id: number } | null;
  readonly limit: number;
}

/** A tour in a list, with its place there: when it began on the server's clock. */
export interface ListedTour extends Tour {
  readonly calendarAtMs: number;
}

/** An event that was refused, as it is kept. */
export interface DeadLetter {
  readonly id: number;
  readonly ownerId: number;
  /** "" for telemetry without a session. */
  readonly sessionId: string;
  readonly source: "client" | "telemetry";
  readonly eventId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
  /** Its JSON, null where that was too long or too deep to keep; then it cannot be tried again. */
  readonly payload: string | null;
  readonly sentAtMs: number | null;
  readonly receivedAtMs: number;
  /** How often it was refused by a reading of its own: repeats of the same batch do not count. */
  readonly attempts: number;
}

export interface EventStoreStats {
  /** Requests handed over and not yet answered, and their bytes. */
  readonly pending: number;
  readonly pendingBytes: number;
  /** Events stored and duplicates seen since the start. */
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Requests refused because too much waited. */
  readonly refused: number;
  /** Server events dropped because too many waited. */
  readonly dropped: number;
}

/** Implementation: `db/events/workerEventStore.ts` over a thread for either database. One contract suite for both. */
export interface EventStore {
  /**
   * Unzips, reads, checks, deduplicates and stores a request's events; resolves after the commit. One bad event costs no
   * other: it is kept as a dead letter.
   * @throws AppError `unavailable` if too much waits or the database stays away; then nothing of the request is stored.
   */
  ingest(request: IngestRequest): Promise<Ingested | IngestRefusal>;
  /** Makes a tour or adds to what is known of it. @throws as `ingest`. */
  openTour(draft: TourDraft): Promise<{ readonly tour: Tour; readonly created: boolean }>;
  /** Notes a sign of life; opens the tour if it is unknown. @throws as `ingest`. */
  heartbeat(key: TourKey, atMs: number): Promise<Tour>;

  /**
   * Takes what rooms saw, at once: it never waits and never throws. What does not fit into the queue is dropped, and
   * counted; what the database refuses is reported.
   */
  emit(events: readonly ServerEvent[]): void;
  /** Resolves when everything emitted before is stored or given up. */
  settled(): Promise<void>;
  /** Binds a tour to the user whose avatar joins with it; false if it is bound to another or there is none. @throws as `ingest`. */
  bindTour(key: TourKey, userId: number): Promise<boolean>;

  /** Null if there is none, or only telemetry named it. */
  findTour(key: TourKey): Promise<Tour | null>;
  /** Tours of any owner with this session id, newest first, at most ten. */
  findTours(sessionId: string): Promise<Tour[]>;
  /** Newest start first. */
  listTours(query: TourQuery): Promise<ListedTour[]>;
  /** In the order of {@link EventCursor}. */
  listEvents(query: EventQuery): Promise<EventPage>;

  /** Forgets a user: their tours with events, counts and dead letters, and who they were in the tours of others. */
  eraseOwner(userId: number): Promise<void>;
  /** Deletes tours without a sign since a time, and loose events from before it; how many rows. Counts per property stay. */
  sweep(beforeMs: number): Promise<number>;

  /** Oldest first, those after an id. */
  listDeadLetters(query: { readonly afterId: number; readonly limit: number }): Promise<DeadLetter[]>;
  /** An owner's, oldest first, at most 1,000. */
  deadLettersOf(ownerId: number): Promise<DeadLetter[]>;
  /** Reads every dead letter again: what is good now is stored, what is not stays with its reason. */
  retryDeadLetters(): Promise<{ readonly stored: number; readonly kept: number }>;

  /** True if the database answers. */
  ping(): Promise<boolean>;
  stats(): EventStoreStats;
  /** Stores what was handed over and lets go of threads and connections. */
  close(): Promise<void>;
}
