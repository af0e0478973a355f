import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { DB_COMMANDS } from "../../src/cli/dbCommands.ts";
import { openDatabase } from "../../src/db/dataSource.ts";
import { createSettingsStore } from "../../src/db/operationsStore.ts";
import { withPostgres } from "../helpers/postgres.ts";

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe("npm run db on SQLite", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-cli-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const db = (...args: string[]) => run(args, { DATA_DIR: folder });

  it("[ST100] makes, checks, takes back and brings up to date", async () => {
    const made = await db("init");
    assert.match(made.out, /Ran Operations\d+\./);
    assert.match(made.out, /Ran journal migration 2\./);
    assert.equal(made.code, 0);
    assert.equal((await db("verify")).code, 0);
    assert.match((await db("rollback")).out, /Took back ApiKeys/);
    const differs = await db("verify");
    assert.equal(differs.code, 1);
    assert.match(differs.out, /migration ApiKeys\d+ has not run/);
    assert.match(differs.out, /schema: CREATE TABLE "api_keys"/);
    assert.equal((await db("migrate")).code, 0);
    assert.equal((await db("verify")).code, 0);
  });

  it("[ST101] makes a test database beside the configured one", async () => {
    assert.equal((await db("init", "--test")).code, 0);
    assert.deepEqual((await readdir(folder)).sort(), [
      "app.test.db",
      "app.test.events.db",
      "app.test.journal.db",
    ]);
  });

  it("[ST102] destroys nothing without a terminal's yes or --yes", async () => {
    await db("init");
    await note(folder, "before");
    for (const command of [["reset"], ["restore", folder]]) {
      const refused = await db(...command);
      assert.equal(refused.code, 1);
      assert.match(refused.out, /Nothing was changed/);
    }
    assert.equal(await noted(folder), "before");
    assert.equal((await db("reset", "--yes")).code, 0);
    assert.equal(await noted(folder), null);
  });

  it("[ST110] seeds the demo once", async () => {
    assert.match((await db("seed")).out, /Made the demo/);
    const again = await db("seed");
    assert.match(again.out, /nothing was changed/);
    assert.equal(again.code, 0);
  });

  it("[ST103] answers a wrong command, option, setting or address with one reason and exit code 1", async () => {
    const wrong = await db("bogus");
    assert.equal(wrong.code, 1);
    for (const { usage } of Object.values(DB_COMMANDS))
      assert.ok(wrong.err.includes(`npm run db -- ${usage}`));
    const cases: [string[], Record<string, string>, RegExp][] = [
      [["verify", "--nope"], {}, /Unknown option/],
      [["backup"], {}, /needs a file/],
      [["rollback", "all"], {}, /app, journal or events/],
      [["migrate"], { PORT: "no" }, /PORT/],
      [
        ["migrate"],
        { DATABASE_URL: "postgres://ann:secret@127.0.0.1:1/x" },
        /cannot be opened \(PostgreSQL 127\.0\.0\.1:1\/x\)/,
      ],
    ];
    for (const [args, env, reason] of cases) {
      const outcome = await run(args, { DATA_DIR: folder, ...env });
      assert.equal(outcome.code, 1);
      assert.match(outcome.err, reason);
      assert.doesNotMatch(outcome.err, /secret|\n\s+at /);
    }
  });
});

describe("npm run db: backup and restore on SQLite", () => {
  let folder: string;
  let dataDir: string;
  let backup: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-backup-"));
    dataDir = join(folder, "data");
    backup = join(folder, "backup");
    assert.equal((await db("init")).code, 0);
  });
  afterEach(() => rm(folder, { recursive: true }));
  const db = (...args: string[]) => run(args, { DATA_DIR: dataDir });

  it("[ST104] copies both files while the server runs, and gives them back when it has stopped", async () => {
    const database = await openDatabase({ url: null, dataDir, migrate: false });
    const settings = createSettingsStore(database);
    await settings.set("note", "saved");
    assert.deepEqual(await db("backup", backup), { code: 0, out: `Wrote ${backup}.\n`, err: "" });
    assert.deepEqual((await readdir(backup)).sort(), ["app.db", "events.db", "journal.db"]);
    await settings.set("note", "changed later");
    const inUse = await db("restore", backup, "--yes");
    assert.equal(inUse.code, 1);
    assert.match(inUse.err, /app\.db is in use: stop the server first/);
    assert.equal(await settings.get("note"), "changed later");
    await database.close();
    assert.equal((await db("restore", backup, "--yes")).code, 0);
    assert.equal(await noted(dataDir), "saved");
    assert.equal((await db("verify")).code, 0);
    assert.deepEqual((await readdir(backup)).sort(), ["app.db", "events.db", "journal.db"]);
  });

  it("[ST105] overwrites no backup and takes nothing damaged for one", async () => {
    await note(dataDir, "present");
    assert.equal((await db("backup", backup)).code, 0);
    const again = await db("backup", backup);
    assert.equal(again.code, 1);
    assert.match(again.err, /is there already/);
    await writeFile(join(backup, "app.db"), "not a database ".repeat(100));
    const damaged = await db("restore", backup, "--yes");
    assert.equal(damaged.code, 1);
    assert.match(damaged.err, /damaged/);
    await rm(join(backup, "app.db"));
    assert.match((await db("restore", backup, "--yes")).err, /no backup/);
    assert.equal(await noted(dataDir), "present");
    assert.deepEqual(
      (await readdir(dataDir)).filter((name) => name.endsWith(".restoring")),
      [],
    );
  });
});

describe("npm run db on PostgreSQL", function () {
  // Each command is a process of its own and connects three times.
  this.timeout(60_000);
  const postgres = withPostgres();
  const env = () => ({ DATABASE_URL: postgres.url });
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-cli-pg-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("[ST100] makes a missing database, checks it, takes back and resets", async () => {
    const made = `${postgres.url}_made`;
    const db = (...args: string[]) => run(args, { DATABASE_URL: made });
    try {
      const outcome = await db("init");
      assert.match(outcome.out, /Made PostgreSQL .*_made\.\nRan AccountsAndSpaces/);
      assert.equal((await db("verify")).code, 0);
      assert.equal((await db("rollback")).code, 0);
      assert.equal((await db("verify")).code, 1);
      assert.equal((await db("reset", "--yes")).code, 0);
      assert.equal((await db("verify")).code, 0);
    } finally {
      await query(postgres.url, `DROP DATABASE IF EXISTS ${new URL(made).pathname.slice(1)} WITH (FORCE)`);
    }
  });

  it("[ST106] backs up to one file and restores it", async function () {
    if (!(await onPath("pg_dump"))) {
      assert.notEqual(process.env.REQUIRE_SERVICES, "1", "pg_dump is not on PATH");
      this.skip();
    }
    const file = join(folder, "atrium.dump");
    await run(["migrate"], env());
    await query(postgres.url, "INSERT INTO settings (name, value) VALUES ('note', 'saved')");
    assert.deepEqual(await run(["backup", file], env()), { code: 0, out: `Wrote ${file}.\n`, err: "" });
    await query(postgres.url, "UPDATE settings SET value = 'changed later'");
    assert.equal((await run(["restore", file, "--yes"], env())).code, 0);
    assert.deepEqual(await query(postgres.url, "SELECT value FROM settings"), [{ value: "saved" }]);
    assert.equal((await run(["verify"], env())).code, 0);
    assert.match((await run(["backup", file], env())).err, /is there already/);
  });

  it("[ST107] says which tool is missing", async () => {
    const outcome = await run(["backup", join(folder, "none.dump")], { ...env(), PATH: folder });
    assert.equal(outcome.code, 1);
    assert.match(outcome.err, /pg_dump is not on PATH/);
  });
});

async function run(args: readonly string[], env: Record<string, string>): Promise<Outcome> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["src/cli/db.ts", ...args], {
    cwd: join(import.meta.dirname, "../.."),
    env: { PATH, NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  return { code: await promise, out, err };
}

async function note(dataDir: string, value: string): Promise<void> {
  const file = new BetterSqlite3(join(dataDir, "app.db"));
  file.prepare("INSERT INTO settings (name, value) VALUES ('note', ?)").run(value);
  file.close();
}

async function noted(dataDir: string): Promise<string | null> {
  const file = new BetterSqlite3(join(dataDir, "app.db"));
  const row = file.prepare("SELECT value FROM settings WHERE name = 'note'").get() as
    | { value: string }
    | undefined;
  file.close();
  return row?.value ?? null;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const address = new URL(url);
  if (text.startsWith("DROP DATABASE")) address.pathname = "/postgres";
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function onPath(tool: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(tool, ["--version"], { stdio: "ignore" });
  child.once("error", () => resolve(false)).once("close", (code) => resolve(code === 0));
  return promise;
}
