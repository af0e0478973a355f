/** The journal on PostgreSQL: one connection writes, so that order holds; reads have connections of their own. */
import type pg from "pg";
import { isPostgresAway, onConnection, openPool, UnansweredCommit } from "../postgresPool.ts";
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

/** The backend of a migrated database. It connects with the first call. */
export function postgresBackend({
  url,
  onError,
  readConnections = 3,
}: PostgresBackendOptions): JournalBackend {
  const writer = openPool({ url, name: "journal", max: 1, onError });
  const readers = openPool({ url, name: "journal", max: readConnections, onError });
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
    isStoreAway: isPostgresAway,
    isOutcomeUnknown: (error) => error instanceof UnansweredCommit,
    close: async () => void (await Promise.all([writer.end(), readers.end()])),
  };
}
