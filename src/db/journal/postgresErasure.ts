/** Forgetting on PostgreSQL, in steps of a bounded number of rows, each a transaction of its own. */
import type pg from "pg";
import { ERASE_STEP_ROWS } from "./backend.ts";
import { type UseRow, withoutUser } from "./rows.ts";

const CHOSEN = `LIMIT ${ERASE_STEP_ROWS}`;

/** Touches at most one step's rows of each table of the space; how many. Runs inside the caller's transaction. */
export async function eraseSpaceStep(client: pg.PoolClient, spaceId: number): Promise<number> {
  const messages = await deleteMessages(client, "space_id = $1", spaceId);
  const uses = await client.query(
    `WITH gone AS (DELETE FROM tool_uses WHERE id IN (SELECT id FROM tool_uses WHERE space_id = $1 ${CHOSEN}) RETURNING id),
      unnamed AS (DELETE FROM use_mentions WHERE use_id IN (SELECT id FROM gone))
    SELECT count(*)::int AS n FROM gone`,
    [spaceId],
  );
  const objects = await changed(
    client,
    `DELETE FROM objects WHERE id IN (SELECT id FROM objects WHERE space_id = $1 ${CHOSEN})`,
    spaceId,
  );
  const positions = await changed(
    client,
    `DELETE FROM positions WHERE space_id = $1 AND user_id IN (SELECT user_id FROM positions WHERE space_id = $1 ${CHOSEN})`,
    spaceId,
  );
  return messages + uses.rows[0].n + objects + positions;
}

/** Touches at most one step's rows of each table that name the user; how many. Runs inside the caller's transaction. */
export async function eraseUserStep(client: pg.PoolClient, userId: number): Promise<number> {
  return (
    (await leaveSent(client, userId)) +
    (await leaveReceived(client, userId)) +
    (await leaveUses(client, userId)) +
    (await changed(
      client,
      `DELETE FROM positions WHERE user_id = $1 AND space_id IN (SELECT space_id FROM positions WHERE user_id = $1 ${CHOSEN})`,
      userId,
    )) +
    (await leaveObjects(client, "created_by", userId)) +
    (await leaveObjects(client, "locked_by", userId))
  );
}

/** Deletes at most one step's messages sent before a time; how many. Runs inside the caller's transaction. */
export function sweepMessagesStep(client: pg.PoolClient, beforeMs: number): Promise<number> {
  return deleteMessages(client, "sent_at_ms < $1", beforeMs);
}

/** Direct messages by the user go, others lose their sender. */
async function leaveSent(client: pg.PoolClient, userId: number): Promise<number> {
  const others = await changed(
    client,
    `UPDATE messages SET from_user_id = NULL, from_name = NULL
      WHERE id IN (SELECT id FROM messages WHERE from_user_id = $1 AND channel <> 'direct' ${CHOSEN})`,
    userId,
  );
  return others + (await deleteMessages(client, "from_user_id = $1 AND channel = 'direct'", userId));
}

/** Direct messages to the user go, others lose this recipient. */
async function leaveReceived(client: pg.PoolClient, userId: number): Promise<number> {
  const chosen = await client.query(`SELECT message_id FROM message_readers WHERE user_id = $1 ${CHOSEN}`, [
    userId,
  ]);
  if (chosen.rows.length === 0) return 0;
  const ids = chosen.rows.map(({ message_id }) => message_id);
  await client.query(deletion("id = ANY ($1::bigint[]) AND channel = 'direct'"), [ids]);
  await client.query(
    "UPDATE messages SET recipients = array_remove(recipients, $1) WHERE id = ANY ($2::bigint[])",
    [userId, ids],
  );
  await client.query("DELETE FROM message_readers WHERE user_id = $1 AND message_id = ANY ($2::bigint[])", [
    userId,
    ids,
  ]);
  return ids.length;
}

/** Uses by the user and uses of others that name the user. */
async function leaveUses(client: pg.PoolClient, userId: number): Promise<number> {
  const found = await client.query<Pick<UseRow, "id" | "user_id" | "before" | "after">>(
    `SELECT id, user_id, before::text, after::text FROM tool_uses WHERE id IN (
      (SELECT id FROM tool_uses WHERE user_id = $1 ${CHOSEN}) UNION (SELECT use_id FROM use_mentions WHERE user_id = $1 ${CHOSEN}))`,
    [userId],
  );
  if (found.rows.length === 0) return 0;
  const uses = found.rows.map((use) => ({
    id: use.id,
    user_id: use.user_id === userId ? 0 : use.user_id,
    before: withoutUser(use.before, userId),
    after: withoutUser(use.after, userId),
  }));
  await client.query(
    `UPDATE tool_uses SET user_id = given.user_id, before = given.before::jsonb, after = given.after::jsonb
      FROM jsonb_to_recordset($1::jsonb) AS given (id bigint, user_id int, before text, after text) WHERE tool_uses.id = given.id`,
    [JSON.stringify(uses)],
  );
  await client.query("DELETE FROM use_mentions WHERE user_id = $1 AND use_id = ANY ($2::bigint[])", [
    userId,
    uses.map(({ id }) => id),
  ]);
  return uses.length;
}

function leaveObjects(
  client: pg.PoolClient,
  column: "created_by" | "locked_by",
  userId: number,
): Promise<number> {
  return changed(
    client,
    `UPDATE objects SET ${column} = 0 WHERE id IN (SELECT id FROM objects WHERE ${column} = $1 AND ${column} <> 0 ${CHOSEN})`,
    userId,
  );
}

/** Deletes messages and their readers; how many messages. */
async function deleteMessages(client: pg.PoolClient, condition: string, argument: number): Promise<number> {
  const gone = await client.query(deletion(condition), [argument]);
  return gone.rows[0].n;
}

function deletion(condition: string): string {
  return `
    WITH gone AS (DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE ${condition} ${CHOSEN})
        RETURNING id, coalesce(space_id, 0) AS space_id, sent_at_ms, recipients),
      keys AS (SELECT unnest(recipients) AS user_id, space_id, sent_at_ms, id FROM gone),
      unread AS (DELETE FROM message_readers r USING keys WHERE r.user_id = keys.user_id
        AND r.space_id = keys.space_id AND r.sent_at_ms = keys.sent_at_ms AND r.message_id = keys.id)
    SELECT count(*)::int AS n FROM gone`;
}

async function changed(client: pg.PoolClient, statement: string, argument: number): Promise<number> {
  return (await client.query(statement, [argument])).rowCount ?? 0;
}
