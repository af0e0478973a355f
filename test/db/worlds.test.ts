import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenStorage, openStorage } from "../../src/db/journal/openJournal.ts";
import { type OpenWorldStore, worldStoreContract } from "../contracts/worldStore.ts";
import { withPostgres } from "../helpers/postgres.ts";

describe("world store on SQLite", () => {
  // Before the folder: hooks run in this order, and stores are closed before their folder goes.
  const open = storesOf(() => ({ databaseUrl: null, dataDir }));
  let dataDir = "";
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-worlds-"));
  });
  after(() => rm(dataDir, { recursive: true }));
  worldStoreContract(open);
});

describe("world store on PostgreSQL", () => {
  const open = storesOf(() => ({ databaseUrl: database.url, dataDir: "" }));
  const database = withPostgres();
  worldStoreContract(open);
});

/** Opens stores for the suite, all on one database, and closes them when it ends. */
function storesOf(place: () => { databaseUrl: string | null; dataDir: string }): OpenWorldStore {
  const opened: OpenStorage[] = [];
  after(() => Promise.all(opened.map((storage) => storage.close())));
  return async (limits) => {
    const options = { ...place(), migrate: true, onError: assert.ifError };
    const storage = await openStorage({ ...options, ...(limits ? { worldLimits: limits } : {}) });
    opened.push(storage);
    return storage.worlds;
  };
}
