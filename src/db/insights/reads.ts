/** What is read for insights, as SQL that both databases take. */
import type { DirtyQuery } from "../../services/insights/ports.ts";
import type { ActivityQuery, DigestQuery, ListQuery, Owner } from "../../services/insights/requests.ts";
import { type Fragment, joined, listOf, sql, whole } from "../sql.ts";
import { EVENT_COLUMNS, TOUR_COLUMNS } from "./rows.ts";

/** Most changed tours that are counted. */
const MAX_COUNTED = 10_000;
/** Most of a customer's tours that are read. */
const MAX_CUSTOMER_TOURS = 5_000;
/** Most of a property's tours that are merged: the latest. */
const MAX_PROPERTY_TOURS = 200_000;
/** Most cells that a map is made of. */
const MAX_CELLS = 2_000_000;
/** Most events that figures of activity are made from. */
export const MAX_ACTIVITY_EVENTS = 1_000_000;

const DIRTY = sql`revision <> summarised_revision`;
const TOUR = raw(TOUR_COLUMNS);

export function dirtyToursQuery({ afterId, limit, seenBeforeMs }: DirtyQuery): Fragment {
  const conditions = [DIRTY, sql`id > ${whole(afterId)}`];
  if (seenBeforeMs !== null) conditions.push(sql`last_seen_at_ms < ${whole(seenBeforeMs)}`);
  return sql`SELECT ${TOUR} FROM tours WHERE ${joined(conditions, " AND ")} ORDER BY id LIMIT ${limit}`;
}

export function countDirtyQuery(owner: Owner, propertyId: string | null): Fragment {
  const conditions = [DIRTY, sql`opened = 1`, ...ofOwner(owner)];
  if (propertyId !== null) conditions.push(sql`property_id = ${propertyId}`);
  return sql`SELECT count(*) AS n FROM (SELECT id FROM tours WHERE ${joined(conditions, " AND ")} LIMIT ${MAX_COUNTED}) AS dirty`;
}

export const tourEventsQuery = (tourId: number, limit: number): Fragment =>
  sql`SELECT ${raw(EVENT_COLUMNS)} FROM events WHERE tour_id = ${whole(tourId)} AND source <> 'telemetry'
    ORDER BY at_ms, event_id LIMIT ${limit}`;

export const findTourQuery = (owner: Owner, sessionId: string): Fragment =>
  sql`SELECT ${TOUR} FROM tours WHERE ${joined([sql`session_id = ${sessionId}`, sql`opened = 1`, ...ofOwner(owner)], " AND ")}
    ORDER BY id DESC LIMIT 1`;

export const propertyRevisionQuery = (owner: Owner, propertyId: string): Fragment =>
  sql`SELECT coalesce(sum(revision), 0) AS n FROM property_revisions
    WHERE ${joined([sql`property_id = ${propertyId}`, ...ofOwner(owner)], " AND ")}`;

export function propertyDigestsQuery({ owner, propertyId, fromMs, toMs }: DigestQuery): Fragment {
  const conditions = [sql`property_id = ${propertyId}`, ...ofOwner(owner)];
  if (fromMs !== null) conditions.push(sql`started_at_ms >= ${whole(fromMs)}`);
  if (toMs !== null) conditions.push(sql`started_at_ms < ${whole(toMs)}`);
  return sql`SELECT customer_id, digest FROM tour_summaries WHERE ${joined(conditions, " AND ")}
    ORDER BY started_at_ms DESC LIMIT ${MAX_PROPERTY_TOURS}`;
}

/** Of all ground the zones are put together: a place counts under the name of every zone that was told there. */
export function propertyCellsQuery(owner: Owner, propertyId: string, zone: string | null): Fragment {
  const conditions = [sql`property_id = ${propertyId}`, ...ofOwner(owner)];
  if (zone !== null) conditions.push(sql`zone = ${zone}`);
  return sql`SELECT cell_column, cell_row, CAST(sum(events) AS bigint) AS events, CAST(sum(ms) AS bigint) AS ms,
      CAST(sum(gazes) AS bigint) AS gazes, CAST(sum(gaze_ms) AS bigint) AS gaze_ms
    FROM property_cells WHERE ${joined(conditions, " AND ")} GROUP BY cell_column, cell_row LIMIT ${MAX_CELLS}`;
}

export const customerToursQuery = (owner: Owner, customerId: string): Fragment =>
  sql`SELECT session_id, property_id, digest FROM tour_summaries
    WHERE ${joined([sql`customer_id = ${customerId}`, ...ofOwner(owner)], " AND ")}
    ORDER BY started_at_ms DESC, tour_id DESC LIMIT ${MAX_CUSTOMER_TOURS}`;

export function listQuery({ owner, of, after, limit }: ListQuery): Fragment {
  const [name, other] =
    of === "properties" ? [raw("property_id"), raw("customer_id")] : [raw("customer_id"), raw("property_id")];
  const conditions = [sql`${name} IS NOT NULL`, ...ofOwner(owner)];
  if (after !== null) conditions.push(sql`${name} > ${after}`);
  return sql`SELECT ${name} AS name, count(*) AS tours, count(DISTINCT ${other}) AS others, max(started_at_ms) AS last_tour_at_ms
    FROM tour_summaries WHERE ${joined(conditions, " AND ")} GROUP BY ${name} ORDER BY ${name} LIMIT ${limit}`;
}

export function activityQuery({ fromMs, toMs, spaceIds }: ActivityQuery): Fragment {
  const conditions = [
    sql`source = 'server'`,
    sql`at_ms >= ${whole(fromMs)}`,
    sql`at_ms < ${whole(toMs)}`,
    sql`event_type IN ('join', 'rejoin', 'leave', 'chat', 'tool_use')`,
  ];
  if (spaceIds !== null)
    conditions.push(spaceIds.length === 0 ? sql`1 = 0` : sql`space_id IN ${listOf([...spaceIds])}`);
  return sql`SELECT event_type, at_ms, space_id, user_id, metadata FROM events WHERE ${joined(conditions, " AND ")}
    ORDER BY at_ms, id LIMIT ${MAX_ACTIVITY_EVENTS + 1}`;
}

function ofOwner(owner: Owner): Fragment[] {
  return owner === null ? [] : [sql`owner_id = ${owner}`];
}

function raw(text: string): Fragment {
  return { parts: [text], values: [] };
}
