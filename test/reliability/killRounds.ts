/** Kills a whole server in the middle of its work, again and again, on the same data, and checks what is left. */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";
import { Api } from "../helpers/api.ts";
import { type ServerProcess, startServerProcess } from "../helpers/serverProcess.ts";
import { CAFE, type Cast, enterAll, makeCast, PLAZA, type Presence } from "./killCast.ts";
import { checkLogins, checkMessages, checkPositions, checkSpace } from "./killCheck.ts";
import { runLanes } from "./killLanes.ts";
import { KillLog } from "./killLog.ts";
import { type ObjectRow, Replay } from "./replay.ts";

export interface KillRun {
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly rounds: number;
  readonly seed: string;
  /** A round that lasts so long that positions were saved meanwhile; the others last up to three seconds. */
  readonly isLong: (round: number) => boolean;
  readonly say?: (line: string) => void;
}

export interface KillFigures {
  readonly messages: number;
  readonly uses: number;
  readonly undos: number;
  readonly writes: number;
  readonly logins: number;
  readonly positions: number;
  /** From the start of the process to its banner, milliseconds, of every start after a kill. */
  readonly restartMs: readonly number[];
}

const SHORTEST_MS = 300;
const LONGEST_MS = 3_000;
const LONG_MS = 12_000;
/** A kill comes at any moment, or with the next acknowledgement of a kind. */
const CUES = ["none", "message", "use", "undo", "write"] as const;
const CUE_WITHIN_MS = 2_000;

/** @throws AssertionError for whatever the server acknowledged and did not keep. */
export async function runKillRounds(run: KillRun): Promise<KillFigures> {
  const random = createRandom(run.seed);
  const env: Record<string, string> = run.databaseUrl === null ? {} : { DATABASE_URL: run.databaseUrl };
  const start = () => startServerProcess({ dataDir: run.dataDir, env });
  const totals = { messages: 0, uses: 0, undos: 0, writes: 0, logins: 0, positions: 0 };
  const restartMs: number[] = [];
  const log = new KillLog();
  let server = await start();
  try {
    const api = new Api(server.url);
    const cast = await makeCast(api);
    const replays = await startReplays(api, cast);
    for (let round = 1; round <= run.rounds; round++) {
      const draw = random.fork(round);
      const liveMs = run.isLong(round) ? LONG_MS + draw.int(0, 2_000) : draw.int(SHORTEST_MS, LONGEST_MS);
      const killedAtMs = await workUntilKilled({ server, api, cast, log, random: draw, liveMs });
      const startedAtMs = performance.now();
      server = await start();
      restartMs.push(Math.round(performance.now() - startedAtMs));
      api.url = server.url;
      totals.messages += log.messages.length;
      totals.uses += log.uses.length;
      totals.undos += log.undone.length;
      totals.writes += log.edits.length;
      totals.logins += log.refreshTokens.size;
      await checkMessages(api, log);
      for (const [spaceId, replay] of replays) await checkSpace(api, { spaceId, replay, cast, log });
      totals.positions += await checkPositions(api, { cast, log, killedAtMs });
      await checkLogins(api, log);
      await checkFreshIds(api, { cast, replays });
      run.say?.(`round ${round}: killed after ${liveMs} ms, ${log.acknowledged} acknowledged, all there`);
      log.clear();
    }
    await server.stop();
  } finally {
    await server.kill();
  }
  return { ...totals, restartMs };
}

async function startReplays(api: Api, cast: Cast): Promise<ReadonlyMap<number, Replay>> {
  const replays = new Map<number, Replay>();
  for (const spaceId of [PLAZA, CAFE, cast.depotId]) {
    const objects = await api.list<ObjectRow>(`/spaces/${spaceId}/objects`, cast.admin.token);
    replays.set(spaceId, new Replay(objects));
  }
  return replays;
}

/** Lets everybody in and work for `liveMs`, then kills the server; when that was. */
async function workUntilKilled(work: {
  server: ServerProcess;
  api: Api;
  cast: Cast;
  log: KillLog;
  random: Random;
  liveMs: number;
}): Promise<number> {
  const { server, api, cast, log, random, liveMs } = work;
  const presence = await enterAll(server.url, cast);
  sendStanders(presence, random);
  const lanes = runLanes({ api, cast, presence }, { log, random });
  let killedAtMs = 0;
  const kill = () => {
    log.onAcknowledged = () => {};
    killedAtMs ||= Date.now();
    void server.kill();
  };
  const cue = random.pick(CUES);
  const timer = setTimeout(() => {
    if (cue === "none") return kill();
    // An answer that came before its commit would be caught here: the kill follows on its heels.
    log.onAcknowledged = (what) => void (what === cue && kill());
    cueTimer = setTimeout(kill, CUE_WITHIN_MS);
  }, liveMs);
  let cueTimer: NodeJS.Timeout | undefined;
  try {
    await Promise.all([lanes, server.ended]);
  } finally {
    clearTimeout(timer);
    clearTimeout(cueTimer);
  }
  assert.ok(killedAtMs > 0, `the server ended by itself:\n${server.output()}`);
  const all = [...presence.keepers, ...presence.talkers, ...presence.standers];
  await Promise.all(all.map(({ bot }) => bot.end()));
  return killedAtMs;
}

/** They go a little way, and stand there from then on. */
function sendStanders({ standers }: Presence, random: Random): void {
  for (const { bot, spaceId } of standers) {
    const { x, y } = bot.avatar;
    if (spaceId === CAFE) bot.move({ x: Math.round(x), y: Math.round(y) === 3 ? 2 : 3 });
    else bot.move({ x: random.between(3, 8), y: random.between(3, 8) });
  }
}

/** @throws AssertionError if a new message or object gets an id that was given before. */
async function checkFreshIds(
  api: Api,
  { cast, replays }: { cast: Cast; replays: ReadonlyMap<number, Replay> },
): Promise<void> {
  const { token } = cast.admin;
  const before = replays.get(cast.depotId)!.lastUseId;
  const body = { prefab_id: "ball_rubber", x: 10, y: 10, state: { mark: `after ${before}` } };
  const { status } = await api.call("POST", `/spaces/${cast.depotId}/objects`, { token, body });
  assert.equal(status, 201, "the server takes no objects after its restart");
}
