/** A request's decoded body, read into events to store and events to refuse. Pure: the same bytes always read the same. */
import { AXES, type Axes } from "./axes.ts";
import {
  type EventContext,
  hashedIds,
  isFault,
  MAX_EVENT_BYTES,
  readEvent,
  type TrackedEvent,
} from "./event.ts";
import { type Fault, fault, isObject, readId, readTime } from "./values.ts";

/** Most events of one batch. */
export const MAX_BATCH_EVENTS = 20_000;

/** Nesting of a rejected event that is kept. */
const MAX_KEPT_DEPTH = 64;

/** Which route a body came in by. */
export type IngestKind = "event" | "batch" | "telemetry";

/** An event that is not stored, with its place in the request. */
export interface RejectedEvent extends Fault {
  readonly index: number;
  /** The client's own id, where that can be read. */
  readonly eventId: string | null;
  readonly sessionId: string | null;
  /** Tells it from every other rejected event of its session: a hash and its number among equal ones. */
  readonly digest: string;
  /** Its JSON, null where that is longer than an event may be or nested deeper than 64. */
  readonly payload: string | null;
}

/** A body that could be read. Several groups only in telemetry, whose events name their session one by one. */
export interface ReadBody {
  readonly sentAtMs: number | null;
  /** Axes that the body declares for its tour. */
  readonly axes: Axes | null;
  readonly groups: readonly EventGroup[];
  readonly rejected: readonly RejectedEvent[];
}

/** Events of one session. `sessionId` is null for telemetry that belongs to none. */
export interface EventGroup {
  readonly sessionId: string | null;
  readonly events: readonly TrackedEvent[];
}

export interface ReadingContext {
  readonly receivedAtMs: number;
  /** A digest as text, the same for the same text. */
  readonly hash: (text: string) => string;
  /** An id that no other event has. */
  readonly newId: () => string;
}

/** The body of a request, or why it is refused as a whole. */
export function readBody(kind: IngestKind, body: unknown, context: ReadingContext): ReadBody | Fault {
  if (!isObject(body)) return fault("", "must be an object");
  if (kind === "telemetry") return readTelemetry(body, context);
  const sessionId = readId(body.session_id);
  if (sessionId === null)
    return fault("/session_id", body.session_id === undefined ? "is missing" : "must be an id");
  const sentAtMs = readTime(body.sent_at);
  if (sentAtMs === null && body.sent_at !== undefined && body.sent_at !== null)
    return fault("/sent_at", "must be a time");
  const axes = AXES.find((name) => name === body.axes) ?? null;
  if (axes === null && body.axes !== undefined && body.axes !== null)
    return fault("/axes", `must be one of ${AXES.join(", ")}`);
  const given = kind === "event" ? [withoutEnvelope(body)] : body.events;
  const bad = faultOfList(given);
  if (bad) return bad;
  const { groups, rejected } = readEvents(given as unknown[], {
    ...{ sessionId, sentAtMs, receivedAtMs: context.receivedAtMs, telemetry: false },
    identify: hashedIds(context.hash),
    digest: hashedIds(context.hash),
  });
  return { sentAtMs, axes, groups, rejected };
}

function readTelemetry(body: Readonly<Record<string, unknown>>, context: ReadingContext): ReadBody | Fault {
  const given = body.events === undefined ? [body] : body.events;
  const bad = faultOfList(given);
  if (bad) return bad;
  const sentAtMs = body.events === undefined ? null : readTime(body.sent_at);
  const hashed = hashedIds(context.hash);
  // Without a time of its own an equal event is another one: somebody pressed the same button again.
  const identify: EventContext["identify"] = (event) =>
    isObject(event) && (event.timestamp ?? null) === null ? context.newId() : hashed(event);
  const { groups, rejected } = readEvents(given as unknown[], {
    ...{ sessionId: null, sentAtMs, receivedAtMs: context.receivedAtMs, telemetry: true },
    identify,
    digest: hashedIds(context.hash),
  });
  return { sentAtMs, axes: null, groups, rejected };
}

function faultOfList(given: unknown): Fault | null {
  if (given === undefined) return fault("/events", "is missing");
  if (!Array.isArray(given)) return fault("/events", "must be a list");
  if (given.length === 0) return fault("/events", "must hold at least one event");
  if (given.length <= MAX_BATCH_EVENTS) return null;
  return { code: "too_large", detail: `holds more than ${MAX_BATCH_EVENTS} events`, pointer: "/events" };
}

interface ListContext extends EventContext {
  /** As `identify`, for what is rejected. */
  readonly digest: (given: unknown) => string;
}

function readEvents(given: readonly unknown[], context: ListContext): Pick<ReadBody, "groups" | "rejected"> {
  const bySession = new Map<string | null, TrackedEvent[]>();
  const rejected: RejectedEvent[] = [];
  for (let index = 0; index < given.length; index += 1) {
    const item = given[index];
    const sessionId = context.sessionId ?? (isObject(item) ? readId(item.session_id) : null);
    const read = readEvent(item, context);
    if (isFault(read)) {
      const eventId = isObject(item) ? readId(item.event_id) : null;
      rejected.push({
        ...{ index, eventId, sessionId, ...read },
        ...{ digest: context.digest(item), payload: payloadOf(item) },
      });
      continue;
    }
    const group = bySession.get(sessionId);
    if (group) group.push(read);
    else bySession.set(sessionId, [read]);
  }
  return { groups: [...bySession].map(([sessionId, events]) => ({ sessionId, events })), rejected };
}

function payloadOf(given: unknown): string | null {
  // Printing takes the square of the depth, until the stack ends.
  if (!isNestedWithin(given, MAX_KEPT_DEPTH)) return null;
  const text = JSON.stringify(given);
  return text.length <= MAX_EVENT_BYTES ? text : null;
}

function isNestedWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isNestedWithin(item, depth - 1));
}

/** A single event without what belongs to the request around it. */
function withoutEnvelope(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const event: Record<string, unknown> = Object.assign(Object.create(null), body);
  for (const name of ["session_id", "sent_at", "axes"]) delete event[name];
  return event;
}
