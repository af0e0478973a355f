/** Tours, their events and telemetry. Bodies with events go to the store's thread as they come. */
import type { IngestKind } from "../core/tracking/batch.ts";
import { AppError } from "../errors.ts";
import {
  BatchShape,
  EventsQuery,
  eventCursorText,
  HeartbeatAnswer,
  IngestAnswer,
  SessionBody,
  SessionParams,
  SingleEventShape,
  TelemetryShape,
  TourLife,
  TourStatus,
  ToursQuery,
} from "../protocol/tracking.ts";
import type { ByteBudget } from "../services/tracking/byteBudget.ts";
import type { EventCursor, EventPage, Ingested } from "../services/tracking/ports.ts";
import type { Tracking } from "../services/tracking/tracking.ts";
import { type Call, dataOf, defineRoute, type RawBody, type Reply, type Route } from "./route.ts";

/** Largest body with events on the wire, bytes. */
const MAX_INGEST_BYTES = 10 * 1024 * 1024;
/** Events read at once while a tour is given out as lines. */
const LINES_PER_READ = 1_000;

export interface TrackingRoutesDeps {
  readonly tracking: Tracking;
  /** Holds the bodies with events from their first byte to their answer. */
  readonly intake: ByteBudget;
}

export function trackingRoutes(deps: TrackingRoutesDeps): Route[] {
  return [...tourRoutes(deps), ...eventRoutes(deps)];
}

function tourRoutes({ tracking }: TrackingRoutesDeps): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/unreal/session",
      access: "ingest",
      summary: "Open a tour, or add to what is known of it",
      body: SessionBody,
      creates: true,
      answer: TourLife,
      async handle(call) {
        const { view, created } = await tracking.open(dataOf(call), call.body);
        if (!created) return { body: view };
        const location = `/api/v1/unreal/session/${encodeURIComponent(view.session_id)}/status`;
        return { status: 201, body: view, headers: { Location: location } };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/unreal/session/{id}/heartbeat",
      access: "ingest",
      summary: "Say that a tour goes on",
      params: SessionParams,
      answer: HeartbeatAnswer,
      handle: async (call) => ({ body: await tracking.heartbeat(dataOf(call), call.params.id) }),
    }),
    defineRoute({
      method: "GET",
      path: "/unreal/session/{id}/status",
      access: "ingest_or_read",
      summary: "How a tour stands",
      params: SessionParams,
      answer: TourStatus,
      handle: async (call) => ({ body: await tracking.status(dataOf(call), call.params.id) }),
    }),
    defineRoute({
      method: "GET",
      path: "/unreal/sessions",
      access: "read",
      summary: "The owner's tours, newest start first",
      query: ToursQuery,
      handle: async (call) => ({ body: await tracking.list(dataOf(call), call.query) }),
    }),
    defineRoute({
      method: "GET",
      path: "/unreal/session/{id}/events",
      access: "read",
      summary: "A tour's events in time order; as lines of JSON with Accept: application/x-ndjson",
      params: SessionParams,
      query: EventsQuery,
      handle: (call) => eventsReply(tracking, call, call.query),
    }),
  ];
}

/** A list as JSON; as lines the whole rest of the tour, read page by page as the client takes it. */
async function eventsReply(
  tracking: Tracking,
  call: Call<{ id: string }>,
  { limit, cursor, type, zone }: EventsQuery,
): Promise<Reply> {
  const caller = dataOf(call);
  const { id } = call.params;
  const lines = call.header("accept")?.includes("application/x-ndjson") ?? false;
  const query = { type: type ?? null, zone: zone ?? null, after: cursor ?? null };
  if (!lines) {
    const { text, next } = await tracking.listEvents(caller, id, { ...query, limit, form: "list" });
    const cursorText = JSON.stringify(next && eventCursorText(next));
    const body = Buffer.concat([
      Buffer.from('{"items":'),
      text,
      Buffer.from(`,"next_cursor":${cursorText}}`),
    ]);
    return { body, headers: { "Content-Type": "application/json" } };
  }
  const page = (after: typeof query.after) =>
    tracking.listEvents(caller, id, { ...query, after, limit: LINES_PER_READ, form: "lines" });
  // The first page is read before anything is sent: what fails still gets its status.
  const first = await page(query.after);
  return { stream: allPages(first, page), headers: { "Content-Type": "application/x-ndjson" } };
}

type ReadPage = (after: EventCursor | null) => Promise<EventPage>;

async function* allPages(first: EventPage, read: ReadPage): AsyncGenerator<Uint8Array> {
  let page = first;
  yield page.text;
  while (page.next) {
    page = await read(page.next);
    yield page.text;
  }
}

function eventRoutes({ tracking, intake }: TrackingRoutesDeps): Route[] {
  const route = (path: string, kind: IngestKind, about: Pick<Route, "summary" | "body">): Route => ({
    ...{ method: "POST", path, access: "ingest", ...about },
    ...{ rawBody: intake, maxBodyBytes: MAX_INGEST_BYTES, answer: IngestAnswer },
    async handle(call) {
      const ingested = await tracking.ingest(dataOf(call), kind, call.body as RawBody);
      return ingestReply(ingested);
    },
  });
  return [
    route("/unreal/tracking/event", "event", { summary: "Send one event", body: SingleEventShape }),
    route("/unreal/tracking/batch", "batch", { summary: "Send events of a tour", body: BatchShape }),
    route("/telemetry", "telemetry", {
      summary: "Send telemetry, one event or several",
      body: TelemetryShape,
    }),
  ];
}

/** 202 if anything is stored, now or before. Else a problem document that carries the same members. */
function ingestReply({ accepted, duplicates, json }: Ingested): Reply {
  if (accepted + duplicates > 0)
    return { status: 202, body: Buffer.from(json), headers: { "Content-Type": "application/json" } };
  throw new AppError("invalid", "None of the events could be stored; rejected says why.", { members: json });
}
