import assert from "node:assert/strict";
import { mock } from "node:test";
import { Summariser } from "../../src/db/insights/summariser.ts";
import type { DirtyQuery, InsightSource } from "../../src/services/insights/ports.ts";

describe("summariser", () => {
  const NOW_MS = Date.UTC(2026, 3, 1);
  const asked: DirtyQuery[] = [];
  let summariser: Summariser;

  beforeEach(() => {
    asked.length = 0;
    mock.timers.enable({ apis: ["setInterval", "Date"], now: NOW_MS });
    const source = {
      dirtyTours: async (query: DirtyQuery) => {
        asked.push(query);
        return [];
      },
    } as Partial<InsightSource> as InsightSource;
    summariser = new Summariser({
      source,
      eventsPerCommit: 1_000,
      onError: (error) => assert.fail(`${error}`),
    });
  });
  afterEach(async () => {
    await summariser.stop();
    mock.timers.reset();
  });

  it("[IG35] leaves tours that gave a sign within ten seconds in passes that nobody asked for", async () => {
    mock.timers.tick(2_000);
    await passes(1);
    assert.equal(asked[0]?.seenBeforeMs, NOW_MS + 2_000 - 10_000);
  });

  it("[IG35] takes every changed tour where somebody asks", async () => {
    await summariser.catchUp();
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.seenBeforeMs, null);
  });

  it("[IG35] takes every changed tour once a minute", async () => {
    const clock = mock.method(performance, "now");
    const startMs = performance.now();
    try {
      clock.mock.mockImplementation(() => startMs + 61_000);
      mock.timers.tick(2_000);
      await passes(1);
      clock.mock.mockImplementation(() => startMs + 63_000);
      mock.timers.tick(2_000);
      await passes(2);
    } finally {
      clock.mock.restore();
    }
    assert.equal(asked[0]?.seenBeforeMs, null);
    assert.equal(asked[1]?.seenBeforeMs, NOW_MS + 4_000 - 10_000);
  });

  /** Resolves when so many passes have ended. */
  async function passes(wanted: number): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked.length, wanted);
  }
});
