/** Forgetting on SQLite, in steps of a bounded number of rows, each a transaction of the writer's thread. */
import type { Database } from "better-sqlite3";
import { ERASE_STEP_ROWS } from "./backend.ts";
import { type MessageRow, type UseRow, withoutUser } from "./rows.ts";

/** Each returns the rows that one step touched, 0 when nothing is left. */
export interface SqliteErasure {
  eraseSpace(spaceId: number): number;
  eraseUser(userId: number): number;
  sweepMessages(beforeMs: number): number;
}

/** The erasure steps of an open, migrated database. */
export function sqliteErasure(database: Database): SqliteErasure {
  const step = (work: (argument: number) => number) => {
    const transaction = database.transaction(work).immediate;
    return (argument: number) => {
      const touched = transaction(argument);
      // The write-ahead log still holds what was forgotten, until it is emptied.
      if (touched === 0) database.pragma("wal_checkpoint(TRUNCATE)");
      return touched;
    };
  };
  return {
    eraseSpace: step((spaceId) => eraseSpace(database, spaceId)),
    eraseUser: step((userId) => eraseUser(database, userId)),
    sweepMessages: step((beforeMs) =>
      deleteMessages(database, messagesWhere(database, "sent_at_ms < ?", beforeMs)),
    ),
  };
}

function eraseSpace(database: Database, spaceId: number): number {
  const messages = deleteMessages(database, messagesWhere(database, "space_id = ?", spaceId));
  const uses = ids(database, "SELECT id FROM tool_uses WHERE space_id = ?", spaceId);
  const deleteMentions = database.prepare("DELETE FROM use_mentions WHERE use_id = ?");
  const deleteUse = database.prepare("DELETE FROM tool_uses WHERE id = ?");
  for (const id of uses) {
    deleteMentions.run(id);
    deleteUse.run(id);
  }
  const objects = limited(database, "DELETE FROM objects WHERE space_id = ?", spaceId);
  const positions = limited(database, "DELETE FROM positions WHERE space_id = ?", spaceId);
  return messages + uses.length + objects + positions;
}

function eraseUser(database: Database, userId: number): number {
  return (
    leaveSent(database, userId) +
    leaveReceived(database, userId) +
    leaveUses(database, userId) +
    limited(database, "DELETE FROM positions WHERE user_id = ?", userId) +
    limited(database, "UPDATE objects SET created_by = 0 WHERE created_by = ?", userId) +
    limited(database, "UPDATE objects SET locked_by = 0 WHERE locked_by <> 0 AND locked_by = ?", userId)
  );
}

/** Direct messages by the user go, others lose their sender. */
function leaveSent(database: Database, userId: number): number {
  const rows = messagesWhere(database, "from_user_id = ?", userId);
  const anonymise = database.prepare(
    "UPDATE messages SET from_user_id = NULL, from_name = NULL WHERE id = ?",
  );
  for (const { id } of rows.filter(({ channel }) => channel !== "direct")) anonymise.run(id);
  deleteMessages(
    database,
    rows.filter(({ channel }) => channel === "direct"),
  );
  return rows.length;
}

/** Direct messages to the user go, others lose this recipient. */
function leaveReceived(database: Database, userId: number): number {
  const rows = messagesWhere(
    database,
    `id IN (SELECT message_id FROM message_readers WHERE user_id = ? LIMIT ${ERASE_STEP_ROWS})`,
    userId,
  );
  const keepOthers = database.prepare("UPDATE messages SET recipients = ? WHERE id = ?");
  const others = rows.filter(({ channel }) => channel !== "direct");
  for (const row of others) {
    keepOthers.run(JSON.stringify(recipientsOf(row).filter((recipient) => recipient !== userId)), row.id);
    deleteReader(database, row, userId);
  }
  deleteMessages(
    database,
    rows.filter(({ channel }) => channel === "direct"),
  );
  return rows.length;
}

/** Uses by the user and uses of others that name the user. */
function leaveUses(database: Database, userId: number): number {
  const own = ids(database, "SELECT id FROM tool_uses WHERE user_id = ?", userId);
  const naming = ids(database, "SELECT use_id AS id FROM use_mentions WHERE user_id = ?", userId);
  const read = database.prepare("SELECT user_id, before, after FROM tool_uses WHERE id = ?");
  const write = database.prepare("UPDATE tool_uses SET user_id = ?, before = ?, after = ? WHERE id = ?");
  const deleteMention = database.prepare("DELETE FROM use_mentions WHERE user_id = ? AND use_id = ?");
  for (const id of [...own, ...naming]) {
    const use = read.get(id) as Pick<UseRow, "user_id" | "before" | "after">;
    const by = use.user_id === userId ? 0 : use.user_id;
    write.run(by, withoutUser(use.before, userId), withoutUser(use.after, userId), id);
    deleteMention.run(userId, id);
  }
  return own.length + naming.length;
}

type ErasedMessage = Pick<MessageRow, "id" | "space_id" | "channel" | "sent_at_ms" | "recipients">;

function messagesWhere(database: Database, condition: string, argument: number): ErasedMessage[] {
  const columns = "id, space_id, channel, sent_at_ms, recipients";
  return database
    .prepare(`SELECT ${columns} FROM messages WHERE ${condition} LIMIT ${ERASE_STEP_ROWS}`)
    .all(argument) as ErasedMessage[];
}

/** Deletes messages and their readers; how many messages. */
function deleteMessages(database: Database, rows: readonly ErasedMessage[]): number {
  const deleteMessage = database.prepare("DELETE FROM messages WHERE id = ?");
  for (const row of rows) {
    for (const userId of recipientsOf(row)) deleteReader(database, row, userId);
    deleteMessage.run(row.id);
  }
  return rows.length;
}

function deleteReader(database: Database, row: ErasedMessage, userId: number): void {
  database
    .prepare(
      "DELETE FROM message_readers WHERE user_id = ? AND space_id = ? AND sent_at_ms = ? AND message_id = ?",
    )
    .run(userId, row.space_id ?? 0, row.sent_at_ms, row.id);
}

function recipientsOf(row: ErasedMessage): number[] {
  return JSON.parse(row.recipients ?? "[]") as number[];
}

function ids(database: Database, query: string, argument: number): number[] {
  return database.prepare(`${query} LIMIT ${ERASE_STEP_ROWS}`).pluck().all(argument) as number[];
}

function limited(database: Database, statement: string, argument: number): number {
  return database.prepare(`${statement} LIMIT ${ERASE_STEP_ROWS}`).run(argument).changes;
}
