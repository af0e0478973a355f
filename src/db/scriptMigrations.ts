/**
 * Brings the tables of a store that bypasses TypeORM up to date or back. All steps of one call are one transaction, and
 * of several processes that start together one does the work. The table `<store>_migrations` records what has run.
 */

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import type { DatabaseTarget } from "./target.ts";

/** One step. `up` and `down` are SQL scripts without transaction statements; `down` takes back all of `up`. */
export interface ScriptMigration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** A store with its steps for either database. */
export interface MigratedStore {
  /** Names the table of versions, and the store in messages: "journal". */
  readonly name: string;
  /** Advisory lock under which PostgreSQL migrates this store. */
  readonly lock: number;
  readonly sqlite: readonly ScriptMigration[];
  readonly postgres: readonly ScriptMigration[];
}

/** Versions, rising. `newer`: recorded in the database and unknown to this program. */
export interface ScriptMigrationStatus {
  readonly applied: readonly number[];
  readonly pending: readonly number[];
  readonly newer: readonly number[];
}

/** A store's tables are not those that this program needs; `message` says what to do. */
export class StoreSchemaError extends Error {
  override readonly name = "StoreSchemaError";
}

/** How long SQLite's lock is waited for, and how often it is tried. */
const LOCK_TIMEOUT_MS = 30_000;
const LOCK_RETRY_MS = 20;

/** The ways to look at and change a store's tables. */
export interface ScriptMigrations {
  /** What has run and what has not. Makes no table, and no SQLite file. */
  status(target: DatabaseTarget): Promise<ScriptMigrationStatus>;
  /** Runs all pending migrations; their versions, rising. @throws StoreSchemaError if the database is newer than this program. */
  migrate(target: DatabaseTarget): Promise<number[]>;
  /** Takes back the latest migration with all data in its tables; its version, null if none has run. @throws as `migrate`. */
  rollback(target: DatabaseTarget): Promise<number | null>;
  /** @throws StoreSchemaError unless exactly this program's migrations have run. */
  requireMigrated(target: DatabaseTarget): Promise<void>;
}

/** The migrations of `store`, ready to run. */
export function scriptMigrations(store: MigratedStore): ScriptMigrations {
  const table = `${store.name}_migrations`;
  const status: ScriptMigrations["status"] = async (target) => {
    if (target.kind === "sqlite" && !existsSync(target.file)) return statusOf([], store.sqlite);
    return withSession(store, target, (session) => session.status());
  };
  return {
    status,
    migrate: (target) =>
      withSession(store, target, (session) =>
        session.exclusively(async () => {
          const { pending, newer } = await session.status();
          if (newer.length > 0) throw tooNew(store, newer);
          await session.run(
            `CREATE TABLE IF NOT EXISTS ${table} (version integer PRIMARY KEY, name text NOT NULL, applied_at_ms bigint NOT NULL)`,
          );
          for (const { version, name, up } of session.migrations) {
            if (!pending.includes(version)) continue;
            await session.run(up);
            await session.run(`INSERT INTO ${table} VALUES (${version}, '${name}', ${Date.now()})`);
          }
          return [...pending];
        }),
      ),
    rollback: (target) =>
      withSession(store, target, (session) =>
        session.exclusively(async () => {
          const { applied, newer } = await session.status();
          if (newer.length > 0) throw tooNew(store, newer);
          const latest = session.migrations.find((step) => step.version === applied.at(-1));
          if (!latest) return null;
          await session.run(latest.down);
          await session.run(`DELETE FROM ${table} WHERE version = ${latest.version}`);
          return latest.version;
        }),
      ),
    async requireMigrated(target) {
      const { pending, newer } = await status(target);
      if (newer.length > 0) throw tooNew(store, newer);
      if (pending.length > 0)
        throw new StoreSchemaError(
          `The ${store.name}'s tables lack migration ${pending.join(", ")}: run "npm run db -- migrate" or set MIGRATE_ON_START=on.`,
        );
    },
  };
}

function tooNew({ name }: MigratedStore, newer: readonly number[]): StoreSchemaError {
  return new StoreSchemaError(
    `The ${name}'s tables come from a newer version (migration ${newer.join(", ")} is not known here): update the program, or roll back with the newer one.`,
  );
}

interface Session {
  readonly migrations: readonly ScriptMigration[];
  run(script: string): Promise<void>;
  status(): Promise<ScriptMigrationStatus>;
  /** Runs `work` in one transaction that no other process migrates beside. */
  exclusively<Value>(work: () => Promise<Value>): Promise<Value>;
}

function withSession<Value>(
  store: MigratedStore,
  target: DatabaseTarget,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  return target.kind === "sqlite"
    ? withSqlite(store, target.file, work)
    : withPostgres(store, target.url, work);
}

async function withSqlite<Value>(
  { name, sqlite: migrations }: MigratedStore,
  file: string,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  try {
    const hasTable = database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?");
    const run = async (script: string) => void database.exec(script);
    return await work({
      migrations,
      run,
      status: async () => {
        const rows = hasTable.get(`${name}_migrations`) ? database.prepare(readVersions(name)).all() : [];
        return statusOf(rows as { version: number }[], migrations);
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

async function withPostgres<Value>(
  { name, lock, postgres: migrations }: MigratedStore,
  url: string,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url, application_name: `atrium-${name}-migrations` });
  // A connection that breaks fails the query too; without a listener the event would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const run = async (script: string) => void (await client.query(script));
    return await work({
      migrations,
      run,
      status: async () => {
        const found = await client.query(`SELECT to_regclass('${name}_migrations') IS NOT NULL AS there`);
        const rows = found.rows[0].there ? (await client.query(readVersions(name))).rows : [];
        return statusOf(rows, migrations);
      },
      exclusively: async (inner) => {
        await run(`BEGIN; SELECT pg_advisory_xact_lock(${lock})`);
        return inTransaction(run, inner);
      },
    });
  } finally {
    await client.end();
  }
}

function readVersions(name: string): string {
  return `SELECT version FROM ${name}_migrations ORDER BY version`;
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
  migrations: readonly ScriptMigration[],
): ScriptMigrationStatus {
  const recorded = rows.map(({ version }) => version);
  const known = migrations.map(({ version }) => version);
  return {
    applied: known.filter((version) => recorded.includes(version)),
    pending: known.filter((version) => !recorded.includes(version)),
    newer: recorded.filter((version) => !known.includes(version)),
  };
}
