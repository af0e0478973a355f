import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { openEvents } from "../../src/db/events/openEvents.ts";
import { eventStoreContract } from "../contracts/eventStore.ts";
import { eventBatchesContract } from "../contracts/eventStoreBatches.ts";
import { eventKeepingContract } from "../contracts/eventStoreKeeping.ts";
import { withPostgres } from "../helpers/postgres.ts";
import type { EventsHarness } from "../helpers/tracking.ts";

const QUIET = { migrate: true, onError: () => undefined };

describe("event store on SQLite", () => {
  let dataDir = "";
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-events-"));
  });
  after(() => rm(dataDir, { recursive: true }));

  const past = <Value>(work: (database: Database.Database) => Value): Value => {
    const database = new Database(join(dataDir, "events.db"));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const harness: EventsHarness = {
    open: (options) => openEvents({ databaseUrl: null, dataDir, ...QUIET, ...options }),
    rows: async (query) => past((database) => database.prepare(query).all() as Record<string, unknown>[]),
    change: async (statement) => past((database) => void database.exec(statement)),
  };
  eventStoreContract(harness);
  eventBatchesContract(harness);
  eventKeepingContract(harness);
});

describe("event store on PostgreSQL", () => {
  const database = withPostgres();

  const past = async (query: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(query)).rows;
    } finally {
      await client.end();
    }
  };
  const harness: EventsHarness = {
    open: (options) => openEvents({ databaseUrl: database.url, dataDir: tmpdir(), ...QUIET, ...options }),
    rows: past,
    change: async (statement) => void (await past(statement)),
  };
  eventStoreContract(harness);
  eventBatchesContract(harness);
  eventKeepingContract(harness);
});
