/**
 * The relational database: accounts, spaces, members, audit, keys and settings, through TypeORM on SQLite or PostgreSQL.
 * Stores speak to it through {@link Database}, which keeps writes in line and turns driver errors into refusals.
 */
import BetterSqlite3 from "better-sqlite3";
import { DataSource, type DataSourceOptions, type Logger, type QueryRunner } from "typeorm";
import { AppError } from "../errors.ts";
import { entitiesFor } from "./entities/all.ts";
import { migrate, requireMigrated } from "./migrate.ts";
import { migrationsFor } from "./migrations/all.ts";
import { type DatabaseKind, type Fragment, render } from "./sql.ts";
import { toAppError } from "./sqlErrors.ts";
import { type DatabaseTarget, describeTarget, targetOf } from "./target.ts";
import { WriteQueue, type WriteQueueStats } from "./writeQueue.ts";

/** The table that records which migrations of this set ran; other sets in the same database keep their own. */
export const MIGRATIONS_TABLE = "app_migrations";

const SQLITE_BUSY_TIMEOUT_MS = 5_000;
const POSTGRES_CONNECT_TIMEOUT_MS = 5_000;
const POSTGRES_STATEMENT_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 2_000;
const DEFAULT_POOL_SIZE = 10;

/** Errors reach the caller as exceptions; TypeORM's own console lines would say them twice, with parameters. */
const nothing = () => undefined;
const SILENT: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

export interface OpenOptions {
  /** `DATABASE_URL`; null: `app.db` in `dataDir`. See {@link targetOf}. */
  readonly url: string | null;
  readonly dataDir: string;
  /** True: run pending migrations first (`MIGRATE_ON_START`). False: refuse a database that lacks some. */
  readonly migrate: boolean;
  /** See {@link WriteQueue}. Default 1,000. */
  readonly maxPendingWrites?: number;
  /** PostgreSQL connections, default 10. */
  readonly poolSize?: number;
}

/** Runs statements on one connection: on any of the pool, or on that of an open transaction. */
export interface Session {
  readonly kind: DatabaseKind;
  /** The rows that a SELECT or RETURNING gives. */
  rows<Row>(statement: Fragment): Promise<Row[]>;
  /** How many rows an INSERT, UPDATE or DELETE without RETURNING changed. */
  change(statement: Fragment): Promise<number>;
}

export interface Database {
  readonly kind: DatabaseKind;
  readonly target: DatabaseTarget;
  /** TypeORM's own handle, for migrations and checks. Writing through it passes the queue by: stores never do. */
  readonly source: DataSource;
  /** A read outside transactions; never sees what may still roll back. @throws AppError `unavailable`. */
  read<Row>(statement: Fragment): Promise<Row[]>;
  /** One writing statement, in line with the other writes; the rows of its RETURNING. @throws AppError `unavailable`, `not_found` (missing parent row), `conflict` (unique value taken). */
  write<Row>(statement: Fragment): Promise<Row[]>;
  /** As {@link write}; how many rows it changed. */
  change(statement: Fragment): Promise<number>;
  /** All of `work`'s statements or none of them; it must use the session it is given. @throws as {@link write}, and whatever `work` throws. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Empties SQLite's write-ahead log, in which what was just deleted may still stand. PostgreSQL sees to that by itself. */
  forget(): Promise<void>;
  /** True if the database answers within two seconds. Never throws. */
  ping(): Promise<boolean>;
  stats(): WriteQueueStats;
  /** Lets queued writes end, refuses new ones, lets go of all connections. */
  close(): Promise<void>;
}

/**
 * An open database, migrated if asked.
 * @throws AppError `unavailable` if it cannot be opened (the message says why, without a password), or if its migrations are not those of this version; RangeError for an impossible address; a migration's error.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const target = targetOf(options.url, options.dataDir);
  const source = await openSource(target, options.poolSize);
  const ready = options.migrate ? migrate(source) : requireMigrated(source);
  await ready.catch(async (error) => {
    await source.destroy();
    throw toAppError(error);
  });
  const queue = new WriteQueue({
    order: target.kind === "sqlite" ? "one_at_a_time" : "pass_through",
    maxPending: options.maxPendingWrites,
  });
  return databaseOver({ target, source, queue });
}

/**
 * TypeORM's handle on a target, as it is: nothing is migrated or checked. The caller destroys it.
 * @throws AppError `unavailable` if it cannot be opened; the message says why, without a password.
 */
export async function openSource(target: DatabaseTarget, poolSize?: number): Promise<DataSource> {
  try {
    return await new DataSource(sourceOptions(target, poolSize)).initialize();
  } catch (error) {
    throw openingError(error, target);
  }
}

/** TypeORM's options for a target, as `openDatabase` and the database commands use them. */
export function sourceOptions(target: DatabaseTarget, poolSize = DEFAULT_POOL_SIZE): DataSourceOptions {
  const shared = {
    entities: entitiesFor(target.kind),
    migrations: migrationsFor(target.kind),
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: "each" as const,
    logging: false as const,
    logger: SILENT,
  };
  if (target.kind === "sqlite") {
    return {
      ...shared,
      type: "better-sqlite3",
      // Handed in: left to look for it, TypeORM would take whichever version lies nearest to itself.
      driver: BetterSqlite3,
      database: target.file,
      enableWAL: true,
      timeout: SQLITE_BUSY_TIMEOUT_MS,
      prepareDatabase: prepareSqlite,
    };
  }
  return {
    ...shared,
    type: "postgres",
    url: target.url,
    poolSize,
    connectTimeoutMS: POSTGRES_CONNECT_TIMEOUT_MS,
    applicationName: "atrium",
    installExtensions: false,
    extra: {
      statement_timeout: POSTGRES_STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: POSTGRES_STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    },
  };
}

function databaseOver(parts: { target: DatabaseTarget; source: DataSource; queue: WriteQueue }): Database {
  const { target, source, queue } = parts;
  const { kind } = target;
  const onAny = <T>(work: (session: Session) => Promise<T>) =>
    withRunner(source, (runner) => work(sessionOver(runner, kind)));

  return {
    kind,
    target,
    source,
    read: (statement) => queue.read(() => onAny((session) => session.rows(statement))),
    write: (statement) => queue.run(() => onAny((session) => session.rows(statement))),
    change: (statement) => queue.run(() => onAny((session) => session.change(statement))),
    transaction: (work) =>
      queue.run(() =>
        withRunner(source, (runner) => inTransaction(runner, () => work(sessionOver(runner, kind)))),
      ),
    forget: async () => {
      if (kind === "sqlite")
        await queue.run(() =>
          onAny((session) => session.rows({ parts: ["PRAGMA wal_checkpoint(TRUNCATE)"], values: [] })),
        );
    },
    ping: () => answersInTime(() => onAny((session) => session.rows({ parts: ["SELECT 1"], values: [] }))),
    stats: () => queue.stats(),
    close: async () => {
      await queue.close();
      if (source.isInitialized) await source.destroy();
    },
  };
}

function sessionOver(runner: QueryRunner, kind: DatabaseKind): Session {
  const execute = (statement: Fragment) => {
    const { text, values } = render(statement, kind);
    return runner.query(text, values, true);
  };
  return {
    kind,
    rows: async <Row>(statement: Fragment) => (await execute(statement)).records as Row[],
    change: async (statement) => (await execute(statement)).affected ?? 0,
  };
}

async function withRunner<T>(source: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(runner);
  } catch (error) {
    throw toAppError(error);
  } finally {
    await runner.release();
  }
}

async function inTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  await runner.startTransaction();
  try {
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // The first error is the one that tells; a connection that broke has rolled back by itself.
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

async function answersInTime(question: () => Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<boolean>();
  const timer = setTimeout(giveUp, PING_TIMEOUT_MS, false);
  const answered = question().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Better-sqlite3 is built with NORMAL for WAL files, which may lose the latest commits when the power goes. */
function prepareSqlite(connection: BetterSqlite3.Database): void {
  connection.pragma("synchronous = FULL");
  // What is deleted is overwritten, so that an erased account is not left in free pages.
  connection.pragma("secure_delete = ON");
}

function openingError(error: unknown, target: DatabaseTarget): unknown {
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  // Only drivers' errors carry a code; theirs name the user or the file at most.
  if (!(cause instanceof Error) || !("code" in cause)) return error;
  return new AppError(
    "unavailable",
    `The database cannot be opened (${describeTarget(target)}): ${cause.message}`,
    {
      cause: error,
    },
  );
}
