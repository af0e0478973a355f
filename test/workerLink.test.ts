import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { WorkerFault, WorkerGone, WorkerLink } from "../src/workerLink.ts";

describe("WorkerLink", () => {
  let open: WorkerLink[] = [];
  afterEach(async () => {
    await Promise.all(open.map((link) => link.close()));
    open = [];
  });
  const link = (maxStarts?: number, heldMs = 0) => {
    const errors: unknown[] = [];
    const secondError = Promise.withResolvers<Error>();
    let starts = 0;
    const start = () => {
      starts += 1;
      return new Worker(new URL("./echo.child.ts", import.meta.url), { workerData: { heldMs } });
    };
    const made = new WorkerLink({
      start,
      onError: (error) => {
        errors.push(error);
        if (errors.length === 2) secondError.resolve(error as Error);
      },
      ...(maxStarts && { maxStarts }),
    });
    open.push(made);
    return { link: made, errors, secondError: secondError.promise, starts: () => starts };
  };

  it("[WL1] gives each call its own answer, in order", async () => {
    const { link: echo, starts } = link();
    const answers = await Promise.all([1, "two", { three: [3] }].map((value) => echo.call("echo", value)));
    assert.deepEqual(answers, [1, "two", { three: [3] }]);
    assert.equal(starts(), 1);
  });

  it("[WL1] answers that a thread holds go together, and reach each its call", async () => {
    const { link: echo } = link(undefined, 10_000);
    const failed = assert.rejects(echo.call("fail", "SQLITE_BUSY"), WorkerFault);
    const answers = await Promise.all([1, "two", { three: [3] }].map((value) => echo.call("echo", value)));
    assert.deepEqual(answers, [1, "two", { three: [3] }]);
    await failed;
    // Lost with the thread, because it waited for the one behind it.
    const both = await Promise.allSettled([echo.call("spin", 20), echo.call("die")]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ["rejected", "rejected"],
    );
  });

  it("[WL1] an answer that was held long enough goes before the next call is begun", async () => {
    const { link: echo } = link(undefined, 10);
    const spun = echo.call("spin", 20);
    const hanging = assert.rejects(echo.call("hang"), WorkerGone);
    assert.equal(await spun, 20);
    echo.drop();
    await hanging;
  });

  it("[WL2] what the thread throws reaches its call with name, message and code, and no other call", async () => {
    const { link: echo } = link();
    const failing = echo.call("fail", "SQLITE_BUSY");
    const fine = echo.call("echo", 1);
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof WorkerFault);
      assert.deepEqual([error.name, error.message, error.code], ["RangeError", "as asked", "SQLITE_BUSY"]);
      return true;
    });
    assert.equal(await fine, 1);
    await assert.rejects(echo.call("throwText", "bare words"), /bare words/);
  });

  it("[WL2] a value that cannot be sent fails its call alone", async () => {
    const { link: echo } = link();
    await assert.rejects(
      echo.call("echo", () => 1),
      { name: "DataCloneError" },
    );
    assert.equal(await echo.call("echo", 2), 2);
  });

  it("[WL3] a thread that ends or crashes fails its open calls with WorkerGone; the next call starts another", async () => {
    const { link: echo, errors, secondError, starts } = link();
    const calls = [echo.call("die"), echo.call("echo", 1), echo.call("echo", 2)];
    for (const call of calls) await assert.rejects(call, WorkerGone);
    assert.equal(await echo.call("echo", 3), 3);
    await echo.call("crash");
    // No call need be open when the thread dies, so none can be waited for.
    const death = await secondError;
    assert.ok(death instanceof WorkerGone && /outside/.test(String(death.cause)));
    assert.equal(await echo.call("echo", 4), 4);
    assert.equal(starts(), 3);
    assert.equal(errors.length, 2);
  });

  it("[WL4] a thread that dies too often is not started again", async () => {
    const { link: echo, starts } = link(2);
    await assert.rejects(echo.call("die"), WorkerGone);
    await assert.rejects(echo.call("die"), WorkerGone);
    await assert.rejects(echo.call("echo", 1), /too often/);
    assert.equal(starts(), 2);
  });

  it("[WL6] a thread that is dropped fails its open calls, even one that it would never end; the next call starts another", async () => {
    const { link: echo, starts } = link();
    assert.equal(await echo.call("echo", 1), 1);
    const hanging = assert.rejects(echo.call("hang"), WorkerGone);
    echo.drop();
    await hanging;
    assert.equal(await echo.call("echo", 2), 2);
    assert.equal(starts(), 2);
  });

  it("[WL5] close answers what was asked before and refuses what comes later", async () => {
    const { link: echo, errors } = link();
    const before = echo.call("echo", 1);
    const closing = echo.close();
    await assert.rejects(echo.call("echo", 2), WorkerGone);
    await closing;
    assert.equal(await before, 1);
    assert.deepEqual(errors, []);
  });
});
