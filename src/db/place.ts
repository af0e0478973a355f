/** Everything of one installation that a database command acts on: the relational database, the journal and the events beside it. */
import { rm, stat } from "node:fs/promises";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { AppError } from "../errors.ts";
import { eventsTargetOf } from "./events/target.ts";
import { type JournalTarget, journalTargetOf } from "./journal/target.ts";
import { type DatabaseTarget, targetOf } from "./target.ts";

export interface DatabasePlace {
  readonly app: DatabaseTarget;
  /** On PostgreSQL both are the same database. */
  readonly journal: JournalTarget;
  readonly events: DatabaseTarget;
}

/** The place that `DATABASE_URL` and `DATA_DIR` name. @throws as `targetOf`. */
export function placeOf(databaseUrl: string | null, dataDir: string): DatabasePlace {
  return {
    app: targetOf(databaseUrl, dataDir),
    journal: journalTargetOf(databaseUrl, dataDir),
    events: eventsTargetOf(databaseUrl, dataDir),
  };
}

/** SQLite's files under the name each has in a backup; none on PostgreSQL. What names rows of another comes before it: see backup.ts. */
export function sqliteFilesOf(place: DatabasePlace): { readonly name: string; readonly file: string }[] {
  const { app, journal, events } = place;
  if (app.kind !== "sqlite" || journal.kind !== "sqlite" || events.kind !== "sqlite") return [];
  return [
    { name: "events.db", file: events.file },
    { name: "journal.db", file: journal.file },
    { name: "app.db", file: app.file },
  ];
}

/** Makes the PostgreSQL database if it is not there; true if this call did. SQLite files appear by themselves. */
export async function createIfMissing(target: DatabaseTarget): Promise<boolean> {
  if (target.kind === "sqlite") return false;
  const url = new URL(target.url);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = "/postgres";
  return withClient(url.href, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount) return false;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    return true;
  });
}

/**
 * Destroys all data of the place: SQLite's files, or on PostgreSQL every table of the schema.
 * @throws AppError `conflict` if a server has an SQLite file open.
 */
export async function dropEverything(place: DatabasePlace): Promise<void> {
  for (const { file } of sqliteFilesOf(place)) await assertNotInUse(file);
  for (const { file } of sqliteFilesOf(place)) await rm(file, { force: true });
  if (place.app.kind === "postgres") {
    await withClient(place.app.url, async (client) => {
      const { rows } = await client.query("SELECT quote_ident(current_schema()) AS name");
      await client.query(`BEGIN; DROP SCHEMA ${rows[0].name} CASCADE; CREATE SCHEMA ${rows[0].name}; COMMIT`);
    });
  }
}

/**
 * Folds an SQLite file's write-ahead log into it, which needs that nobody else has it open. Fine if there is no such file.
 * @throws AppError `conflict` if somebody has.
 */
export async function assertNotInUse(file: string): Promise<void> {
  if (!(await stat(file).catch(() => null))) return;
  const connection = new BetterSqlite3(file, { timeout: 0 });
  try {
    connection.pragma("journal_mode = DELETE");
  } catch (error) {
    if (!/^SQLITE_BUSY/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    throw new AppError("conflict", `${file} is in use: stop the server first.`, { cause: error });
  } finally {
    connection.close();
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A connection that breaks fails the query too; without a listener the event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
