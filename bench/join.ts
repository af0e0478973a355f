/**
 * `npm run bench:join`: how long a join takes with the stock SDK, from matchmaking to the first full state, in spaces
 * with few and with 5,000 objects: the first one, which opens the room, later ones, and later ones while objects change
 * all the time. `--quick` only shows that it works.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Histogram } from "../loadtest/histogram.ts";
import { HttpClient } from "../loadtest/http.ts";
import { thisCommit, thisMachine } from "../loadtest/machine.ts";
import { joinRoom } from "../loadtest/rawClient.ts";
import { OPCODES } from "../loadtest/wire.ts";
import type { SpaceObject } from "../src/core/sim/types.ts";
import { openJournal } from "../src/db/journal/openJournal.ts";
import { type Bot, joinSpace } from "../src/testing/bot.ts";
import { Api } from "../test/helpers/api.ts";
import { PROCESS_ADMIN, startServerProcess } from "../test/helpers/serverProcess.ts";

const OBJECTS = [10, 1_000, 5_000] as const;
const SIDE_M = 200;
const GOAL_MS = 500;
const FULL = { first: 8, later: 60 } as const;
const QUICK = { first: 1, later: 2 } as const;
const RESULTS = fileURLToPath(new URL("results/join.json", import.meta.url));

/** Ways to join, in the order in which they are measured. */
const KINDS = ["first", "later", "busy"] as const;
type Kind = (typeof KINDS)[number];

interface Result {
  readonly objects: number;
  /** Bytes of a joiner's first state frame. */
  readonly stateBytes: number;
  /** Milliseconds from matchmaking to the first state decoded. */
  readonly ms: {
    readonly [Each in Kind]: { readonly joins: number; readonly p50: number; readonly p99: number };
  };
}

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "string" } } });
const plan = values.quick ? QUICK : FULL;
const machine = thisMachine();
const dataDir = await mkdtemp(join(tmpdir(), "atrium-bench-join-"));
try {
  const spaces = await makeSpaces();
  const results = await measureAll(spaces);
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore}`,
  );
  if (machine.loadBefore > machine.cores) console.log("Others were working too: the times are too long.");
  console.log(table(results));
  // A quick run's figures are none: they are only written where they are asked for.
  const file = values.json ?? (values.quick ? null : RESULTS);
  if (file !== null) {
    const written = { machine, commit: thisCommit(), at: new Date().toISOString(), goalMs: GOAL_MS, results };
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(written, null, 2)}\n`);
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

/** Space ids by their number of objects. */
async function makeSpaces(): Promise<ReadonlyMap<number, number>> {
  const server = await startServerProcess({ dataDir });
  const spaces = new Map<number, number>();
  try {
    const api = new Api(server.url);
    const { token } = await api.login(PROCESS_ADMIN);
    for (const count of OBJECTS) {
      const body = { name: `${count} objects`, width: SIDE_M, depth: SIDE_M };
      spaces.set(count, (await api.demand<{ id: number }>("POST", "/spaces", { token, body })).id);
    }
  } finally {
    await server.stop();
  }
  const journal = await openJournal({ databaseUrl: null, dataDir, migrate: false, onError: console.error });
  for (const [count, spaceId] of spaces) {
    const objects = Array.from({ length: count }, (_, index) => chair(spaceId * 10_000 + index, index));
    await journal.append({ kind: "objects", spaceId, objects });
  }
  await journal.close();
  return spaces;
}

/** A painted chair on a grid of 2.5 m. */
function chair(id: number, index: number): SpaceObject {
  const perRow = Math.floor(SIDE_M / 2.5) - 1;
  return {
    ...{ id, prefabId: "chair_wood", kind: "chair" },
    ...{ x: 2.5 + 2.5 * (index % perRow), y: 2.5 + 2.5 * Math.floor(index / perRow), z: 0 },
    ...{ heading: index % 6, scale: 1, solid: true, state: { color: "#b08d57" } },
    ...{ holder: null, lockedBy: 0, createdBy: 1, createdAtMs: 0, updatedAtMs: 0 },
  };
}

async function measureAll(spaces: ReadonlyMap<number, number>): Promise<Result[]> {
  const server = await startServerProcess({ dataDir });
  const results: Result[] = [];
  try {
    const api = new Api(server.url);
    const { token } = await api.login(PROCESS_ADMIN);
    for (const [objects, spaceId] of spaces) results.push(await measure(api, { objects, spaceId, token }));
  } finally {
    await server.stop();
  }
  return results;
}

async function measure(
  api: Api,
  { objects, spaceId, token }: { objects: number; spaceId: number; token: string },
): Promise<Result> {
  const times = new Map<Kind, Histogram>(KINDS.map((kind) => [kind, new Histogram()]));
  const guest = await api.guest("Joiner");
  const timed = async (kind: Kind): Promise<Bot> => {
    const startMs = performance.now();
    const bot = await joinSpace(api.url, guest.token, { spaceId });
    times.get(kind)?.add(performance.now() - startMs);
    if (bot.state.objects.size < objects) throw new Error("A joiner was not shown all objects.");
    return bot;
  };
  for (let round = 0; round < plan.first; round += 1) {
    const bot = await timed("first");
    await bot.leave();
    await untilClosed(api.url);
  }
  const resident = await joinSpace(api.url, token, { spaceId });
  for (let round = 0; round < plan.later; round += 1) await (await timed("later")).leave();
  const stop = keepChanging(api, { spaceId, token });
  for (let round = 0; round < plan.later; round += 1) await (await timed("busy")).leave();
  await stop();
  const stateBytes = await stateBytesOf(api.url, { token: guest.token, spaceId });
  await resident.leave();
  await untilClosed(api.url);
  return {
    objects,
    stateBytes,
    ms: Object.fromEntries([...times].map(([kind, each]) => [kind, summary(each)])) as Result["ms"],
  };
}

function summary(times: Histogram) {
  return { joins: times.count, p50: Math.round(times.quantile(0.5)), p99: Math.round(times.quantile(0.99)) };
}

/** Turns an object of the space as often as it is answered; what it gives ends that. */
function keepChanging(api: Api, { spaceId, token }: { spaceId: number; token: string }): () => Promise<void> {
  const state = { on: true };
  const turning = (async () => {
    const [object] = await api.list<{ id: number }>(`/spaces/${spaceId}/objects`, token);
    for (let turn = 0; state.on; turn += 1)
      await api.demand("PATCH", `/objects/${object?.id}`, { token, body: { heading: turn % 6 } });
  })();
  return async () => {
    state.on = false;
    await turning;
  };
}

/** Resolves when no room is live. */
async function untilClosed(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (/^atrium_rooms 0$/m.test(metrics)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stateBytesOf(
  url: string,
  { token, spaceId }: { token: string; spaceId: number },
): Promise<number> {
  const endpoint = url.replace(/^http/, "ws");
  const http = new HttpClient(endpoint);
  let bytes = 0;
  try {
    const onFrame = (opcode: number, frame: Uint8Array) => {
      if (opcode === OPCODES.STATE) bytes = frame.length;
    };
    const client = await joinRoom(
      { endpoint, http, token, room: "space", options: { spaceId } },
      { onFrame },
    );
    await client.leave();
  } finally {
    http.close();
  }
  return bytes;
}

function table(results: readonly Result[]): string {
  const header = ["objects", "first state", ...KINDS.map((kind) => `${kind} ms`)];
  const lines = results.map(({ objects, stateBytes, ms }) => [
    String(objects),
    `${(stateBytes / 1024).toFixed(1)} KB`,
    ...KINDS.map((kind) => `${ms[kind].p50} / ${ms[kind].p99}`),
  ]);
  const shown = [header, ...lines].map((line) => line.map((cell) => cell.padStart(13)).join(""));
  return [...shown, `p50 / p99 a join, goal ${GOAL_MS}; busy: an object changes all the time`].join("\n");
}
