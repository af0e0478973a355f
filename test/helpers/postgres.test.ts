import assert from "node:assert/strict";
import pg from "pg";
import { createTestDatabase, withPostgres } from "./postgres.ts";

describe("withPostgres", () => {
  const first = withPostgres();
  const second = withPostgres();

  it("[ST90] gives each suite an empty database of its own", async () => {
    assert.notEqual(first.url, second.url);
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'",
    );
    await client.end();
    assert.deepEqual(rows, [{ n: 0 }]);
  });

  it("[ST90] drops the database under a connected client", async () => {
    const own = await createTestDatabase();
    assert.ok(own);
    const client = new pg.Client({ connectionString: own.url });
    // The server says why and then hangs up: two errors, and listening for both keeps them from being uncaught.
    const cut = new Promise<void>((resolve) =>
      client.on("error", () => resolve()).on("end", () => resolve()),
    );
    await client.connect();
    await own.drop();
    await cut;
    const again = new pg.Client({ connectionString: own.url });
    await assert.rejects(again.connect(), /does not exist/);
  });
});

describe("createTestDatabase without a server", () => {
  const kept = { url: process.env.TEST_DATABASE_URL, require: process.env.REQUIRE_SERVICES };
  afterEach(() => {
    restore("TEST_DATABASE_URL", kept.url);
    restore("REQUIRE_SERVICES", kept.require);
  });

  it("[ST91] gives null, so that the suite is skipped, and fails under REQUIRE_SERVICES=1", async () => {
    process.env.TEST_DATABASE_URL = "postgres://postgres@127.0.0.1:1/postgres";
    delete process.env.REQUIRE_SERVICES;
    assert.equal(await createTestDatabase(), null);
    process.env.REQUIRE_SERVICES = "1";
    await assert.rejects(createTestDatabase(), /ECONNREFUSED/);
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
