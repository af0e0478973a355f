import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerProcess, spawnServer, startServerProcess } from "../helpers/serverProcess.ts";

describe("one data folder", () => {
  let dataDir: string;
  let first: ServerProcess;
  before(async function () {
    this.timeout(40_000);
    dataDir = await mkdtemp(join(tmpdir(), "atrium-one-"));
    first = await startServerProcess({ dataDir });
  });
  after(async () => {
    await first.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("[OS1] has one server: a second says so in one line, exits with 1 and leaves the first alone", async function () {
    this.timeout(40_000);
    const second = spawnServer({ dataDir, env: { LOG_LEVEL: "error" } });
    assert.equal(await second.ready, null);
    assert.deepEqual(await second.ended, { code: 1, signal: null });
    const lines = second.output().trim().split("\n");
    assert.equal(lines.length, 1, second.output());
    assert.match(lines[0] ?? "", /^Atrium cannot start\. Another server uses the data folder .+DATA_DIR/);
    assert.ok(lines[0]?.includes(dataDir));
    assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  });

  it("[OS2] goes to the next server when the one before it was killed", async function () {
    this.timeout(40_000);
    await first.kill();
    first = await startServerProcess({ dataDir });
    assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  });
});
