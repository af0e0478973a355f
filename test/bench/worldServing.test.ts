import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ENTRY = join(import.meta.dirname, "../../bench/worldServing.ts");

describe("serving bench", () => {
  it("[WS10] a quick run makes worlds over HTTP while some walk", async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), "atrium-bench-test-"));
    try {
      const file = join(folder, "serving.json");
      await promisify(execFile)(process.execPath, [ENTRY, "--quick", "--json", file]);
      const { rows, inProcess } = JSON.parse(await readFile(file, "utf8"));
      assert.ok(inProcess.count > 0);
      assert.equal(rows.length, 1);
      const [{ answered, failed, bytes, server }] = rows;
      assert.ok(answered > 0 && failed === 0, `${answered} answered, ${failed} failed`);
      assert.ok(bytes > answered * 1000);
      assert.ok(server.ticksPerSecond > 0 && server.rssMb > 0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
