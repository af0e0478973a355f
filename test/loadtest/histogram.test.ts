import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram } from "../../loadtest/histogram.ts";
import { MAX_NAMES, OTHER, Tally } from "../../loadtest/tally.ts";

describe("loadtest figures", () => {
  it("[LT4] percentiles are those of the sorted amounts within 1 %", () => {
    const amount = fc.double({ min: 0.01, max: 60_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (amounts, quantile) => {
          const histogram = new Histogram();
          for (const each of amounts) histogram.add(each);
          const sorted = amounts.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1] as number;
          const told = histogram.quantile(quantile);
          assert.ok(Math.abs(told - exact) <= 0.0101 * exact, `${told} for ${exact}`);
        },
      ),
    );
  });

  it("[LT4] of nothing all figures are 0, and the count says so", () => {
    assert.deepEqual(new Histogram().summary(), { count: 0, mean: 0, p50: 0, p99: 0, max: 0 });
  });

  it("[LT4] keeps count, mean and maximum exactly, beyond its last bucket too", () => {
    const histogram = new Histogram();
    for (const each of [1, 2, 3, 1e15, -5, Number.NaN]) histogram.add(each);
    const { count, mean, max } = histogram.summary();
    assert.deepEqual({ count, mean, max }, { count: 5, mean: (6 + 1e15) / 5, max: 1e15 });
  });

  it("[LT5] counts names beyond the limit together", () => {
    const tally = new Tally();
    for (let index = 0; index < MAX_NAMES + 7; index += 1) tally.add(`name ${index}`);
    tally.add("name 3", 5);
    assert.equal(tally.count(OTHER), 7);
    assert.equal(tally.total, MAX_NAMES + 12);
    assert.equal(Object.keys(tally.toObject()).length, MAX_NAMES + 1);
    assert.equal(Object.keys(tally.toObject())[0], OTHER, "the largest first");
  });
});
