import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ENTRY = fileURLToPath(new URL("../../bench/tick.ts", import.meta.url));

describe("tick bench", function () {
  this.timeout(60_000);

  it("[LT17] a quick run times every part at every size, and sees what a crowd sees", async () => {
    const folder = await mkdtemp(join(tmpdir(), "atrium-bench-test-"));
    try {
      const file = join(folder, "tick.json");
      const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, "--quick", "--json", file]);
      const { results, machine } = JSON.parse(await readFile(file, "utf8"));
      assert.ok(machine.cores > 0);
      assert.deepEqual(
        results.map(({ avatars }: { avatars: number }) => avatars),
        [100, 500, 1000],
      );
      for (const { avatars, us, inSight, bytesPerSecondPerClient } of results) {
        assert.match(stdout, new RegExp(`^ *${avatars} `, "m"));
        for (const part of ["simulation", "interest", "encoding", "whole"]) assert.ok(us[part].p50 > 0, part);
        assert.ok(us.whole.p50 < us.whole.p99 * 1.01);
        assert.ok(inSight > 25 && inSight <= 64, `${inSight} in sight`);
        assert.ok(
          bytesPerSecondPerClient > 300 && bytesPerSecondPerClient < 20_000,
          `${bytesPerSecondPerClient} bytes`,
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
