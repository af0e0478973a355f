import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { PoolFull, WorkerPool, type WorkerPoolOptions } from "../../src/infra/workerPool.ts";
import { WorkerGone } from "../../src/workerLink.ts";

describe("WorkerPool", () => {
  let open: WorkerPool[] = [];
  afterEach(async () => {
    await Promise.all(open.map((pool) => pool.close()));
    open = [];
  });
  const pool = (options: Partial<WorkerPoolOptions> = {}) => {
    const errors: unknown[] = [];
    let starts = 0;
    const made = new WorkerPool({
      start: () => {
        starts += 1;
        return new Worker(new URL("../echo.child.ts", import.meta.url));
      },
      onError: (error) => errors.push(error),
      threads: 1,
      maxWaiting: 100,
      deadlineMs: 60_000,
      ...options,
    });
    open.push(made);
    return { pool: made, errors, starts: () => starts };
  };

  it("[WP1] starts no thread before there is work, and no more than there is work for", async () => {
    const { pool: two, starts } = pool({ threads: 2 });
    assert.equal(starts(), 0);
    assert.equal(await two.call("echo", 1), 1);
    assert.equal(await two.call("echo", 2), 2);
    assert.equal(starts(), 1);
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((value) => two.call("echo", value)));
    assert.deepEqual(answers, [1, 2, 3, 4, 5, 6]);
    assert.equal(starts(), 2);
  });

  it("[WP2] refuses what is more than may wait, and counts it; what waits is answered", async () => {
    const { pool: small } = pool({ maxWaiting: 3 });
    const calls = [1, 2, 3, 4, 5].map((value) => small.call("echo", value));
    assert.deepEqual(small.stats(), { waiting: 3, running: 2, refused: 0 });
    await assert.rejects(small.call("echo", 6), PoolFull);
    assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4, 5]);
    assert.deepEqual(small.stats(), { waiting: 0, running: 0, refused: 1 });
  });

  it("[WP3] a thread that dies costs what it had in hand; the rest is answered by the next one", async () => {
    const { pool: one, errors, starts } = pool();
    const calls = [one.call("die", null), one.call("echo", 1), one.call("echo", 2), one.call("echo", 3)];
    const settled = await Promise.allSettled(calls);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["rejected", "rejected", "fulfilled", "fulfilled"],
    );
    assert.ok((settled[0] as PromiseRejectedResult).reason instanceof WorkerGone);
    assert.equal(starts(), 2);
    assert.equal(errors.length, 1);
  });

  it("[WP4] a thread that is silent for longer than its deadline is ended, and its calls with it", async () => {
    const { pool: one, starts } = pool({ deadlineMs: 300 });
    await assert.rejects(one.call("hang", null), WorkerGone);
    assert.equal(starts(), 1);
    assert.equal(one.stats().running, 0);
  });

  it("[WP5] close refuses what waits, and what comes later, and lets the threads finish what they have", async () => {
    const { pool: one } = pool();
    const calls = [1, 2, 3].map((value) => one.call("echo", value));
    const closing = one.close();
    const settled = await Promise.allSettled(calls);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected"],
    );
    await closing;
    await assert.rejects(one.call("echo", 4), WorkerGone);
  });
});
