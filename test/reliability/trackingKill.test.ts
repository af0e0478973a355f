import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { withPostgres } from "../helpers/postgres.ts";
import { runTrackingKills } from "./trackingKillRun.ts";
import { STORY } from "./trackingLoad.ts";

const SEED = process.env.KILL_SEED ?? String(Date.now() % 1_000_000);

describe(`ingestion under kill -9 (KILL_SEED=${SEED})`, function () {
  this.timeout(120_000);
  let dataDir = "";
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-ingest-kill-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it("[TG50] loses nothing acknowledged and stores nothing twice, on SQLite", async () => {
    const { acknowledged } = await runTrackingKills({ dataDir, databaseUrl: null, rounds: 3, seed: SEED });
    assert.ok(acknowledged >= 18);
    const database = new Database(join(dataDir, "events.db"), { readonly: true });
    const letters = database
      .prepare("SELECT count(*) FROM dead_letters WHERE session_id LIKE '% story'")
      .pluck()
      .get();
    database.close();
    assert.equal(letters, STORY.bad);
  });

  describe("on PostgreSQL", () => {
    const database = withPostgres();
    it("[TG50] loses nothing acknowledged and stores nothing twice", async () => {
      const options = { dataDir, databaseUrl: database.url, rounds: 1, seed: SEED };
      assert.ok((await runTrackingKills(options)).acknowledged >= 6);
    });
  });
});
