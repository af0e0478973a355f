/** The journal's writes on PostgreSQL: a batch becomes a handful of statements, each fed by one JSON parameter. */
import type pg from "pg";
import { commitTransaction } from "../postgresPool.ts";
import type { JournalRow, MessageRow, ObjectRow, PositionRow, UseRow } from "./rows.ts";

type UseWrite = Extract<JournalRow, { kind: "use" }>;

const OBJECT_COLUMNS =
  "id, space_id, prefab_id, kind, x, y, z, heading, scale, solid, state, locked_by, created_by, created_at_ms, updated_at_ms";
const OBJECT_ROWS = `SELECT id, space_id, prefab_id, kind, x, y, z, heading, scale, solid <> 0, state::jsonb, locked_by, created_by, created_at_ms, updated_at_ms
  FROM jsonb_to_recordset($1::jsonb) AS given (id int, space_id int, prefab_id text, kind text, x float8, y float8, z float8,
    heading float8, scale float8, solid int, state text, locked_by int, created_by int, created_at_ms bigint, updated_at_ms bigint)`;

const INSERT_MESSAGES = `
  WITH stored AS (
    INSERT INTO messages (id, space_id, chatroom_id, channel, from_user_id, from_name, recipients, message, type, sent_at_ms)
    SELECT id, space_id, chatroom_id, channel, from_user_id, from_name,
      CASE WHEN recipients IS NULL THEN NULL ELSE ARRAY(SELECT jsonb_array_elements_text(recipients::jsonb)::int) END, message, type, sent_at_ms
    FROM jsonb_to_recordset($1::jsonb) AS given (id bigint, space_id int, chatroom_id int, channel text, from_user_id int,
      from_name text, recipients text, message text, type text, sent_at_ms bigint)
    ON CONFLICT (id) DO NOTHING RETURNING id, space_id, sent_at_ms, recipients)
  INSERT INTO message_readers (user_id, space_id, sent_at_ms, message_id)
  SELECT unnest(recipients), coalesce(space_id, 0), sent_at_ms, id FROM stored`;

const INSERT_USES = `
  INSERT INTO tool_uses (id, space_id, user_id, object_id, action, params, before, after, at_ms, undoes)
  SELECT id, space_id, user_id, object_id, action, params::jsonb, before::jsonb, after::jsonb, at_ms, undoes
  FROM jsonb_to_recordset($1::jsonb) AS given (id bigint, space_id int, user_id int, object_id int, action text, params text,
    before text, after text, at_ms bigint, undoes bigint)
  ON CONFLICT (id) DO NOTHING RETURNING id::float8`;

const INSERT_MENTIONS = `INSERT INTO use_mentions (user_id, use_id)
  SELECT user_id, use_id FROM jsonb_to_recordset($1::jsonb) AS given (user_id int, use_id bigint)`;

const MARK_UNDONE = `UPDATE tool_uses SET undone_by = given.id
  FROM jsonb_to_recordset($1::jsonb) AS given (id bigint, undoes bigint)
  WHERE tool_uses.id = given.undoes AND tool_uses.undone_by IS NULL`;

const PUT_OBJECTS = `INSERT INTO objects (${OBJECT_COLUMNS}) ${OBJECT_ROWS}
  ON CONFLICT (id) DO UPDATE SET ${OBJECT_COLUMNS.split(", ")
    .filter((column) => column !== "id")
    .map((column) => `${column} = excluded.${column}`)
    .join(", ")}`;

// An object that a use was logged for is that use's affair: a replay brings neither an old state nor a removed object back.
const ADD_OBJECTS = `INSERT INTO objects (${OBJECT_COLUMNS}) ${OBJECT_ROWS}
  WHERE NOT EXISTS (SELECT 1 FROM tool_uses WHERE object_id = given.id) ON CONFLICT (id) DO NOTHING`;

const DELETE_OBJECTS = "DELETE FROM objects WHERE id = ANY ($1::int[])";
const SKIP_IDS = "UPDATE id_blocks SET next = $1 WHERE kind = 'object' AND next < $1";

const PUT_POSITIONS = `INSERT INTO positions (space_id, user_id, x, y, heading, at_ms)
  SELECT space_id, user_id, x, y, heading, at_ms
  FROM jsonb_to_recordset($1::jsonb) AS given (space_id int, user_id int, x float8, y float8, heading float8, at_ms bigint)
  ON CONFLICT (space_id, user_id) DO UPDATE SET x = excluded.x, y = excluded.y, heading = excluded.heading, at_ms = excluded.at_ms
  WHERE excluded.at_ms >= positions.at_ms`;

/** Stores all rows in one transaction on `client`, or throws and leaves the rollback to the caller's `ROLLBACK`. */
export async function postgresCommit(client: pg.PoolClient, rows: readonly JournalRow[]): Promise<void> {
  await client.query("BEGIN");
  await writeMessages(
    client,
    rows.flatMap((row) => (row.kind === "message" ? [row.message] : [])),
  );
  // Uses before seeded objects: those yield to any use.
  await writeUses(
    client,
    rows.filter((row) => row.kind === "use"),
  );
  await addObjects(
    client,
    rows.flatMap((row) => (row.kind === "objects" ? row.objects : [])),
  );
  await writePositions(
    client,
    rows.flatMap((row) => (row.kind === "positions" ? row.positions : [])),
  );
  await commitTransaction(client);
}

async function writeMessages(client: pg.PoolClient, messages: readonly MessageRow[]): Promise<void> {
  if (messages.length > 0) await client.query(INSERT_MESSAGES, [JSON.stringify(messages)]);
}

async function writeUses(client: pg.PoolClient, writes: readonly UseWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const stored = await client.query<{ id: number }>(INSERT_USES, [
    JSON.stringify(writes.map(({ use }) => use)),
  ]);
  const fresh = firstOfEach(writes, new Set(stored.rows.map(({ id }) => id)));
  const mentions = fresh.flatMap(({ use, mentions }) =>
    mentions.map((userId) => ({ user_id: userId, use_id: use.id })),
  );
  if (mentions.length > 0) await client.query(INSERT_MENTIONS, [JSON.stringify(mentions)]);
  const undos = fresh.flatMap(({ use: { id, undoes } }) => (undoes === null ? [] : [{ id, undoes }]));
  if (undos.length > 0) await client.query(MARK_UNDONE, [JSON.stringify(undos)]);
  await writeObjects(client, fresh);
}

/** One statement may touch a row once, so of several uses of an object only the last one's row is written. */
async function writeObjects(client: pg.PoolClient, fresh: readonly UseWrite[]): Promise<void> {
  const last = new Map<number, ObjectRow | null>(fresh.map(({ use, object }) => [use.object_id, object]));
  const put = [...last.values()].filter((object) => object !== null);
  const gone = [...last].flatMap(([id, object]) => (object === null ? [id] : []));
  if (put.length > 0) await client.query(PUT_OBJECTS, [JSON.stringify(put)]);
  if (gone.length > 0) await client.query(DELETE_OBJECTS, [gone]);
}

async function addObjects(client: pg.PoolClient, objects: readonly ObjectRow[]): Promise<void> {
  if (objects.length === 0) return;
  await client.query(ADD_OBJECTS, [JSON.stringify(objects)]);
  await client.query(SKIP_IDS, [1 + objects.reduce((highest, { id }) => Math.max(highest, id), 0)]);
}

async function writePositions(client: pg.PoolClient, positions: readonly PositionRow[]): Promise<void> {
  if (positions.length === 0) return;
  const last = new Map<string, PositionRow>();
  for (const row of positions) {
    const key = `${row.space_id} ${row.user_id}`;
    const before = last.get(key);
    if (!before || row.at_ms >= before.at_ms) last.set(key, row);
  }
  await client.query(PUT_POSITIONS, [JSON.stringify([...last.values()])]);
}

/** The writes whose use was stored just now; of two with one id in a batch the first. */
function firstOfEach(writes: readonly UseWrite[], stored: Set<UseRow["id"]>): UseWrite[] {
  return writes.filter(({ use }) => stored.delete(use.id));
}
