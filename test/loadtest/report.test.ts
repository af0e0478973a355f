import assert from "node:assert/strict";
import { thisMachine } from "../../loadtest/machine.ts";
import { type Options, parseOptions } from "../../loadtest/options.ts";
import { printed } from "../../loadtest/print.ts";
import { RunRecord } from "../../loadtest/record.ts";
import { makeReport } from "../../loadtest/report.ts";
import type { RunResult } from "../../loadtest/spaceRun.ts";

describe("loadtest report", () => {
  function resultOf(record: RunRecord, changes: Partial<RunResult> = {}): RunResult {
    return {
      record,
      joined: 4,
      joiningSeconds: 2,
      measuredSeconds: 10,
      patchesByClient: [200, 200, 190, 100],
      server: {
        cpuPercentOfCore: null,
        rssMb: null,
        ticksPerSecond: null,
        tickMs: null,
        tickLatenessMs: null,
      },
      generator: { cpuPercentOfCore: 20, delayMs: { p50: 0, p99: 1, max: 2 }, skippedBeats: 0 },
      ...changes,
    };
  }

  function reportOf(result: RunResult) {
    const options = parseOptions(["--clients", "4"]) as Options;
    const context = { options, endpoint: "ws://127.0.0.1:1", ownServer: true, startedAt: new Date(0) };
    return makeReport(result, { ...context, machine: thisMachine() });
  }

  it("[LT13] passes when nothing went wrong, though some requests were lawfully refused", () => {
    const record = new RunRecord();
    record.lawfulRefusals.add("held", 3);
    const report = reportOf(resultOf(record));
    assert.deepEqual(report.failures, []);
    assert.match(printed(report), /\npassed$/);
    assert.match(printed(report), /lawfully refused +held 3/);
  });

  const faults: Faults = {
    "an error": (record) => record.errors.add("closed 1006"),
    "a correction": (record) => record.corrections.add("blocked"),
    "a lost probe": (record) => Object.assign(record.probes, { lost: 1 }),
    "a frozen walker": (record) => Object.assign(record.probes, { watched: 5, moving: 4, frozen: 1 }),
    "nobody seen moving": (record) => Object.assign(record.probes, { watched: 5, moving: 0 }),
  };
  for (const [name, make] of Object.entries(faults))
    it(`[LT13] ${name} fails a run`, () => {
      const record = new RunRecord();
      make(record);
      const report = reportOf(resultOf(record));
      assert.equal(report.failures.length, 1);
      assert.match(printed(report), /\nFAILED: /);
    });

  it("[LT13] fails when nobody got in", () => {
    assert.deepEqual(reportOf(resultOf(new RunRecord(), { joined: 0 })).failures, ["nobody got in"]);
  });

  it("[LT15] works out rates per client and second", () => {
    const record = new RunRecord();
    record.traffic.add(15, 3000);
    record.traffic.add(13, 1000);
    const report = reportOf(resultOf(record));
    assert.equal(report.bytesPerSecondPerClient, 100);
    assert.equal(report.framesPerSecondPerClient, 0.05);
    assert.deepEqual(report.receivedHz, { mean: 17.25, p1: 10 });
    assert.equal(report.joins.perSecond, 2);
  });

  it("[LT15] says when the load generator was the bottleneck, and what a limit means", () => {
    const record = new RunRecord();
    record.errors.add("send_message: rate_limited");
    const generator = { cpuPercentOfCore: 97, delayMs: { p50: 0, p99: 80, max: 200 }, skippedBeats: 12 };
    const { advice } = reportOf(resultOf(record, { generator }));
    assert.equal(advice.length, 3);
    assert.match(advice.join("\n"), /RATE_LIMITS=off[\s\S]*97 %[\s\S]*12 positions/);
  });
});

type Faults = { readonly [name: string]: (record: RunRecord) => void };
