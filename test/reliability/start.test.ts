import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.ts";
import { PLAZA } from "../../src/services/spaces/maps/plaza.ts";
import { Api } from "../helpers/api.ts";
import { PROCESS_ADMIN, spawnServer, startServerProcess } from "../helpers/serverProcess.ts";

const SEED = process.env.KILL_SEED ?? String(Date.now() % 1_000_000);
/** A start takes some 400 ms on an idle machine, of which the last half opens files, migrates and seeds. */
const EARLIEST_MS = 150;
const LATEST_MS = 900;
const KILLS = 4;

interface Unusable {
  readonly dataDir: string;
  readonly says: RegExp;
}

/** Folders that no server can live in. */
const UNUSABLE: Readonly<Record<string, (at: string) => Promise<Unusable>>> = {
  "a file instead of a folder": async (at) => {
    await writeFile(at, "");
    return { dataDir: at, says: /data folder .*DATA_DIR/ };
  },
  "a folder that cannot be made": async (at) => {
    await writeFile(at, "");
    return { dataDir: join(at, "below"), says: /data folder .*DATA_DIR/ };
  },
  "a folder that cannot be written to": async () => ({ dataDir: "/sys", says: /data folder .*DATA_DIR/ }),
  "a database that is none": async (at) => {
    await mkdir(at);
    await writeFile(join(at, "app.db"), "no database, but long enough to be taken for one".repeat(20));
    return { dataDir: at, says: /app\.db.*not a database/ };
  },
  "a journal that is none": async (at) => {
    await mkdir(at);
    await writeFile(join(at, "journal.db"), "no database, but long enough to be taken for one".repeat(20));
    return { dataDir: at, says: /not a database/ };
  },
};

describe(`starting a server (KILL_SEED=${SEED})`, () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-start-"));
  });
  after(() => rm(folder, { recursive: true }));

  it(`[RL8] finishes what ${KILLS} starts before it began that were killed`, async function () {
    this.timeout(60_000);
    const random = createRandom(SEED);
    const dataDir = join(folder, "killed");
    for (let kill = 0; kill < KILLS; kill++) {
      const starting = spawnServer({ dataDir });
      await new Promise((resolve) => setTimeout(resolve, random.between(EARLIEST_MS, LATEST_MS)));
      await starting.kill();
    }
    const server = await startServerProcess({ dataDir });
    try {
      const api = new Api(server.url);
      const { token } = await api.login(PROCESS_ADMIN);
      const spaces = await api.list<{ id: number; name: string }>("/spaces", token);
      assert.deepEqual(
        spaces.map(({ id, name }) => [id, name]),
        [
          [1, "Plaza"],
          [2, "Café"],
        ],
      );
      const objects = await api.list<{ id: number; prefab_id: string }>("/spaces/1/objects", token);
      assert.deepEqual(
        objects.map(({ id, prefab_id }) => [id, prefab_id]),
        PLAZA.objects.map(({ prefabId }, index) => [index + 1, prefabId]),
      );
    } finally {
      await server.stop();
    }
  });

  for (const [what, prepare] of Object.entries(UNUSABLE)) {
    it(`[RL9] says in one line why it cannot, and exits with 1: ${what}`, async () => {
      const { dataDir, says } = await prepare(join(folder, what.replaceAll(" ", "-")));
      const starting = spawnServer({ dataDir });
      assert.equal(await starting.ready, null);
      assert.deepEqual(await starting.ended, { code: 1, signal: null });
      assert.match(starting.output(), /^Atrium cannot start\. [^\n]+\n$/);
      assert.match(starting.output(), says);
    });
  }

  it("[RL9] says that the disk is full, and starts when it no longer is", async function () {
    if (!existsSync("/usr/bin/prlimit")) this.skip();
    const dataDir = join(folder, "full");
    const starting = spawnServer({ dataDir, largestFileBytes: 20_000 });
    assert.equal(await starting.ready, null);
    assert.deepEqual(await starting.ended, { code: 1, signal: null });
    assert.match(starting.output(), /^Atrium cannot start\. [^\n]*disk[^\n]*\n$/);
    const server = await startServerProcess({ dataDir });
    await server.stop();
  });
});
