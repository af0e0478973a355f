/**
 * PostgreSQL for tests: a database of its own for each suite, made before it and dropped after it. The server is
 * `TEST_DATABASE_URL` or the local default port. Where none answers the suite is skipped; with `REQUIRE_SERVICES=1` it fails.
 */
import pg from "pg";

const DEFAULT_ADMIN_URL = "postgres://postgres@127.0.0.1:5432/postgres";
const CONNECT_TIMEOUT_MS = 3_000;

let made = 0;

/** A database for one suite. `url` is a `postgres://` address, readable inside hooks and tests only. */
export interface SuitePostgres {
  readonly url: string;
}

export interface TestPostgres {
  readonly url: string;
  /** Drops the database, also under clients that are still connected. */
  drop(): Promise<void>;
}

/**
 * Registers the hooks that make and drop a database; call it inside `describe`. The suite is skipped where no server
 * answers, unless `REQUIRE_SERVICES=1`, under which it fails.
 */
export function withPostgres(): SuitePostgres {
  let database: TestPostgres | null = null;
  before("make a PostgreSQL database", async function () {
    database = await createTestDatabase();
    if (!database) this.skip();
  });
  after("drop the PostgreSQL database", async () => {
    await database?.drop();
    database = null;
  });
  return {
    get url() {
      if (!database) throw new Error("The database exists only inside hooks and tests of its suite.");
      return database.url;
    },
  };
}

/**
 * A new, empty database; null where no server answers. The caller drops it.
 * @throws the connection's error instead of null if `REQUIRE_SERVICES=1`.
 */
export async function createTestDatabase(): Promise<TestPostgres | null> {
  const name = `atrium_test_${process.pid}_${++made}`;
  try {
    await asAdmin(async (admin) => {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.query(`CREATE DATABASE ${name}`);
    });
  } catch (error) {
    if (process.env.REQUIRE_SERVICES === "1" || !isUnreachable(error)) throw error;
    return null;
  }
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      asAdmin(async (admin) => void (await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

function adminUrl(): string {
  return process.env.TEST_DATABASE_URL ?? DEFAULT_ADMIN_URL;
}

async function asAdmin(work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl(), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** Nobody listens there: no socket, no route, no name or no answer in time. A refusal by a server that is there is an error. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isUnreachable);
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return (
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET)$/.test(code) ||
    /timeout/i.test(error.message)
  );
}
