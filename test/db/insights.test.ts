import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { openEvents } from "../../src/db/events/openEvents.ts";
import { openInsights } from "../../src/db/insights/openInsights.ts";
import { insightStoreContract } from "../contracts/insightStore.ts";
import { withPostgres } from "../helpers/postgres.ts";

const fail = (error: unknown) => {
  throw error;
};

describe("insights on SQLite", () => {
  let dataDir = "";
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-insights-"));
  });
  after(() => rm(dataDir, { recursive: true }));

  insightStoreContract({
    async open() {
      const place = { databaseUrl: null, dataDir, onError: fail };
      return { events: await openEvents({ ...place, migrate: true }), insights: openInsights(place) };
    },
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

describe("insights on PostgreSQL", () => {
  const database = withPostgres();

  insightStoreContract({
    async open() {
      const place = { databaseUrl: database.url, dataDir: tmpdir(), onError: fail };
      return { events: await openEvents({ ...place, migrate: true }), insights: openInsights(place) };
    },
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
