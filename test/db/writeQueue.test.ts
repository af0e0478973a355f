import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../../src/db/dataSource.ts";
import { sql } from "../../src/db/sql.ts";
import { WriteQueue } from "../../src/db/writeQueue.ts";
import { AppError } from "../../src/errors.ts";

const INSERT_B = "INSERT INTO settings (name, value) VALUES ('b', 'acknowledged')";

describe("the one SQLite connection", () => {
  let dataDir: string;
  let database: Database;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "atrium-queue-"));
    database = await openDatabase({ url: null, dataDir, migrate: true });
  });
  afterEach(async () => {
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  const stored = async () =>
    (await database.read<{ name: string }>(sql`SELECT name FROM settings ORDER BY name`)).map(
      ({ name }) => name,
    );

  it("[ST1] loses an acknowledged insert when it is used without the queue", async () => {
    const { source } = database;
    const [gate, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const rolledBack = source
      .transaction(async (manager) => {
        await manager.query("INSERT INTO settings (name, value) VALUES ('a', 'x')");
        open.resolve();
        await gate.promise;
        throw new Error("a fails");
      })
      .catch((error: Error) => error.message);
    await open.promise;
    await source.query(INSERT_B);
    gate.resolve();
    assert.equal(await rolledBack, "a fails");
    assert.deepEqual(await stored(), [], "b was acknowledged and is gone: the hazard that the queue closes");
  });

  it("[ST1] keeps an acknowledged insert when another's transaction rolls back", async () => {
    const [gate, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const rolledBack = database
      .transaction(async (session) => {
        await session.change(sql`INSERT INTO settings (name, value) VALUES ('a', 'x')`);
        open.resolve();
        await gate.promise;
        throw new Error("a fails");
      })
      .catch((error: Error) => error.message);
    await open.promise;
    const acknowledged = database.change(
      sql`INSERT INTO settings (name, value) VALUES ('b', 'acknowledged')`,
    );
    gate.resolve();
    assert.equal(await rolledBack, "a fails");
    assert.equal(await acknowledged, 1);
    assert.deepEqual(await stored(), ["b"]);
  });

  it("[ST1] commits 10 transactions started at once, of which without the queue none would begin", async () => {
    const work = (n: number) =>
      database.transaction(async (session) => {
        await session.change(sql`INSERT INTO settings (name, value) VALUES (${`n${n}`}, 'x')`);
        if (n % 2) throw new Error("odd");
      });
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => work(n)));
    assert.deepEqual(
      results.map(({ status }) => status),
      Array.from({ length: 10 }, (_, n) => (n % 2 ? "rejected" : "fulfilled")),
    );
    assert.deepEqual(await stored(), ["n0", "n2", "n4", "n6", "n8"]);
    const raw = await Promise.allSettled(
      Array.from({ length: 10 }, () => database.source.transaction(async () => undefined)),
    );
    assert.ok(
      raw.some(({ status }) => status === "rejected"),
      "ten raw transactions at once would all have worked",
    );
  });

  it("[ST2] shows no read what may still roll back", async () => {
    const [gate, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writing = database
      .transaction(async (session) => {
        await session.change(sql`INSERT INTO settings (name, value) VALUES ('a', 'x')`);
        open.resolve();
        await gate.promise;
        throw new Error("a fails");
      })
      .catch(() => undefined);
    await open.promise;
    const raw = await database.source.query("SELECT name FROM settings");
    assert.equal(raw.length, 1, "past the queue the row would be seen");
    const read = stored();
    gate.resolve();
    await writing;
    assert.deepEqual(await read, []);
  });

  it("[ST3] refuses a write inside a write instead of waiting for itself", async () => {
    const nested = database.transaction(() => database.change(sql`DELETE FROM settings`));
    await assert.rejects(nested, /inside a write/);
    assert.equal(await database.change(sql`DELETE FROM settings`), 0);
  });

  it("[ST5] lets queued writes end when it is closed, and refuses later ones", async () => {
    const queued = [1, 2, 3].map((n) =>
      database.change(sql`INSERT INTO settings (name, value) VALUES (${`n${n}`}, 'x')`),
    );
    const closing = database.close();
    const late = database.change(sql`DELETE FROM settings`);
    await assert.rejects(late, isUnavailable);
    assert.deepEqual(await Promise.all(queued), [1, 1, 1]);
    await closing;
    database = await openDatabase({ url: null, dataDir, migrate: false });
    assert.deepEqual(await stored(), ["n1", "n2", "n3"]);
  });
});

describe("WriteQueue", () => {
  it("[ST4] runs one job at a time in the order of the calls, past jobs that throw", async () => {
    const queue = new WriteQueue({ order: "one_at_a_time" });
    const seen: string[] = [];
    const job = (name: string) => async () => {
      seen.push(`${name}+`);
      await new Promise(setImmediate);
      seen.push(`${name}-`);
      if (name === "b") throw new Error("b fails");
      return name;
    };
    const results = await Promise.allSettled(["a", "b", "c"].map((name) => queue.run(job(name))));
    assert.deepEqual(seen, ["a+", "a-", "b+", "b-", "c+", "c-"]);
    assert.deepEqual(
      results.map((result) => (result.status === "fulfilled" ? result.value : "failed")),
      ["a", "failed", "c"],
    );
    assert.deepEqual(queue.stats(), {
      pending: 0,
      maxPending: 1000,
      done: 2,
      failed: 1,
      refused: 0,
      peakPending: 3,
    });
  });

  for (const order of ["one_at_a_time", "pass_through"] as const) {
    it(`[ST5] refuses jobs above its maximum, counts them and takes the next when there is room (${order})`, async () => {
      const queue = new WriteQueue({ order, maxPending: 2 });
      const gate = Promise.withResolvers<string>();
      const running = [queue.run(() => gate.promise), queue.run(() => gate.promise)];
      await assert.rejects(
        queue.run(async () => "third"),
        isUnavailable,
      );
      assert.equal(queue.stats().refused, 1);
      assert.equal(queue.stats().pending, 2);
      gate.resolve("done");
      assert.deepEqual(await Promise.all(running), ["done", "done"]);
      assert.equal(await queue.run(async () => "fourth"), "fourth");
      assert.equal(queue.stats().done, 3);
    });

    it(`[ST5] is idle when all jobs have ended (${order})`, async () => {
      const queue = new WriteQueue({ order });
      const ended: number[] = [];
      const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
      const jobs = gates.map((gate, n) => queue.run(() => gate.promise.then(() => void ended.push(n))));
      const idle = queue.idle().then(() => [...ended]);
      for (const gate of gates.toReversed()) gate.resolve();
      assert.equal((await idle).length, 3);
      await Promise.all(jobs);
    });
  }

  it("[ST6] on PostgreSQL starts every job at once", async () => {
    const queue = new WriteQueue({ order: "pass_through" });
    const gate = Promise.withResolvers<void>();
    const first = queue.run(() => gate.promise);
    assert.equal(await queue.run(async () => "second"), "second");
    assert.equal(await queue.run(() => queue.run(async () => "nested")), "nested");
    gate.resolve();
    await first;
  });

  it("[ST3] lets what a job left running in the background write after it", async () => {
    const queue = new WriteQueue({ order: "one_at_a_time" });
    let background: Promise<string> | undefined;
    const afterJob = Promise.withResolvers<void>();
    await queue.run(async () => {
      background = afterJob.promise.then(() => queue.run(async () => "later"));
    });
    afterJob.resolve();
    assert.equal(await background, "later");
  });
});

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === "unavailable" && error.retryAfterSeconds === 1;
}
