import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ENTRY = join(import.meta.dirname, "../../bench/join.ts");

describe("join bench", () => {
  it("[RL15] a quick run joins spaces of every size in every way", async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), "atrium-bench-test-"));
    try {
      const file = join(folder, "join.json");
      const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, "--quick", "--json", file]);
      const { results, goalMs } = JSON.parse(await readFile(file, "utf8"));
      assert.equal(goalMs, 500);
      assert.deepEqual(
        results.map(({ objects }: { objects: number }) => objects),
        [10, 1_000, 5_000],
      );
      for (const { objects, stateBytes, ms } of results) {
        assert.match(stdout, new RegExp(`^ *${objects} `, "m"));
        assert.ok(stateBytes > objects * 40 && stateBytes < 2_000 + objects * 200, `${stateBytes} bytes`);
        for (const kind of ["first", "later", "busy"])
          assert.ok(ms[kind].joins > 0 && ms[kind].p50 > 0, kind);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
