import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../loadtest/report.ts";

const ENTRY = fileURLToPath(new URL("../../loadtest/index.ts", import.meta.url));

describe("loadtest end to end", function () {
  this.timeout(90_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-loadtest-test-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function loadtest(...args: string[]) {
    // Temporary folders of the run go into one of ours, where none may be left.
    const child = spawn(process.execPath, [ENTRY, ...args], { env: { ...process.env, TMPDIR: folder } });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk;
      });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, output };
  }

  it("[LT14] loads a server of its own, passes, and leaves nothing behind", async () => {
    const file = join(folder, "out.json");
    const { code, output } = await loadtest(
      ..."--own-server --clients 20 --seconds 3 --churn 2 --json".split(" "),
      file,
    );
    assert.equal(code, 0, output);
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    assert.deepEqual(await readdir(folder), ["out.json"]);
    assert.ok(report.ownServer);
    const port = new URL(report.endpoint).port;
    await assert.rejects(fetch(`http://127.0.0.1:${port}/livez`), "its server has ended");
    judge(report);
  });

  it("[LT15] the JSON holds the printed figures", async () => {
    const file = join(folder, "grid.json");
    const { code, output } = await loadtest(
      ..."--own-server --clients 8 --space 2 --seconds 2 --probes 2 --json".split(" "),
      file,
    );
    assert.equal(code, 0, output);
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    assert.equal(report.options.space, 2);
    for (const figure of [
      report.roundTripMs.p50.toFixed(1),
      report.receivedHz.mean.toFixed(1),
      `commit ${report.commit}`,
    ])
      assert.ok(output.includes(figure), `${figure} in ${output}`);
  });

  it("[LT18] a server that limits rates gets the advice to lift them, and exits 1", async () => {
    const limiting = createServer((_, response) => {
      response.writeHead(429, { "content-type": "application/problem+json", "retry-after": "1" });
      response.end(JSON.stringify({ status: 429, code: "rate_limited", detail: "Slow down." }));
    }).listen(0, "127.0.0.1");
    try {
      await once(limiting, "listening");
      const { port } = limiting.address() as AddressInfo;
      const { code, output } = await loadtest("--endpoint", `ws://127.0.0.1:${port}`);
      assert.equal(code, 1);
      assert.match(output, /Slow down[\s\S]*RATE_LIMITS=off/);
    } finally {
      limiting.closeAllConnections();
      limiting.close();
    }
  });

  it("[LT1] an unknown option prints the usage and exits 2", async () => {
    const { code, output } = await loadtest("--speed", "9");
    assert.equal(code, 2);
    assert.match(output, /--speed[\s\S]*Usage: npm run loadtest/);
  });

  it("[LT2] the scenario tracking stores events and says how fast", async () => {
    const { code, output } = await loadtest(
      "--scenario",
      "tracking",
      ...["--clients", "2", "--seconds", "1", "--own-server"],
    );
    assert.equal(code, 0, output);
    assert.match(output, /^events stored +[1-9]\d* \(/m);
    assert.match(output, /^passed$/m);
  });
});

function judge(report: Report): void {
  assert.equal(report.joins.joined, 20);
  assert.ok(report.joins.timeMs.count >= 20);
  assert.ok((report.sent.move ?? 0) > 20 * 3 * 5, "moves were sent");
  assert.ok(report.receivedHz.mean > 5, `${report.receivedHz.mean} Hz`);
  assert.ok(report.bytesPerSecondPerClient > 0);
  assert.ok(report.roundTripMs.count > 0);
  assert.ok(report.probes.arrivals > 0);
  assert.ok(report.probes.othersOffM.count > 0, "probes saw others move");
  assert.deepEqual(report.corrections, {});
  assert.deepEqual(report.errors, {});
  assert.ok((report.server.tickMs?.p99 ?? 0) > 0, "metrics were read");
  assert.ok((report.server.rssMb ?? 0) > 0);
  assert.match(report.commit ?? "", /^[0-9a-f]{7,}\+?$|^$/);
  assert.ok(report.machine.cores > 0);
}
