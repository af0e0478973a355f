/** Tours, their events and telemetry over HTTP. */
import { z } from "zod";
import { AXES } from "../core/tracking/axes.ts";
import { MAX_BATCH_EVENTS } from "../core/tracking/batch.ts";
import { MAX_COORDINATE, MAX_DWELL_MS, MAX_NAME_CHARACTERS } from "../core/tracking/event.ts";
import { MAX_ID_CHARACTERS, readTime } from "../core/tracking/values.ts";
import { PageQuery } from "./lists.ts";
import { text } from "./text.ts";

/** A client's id: text or an integer, known by its text. */
export const ClientId = z.union([text(1, MAX_ID_CHARACTERS), z.number().int().transform(String)]);

/** A client's time: ISO-8601 (UTC without a zone), or unix seconds or milliseconds as number or text; parsed to milliseconds. */
export const ClientTime = z.union([z.string().max(40), z.number()]).transform((value, context) => {
  const ms = readTime(value);
  if (ms !== null) return ms;
  context.addIssue({
    code: "custom",
    message: "must be a time since 2000: ISO-8601, or unix seconds or milliseconds",
  });
  return z.NEVER;
});

/** Most characters of a tour's metadata as JSON. */
const MAX_METADATA_CHARACTERS = 16 * 1024;

const SESSION_FIELDS = {
  session_id: ClientId.nullish(),
  session_start: ClientTime.nullish(),
  session_end: ClientTime.nullish(),
  customer_id: ClientId.nullish(),
  property_id: ClientId.nullish(),
  space_id: ClientId.nullish(),
  axes: z.enum(AXES).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
};

/** A tour as its client declares it. Fields that are not known here go to its metadata. */
export const SessionBody = z
  .looseObject(SESSION_FIELDS)
  .transform((body) => {
    const { session_id, session_start, session_end, customer_id, property_id, space_id, axes, ...rest } =
      body;
    const { metadata, ...unknown } = rest;
    const all = Object.assign(Object.create(null), unknown, metadata) as Record<string, unknown>;
    return {
      ...{ session_id, session_start, session_end, customer_id, property_id, space_id, axes },
      metadata: Object.keys(all).length > 0 ? all : null,
    };
  })
  .superRefine((body, context) => {
    const fail = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const { session_id: id, session_start: start, session_end: end } = body;
    // An end may come by itself, before or after the start, for a tour that it names.
    if ((start ?? null) === null && ((end ?? null) === null || (id ?? null) === null))
      fail("session_start", "is missing");
    if (typeof start === "number" && typeof end === "number" && end < start)
      fail("session_end", "is before session_start");
    if (body.metadata && JSON.stringify(body.metadata).length > MAX_METADATA_CHARACTERS)
      fail("metadata", `may have at most ${MAX_METADATA_CHARACTERS} characters as JSON`);
  });
export type SessionBody = z.infer<typeof SessionBody>;

export const SessionParams = z.object({ id: text(1, MAX_ID_CHARACTERS) });

export const TourLife = z.object({
  session_id: z.string(),
  status: z.enum(["active", "completed"]),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  timed_out: z.boolean(),
  implicit: z.boolean(),
});

export const TourStatus = TourLife.extend({
  event_count: z.number(),
  last_event_at: z.string().nullable(),
  customer_id: z.string().nullable(),
  property_id: z.string().nullable(),
  space_id: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
});

export const HeartbeatAnswer = z.object({
  session_id: z.string(),
  status: z.enum(["active", "completed"]),
  last_seen_at: z.string(),
});

const name = z.union([z.string().max(MAX_NAME_CHARACTERS), z.number()]).nullish();
const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
const vector = z.object({ x: coordinate, y: coordinate, z: coordinate });

/** An event as it may be sent; `core/tracking/event.ts` is what reads it. */
export const TrackedEventShape = z.looseObject({
  event_id: z.union([z.string().max(MAX_ID_CHARACTERS), z.number().int()]).nullish(),
  event_type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  timestamp: z.union([z.string().max(40), z.number()]),
  zone_name: name,
  object_name: name,
  position: z.union([vector.loose(), z.tuple([coordinate, coordinate, coordinate])]).nullish(),
  rotation: z
    .union([
      z.looseObject({ pitch: coordinate, yaw: coordinate, roll: coordinate }),
      vector.extend({ w: coordinate.optional() }).loose(),
    ])
    .nullish(),
  gaze_target: name,
  dwell_time_ms: z.number().min(0).max(MAX_DWELL_MS).nullish(),
  interaction_type: name,
  metadata: z.record(z.string(), z.unknown()).nullish(),
});

const ENVELOPE = { session_id: ClientId, sent_at: ClientTime.nullish(), axes: z.enum(AXES).nullish() };
export const SingleEventShape = TrackedEventShape.extend(ENVELOPE);
export const BatchShape = z.looseObject({
  ...ENVELOPE,
  events: z.array(TrackedEventShape).min(1).max(MAX_BATCH_EVENTS),
});

const TelemetryEvent = TrackedEventShape.extend({
  timestamp: z.union([z.string().max(40), z.number()]).nullish(),
  session_id: ClientId.nullish(),
});
export const TelemetryShape = z.union([
  TelemetryEvent,
  z.looseObject({
    sent_at: ClientTime.nullish(),
    events: z.array(TelemetryEvent).min(1).max(MAX_BATCH_EVENTS),
  }),
]);

export const IngestAnswer = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.array(
    z.object({
      index: z.number(),
      event_id: z.string().optional(),
      code: z.string(),
      detail: z.string(),
      pointer: z.string(),
    }),
  ),
  session_id: z.string().nullable(),
  event_id: z.string().optional(),
});

const TourCursor = z
  .string()
  .regex(/^-?\d{1,16}\.\d{1,15}$/, "is not a cursor of this list")
  .transform((cursor) => {
    const [calendarAtMs, id] = cursor.split(".").map(Number) as [number, number];
    return { calendarAtMs, id };
  });

/** `from` and `to` bound the start of the tours, by the server's clock. */
export const ToursQuery = PageQuery.extend({
  cursor: TourCursor.optional(),
  property_id: text(1, MAX_ID_CHARACTERS).optional(),
  customer_id: text(1, MAX_ID_CHARACTERS).optional(),
  status: z.enum(["active", "completed"]).optional(),
  from: ClientTime.optional(),
  to: ClientTime.optional(),
  owner_id: z.coerce.number().int().min(0).optional(),
});
export type ToursQuery = z.infer<typeof ToursQuery>;

const EventCursorText = z
  .string()
  .regex(/^\d{1,16}\..+$/, "is not a cursor of this list")
  .transform((cursor) => {
    const dot = cursor.indexOf(".");
    return { atMs: Number(cursor.slice(0, dot)), eventId: cursor.slice(dot + 1) };
  });

/** The cursor that names the place of an event. */
export function eventCursorText(place: { readonly atMs: number; readonly eventId: string }): string {
  return `${place.atMs}.${place.eventId}`;
}

export const EventsQuery = PageQuery.extend({
  cursor: z.string().max(200).pipe(EventCursorText).optional(),
  type: text(1, 64).optional(),
  zone: text(1, MAX_NAME_CHARACTERS).optional(),
});
export type EventsQuery = z.infer<typeof EventsQuery>;
