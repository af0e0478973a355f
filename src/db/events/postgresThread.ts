/** What the threads of the event store do on PostgreSQL. */

import type { EventQuery } from "../../services/tracking/ports.ts";
import { reportFault } from "../../workerLink.ts";
import { isPostgresAway, onConnection, openPool } from "../postgresPool.ts";
import { render, type SqlValue } from "../sql.ts";
import { writeHandlers } from "./intake.ts";
import { postgresEventCommit } from "./postgresEvents.ts";
import { eventPage, eventsQuery } from "./reads.ts";
import type { EventRow } from "./rows.ts";

const READ_CONNECTIONS = 3;

/** One connection writes, so that what was answered first is stored first. */
export function servePostgresWrites(url: string) {
  const pool = openPool({ url, name: "events", max: 1, onError: reportFault, bigintAsNumber: true });
  const commit = postgresEventCommit();
  const intake = writeHandlers({
    commit: (writes) => onConnection(pool, (client) => commit(client, writes)),
    isStoreAway: isPostgresAway,
  });
  return {
    ...intake,
    ping: async () => void (await pool.query("SELECT 1")),
    close: async () => {
      await intake.settle();
      await pool.end();
    },
  };
}

export function servePostgresReads(url: string) {
  const pool = openPool({
    ...{ url, name: "events", max: READ_CONNECTIONS, onError: reportFault, bigintAsNumber: true },
  });
  const select = async ({ text, values }: { text: string; values: SqlValue[] }) =>
    (await pool.query(text, values)).rows as unknown[];
  return {
    select,
    events: async (query: EventQuery) =>
      eventPage((await select(render(eventsQuery(query), "postgres"))) as EventRow[], query),
    ping: async () => void (await pool.query("SELECT 1")),
    close: () => pool.end(),
  };
}
