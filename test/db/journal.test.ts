import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import pg from "pg";
import type { JournalWorkerData } from "../../src/db/journal/journalWorker.ts";
import { type OpenJournalOptions, openJournal } from "../../src/db/journal/openJournal.ts";
import { postgresBackend } from "../../src/db/journal/postgresJournal.ts";
import { startJournalWorker } from "../../src/db/journal/sqliteJournal.ts";
import { sql } from "../../src/db/sql.ts";
import { AppError, type ErrorCode } from "../../src/errors.ts";
import type { SpaceJournal } from "../../src/services/journal/ports.ts";
import { chair, messageEntry, useEntry } from "../contracts/journalEntries.ts";
import { spaceJournalContract } from "../contracts/spaceJournal.ts";
import { CuttableProxy } from "../helpers/cuttableProxy.ts";
import { withPostgres } from "../helpers/postgres.ts";
import { eventually } from "../helpers/roomKit.ts";

const READER = { readerId: 1, beforeId: null, limit: 1_000 };

describe("journal on SQLite", () => {
  // Before the folder: hooks run in this order, and journals are closed before their folder goes.
  const open = journalsOf(() => ({ databaseUrl: null, dataDir: folder.path }));
  const folder = withFolder();
  const rows = async (query: string) => {
    const database = new Database(join(folder.path, "journal.db"), { readonly: true });
    try {
      return database.prepare(query).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  };

  spaceJournalContract({ open, rows });

  it("[JR1] the file is in WAL mode, so that reads and commits do not wait for each other", async () => {
    const journal = await open();
    assert.deepEqual(await rows("PRAGMA journal_mode"), [{ journal_mode: "wal" }]);
    await journal.close();
  });

  it("[JR21] a thread that dies is started again: what was not acknowledged is stored once, in order", async () => {
    const { errors, workers, journal } = await openWatched(open);
    const object = chair({ id: journal.nextId("object") });
    const uses = Array.from({ length: 900 }, (_, x) =>
      useEntry({ id: journal.nextId("tool_use"), spaceId: 9_001 }, { ...object, x }),
    );
    const appended = uses.map((use) => journal.append(use));
    await appended[0];
    appended.push(
      ...[900, 901].map((x) =>
        journal.append(useEntry({ id: 7_000_000 + x, spaceId: 9_001 }, { ...object, x })),
      ),
    );
    await workers.writer.at(-1)!.terminate();
    await Promise.all(appended);
    assert.equal((await rows("SELECT 1 FROM tool_uses WHERE space_id = 9001")).length, 902);
    assert.equal((await journal.findObject(object.id))?.object.x, 901);
    assert.ok(errors.length >= 1);
    await workers.reader.at(-1)!.terminate();
    assert.equal(await journal.countObjects(9_001), 1);
    await journal.close();
  });

  it("[JR21] a thread that dies again and again is given up: calls are refused with unavailable, nothing is left unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", note);
    const { errors, workers, journal } = await openWatched(open, { limits: { retryForMs: 200 } });
    const append = () => journal.append(messageEntry({ id: journal.nextId("message"), spaceId: 9_002 }));
    for (let deaths = 0; deaths < 4; deaths++) {
      while (workers.writer.length === deaths) await journal.ping();
      const appended = append();
      await workers.writer[deaths]!.terminate();
      // Stored before the thread died, or by the next one, or refused: each is right.
      await appended.catch(() => undefined);
    }
    const results = await Promise.allSettled(Array.from({ length: 20 }, append));
    for (const result of results)
      assert.ok(result.status === "rejected" && withCode("unavailable")(result.reason));
    assert.equal(workers.writer.length, 4);
    assert.equal(await journal.ping(), false);
    assert.ok(errors.length >= 1);
    await journal.close();
    process.off("unhandledRejection", note);
    assert.deepEqual(unhandled, []);
  });
});

describe("journal on PostgreSQL", () => {
  const open = journalsOf(() => ({ databaseUrl: database.url, dataDir: "" }));
  const database = withPostgres();
  const rows = (query: string) => queryPostgres(database.url, query);

  spaceJournalContract({ open, rows });

  it("[JR6] text that PostgreSQL cannot keep costs only its own entry", async () => {
    const journal = await open();
    const spaceId = 9_001;
    const texts = ["before", "nul \0 inside", "lone \ud800 surrogate", "after"];
    const results = await Promise.allSettled(
      texts.map((message) =>
        journal.append(messageEntry({ id: journal.nextId("message"), spaceId, message })),
      ),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "rejected", "fulfilled"],
    );
    const object = chair({ id: journal.nextId("object"), state: { label: "\0" } });
    const use = useEntry({ id: journal.nextId("tool_use"), spaceId }, object);
    await assert.rejects(journal.append(use), withCode("invalid"));
    assert.equal(await journal.findUse(use.use.id), null);
    const stored = await journal.listMessages({ spaceId, ...READER });
    assert.deepEqual(
      stored.map(({ message }) => message),
      ["after", "before"],
    );
    await journal.close();
  });

  it("[JR24] connections that are cut under load cost nothing: every entry is stored once", async () => {
    const errors: unknown[] = [];
    const journal = await open({ onError: (error) => errors.push(error) });
    const spaceId = 9_002;
    const cut = () =>
      rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'atrium-journal' AND datname = current_database()",
      );
    const senders = Array.from({ length: 10 }, async () => {
      for (let n = 0; n < 60; n++)
        await journal.append(messageEntry({ id: journal.nextId("message"), spaceId }));
    });
    for (let n = 0; n < 5; n++) await cut();
    await Promise.all(senders);
    assert.equal((await rows(`SELECT 1 FROM messages WHERE space_id = ${spaceId}`)).length, 600);
    assert.equal((await journal.listMessages({ spaceId, ...READER })).length, 600);
    await journal.close();
  });

  it("[JR33] what was stored although the answer is lost is known to be, when the database is back; what came later is refused", async () => {
    const address = new URL(database.url);
    const proxy = await CuttableProxy.start(Number(address.port));
    address.port = String(proxy.port);
    try {
      const journal = await open({ databaseUrl: address.href, limits: { retryForMs: 100 } });
      const spaceId = 9_004;
      const entry = () => messageEntry({ id: journal.nextId("message"), spaceId });
      const stored = async () => (await rows(`SELECT 1 FROM messages WHERE space_id = ${spaceId}`)).length;
      proxy.cutAfter("COMMIT");
      const first = journal.append(entry());
      await eventually("the first one stored", async () => (await stored()) === 1);
      await assert.rejects(journal.append(entry()), withCode("unavailable"));
      proxy.mend();
      await first;
      await journal.append(entry());
      assert.equal(await stored(), 2);
      await journal.close();
    } finally {
      await proxy.close();
    }
  });

  it("[JR1] commits wait for the disk even where the server's default does not", async () => {
    const name = new URL(database.url).pathname.slice(1);
    await rows(`ALTER DATABASE ${name} SET synchronous_commit = 'off'`);
    assert.deepEqual(await rows("SHOW synchronous_commit"), [{ synchronous_commit: "off" }]);
    const backend = postgresBackend({ url: database.url, onError: assert.ifError });
    assert.deepEqual(await backend.select(sql`SHOW synchronous_commit`), [{ synchronous_commit: "on" }]);
    await backend.close();
    await rows(`ALTER DATABASE ${name} RESET synchronous_commit`);
  });

  it("[JR31] ping is false when the database is gone, and appends are refused with unavailable", async () => {
    const journal = await open({ limits: { retryForMs: 100 } });
    assert.equal(await journal.ping(), true);
    const admin = new URL(database.url);
    const name = admin.pathname.slice(1);
    admin.pathname = "/postgres";
    await queryPostgres(admin.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    try {
      await queryPostgres(
        admin.href,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
      const lost = messageEntry({ id: journal.nextId("message"), spaceId: 1 });
      await assert.rejects(journal.append(lost), withCode("unavailable"));
      await assert.rejects(journal.countObjects(1), withCode("unavailable"));
      assert.equal(await journal.ping(), false);
    } finally {
      await queryPostgres(admin.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
    await journal.append(messageEntry({ id: journal.nextId("message"), spaceId: 1 }));
    assert.equal(await journal.ping(), true);
    await journal.close();
  });
});

/** A temporary folder for the suite. */
function withFolder(): { readonly path: string } {
  const folder = { path: "" };
  before(async () => {
    folder.path = await mkdtemp(join(tmpdir(), "atrium-journal-"));
  });
  after(() => rm(folder.path, { recursive: true }));
  return folder;
}

/** Opens journals for the suite. One that a failed test left open is closed at the end, so that the run ends too. */
function journalsOf(place: () => Pick<OpenJournalOptions, "databaseUrl" | "dataDir">) {
  const opened: SpaceJournal[] = [];
  after(() => Promise.all(opened.map((journal) => journal.close())));
  return async (options: Partial<OpenJournalOptions> = {}) => {
    const journal = await openJournal({ ...place(), migrate: true, onError: () => undefined, ...options });
    opened.push(journal);
    return journal;
  };
}

/** A journal whose threads and errors the test sees. */
async function openWatched(
  open: (options: Partial<OpenJournalOptions>) => Promise<SpaceJournal>,
  options: Partial<OpenJournalOptions> = {},
) {
  const errors: unknown[] = [];
  const workers: Record<JournalWorkerData["role"], Worker[]> = { writer: [], reader: [] };
  const startWorker = (data: JournalWorkerData) => {
    const worker = startJournalWorker(data);
    workers[data.role].push(worker);
    return worker;
  };
  const journal = await open({ ...options, startWorker, onError: (error) => errors.push(error) });
  return { errors, workers, journal };
}

async function queryPostgres(url: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

function withCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code;
}
