/**
 * Brings the journal's tables up to date or back. All steps of one call are one transaction, and of several processes
 * that start together one does the work. The table `journal_migrations` records what has run.
 */

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import type { JournalTarget } from "../target.ts";
import type { JournalMigration } from "./migration.ts";
import { POSTGRES_MIGRATIONS } from "./postgres.ts";
import { SQLITE_MIGRATIONS } from "./sqlite.ts";

/** Versions, rising. `newer`: recorded in the database and unknown to this program. */
export interface JournalMigrationStatus {
  readonly applied: readonly number[];
  readonly pending: readonly number[];
  readonly newer: readonly number[];
}

/** The journal's tables are not those that this program needs; `message` says what to do. */
export class JournalSchemaError extends Error {
  override readonly name = "JournalSchemaError";
}

const TABLE = `CREATE TABLE IF NOT EXISTS journal_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at_ms bigint NOT NULL)`;
const READ_VERSIONS = "SELECT version FROM journal_migrations ORDER BY version";
/** Advisory lock under which PostgreSQL migrates the journal. */
const MIGRATION_LOCK = 0x41_54_4a_4e;
/** How long SQLite's lock is waited for, and how often it is tried. */
const LOCK_TIMEOUT_MS = 30_000;
const LOCK_RETRY_MS = 20;

/** What has run and what has not. Makes no table, and no SQLite file. */
export async function journalMigrationStatus(target: JournalTarget): Promise<JournalMigrationStatus> {
  if (target.kind === "sqlite" && !existsSync(target.file)) return statusOf([], SQLITE_MIGRATIONS);
  return withSession(target, (session) => session.status());
}

/** Runs all pending migrations; their versions, rising. @throws JournalSchemaError if the database is newer than this program. */
export function migrateJournal(target: JournalTarget): Promise<number[]> {
  return withSession(target, (session) =>
    session.exclusively(async () => {
      const { pending, newer } = await session.status();
      if (newer.length > 0) throw tooNew(newer);
      await session.run(TABLE);
      for (const { version, name, up } of session.migrations.filter((step) =>
        pending.includes(step.version),
      )) {
        await session.run(up);
        await session.run(`INSERT INTO journal_migrations VALUES (${version}, '${name}', ${Date.now()})`);
      }
      return [...pending];
    }),
  );
}

/** Takes back the latest migration with all data in its tables; its version, null if none has run. @throws as {@link migrateJournal}. */
export function rollbackJournal(target: JournalTarget): Promise<number | null> {
  return withSession(target, (session) =>
    session.exclusively(async () => {
      const { applied, newer } = await session.status();
      if (newer.length > 0) throw tooNew(newer);
      const latest = session.migrations.find((step) => step.version === applied.at(-1));
      if (!latest) return null;
      await session.run(latest.down);
      await session.run(`DELETE FROM journal_migrations WHERE version = ${latest.version}`);
      return latest.version;
    }),
  );
}

/** @throws JournalSchemaError unless exactly this program's migrations have run. */
export async function requireMigrated(target: JournalTarget): Promise<void> {
  const { pending, newer } = await journalMigrationStatus(target);
  if (newer.length > 0) throw tooNew(newer);
  if (pending.length > 0)
    throw new JournalSchemaError(
      `The journal's tables lack migration ${pending.join(", ")}: run "npm run db -- migrate" or set MIGRATE_ON_START=on.`,
    );
}

function tooNew(newer: readonly number[]): JournalSchemaError {
  return new JournalSchemaError(
    `The journal's tables come from a newer version (migration ${newer.join(", ")} is not known here): update the program, or roll back with the newer one.`,
  );
}

interface Session {
  readonly migrations: readonly JournalMigration[];
  run(script: string): Promise<void>;
  status(): Promise<JournalMigrationStatus>;
  /** Runs `work` in one transaction that no other process migrates beside. */
  exclusively<Value>(work: () => Promise<Value>): Promise<Value>;
}

function withSession<Value>(
  target: JournalTarget,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  return target.kind === "sqlite" ? withSqlite(target.file, work) : withPostgres(target.url, work);
}

async function withSqlite<Value>(file: string, work: (session: Session) => Promise<Value>): Promise<Value> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  try {
    const hasTable = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'journal_migrations'");
    const run = async (script: string) => void database.exec(script);
    return await work({
      migrations: SQLITE_MIGRATIONS,
      run,
      status: async () => {
        const rows = hasTable.get() ? (database.prepare(READ_VERSIONS).all() as { version: number }[]) : [];
        return statusOf(rows, SQLITE_MIGRATIONS);
      },
      exclusively: async (inner) => {
        await beginWhenFree(database);
        return inTransaction(run, inner);
      },
    });
  } finally {
    database.close();
  }
}

async function withPostgres<Value>(url: string, work: (session: Session) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url, application_name: "atrium-journal-migrations" });
  // A connection that breaks fails the query too; without a listener the event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const run = async (script: string) => void (await client.query(script));
    return await work({
      migrations: POSTGRES_MIGRATIONS,
      run,
      status: async () => {
        const found = await client.query("SELECT to_regclass('journal_migrations') IS NOT NULL AS there");
        const rows = found.rows[0].there ? (await client.query(READ_VERSIONS)).rows : [];
        return statusOf(rows, POSTGRES_MIGRATIONS);
      },
      exclusively: async (inner) => {
        await run(`BEGIN; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        return inTransaction(run, inner);
      },
    });
  } finally {
    await client.end();
  }
}

/** Begins a writing transaction as soon as nobody else has one. SQLite's own waiting would hold up this thread. */
async function beginWhenFree(database: Database.Database): Promise<void> {
  const giveUpAtMs = performance.now() + LOCK_TIMEOUT_MS;
  database.pragma("busy_timeout = 0");
  for (;;) {
    try {
      database.pragma("journal_mode = WAL");
      database.exec("BEGIN IMMEDIATE");
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code === "SQLITE_BUSY";
      if (!busy || performance.now() > giveUpAtMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
    }
  }
}

/** Ends the open transaction: with what `work` did, or with nothing if it throws. */
async function inTransaction<Value>(
  run: (script: string) => Promise<void>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    const value = await work();
    await run("COMMIT");
    return value;
  } catch (error) {
    await run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

function statusOf(
  rows: readonly { version: number }[],
  migrations: readonly JournalMigration[],
): JournalMigrationStatus {
  const recorded = rows.map(({ version }) => version);
  const known = migrations.map(({ version }) => version);
  return {
    applied: known.filter((version) => recorded.includes(version)),
    pending: known.filter((version) => !recorded.includes(version)),
    newer: recorded.filter((version) => !known.includes(version)),
  };
}
