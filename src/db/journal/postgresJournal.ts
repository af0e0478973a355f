/** The journal on PostgreSQL: one connection writes, so that order holds; reads have connections of their own. */
import pg from "pg";
import { type Fragment, render } from "../sql.ts";
import type { JournalBackend } from "./backend.ts";
import { eraseSpaceStep, eraseUserStep, sweepMessagesStep } from "./postgresErasure.ts";
import { postgresCommit } from "./postgresWrites.ts";

export interface PostgresBackendOptions {
  readonly url: string;
  readonly onError: (error: unknown, what: string) => void;
  /** Connections for reads. Default 3. */
  readonly readConnections?: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** A server that says nothing for so long is taken to be away, and the connection is dropped. */
const QUERY_TIMEOUT_MS = 15_000;

/** SQLSTATE classes that say something about the data: 22 bad value, 23 broken constraint, 54 too large. */
const DATA_FAULT = /^(22|23|54)[0-9A-Z]{3}$/;

// Only where the server's default gives up durability: a stricter setting (remote_apply) stays.
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

/** The backend of a migrated database. It connects with the first call. */
export function postgresBackend({
  url,
  onError,
  readConnections = 3,
}: PostgresBackendOptions): JournalBackend {
  const writer = openPool(url, 1, onError);
  const readers = openPool(url, readConnections, onError);
  const step = (work: (client: pg.PoolClient) => Promise<number>) =>
    onConnection(writer, async (client) => {
      await client.query("BEGIN");
      const touched = await work(client);
      await client.query("COMMIT");
      return touched;
    });
  return {
    kind: "postgres",
    commit: (rows) => onConnection(writer, (client) => postgresCommit(client, rows)),
    transact: <Row>([first, ...rest]: readonly Fragment[]) =>
      onConnection(writer, async (client) => {
        if (!first) return [];
        const run = async (statement: Fragment) => {
          const { text, values } = render(statement, "postgres");
          return (await client.query(text, values)).rows as Row[];
        };
        if (rest.length === 0) return run(first);
        await client.query("BEGIN");
        const rows = await run(first);
        if (rows.length > 0) for (const statement of rest) await run(statement);
        await client.query("COMMIT");
        return rows;
      }),
    reserveIds: async (kind, size) => {
      const taken = await writer.query<{ next: number }>(
        "UPDATE id_blocks SET next = next + $1 WHERE kind = $2 RETURNING next::float8",
        [size, kind],
      );
      const end = taken.rows[0]!.next;
      return { next: end - size, end };
    },
    returnIds: async (kind, { next, end }) => {
      await writer.query("UPDATE id_blocks SET next = $1 WHERE kind = $2 AND next = $3", [next, kind, end]);
    },
    select: async <Row>(query: Fragment) => {
      const { text, values } = render(query, "postgres");
      return (await readers.query(text, values)).rows as Row[];
    },
    eraseSpaceStep: (spaceId) => step((client) => eraseSpaceStep(client, spaceId)),
    eraseUserStep: (userId) => step((client) => eraseUserStep(client, userId)),
    sweepMessagesStep: (beforeMs) => step((client) => sweepMessagesStep(client, beforeMs)),
    ping: async () => void (await Promise.all([writer.query("SELECT 1"), readers.query("SELECT 1")])),
    isStoreAway,
    close: async () => void (await Promise.all([writer.end(), readers.end()])),
  };
}

function openPool(url: string, max: number, onError: PostgresBackendOptions["onError"]): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: "atrium-journal",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    onConnect: async (client) => {
      // A connection that breaks in use fails its query too; without a listener the event would end the process.
      client.on("error", () => undefined);
      await client.query(DURABLE);
    },
  });
  pool.on("error", (error) => onError(error, "a journal connection broke while idle"));
  return pool;
}

/** Runs `work` on one connection of the pool. After a failure the transaction is rolled back, or the connection dropped. */
async function onConnection<Value>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    if (isStoreAway(error)) broken = true;
    else await client.query("ROLLBACK").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

function isStoreAway(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !DATA_FAULT.test(code);
}
