/** Migrations: run, take back, and compare the database with what the code expects. */
import { DataSource, type DataSourceOptions } from "typeorm";
import { AppError } from "../errors.ts";

/** Advisory lock under which PostgreSQL migrates: of several processes that start together one does the work. */
const MIGRATION_LOCK = 0x41_54_52_4d;

/**
 * Runs a set's pending migrations through a connection of their own and closes it; their names, oldest first. The set is `migrations` with
 * `migrationsTableName`; give every set in the same database a table of its own.
 * @throws the migration's error; what it had done is rolled back.
 */
export async function runMigrations(options: DataSourceOptions): Promise<string[]> {
  const source = await new DataSource(options).initialize();
  try {
    return await migrate(source);
  } finally {
    await source.destroy();
  }
}

/**
 * Runs the pending migrations of an open source, each in a transaction; their names, oldest first.
 * @throws as {@link runMigrations}; AppError `unavailable` if a newer version has migrated this database.
 */
export function migrate(source: DataSource): Promise<string[]> {
  return underLock(source, async () => {
    refuseNewer(await migrationStatus(source));
    return (await source.runMigrations()).map(({ name }) => name);
  });
}

/** @throws AppError `unavailable` unless exactly this version's migrations have run; its message says what to do. */
export async function requireMigrated(source: DataSource): Promise<void> {
  const status = await migrationStatus(source);
  refuseNewer(status);
  if (status.pending.length === 0) return;
  const advice = 'Run "npm run db -- migrate" or set MIGRATE_ON_START=on.';
  throw new AppError("unavailable", `The database lacks migration ${status.pending.join(", ")}. ${advice}`);
}

/** Takes back the latest migration, with the data in what it made; its name, or null if none has run. @throws as {@link migrate}. */
export function rollback(source: DataSource): Promise<string | null> {
  return underLock(source, async () => {
    const status = await migrationStatus(source);
    refuseNewer(status);
    const latest = status.executed.at(-1) ?? null;
    if (latest !== null) await source.undoLastMigration({ transaction: "each" });
    return latest;
  });
}

/**
 * How the database differs from the code, one line each; empty if it does not: migrations that have not run or that the code does
 * not know, and statements that would make the tables what the entities say.
 */
export async function findDifferences(source: DataSource): Promise<string[]> {
  const { pending, newer } = await migrationStatus(source);
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return [
    ...pending.map((name) => `migration ${name} has not run`),
    ...newer.map((name) => `migration ${name} has run but is not in this version`),
    ...upQueries.map(({ query }) => `schema: ${query.trim()}`),
  ];
}

/** Names, oldest first. `newer`: recorded in the database and unknown to this version. */
export interface MigrationStatus {
  readonly executed: readonly string[];
  readonly pending: readonly string[];
  readonly newer: readonly string[];
}

/** What has run and what has not. Changes nothing. */
export async function migrationStatus(source: DataSource): Promise<MigrationStatus> {
  const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const executed = await executedMigrations(source);
  return {
    executed,
    pending: known.filter((name) => !executed.includes(name)),
    newer: executed.filter((name) => !known.includes(name)),
  };
}

async function executedMigrations(source: DataSource): Promise<string[]> {
  const table = source.options.migrationsTableName ?? "migrations";
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable(table))) return [];
    const rows: { name: string }[] = await runner.query(
      `SELECT name FROM ${source.driver.escape(table)} ORDER BY id`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

function refuseNewer({ newer }: MigrationStatus): void {
  if (newer.length === 0) return;
  throw new AppError(
    "unavailable",
    `The database was migrated by a newer version (${newer.join(", ")}): update this program, or roll back with the newer one.`,
  );
}

async function underLock<T>(source: DataSource, work: () => Promise<T>): Promise<T> {
  if (source.options.type !== "postgres") return work();
  const holder = source.createQueryRunner();
  try {
    // Waiting for another process's long migration is right; the statement timeout is for requests.
    await holder.query("SET statement_timeout = 0");
    await holder.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    try {
      return await work();
    } finally {
      await holder.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
      await holder.query("RESET statement_timeout");
    }
  } finally {
    await holder.release();
  }
}
