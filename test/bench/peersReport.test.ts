import assert from "node:assert/strict";
import { type Run, type RunFigures, resultsOf } from "../../bench/peers/figures.ts";
import type { PeerName } from "../../bench/peers/peer.ts";
import { goalsOf, growthOf } from "../../bench/peers/report.ts";
import { goalRows } from "../../bench/peers/tables.ts";

describe("peers' report", () => {
  it("[LT22] figures are medians of the runs that have any, and every death and fault is kept", () => {
    const [result, ...others] = resultsOf([
      run("ours", 100, { cpuPercent: 30, joinMs: { p50: 4, p99: 9 } }),
      { ...run("ours", 100, { cpuPercent: 10, joinMs: null }), faults: ["late"] },
      run("ours", 100, { cpuPercent: 12, joinMs: { p50: 6, p99: 7 } }),
      { ...run("ours", 100), figures: null, died: "it fell" },
    ]);
    assert.deepEqual(others, []);
    assert.equal(result?.figures?.cpuPercent, 12);
    assert.deepEqual(result.figures.joinMs, { p50: 5, p99: 8 });
    assert.equal(result.figures.sight, null);
    assert.deepEqual([result.runs, result.died, result.faults], [4, ["it fell"], ["late"]]);
  });

  it("[LT22] goals are met at their limit and missed beyond, and say when they were not measured", () => {
    const goals = goalsOf(
      resultsOf([
        run("ours", 200, { cpuPercent: 10, bytesPerClient: 101 }),
        run("json", 200, { cpuPercent: 70, bytesPerClient: 3000 }),
        run("ours", 2000, { cpuPercent: 60, ticks: 19.9, rssMb: 351 }),
        run("floor", 2000, { cpuPercent: 40 }),
      ]),
    );
    const verdict = (part: string) => goals.find(({ what }) => what.includes(part))?.met;
    assert.equal(verdict("CPU against the JSON"), true);
    assert.equal(verdict("bytes against the JSON"), false);
    assert.equal(verdict("CPU against the floor"), true);
    assert.equal(verdict("2,000 walkers: ticks"), true);
    assert.equal(verdict("memory"), false);
    assert.equal(verdict("CPU against stock"), null);
    const shown = goalRows(goals);
    assert.ok(
      shown.some(
        (row) => row.join("|") === "200 walkers: bytes against the JSON broadcast|≤ 1/30|1/29.7|missed",
      ),
    );
    assert.ok(shown.some((row) => row.join("|").includes("stock Colyseus|≤ 0.95|not measured|")));
  });

  it("[LT22] a cost by users and sight grows with exponent 1, one by users and users with 2", () => {
    const [ours, stock, ...others] = growthOf(
      resultsOf([
        run("ours", 250, { cpuPercent: 5, bytesPerClient: 4000 }),
        run("ours", 2000, { cpuPercent: 40, bytesPerClient: 4000 }),
        run("stock", 250, { cpuPercent: 1, bytesPerClient: 1000 }),
        run("stock", 2000, { cpuPercent: 64, bytesPerClient: 8000 }),
        run("views", 250),
      ]),
    );
    assert.deepEqual(others, []);
    const exponents = (growth: typeof ours) =>
      [growth?.cpuExponent, growth?.bytesExponent].map((each) => each?.toFixed(2));
    assert.deepEqual([ours?.cpu, ours?.bytes, exponents(ours)], [8, 8, ["1.00", "1.00"]]);
    assert.deepEqual([stock?.cpu, stock?.bytes, exponents(stock)], [64, 64, ["2.00", "2.00"]]);
  });
});

/** A run whose figures are zero but for those that are given. */
function run(peer: PeerName, size: number, given: Partial<RunFigures> = {}): Run {
  const none = { p50: 0, p99: 0, max: 0 };
  const figures: RunFigures = {
    ...{ cpuPercent: 0, cpuUsPerClientTick: 0, bytesPerClient: 0, framesPerClient: 0, ticks: 0, kept: 0 },
    ...{ tickMs: none, delayMs: none, joinMs: none, rssMb: 0, sight: null },
    storm: { clients: 0, seconds: 0, joinMs: none, tickMaxMs: 0, latenessMaxMs: 0, delayMaxMs: 0 },
    clients: { cpuPercent: 0, delayP99Ms: 0, sent: 1 },
    ...given,
  };
  return { peer, size, round: 0, figures, died: null, faults: [] };
}
