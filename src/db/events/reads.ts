/** What is read of tours and events, as SQL that both databases take. Every query is bounded and walks an index. */
import type { EventPage, EventQuery, TourKey, TourQuery } from "../../services/tracking/ports.ts";
import { trackedEventView } from "../../services/tracking/views.ts";
import { type Fragment, joined, sql } from "../sql.ts";
import { type EventRow, storedEventOf, TOUR_COLUMNS } from "./rows.ts";

const TOUR = columns(TOUR_COLUMNS);
const EVENT = sql`e.event_id, e.source, e.event_type, e.at_ms, t.skew_ms, e.received_at_ms, e.zone_name, e.object_name, e.x, e.y, e.z,
  e.rotation, e.gaze_target, e.dwell_time_ms, e.interaction_type, e.user_id, e.space_id, e.verified, e.metadata`;
/** Tours given for a session id that several owners use. */
const MAX_NAMESAKES = 10;

export function tourQuery({ ownerId, sessionId }: TourKey): Fragment {
  return sql`SELECT ${TOUR} FROM tours WHERE owner_id = ${ownerId} AND session_id = ${sessionId} AND opened = 1`;
}

export function namesakesQuery(sessionId: string): Fragment {
  return sql`SELECT ${TOUR} FROM tours WHERE session_id = ${sessionId} AND opened = 1 ORDER BY calendar_at_ms DESC, id DESC LIMIT ${MAX_NAMESAKES}`;
}

export function toursQuery(query: TourQuery): Fragment {
  const conditions = [sql`opened = 1`];
  if (query.ownerId !== null) conditions.push(sql`owner_id = ${query.ownerId}`);
  if (query.propertyId !== null) conditions.push(sql`property_id = ${query.propertyId}`);
  if (query.customerId !== null) conditions.push(sql`customer_id = ${query.customerId}`);
  if (query.fromMs !== null) conditions.push(sql`calendar_at_ms >= ${query.fromMs}`);
  if (query.toMs !== null) conditions.push(sql`calendar_at_ms < ${query.toMs}`);
  if (query.status === "active")
    conditions.push(sql`(ended_at_ms IS NULL AND last_seen_at_ms >= ${query.idleBeforeMs})`);
  if (query.status === "completed")
    conditions.push(sql`(ended_at_ms IS NOT NULL OR last_seen_at_ms < ${query.idleBeforeMs})`);
  if (query.before !== null)
    conditions.push(sql`(calendar_at_ms, id) < (${query.before.calendarAtMs}, ${query.before.id})`);
  return sql`SELECT ${TOUR} FROM tours WHERE ${joined(conditions, " AND ")} ORDER BY calendar_at_ms DESC, id DESC LIMIT ${query.limit}`;
}

/** One more than the page has, which shows that there is a next one. */
export function eventsQuery(query: EventQuery): Fragment {
  const conditions = [sql`e.tour_id = ${query.tourId}`];
  if (query.type !== null) conditions.push(sql`e.event_type = ${query.type}`);
  if (query.zone !== null) conditions.push(sql`e.zone_name = ${query.zone}`);
  if (query.after !== null)
    conditions.push(
      sql`e.at_ms >= ${query.after.atMs} AND (e.at_ms, e.event_id) > (${query.after.atMs}, ${query.after.eventId})`,
    );
  return sql`SELECT ${EVENT} FROM events e JOIN tours t ON t.id = e.tour_id WHERE ${joined(conditions, " AND ")}
    ORDER BY e.at_ms, e.event_id LIMIT ${query.limit + 1}`;
}

/** The page of the rows that {@link eventsQuery} gives. */
export function eventPage(rows: readonly EventRow[], query: EventQuery): EventPage {
  const given = rows.slice(0, query.limit);
  const texts = given.map((row) => JSON.stringify(trackedEventView(storedEventOf(row))));
  const text = query.form === "list" ? `[${texts.join(",")}]` : texts.map((line) => `${line}\n`).join("");
  const last = given.at(-1);
  return {
    text: Buffer.from(text),
    next: rows.length > query.limit && last ? { atMs: last.at_ms, eventId: last.event_id } : null,
  };
}

function columns(names: readonly string[]): Fragment {
  return { parts: [names.join(", ")], values: [] };
}
