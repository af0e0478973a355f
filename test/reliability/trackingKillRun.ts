/** Ingestion under kill -9, of the server and of its database. */
import assert from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import type { PostgresCluster } from "../helpers/postgresCluster.ts";
import { type ServerProcess, startServerProcess } from "../helpers/serverProcess.ts";
import { STORY, TrackingLoad } from "./trackingLoad.ts";

export interface TrackingKillOptions {
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly rounds: number;
  readonly seed: string;
  readonly say?: (line: string) => void;
}

/** Batches that a round sees acknowledged at least before its end, and by chance so many more. */
const BEFORE_KILL = 6;
const BEFORE_KILL_MORE = 15;
const PROGRESS_WITHIN_MS = 60_000;

/** Kills the server under load `rounds` times and checks after each start. @throws AssertionError. */
export async function runTrackingKills(options: TrackingKillOptions) {
  const random = createRandom(options.seed);
  const env = serverEnv(options.databaseUrl);
  const load = new TrackingLoad("", `kill ${options.seed}`);
  const total = { rounds: options.rounds, acknowledged: 0, unanswered: 0, stories: 0 };
  let server = await startServerProcess({ dataDir: options.dataDir, env });
  try {
    for (let round = 1; round <= options.rounds; round++) {
      load.url = server.url;
      const lanes = load.run();
      for (let time = 0; time < 2; time++) if (await load.tellStory()) total.stories += 1;
      await progress(load, BEFORE_KILL + Math.floor(random.next() * BEFORE_KILL_MORE));
      await server.kill();
      load.stop();
      await lanes;
      server = await startServerProcess({ dataDir: options.dataDir, env });
      load.url = server.url;
      const figures = await load.check();
      total.acknowledged += figures.acknowledged;
      total.unanswered += figures.unanswered;
      load.forget();
      options.say?.(`round ${round}: ${figures.acknowledged} acknowledged, ${figures.unanswered} unanswered`);
    }
    for (let time = 0; time < 5; time++) assert.ok(await load.tellStory());
    const story = await load.story();
    assert.deepEqual(
      story.sort(),
      Array.from({ length: STORY.good }, (_, at) => `story ${at}`),
    );
    return total;
  } finally {
    await server.stop();
  }
}

/** Crashes the database under a server `rounds` times; the server must come back by itself. @throws AssertionError. */
export async function runTrackingCrashes(
  cluster: PostgresCluster,
  { dataDir, rounds, seed, say }: Omit<TrackingKillOptions, "databaseUrl">,
) {
  const server: ServerProcess = await startServerProcess({ dataDir, env: serverEnv(cluster.url) });
  const load = new TrackingLoad(server.url, `crash ${seed}`);
  try {
    const lanes = load.run();
    for (let round = 1; round <= rounds; round++) {
      await progress(load, load.acknowledged + BEFORE_KILL);
      await cluster.crash();
      await cluster.start();
      say?.(`crash ${round}: ${load.acknowledged} acknowledged so far`);
    }
    await progress(load, load.acknowledged + BEFORE_KILL);
    load.stop();
    await lanes;
    return { rounds, ...(await load.check()) };
  } finally {
    load.stop();
    await server.stop();
  }
}

function serverEnv(databaseUrl: string | null): Record<string, string> {
  return { SEED_DEMO: "off", ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
}

/** Resolves when so many batches are acknowledged. @throws Error if none is for too long. */
async function progress(load: TrackingLoad, wanted: number): Promise<void> {
  let last = load.acknowledged;
  let lastAtMs = performance.now();
  while (load.acknowledged < wanted) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (load.acknowledged > last) [last, lastAtMs] = [load.acknowledged, performance.now()];
    if (performance.now() - lastAtMs > PROGRESS_WITHIN_MS)
      throw new Error("No batch is acknowledged any more.");
  }
}
