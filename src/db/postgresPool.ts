/** Connections of the stores that bypass TypeORM on PostgreSQL. */
import pg from "pg";

const CONNECT_TIMEOUT_MS = 3_000;
/** A server that says nothing for so long is taken to be away, and the connection is dropped. */
const QUERY_TIMEOUT_MS = 15_000;

/** SQLSTATE classes that say something about the data: 22 bad value, 23 broken constraint, 54 too large. */
const DATA_FAULT = /^(22|23|54)[0-9A-Z]{3}$/;

// Only where the server's default gives up durability: a stricter setting (remote_apply) stays.
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

export interface PoolOptions {
  readonly url: string;
  /** Of the store: "journal". */
  readonly name: string;
  /** Most connections. */
  readonly max: number;
  readonly onError: (error: unknown, what: string) => void;
  /** Gives bigint as numbers instead of text: for columns that stay below 2^53. Default false. */
  readonly bigintAsNumber?: boolean;
}

/** A pool whose connections commit durably. It connects with the first query. */
export function openPool({ url, name, max, onError, bigintAsNumber = false }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: `atrium-${name}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    ...(bigintAsNumber ? { types: { getTypeParser: numericBigints } } : {}),
    onConnect: async (client) => {
      // A connection that breaks in use fails its query too; without a listener the event would end the process.
      client.on("error", () => undefined);
      await client.query(DURABLE);
    },
  });
  pool.on("error", (error) => onError(error, `a ${name} connection broke while idle`));
  return pool;
}

/** Runs `work` on one connection of the pool. After a failure the transaction is rolled back, or the connection dropped. */
export async function onConnection<Value>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    if (isPostgresAway(error)) broken = true;
    else await client.query("ROLLBACK").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** True if the error says that the server is away or asks for a retry, false if it refused the data. */
export function isPostgresAway(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !DATA_FAULT.test(code);
}

/** A COMMIT that was sent and not answered: the transaction may be stored or not. */
export class UnansweredCommit extends Error {
  constructor(cause: unknown) {
    super("The database did not say whether it committed.", { cause });
  }
}

/** Commits the open transaction. @throws UnansweredCommit if the server went away meanwhile, else its refusal. */
export async function commitTransaction(client: pg.PoolClient): Promise<void> {
  await client.query("COMMIT").catch((error: unknown) => {
    throw isPostgresAway(error) ? new UnansweredCommit(error) : error;
  });
}

const numericBigints: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text");
