import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PostgresCluster } from "../helpers/postgresCluster.ts";
import type { KillLog } from "./killLog.ts";
import { runKillRounds } from "./killRounds.ts";

const SEED = process.env.KILL_SEED ?? String(Date.now() % 1_000_000);
/** Shorter than what the journal waits out, and longer. */
const SHORT_MS = 1_500;
const LONG_MS = 7_000;
const BACK_WITHIN_MS = 15_000;

describe(`a PostgreSQL that crashes under load (KILL_SEED=${SEED})`, () => {
  let cluster: PostgresCluster | null = null;
  let dataDir = "";
  before("make a cluster", async function () {
    this.timeout(60_000);
    dataDir = await mkdtemp(join(tmpdir(), "atrium-outage-"));
    cluster = await PostgresCluster.start();
    if (!cluster) this.skip();
  });
  after(async () => {
    await cluster?.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("[RL10] costs nothing that was acknowledged, and the server works again by itself when it is back", async function () {
    this.timeout(120_000);
    const { url } = cluster!;
    const disturb = async (log: KillLog) => {
      await cluster!.cutConnections();
      await allWorks(log);
      for (const outageMs of [SHORT_MS, LONG_MS]) {
        await cluster!.crash();
        await new Promise((resolve) => setTimeout(resolve, outageMs));
        await cluster!.start();
        await allWorks(log);
      }
      assert.ok(log.refused.get("unavailable"), "nothing was refused while the database was away");
      assert.equal(log.refused.get("internal"), undefined, "an outage is no internal error");
    };
    await runKillRounds({ dataDir, databaseUrl: url, rounds: 1, seed: SEED, isLong: () => false, disturb });
  });
});

/** Resolves when messages, uses and writes over HTTP are acknowledged again, and logins too. */
async function allWorks(log: KillLog): Promise<void> {
  const counts = () => [log.messages.length, log.uses.length, log.edits.length, log.loggedIn];
  const before = counts();
  const deadlineMs = performance.now() + BACK_WITHIN_MS;
  while (!counts().every((count, index) => count > (before[index] as number))) {
    assert.ok(performance.now() < deadlineMs, `not all works again: ${before} before, ${counts()} now`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
