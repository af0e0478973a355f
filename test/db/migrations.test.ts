import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataSource } from "typeorm";
import { type Database, openDatabase, sourceOptions } from "../../src/db/dataSource.ts";
import { findDifferences, migrate, migrationStatus, rollback, runMigrations } from "../../src/db/migrate.ts";
import { migrationsFor } from "../../src/db/migrations/all.ts";
import type { DatabaseKind } from "../../src/db/sql.ts";
import { targetOf } from "../../src/db/target.ts";
import { AppError } from "../../src/errors.ts";
import { createTestDatabase, type TestPostgres, withPostgres } from "../helpers/postgres.ts";

describe("migrations on SQLite", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-migrations-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  migrationsContract("sqlite", () => `sqlite:${join(folder, "app.db")}`);
});

describe("migrations on PostgreSQL", () => {
  // One for the whole suite to skip it where there is no server, and a fresh one for each test.
  withPostgres();
  let fresh: TestPostgres | null = null;
  beforeEach(async () => {
    fresh = await createTestDatabase();
  });
  afterEach(() => fresh?.drop());
  migrationsContract("postgres", () => fresh?.url ?? "");

  it("[ST83] run once when three processes start together", async () => {
    const url = fresh?.url ?? "";
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url, dataDir: "", migrate: true })));
    const { executed } = await migrationStatus((opened[0] as Database).source);
    for (const database of opened) await database.close();
    assert.deepEqual(executed, namesOf("postgres"));
  });
});

describe("the two sets of migrations", () => {
  it("[ST84] have the same steps, oldest first", () => {
    assert.deepEqual(namesOf("sqlite"), namesOf("postgres"));
    const times = namesOf("sqlite").map((name) => Number(name.slice(-13)));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(times).size, times.length);
  });
});

function migrationsContract(kind: DatabaseKind, url: () => string): void {
  const options = () => sourceOptions(targetOf(url(), ""));
  const withSource = async (work: (source: DataSource) => Promise<void>) => {
    const source = await new DataSource(options()).initialize();
    try {
      await work(source);
    } finally {
      await source.destroy();
    }
  };

  it("[ST80] make exactly the tables that the entities describe", () =>
    withSource(async (source) => {
      assert.deepEqual(await migrate(source), namesOf(kind));
      assert.deepEqual(await findDifferences(source), []);
    }));

  it("[ST81] have a way back that leaves nothing, and forth again", () =>
    withSource(async (source) => {
      await migrate(source);
      for (const name of namesOf(kind).toReversed()) assert.equal(await rollback(source), name);
      assert.equal(await rollback(source), null);
      assert.deepEqual(await tablesOf(source), ["app_migrations"]);
      assert.deepEqual(await migrate(source), namesOf(kind));
      assert.deepEqual(await migrate(source), []);
      assert.deepEqual(await findDifferences(source), []);
    }));

  it("[ST82] leave no difference unseen: a step that has not run, one from elsewhere, a table changed by hand", () =>
    withSource(async (source) => {
      const before = await findDifferences(source);
      assert.deepEqual(
        before.filter((line) => line.startsWith("migration")),
        namesOf(kind).map((name) => `migration ${name} has not run`),
      );
      assert.ok(before.some((line) => /schema: CREATE TABLE "users"/.test(line)));
      await migrate(source);
      await source.query(
        "INSERT INTO app_migrations (timestamp, name) VALUES (1, 'FromTheFuture9999999999999')",
      );
      await source.query("ALTER TABLE users DROP COLUMN bio");
      await source.query("DROP INDEX spaces_by_owner");
      const after = await findDifferences(source);
      assert.ok(
        after.includes("migration FromTheFuture9999999999999 has run but is not in this version"),
        after.join("\n"),
      );
      assert.ok(
        after.some((line) => /^schema: .*bio/.test(line)),
        after.join("\n"),
      );
      assert.ok(
        after.some((line) => /^schema: CREATE INDEX "spaces_by_owner"/.test(line)),
        after.join("\n"),
      );
    }));

  it("[ST85] run only when asked to; a database that lacks some is refused with advice", async () => {
    const open = (migrate: boolean) => openDatabase({ url: url(), dataDir: "", migrate });
    await assert.rejects(
      open(false),
      isUnavailable(/lacks migration AccountsAndSpaces.*npm run db -- migrate/),
    );
    await withSource(async (source) => assert.deepEqual(await tablesOf(source), []));
    assert.deepEqual(await runMigrations(options()), namesOf(kind));
    assert.deepEqual(await runMigrations(options()), []);
    await (await open(false)).close();
  });

  it("[ST87] refuse a database that a newer version has migrated", async () => {
    await runMigrations(options());
    await withSource((source) =>
      source.query("INSERT INTO app_migrations (timestamp, name) VALUES (1, 'FromTheFuture9999999999999')"),
    );
    for (const migrate of [true, false]) {
      const opening = openDatabase({ url: url(), dataDir: "", migrate });
      await assert.rejects(opening, isUnavailable(/newer version \(FromTheFuture/));
    }
  });

  it("[ST86] leave a failed step's tables as they were", async () => {
    class Broken9999999999999 {
      readonly name = "Broken9999999999999";
      async up(runner: { query(text: string): Promise<unknown> }) {
        await runner.query("CREATE TABLE half (id integer)");
        await runner.query("SELECT 1 FROM nowhere");
      }
      async down() {}
    }
    const broken = { ...options(), migrations: [...migrationsFor(kind), Broken9999999999999] };
    await assert.rejects(runMigrations(broken as Parameters<typeof runMigrations>[0]), /nowhere/);
    await withSource(async (source) => {
      assert.ok(!(await tablesOf(source)).includes("half"));
      assert.deepEqual(await findDifferences(source), []);
    });
  });
}

function isUnavailable(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === "unavailable" && message.test(error.message);
}

function namesOf(kind: DatabaseKind): string[] {
  return migrationsFor(kind).map((Migration) => new Migration().name ?? "");
}

async function tablesOf(source: DataSource): Promise<string[]> {
  const text =
    source.options.type === "postgres"
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
  return ((await source.query(text)) as { name: string }[]).map(({ name }) => name);
}
