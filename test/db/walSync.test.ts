import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { WalSync } from "../../src/db/events/walSync.ts";

describe("db/walSync", () => {
  let folder: string;
  let database: Database.Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-wal-"));
    database = new Database(join(folder, "some.db"));
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = NORMAL");
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  it("[TG52] syncs the log of an open database, again and again, over checkpoints", async () => {
    const log = new WalSync(join(folder, "some.db"));
    database.exec("CREATE TABLE some (id INTEGER PRIMARY KEY)");
    await log.sync();
    database.pragma("wal_checkpoint(TRUNCATE)");
    database.exec("INSERT INTO some VALUES (1)");
    await Promise.all([log.sync(), log.sync()]);
    await log.close();
  });

  it("[TG52] after a sync that failed tells of no success any more", async () => {
    const log = new WalSync(join(folder, "none.db"));
    await assert.rejects(log.sync(), { code: "ENOENT" });
    database.close();
    database = new Database(join(folder, "none.db"));
    database.pragma("journal_mode = WAL");
    database.exec("CREATE TABLE some (id INTEGER PRIMARY KEY)");
    await assert.rejects(log.sync(), { code: "ENOENT" });
    await log.close();
  });
});
