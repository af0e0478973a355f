import assert from "node:assert/strict";
import { startPacer } from "../../loadtest/pacer.ts";

describe("loadtest pacer", () => {
  it("[LT11] calls each index once a round, in order", async () => {
    const acts: number[] = [];
    await new Promise<void>((resolve) => {
      const pacer = startPacer({ periodMs: 20, count: 7 }, (index) => {
        acts.push(index);
        if (acts.length < 21) return;
        pacer.stop();
        resolve();
      });
    });
    assert.deepEqual(
      acts.slice(0, 21),
      [...Array(21).keys()].map((index) => index % 7),
    );
  });

  it("[LT11] after a stall makes up for one round at most and counts the rest", async () => {
    const periodMs = 20;
    const count = 10;
    let burst = 0;
    const skipped = await new Promise<number>((resolve) => {
      let stalled = false;
      const pacer = startPacer({ periodMs, count }, () => {
        if (!stalled) {
          stalled = true;
          const untilMs = performance.now() + 10 * periodMs;
          while (performance.now() < untilMs);
          // The rest of this wake-up still belongs to the time before the stall.
          setImmediate(() => (burst = 0));
          return;
        }
        burst += 1;
        if (pacer.skipped === 0) return;
        queueMicrotask(() => {
          pacer.stop();
          resolve(pacer.skipped);
        });
      });
    });
    assert.ok(skipped >= 8 * count, `${skipped} skipped`);
    assert.ok(burst <= count, `${burst} at once`);
  });
});
