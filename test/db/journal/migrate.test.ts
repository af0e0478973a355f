import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import {
  journalMigrationStatus,
  migrateJournal,
  requireMigrated,
  rollbackJournal,
} from "../../../src/db/journal/migrations/migrate.ts";
import { POSTGRES_MIGRATIONS } from "../../../src/db/journal/migrations/postgres.ts";
import { SQLITE_MIGRATIONS } from "../../../src/db/journal/migrations/sqlite.ts";
import { openJournal } from "../../../src/db/journal/openJournal.ts";
import { type JournalTarget, journalTargetOf } from "../../../src/db/journal/target.ts";
import { StoreSchemaError } from "../../../src/db/scriptMigrations.ts";
import { createTestDatabase, type TestPostgres } from "../../helpers/postgres.ts";

const VERSIONS = SQLITE_MIGRATIONS.map(({ version }) => version);

describe("journal migrations on SQLite", () => {
  let folder = "";
  let made = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-migrate-"));
  });
  after(() => rm(folder, { recursive: true }));
  const fresh = async () => {
    const file = join(folder, `${++made}`, "journal.db");
    const run = async (script: string) => {
      const database = new Database(file);
      database.exec(script);
      database.close();
    };
    const tables = async () => {
      const database = new Database(file, { readonly: true });
      const names = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .pluck()
        .all();
      database.close();
      return names as string[];
    };
    return {
      target: { kind: "sqlite", file } as const,
      databaseUrl: null,
      dataDir: join(folder, `${made}`),
      run,
      tables,
    };
  };
  migrationRules(fresh);

  it("[JR22] asking for the status makes no file", async () => {
    const { target } = await fresh();
    await journalMigrationStatus(target);
    assert.equal(existsSync(target.file), false);
  });

  it("[JR29] the journal lies beside the database's file, never shared by two of them", () => {
    const fileOf = (url: string | null) => {
      const target = journalTargetOf(url, "/data");
      return target.kind === "sqlite" && target.file;
    };
    assert.equal(fileOf(null), "/data/journal.db");
    assert.equal(fileOf("sqlite:/data/app.db"), "/data/journal.db");
    assert.equal(fileOf("sqlite:/data/other.db"), "/data/other.journal.db");
    assert.equal(fileOf("sqlite:/srv/third.sqlite"), "/srv/third.journal.db");
    const url = "postgres://user@host/base";
    assert.deepEqual(journalTargetOf(url, "/data"), { kind: "postgres", url });
    assert.throws(() => journalTargetOf("sqlite::memory:", "/data"), /needs a file/);
  });
});

describe("journal migrations on PostgreSQL", () => {
  const databases: TestPostgres[] = [];
  before(async function () {
    const first = await createTestDatabase();
    if (!first) this.skip();
    databases.push(first);
  });
  after(async () => {
    for (const database of databases) await database.drop();
  });
  migrationRules(async () => {
    const database = (await createTestDatabase())!;
    databases.push(database);
    const query = async (text: string) => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return await client.query(text);
      } finally {
        await client.end();
      }
    };
    return {
      target: { kind: "postgres", url: database.url },
      databaseUrl: database.url,
      dataDir: "",
      run: async (script) => void (await query(script)),
      tables: async () => {
        const found = await query(
          "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
        );
        return found.rows.map(({ tablename }) => tablename);
      },
    };
  });
});

interface FreshDatabase {
  readonly target: JournalTarget;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  run(script: string): Promise<void>;
  tables(): Promise<string[]>;
}

function migrationRules(fresh: () => Promise<FreshDatabase>): void {
  it("[JR22] migrating brings everything up to date once, and rolling back leaves no table but the record", async () => {
    const { target, tables } = await fresh();
    assert.deepEqual(await journalMigrationStatus(target), { applied: [], pending: VERSIONS, newer: [] });
    assert.deepEqual(await migrateJournal(target), VERSIONS);
    assert.deepEqual(await migrateJournal(target), []);
    assert.deepEqual(await journalMigrationStatus(target), { applied: VERSIONS, pending: [], newer: [] });
    assert.deepEqual(await tables(), [
      "experience_likes",
      "experience_tags",
      "experiences",
      "id_blocks",
      "journal_migrations",
      "message_readers",
      "messages",
      "objects",
      "positions",
      "tool_uses",
      "use_mentions",
      "worlds",
    ]);
    for (const version of [...VERSIONS].reverse()) assert.equal(await rollbackJournal(target), version);
    assert.equal(await rollbackJournal(target), null);
    assert.deepEqual(await tables(), ["journal_migrations"]);
    assert.deepEqual(await migrateJournal(target), VERSIONS);
  });

  it("[JR22] of several that migrate at once one does the work", async () => {
    const { target } = await fresh();
    const done = await Promise.all([1, 2, 3].map(() => migrateJournal(target)));
    assert.deepEqual(done.flat(), VERSIONS);
  });

  it("[JR22] a database that was not migrated, or by a newer version, is refused with what to do", async () => {
    const { target, databaseUrl, dataDir, run } = await fresh();
    const open = (migrate: boolean) =>
      openJournal({ databaseUrl, dataDir, migrate, onError: assert.ifError });
    await assert.rejects(
      open(false),
      (error) => error instanceof StoreSchemaError && /npm run db -- migrate/.test(error.message),
    );
    await migrateJournal(target);
    await requireMigrated(target);
    await run("INSERT INTO journal_migrations VALUES (999, 'from the future', 0)");
    for (const attempt of [() => open(false), () => open(true), () => rollbackJournal(target)])
      await assert.rejects(
        attempt(),
        (error) => error instanceof StoreSchemaError && /999.*update/.test(error.message),
      );
    assert.deepEqual((await journalMigrationStatus(target)).newer, [999]);
  });

  it("[JR22] a step that fails leaves the database as it was", async () => {
    const { target, run, tables } = await fresh();
    await migrateJournal(target);
    for (const _ of VERSIONS) await rollbackJournal(target);
    await run("CREATE TABLE positions (nobody integer)");
    await assert.rejects(migrateJournal(target), /positions/);
    assert.deepEqual(await tables(), ["journal_migrations", "positions"]);
  });

  it("[JR22] both databases have the same steps", () => {
    const named = (steps: typeof SQLITE_MIGRATIONS) => steps.map(({ version, name }) => [version, name]);
    assert.deepEqual(named(SQLITE_MIGRATIONS), named(POSTGRES_MIGRATIONS));
    assert.deepEqual(
      VERSIONS,
      VERSIONS.map((_, index) => index + 1),
    );
  });
}
