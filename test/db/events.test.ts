import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { openEvents } from "../../src/db/events/openEvents.ts";
import { eventStoreContract } from "../contracts/eventStore.ts";
import { withPostgres } from "../helpers/postgres.ts";

const QUIET = { migrate: true, onError: () => undefined };

describe("event store on SQLite", () => {
  let dataDir = "";
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-events-"));
  });
  after(() => rm(dataDir, { recursive: true }));

  eventStoreContract({
    open: (options) => openEvents({ databaseUrl: null, dataDir, ...QUIET, ...options }),
    async rows(query) {
      const database = new Database(join(dataDir, "events.db"), { readonly: true });
      try {
        return database.prepare(query).all() as Record<string, unknown>[];
      } finally {
        database.close();
      }
    },
  });
});

describe("event store on PostgreSQL", () => {
  const database = withPostgres();

  eventStoreContract({
    open: (options) => openEvents({ databaseUrl: database.url, dataDir: tmpdir(), ...QUIET, ...options }),
    async rows(query) {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query(query)).rows;
      } finally {
        await client.end();
      }
    },
  });
});
