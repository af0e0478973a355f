import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFuzz } from "./fuzzRun.ts";

/** Fixed, so that a failure is the change's; `npm run soak -- fuzz` takes a new one every time. */
const SEED = process.env.FUZZ_SEED ?? "1";
const MESSAGES = 10_000;
const CALLS = 3_000;

describe(`messages and calls that no honest client makes (FUZZ_SEED=${SEED})`, () => {
  it(`[RL12] are answered with documented codes and disturb nobody: ${MESSAGES} messages, ${CALLS} calls`, async function () {
    this.timeout(120_000);
    const dataDir = await mkdtemp(join(tmpdir(), "atrium-fuzz-"));
    try {
      const figures = await runFuzz({ dataDir, messages: MESSAGES, calls: CALLS, seed: SEED });
      // Some must have got through to where they could do harm.
      for (const outcome of ["ok", "invalid", "not_found", "conflict"])
        assert.ok(figures.messages[outcome], `no message was answered ${outcome}`);
      for (const status of ["200", "201", "400", "401", "403", "404", "422"])
        assert.ok(figures.calls[status], `no call was answered ${status}`);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
