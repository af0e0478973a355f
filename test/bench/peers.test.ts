import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ServerProcess } from "../../bench/peers/launch.ts";
import { parseOptions } from "../../bench/peers/options.ts";
import { PEERS, TITLES } from "../../bench/peers/peer.ts";
import type { Report } from "../../bench/peers/report.ts";
import { runPeer } from "../../bench/peers/run.ts";
import { floorPeer } from "../../bench/peers/socketPeers.ts";
import { peersSection } from "../../scripts/peersSection.ts";

const ENTRY = join(import.meta.dirname, "../../bench/peers.ts");
const PACE = { seconds: 0.1, settleMs: 0, calmJoins: 1, lookMs: 100 };

describe("peers' bench", function () {
  this.timeout(60_000);

  it("[LT19] [LT20] a quick run gives all peers the same crowd, and everybody is seen", async () => {
    const folder = await mkdtemp(join(tmpdir(), "atrium-bench-test-"));
    try {
      const file = join(folder, "peers.json");
      const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, "--quick", "--json", file]);
      const report = JSON.parse(await readFile(file, "utf8")) as Report;
      assert.deepEqual(
        report.results.map(({ peer }) => peer),
        PEERS,
      );
      for (const { peer, size, figures, died, faults } of report.results) {
        assert.deepEqual(died, [], peer);
        assert.deepEqual(faults, [], peer);
        assert.ok(figures && figures.cpuPercent > 0 && figures.rssMb > 20, peer);
        assert.equal(figures.storm.clients, size);
        assert.ok(figures.joinMs && figures.joinMs.p50 > 0, peer);
        assert.match(stdout, new RegExp(`^ *${size}  ${TITLES[peer]} `, "m"));
        // The space of so few is smaller than what one sees.
        assert.equal(figures.sight?.inSight, peer === "floor" ? undefined : size, peer);
      }
      const [ours, floor] = ["ours", "floor"].map(
        (name) => report.results.find(({ peer }) => peer === name)?.figures,
      );
      assert.ok(ours && floor && ours.bytesPerClient > 0);
      const frameBytes = (each: typeof ours) => each.bytesPerClient / each.framesPerClient;
      assert.ok(Math.abs(frameBytes(floor) - frameBytes(ours)) <= 0.51);
      assert.match(await readFile(join(folder, "peers.svg"), "utf8"), /<polyline points="\d/);
      assert.ok(peersSection(report).includes(`| ${TITLES.views} |`));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("[LT21] a server that does not start, and one that lets nobody in, are told", async () => {
    const run = (script: string) =>
      runPeer({
        ...{ name: "floor", size: 3, round: 0, seed: "1", pace: PACE },
        start: async () => floorPeer(await ServerProcess.start({ args: ["--eval", script], cpu: null })),
      });
    const ended = await run("console.log('no room for me'); process.exit(3)");
    assert.match(ended.died ?? "", /ended \(3\).*no room for me/s);
    const http = "require('node:http').createServer((_, to) => to.writeHead(404).end())";
    const closed = await run(`${http}.listen(process.env.PORT, '127.0.0.1')`);
    assert.match(closed.died ?? "", /not joined/);
    assert.equal(closed.figures, null);
  });

  it("[LT1] an option out of range and a floor without ours are refused, with the usage and code 2", async () => {
    for (const [args, complaint] of [
      [["--sizes", "1"], /--sizes must be a whole number from 2/],
      [["--peers", "ours,theirs"], /--peers must be of .*, not "theirs"/],
      [["--peers", "floor"], /floor needs ours/],
    ] as const)
      assert.throws(() => parseOptions(args), complaint);
    const refusal = await promisify(execFile)(process.execPath, [ENTRY, "--fast"]).then(
      () => assert.fail("it was taken"),
      (error: { code: number; stderr: string }) => error,
    );
    assert.equal(refusal.code, 2);
    assert.match(refusal.stderr, /--fast.*Usage: npm run bench:peers/s);
  });

  it("[LT19] a run of everything measures the JSON broadcast only where it can live, and all others to 2,000, ours to 3,000", () => {
    const options = parseOptions([]);
    assert.ok(options !== "help" && options.isWhole);
    const at = (size: number) => options.plan.get(size);
    assert.deepEqual([...options.plan.keys()], [100, 200, 250, 500, 1000, 2000, 3000]);
    assert.deepEqual(at(200), ["ours", "json"]);
    assert.deepEqual(at(500), PEERS);
    assert.deepEqual(at(2000), ["ours", "stock", "views", "floor"]);
    assert.deepEqual(at(3000), ["ours"]);
  });
});
