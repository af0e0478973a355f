import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { type Database, openDatabase } from "../../src/db/dataSource.ts";
import { sql } from "../../src/db/sql.ts";
import { describeTarget, targetOf } from "../../src/db/target.ts";
import { AppError } from "../../src/errors.ts";
import { withPostgres } from "../helpers/postgres.ts";

describe("database address", () => {
  it("[ST7] is app.db in the data folder, a file, or a PostgreSQL server", () => {
    assert.deepEqual(targetOf(null, "/data"), { kind: "sqlite", file: "/data/app.db" });
    assert.deepEqual(targetOf("sqlite:some/file.db", "/data"), {
      kind: "sqlite",
      file: resolve("some/file.db"),
    });
    assert.deepEqual(targetOf("sqlite:///var/file.db", "/data"), { kind: "sqlite", file: "/var/file.db" });
    assert.deepEqual(targetOf("sqlite::memory:", "/data"), { kind: "sqlite", file: ":memory:" });
    for (const url of ["postgres://u:p@host/db", "postgresql://u:p@host/db"]) {
      assert.deepEqual(targetOf(url, "/data"), { kind: "postgres", url });
    }
    for (const url of ["mysql://u:secret@host/db", "sqlite:", "app.db", ""]) {
      assert.throws(
        () => targetOf(url, "/data"),
        (error) => error instanceof RangeError && !error.message.includes("secret"),
      );
    }
  });

  it("[ST8] is described without its password", () => {
    const described = describeTarget(
      targetOf("postgres://ann:secret@db.example.org/atrium?sslmode=require", ""),
    );
    assert.equal(described, "PostgreSQL db.example.org:5432/atrium");
    assert.equal(describeTarget(targetOf(null, "/data")), "SQLite /data/app.db");
  });
});

describe("SQLite database", () => {
  let folder: string;
  let database: Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-source-"));
    database = await openDatabase({ url: null, dataDir: join(folder, "made/on/demand"), migrate: true });
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  it("[ST9] is a file that survives a power cut: write-ahead log, full sync, foreign keys", async () => {
    const pragma = async (name: string) =>
      Object.values((await database.read<object>({ parts: [`PRAGMA ${name}`], values: [] }))[0] ?? {})[0];
    assert.equal(await pragma("journal_mode"), "wal");
    assert.equal(await pragma("synchronous"), 2);
    assert.equal(await pragma("foreign_keys"), 1);
    assert.ok((await stat(join(folder, "made/on/demand/app.db"))).size > 0);
  });

  it("[ST62] answers a ping while it is open and not afterwards", async () => {
    assert.equal(await database.ping(), true);
    await database.close();
    assert.equal(await database.ping(), false);
    await database.close();
  });

  it("[ST63] says which file it cannot open and why", async () => {
    const garbage = join(folder, "garbage.db");
    await writeFile(garbage, "not a database ".repeat(100));
    for (const [file, why] of [
      [folder, /unable to open/],
      [garbage, /not a database/],
    ] as const) {
      const opening = openDatabase({ url: `sqlite:${file}`, dataDir: folder, migrate: true });
      await assert.rejects(opening, (error) => {
        assert.ok(error instanceof AppError && error.code === "unavailable");
        assert.match(error.message, why);
        return error.message.includes(file);
      });
    }
  });
});

describe("PostgreSQL database", () => {
  const postgres = withPostgres();
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase({ url: postgres.url, dataDir: "", migrate: true, poolSize: 3 });
  });
  afterEach(() => database.close());

  it("[ST62] answers a ping while it is open and not afterwards", async () => {
    assert.equal(await database.ping(), true);
    await database.close();
    assert.equal(await database.ping(), false);
  });

  it("[ST64] takes a cut connection as unavailable and works on with the next", async () => {
    const cut = database.transaction(async (session) => {
      const [row] = await session.rows<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await terminate(postgres.url, row?.pid ?? 0);
      await session.change(sql`DELETE FROM settings`);
    });
    await assert.rejects(cut, (error) => error instanceof AppError && error.code === "unavailable");
    assert.equal(await database.change(sql`DELETE FROM settings`), 0);
    assert.equal(await database.ping(), true);
  });

  it("[ST65] says which server it cannot reach, without the password", async () => {
    const url = "postgres://ann:secret@127.0.0.1:1/atrium";
    await assert.rejects(openDatabase({ url, dataDir: "", migrate: true }), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "unavailable");
      assert.match(error.message, /127\.0\.0\.1:1\/atrium/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });

  it("[ST66] answers a value that it cannot store as invalid", async () => {
    for (const [value, at] of [
      ["nul\0byte", 1],
      ["fits", 2 ** 40],
    ] as const) {
      const write = database.change(sql`
        INSERT INTO audit_log (at_ms, actor_user_id, action, target, detail) VALUES (1, ${at}, ${value}, '', '{}')`);
      await assert.rejects(write, (error) => error instanceof AppError && error.code === "invalid");
    }
  });
});

async function terminate(url: string, pid: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_terminate_backend($1)", [pid]);
  await client.end();
}
