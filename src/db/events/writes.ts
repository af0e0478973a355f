/** What the event store commits. A commit notes in `outcome` what became of each write. */
import type { ReadBody, RejectedEvent } from "../../core/tracking/batch.ts";
import type { Tour } from "../../core/tracking/tour.ts";
import type { EventSource, ServerEvent, TourDraft, TourKey } from "../../services/tracking/ports.ts";
import type { Script } from "./scripts.ts";

/** Owner of what rooms see of avatars without a tour. No user has this id. */
export const SERVER_OWNER = -1;

export interface IngestWrite {
  readonly kind: "ingest";
  readonly ownerId: number;
  readonly source: Exclude<EventSource, "server">;
  readonly receivedAtMs: number;
  readonly body: ReadBody;
  /** The dead letter that this is a new reading of; it goes when its event is stored. */
  readonly letterId?: number;
  outcome: { accepted: number; duplicates: number };
}

export interface OpenWrite {
  readonly kind: "open";
  readonly draft: TourDraft;
  outcome: { tour: Tour; created: boolean } | null;
}

export interface HeartbeatWrite {
  readonly kind: "heartbeat";
  readonly key: TourKey;
  readonly atMs: number;
  outcome: Tour | null;
}

export interface EmitWrite {
  readonly kind: "emit";
  readonly events: readonly ServerEvent[];
  readonly receivedAtMs: number;
}

export interface ScriptWrite {
  readonly kind: "script";
  readonly script: () => Script<unknown>;
  outcome: unknown;
}

export type EventWrite = IngestWrite | OpenWrite | HeartbeatWrite | EmitWrite | ScriptWrite;

/** A rejected event as columns of `dead_letters`. */
export function deadLetterOf(write: IngestWrite, rejected: RejectedEvent) {
  return {
    owner_id: write.ownerId,
    session_id: rejected.sessionId ?? "",
    source: write.source,
    digest: rejected.digest,
    event_id: rejected.eventId,
    code: rejected.code,
    detail: rejected.detail,
    pointer: rejected.pointer,
    payload: rejected.payload,
    sent_at_ms: write.body.sentAtMs,
    received_at_ms: write.receivedAtMs,
  };
}

/** What a draft declares as columns of `tours`; null leaves what is there. */
export function declaredColumns(draft: TourDraft) {
  return {
    started_at_ms: draft.startedAtMs,
    ended_at_ms: draft.endedAtMs,
    customer_id: draft.customerId,
    property_id: draft.propertyId,
    space_id: draft.spaceId,
    axes: draft.axes,
    at_ms: draft.receivedAtMs,
  };
}
