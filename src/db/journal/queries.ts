/**
 * What is read from the journal, as SQL that both databases take. Every query is bounded and walks an index. Newest
 * first means by time and then id: ids of two processes come from different blocks, so they alone are no order.
 */
import type { MessageQuery, UseQuery } from "../../services/journal/ports.ts";
import { type DatabaseKind, type Fragment, joined, sql } from "../sql.ts";

/** Most rows of one page of a list. */
export const MAX_PAGE = 10_000;
const LAST = Number.MAX_SAFE_INTEGER;

const COLUMNS: Readonly<
  Record<DatabaseKind, Readonly<Record<"message" | "use" | "object" | "position", Fragment>>>
> = {
  sqlite: {
    message: sql`m.id, m.space_id, m.chatroom_id, m.channel, m.from_user_id, m.from_name, m.recipients, m.message, m.type, m.sent_at_ms`,
    use: sql`id, space_id, user_id, object_id, action, params, before, after, at_ms, undoes, undone_by`,
    object: sql`id, space_id, prefab_id, kind, x, y, z, heading, scale, solid, state, locked_by, created_by, created_at_ms, updated_at_ms`,
    position: sql`space_id, user_id, x, y, heading, at_ms`,
  },
  // As JSON text and doubles, so that a row looks the same: the driver gives bigint as text, and every id and time is below 2^53.
  postgres: {
    message: sql`m.id::float8, m.space_id, m.chatroom_id, m.channel, m.from_user_id, m.from_name, to_json(m.recipients)::text AS recipients, m.message, m.type, m.sent_at_ms::float8`,
    use: sql`id::float8, space_id, user_id, object_id, action, params::text, before::text, after::text, at_ms::float8, undoes::float8, undone_by::float8`,
    object: sql`id, space_id, prefab_id, kind, x, y, z, heading, scale, solid::int, state::text, locked_by, created_by, created_at_ms::float8, updated_at_ms::float8`,
    position: sql`space_id, user_id, x, y, heading, at_ms::float8`,
  },
};

/** Where a page starts: below this time and id. */
export interface Cursor {
  readonly atMs: number;
  readonly id: number;
}

/** A received message's place in the index of readers. */
export interface ReaderKey extends Cursor {
  readonly spaceId: number;
}

export type JournalQueries = ReturnType<typeof journalQueries>;

/** The queries for one kind of database. */
export function journalQueries(kind: DatabaseKind) {
  const columns = COLUMNS[kind];
  return {
    objects: (spaceId: number) =>
      sql`SELECT ${columns.object} FROM objects WHERE space_id = ${spaceId} ORDER BY id`,
    object: (id: number) => sql`SELECT ${columns.object} FROM objects WHERE id = ${id}`,
    countObjects: (spaceId: number) =>
      kind === "postgres"
        ? sql`SELECT count(*)::int AS n FROM objects WHERE space_id = ${spaceId}`
        : sql`SELECT count(*) AS n FROM objects WHERE space_id = ${spaceId}`,
    position: (spaceId: number, userId: number) =>
      sql`SELECT ${columns.position} FROM positions WHERE space_id = ${spaceId} AND user_id = ${userId}`,
    use: (id: number) => sql`SELECT ${columns.use} FROM tool_uses WHERE id = ${id}`,
    latestUndoable: (spaceId: number, userId: number) =>
      sql`SELECT ${columns.use} FROM tool_uses WHERE user_id = ${userId} AND space_id = ${spaceId}
        AND undoes IS NULL AND undone_by IS NULL ORDER BY at_ms DESC, id DESC LIMIT 1`,
    useCursor: (id: number) => timeOf(sql`tool_uses`, sql`at_ms`, id, kind),
    messageCursor: (id: number) => timeOf(sql`messages`, sql`sent_at_ms`, id, kind),
    uses: (query: UseQuery, from: Cursor) => usesPage(columns.use, query, from),
    messages: (query: MessageQuery, from: Cursor) => messagesPage(columns.message, query, from),

    sentBy: (userId: number, afterId: number, limit: number) =>
      sql`SELECT ${columns.message} FROM messages m WHERE m.from_user_id = ${userId} AND m.id > ${afterId} ORDER BY m.id LIMIT ${limit}`,
    receivedBy: (userId: number, after: ReaderKey, limit: number) =>
      sql`SELECT r.space_id AS reader_space_id, ${columns.message} FROM message_readers r JOIN messages m ON m.id = r.message_id
        WHERE r.user_id = ${userId} AND (r.space_id, r.sent_at_ms, r.message_id) > (${after.spaceId}, ${after.atMs}, ${after.id})
        ORDER BY r.space_id, r.sent_at_ms, r.message_id LIMIT ${limit}`,
    usesBy: (userId: number, after: ReaderKey, limit: number) =>
      sql`SELECT ${columns.use} FROM tool_uses
        WHERE user_id = ${userId} AND (space_id, at_ms, id) > (${after.spaceId}, ${after.atMs}, ${after.id})
        ORDER BY space_id, at_ms, id LIMIT ${limit}`,
    positionsOf: (userId: number, afterSpaceId: number, limit: number) =>
      sql`SELECT ${columns.position} FROM positions WHERE user_id = ${userId} AND space_id > ${afterSpaceId} ORDER BY space_id LIMIT ${limit}`,
  };
}

/** Where a page below the row `beforeId` starts; `atMs` is that row's time, null if it is gone or there is no `beforeId`. */
export function cursorAt(beforeId: number | null, atMs: number | null): Cursor {
  return { atMs: atMs ?? LAST, id: beforeId ?? LAST };
}

function timeOf(table: Fragment, column: Fragment, id: number, kind: DatabaseKind): Fragment {
  return kind === "postgres"
    ? sql`SELECT ${column}::float8 AS at_ms FROM ${table} WHERE id = ${id}`
    : sql`SELECT ${column} AS at_ms FROM ${table} WHERE id = ${id}`;
}

function usesPage(columns: Fragment, query: UseQuery, from: Cursor): Fragment {
  const conditions = [sql`space_id = ${query.spaceId}`, ...below(sql`at_ms`, sql`id`, from)];
  if (query.userId !== null) conditions.push(sql`user_id = ${query.userId}`);
  if (query.objectId !== null) conditions.push(sql`object_id = ${query.objectId}`);
  if (query.sinceMs !== null) conditions.push(sql`at_ms >= ${query.sinceMs}`);
  if (query.untilMs !== null) conditions.push(sql`at_ms <= ${query.untilMs}`);
  return sql`SELECT ${columns} FROM tool_uses WHERE ${joined(conditions, " AND ")} ORDER BY at_ms DESC, id DESC LIMIT ${query.limit}`;
}

/** Two walks, one along the space's channel and one along what the reader got, merged: neither sees rows that are not shown. */
function messagesPage(columns: Fragment, query: MessageQuery, from: Cursor): Fragment {
  const { spaceId, readerId, limit } = query;
  const own = [
    sql`m.space_id = ${spaceId}`,
    sql`m.channel = 'space'`,
    ...below(sql`m.sent_at_ms`, sql`m.id`, from),
  ];
  const got = [
    sql`r.user_id = ${readerId}`,
    sql`r.space_id = ${spaceId}`,
    sql`m.channel IN ('nearby', 'direct')`,
    ...below(sql`r.sent_at_ms`, sql`r.message_id`, from),
  ];
  return sql`SELECT * FROM (SELECT ${columns} FROM messages m
      WHERE ${joined(own, " AND ")} ORDER BY m.sent_at_ms DESC, m.id DESC LIMIT ${limit}) AS own
    UNION ALL SELECT * FROM (SELECT ${columns} FROM message_readers r JOIN messages m ON m.id = r.message_id
      WHERE ${joined(got, " AND ")} ORDER BY r.sent_at_ms DESC, r.message_id DESC LIMIT ${limit}) AS got
    ORDER BY sent_at_ms DESC, id DESC LIMIT ${limit}`;
}

/** Rows before the cursor. A cursor whose row is gone has no time: then the id alone bounds the page. */
function below(time: Fragment, id: Fragment, from: Cursor): Fragment[] {
  if (from.atMs === LAST) return from.id === LAST ? [] : [sql`${id} < ${from.id}`];
  return [sql`(${time}, ${id}) < (${from.atMs}, ${from.id})`];
}
