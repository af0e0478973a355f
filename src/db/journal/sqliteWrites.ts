/** The journal's writes on SQLite: prepared statements, run in the writer's thread alone. */
import type { Database, Statement } from "better-sqlite3";
import { LRUCache } from "lru-cache";
import type { IdKind } from "../../services/journal/ports.ts";
import type { SqlValue } from "../sql.ts";
import type { IdBlock } from "./backend.ts";
import type { JournalRow, MessageRow, ObjectRow, UseRow } from "./rows.ts";

/** Stores all rows in their order in one transaction, or none; the database's error otherwise. */
export type CommitRows = (rows: readonly JournalRow[]) => void;

/** Statements of `transact` kept ready. */
const MAX_PREPARED = 64;
const OBJECT_COLUMNS =
  "id, space_id, prefab_id, kind, x, y, z, heading, scale, solid, state, locked_by, created_by, created_at_ms, updated_at_ms";
const OBJECT_VALUES = named(OBJECT_COLUMNS);
const USE_COLUMNS = "id, space_id, user_id, object_id, action, params, before, after, at_ms, undoes";
const MESSAGE_COLUMNS =
  "id, space_id, chatroom_id, channel, from_user_id, from_name, recipients, message, type, sent_at_ms";

/** The commit function of an open, migrated database. */
export function sqliteCommit(database: Database): CommitRows {
  const statements = prepareWrites(database);
  const commit = database.transaction((rows: readonly JournalRow[]) => {
    for (const row of rows) writeRow(statements, row);
  });
  return commit.immediate;
}

/** A statement rendered for SQLite. */
export interface SqliteStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** What `JournalBackend.transact` asks for, on an open, migrated database. */
export function sqliteTransact(database: Database): (statements: readonly SqliteStatement[]) => unknown[] {
  // Texts with a list in them are as many as there are lengths.
  const prepared = new LRUCache<string, Statement>({ max: MAX_PREPARED });
  const run = ({ text, values }: SqliteStatement): unknown[] => {
    const statement = prepared.get(text) ?? database.prepare(text);
    prepared.set(text, statement);
    if (statement.reader) return statement.all(...values);
    statement.run(...values);
    return [];
  };
  return database.transaction(([first, ...rest]: readonly SqliteStatement[]) => {
    const rows = first ? run(first) : [];
    if (rows.length > 0) for (const statement of rest) run(statement);
    return rows;
  }).immediate;
}

/** Takes the next `size` ids of a kind. */
export function sqliteReserveIds(database: Database, kind: IdKind, size: number): IdBlock {
  const row = database
    .prepare("UPDATE id_blocks SET next = next + ? WHERE kind = ? RETURNING next")
    .get(size, kind) as { next: number };
  return { next: row.next - size, end: row.next };
}

/** Gives the rest of a block back if it was the last one taken. */
export function sqliteReturnIds(database: Database, kind: IdKind, block: IdBlock): void {
  database
    .prepare("UPDATE id_blocks SET next = ? WHERE kind = ? AND next = ?")
    .run(block.next, kind, block.end);
}

type Writes = ReturnType<typeof prepareWrites>;

function prepareWrites(database: Database) {
  const prepare = (source: string): Statement => database.prepare(source);
  return {
    message: prepare(
      `INSERT INTO messages (${MESSAGE_COLUMNS}) VALUES (${named(MESSAGE_COLUMNS)}) ON CONFLICT (id) DO NOTHING`,
    ),
    reader: prepare(
      "INSERT INTO message_readers (user_id, space_id, sent_at_ms, message_id) VALUES (?, ?, ?, ?)",
    ),
    use: prepare(
      `INSERT INTO tool_uses (${USE_COLUMNS}) VALUES (${named(USE_COLUMNS)}) ON CONFLICT (id) DO NOTHING`,
    ),
    mention: prepare("INSERT INTO use_mentions (user_id, use_id) VALUES (?, ?)"),
    undone: prepare("UPDATE tool_uses SET undone_by = ? WHERE id = ? AND undone_by IS NULL"),
    putObject: prepare(`INSERT INTO objects (${OBJECT_COLUMNS}) VALUES (${OBJECT_VALUES})
      ON CONFLICT (id) DO UPDATE SET ${excluded(OBJECT_COLUMNS)}`),
    deleteObject: prepare("DELETE FROM objects WHERE id = ?"),
    // An object that a use was logged for is that use's affair: a replay brings neither an old state nor a removed object back.
    addObject: prepare(`INSERT INTO objects (${OBJECT_COLUMNS}) SELECT ${OBJECT_VALUES}
      WHERE NOT EXISTS (SELECT 1 FROM tool_uses WHERE object_id = :id) ON CONFLICT (id) DO NOTHING`),
    position:
      prepare(`INSERT INTO positions (space_id, user_id, x, y, heading, at_ms) VALUES (:space_id, :user_id, :x, :y, :heading, :at_ms)
      ON CONFLICT (space_id, user_id) DO UPDATE SET x = excluded.x, y = excluded.y, heading = excluded.heading, at_ms = excluded.at_ms
      WHERE excluded.at_ms >= positions.at_ms`),
    skipIds: prepare("UPDATE id_blocks SET next = :next WHERE kind = 'object' AND next < :next"),
  };
}

function writeRow(writes: Writes, row: JournalRow): void {
  switch (row.kind) {
    case "message":
      writeMessage(writes, row.message);
      return;
    case "use":
      writeUse(writes, row.use, row.object, row.mentions);
      return;
    case "positions":
      for (const position of row.positions) writes.position.run(position);
      return;
    case "objects":
      for (const object of row.objects) writes.addObject.run(object);
      writes.skipIds.run({ next: 1 + row.objects.reduce((highest, { id }) => Math.max(highest, id), 0) });
  }
}

function writeMessage(writes: Writes, message: MessageRow): void {
  if (writes.message.run(message).changes === 0 || message.recipients === null) return;
  for (const userId of JSON.parse(message.recipients) as number[])
    writes.reader.run(userId, message.space_id ?? 0, message.sent_at_ms, message.id);
}

function writeUse(writes: Writes, use: UseRow, object: ObjectRow | null, mentions: readonly number[]): void {
  if (writes.use.run(use).changes === 0) return;
  for (const userId of mentions) writes.mention.run(userId, use.id);
  if (use.undoes !== null) writes.undone.run(use.id, use.undoes);
  if (object) writes.putObject.run(object);
  else writes.deleteObject.run(use.object_id);
}

function named(columns: string): string {
  return columns.replace(/\w+/g, ":$&");
}

function excluded(columns: string): string {
  return columns
    .split(", ")
    .filter((column) => column !== "id")
    .map((column) => `${column} = excluded.${column}`)
    .join(", ");
}
