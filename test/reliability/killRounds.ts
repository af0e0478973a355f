/** Ends a whole server in the middle of its work, again and again, on the same data, and checks what is left. */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";
import { CLOSE_CODES } from "../../src/protocol/closeCodes.ts";
import { Api } from "../helpers/api.ts";
import { type ServerProcess, startServerProcess } from "../helpers/serverProcess.ts";
import { CAFE, type Cast, enterAll, makeCast, PLAZA, type Presence } from "./killCast.ts";
import { checkLogins, checkMessages, checkPositions, checkSpace } from "./killCheck.ts";
import { runLanes } from "./killLanes.ts";
import { KillLog } from "./killLog.ts";
import { UNANSWERED } from "./killRoomLanes.ts";
import { type ObjectRow, Replay } from "./replay.ts";

export interface KillRun {
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly rounds: number;
  readonly seed: string;
  /** A round that lasts so long that positions were saved meanwhile; the others last up to three seconds. */
  readonly isLong: (round: number) => boolean;
  /** SIGTERM instead of kill -9: everybody is sent away with 4010, and the last positions are saved to the last. */
  readonly drains?: boolean;
  /** Done in every round when it has lasted its time, before the kill; it may look whether the work goes on. */
  readonly disturb?: (log: KillLog, running: { server: ServerProcess; cast: Cast }) => Promise<void>;
  /** How long each lane rests after an answer, milliseconds. Default 0. */
  readonly restMs?: number;
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
  const figures = {
    messages: 0,
    uses: 0,
    undos: 0,
    writes: 0,
    logins: 0,
    positions: 0,
    restartMs: [] as number[],
  };
  const log = new KillLog(run.restMs);
  let server = await start();
  try {
    const api = new Api(server.url);
    const cast = await makeCast(api);
    const replays = await startReplays(api, cast);
    for (let round = 1; round <= run.rounds; round++) {
      const draw = random.fork(round);
      const liveMs = run.isLong(round) ? LONG_MS + draw.int(0, 2_000) : draw.int(SHORTEST_MS, LONGEST_MS);
      const endedAtMs = await workUntilEnded({ server, api, cast, log, random: draw, liveMs, run });
      const startedAtMs = performance.now();
      server = await start();
      figures.restartMs.push(Math.round(performance.now() - startedAtMs));
      api.url = server.url;
      // While a database is away, what it may have stored waits for it.
      if (!run.disturb) assert.equal(log.refused.get(UNANSWERED), undefined, "a request had no answer");
      count(log, figures);
      figures.positions += await checkAll(api, {
        cast,
        log,
        replays,
        endedAtMs,
        drained: run.drains ?? false,
        disturbed: run.disturb !== undefined,
      });
      run.say?.(`round ${round}: ended after ${liveMs} ms, ${log.acknowledged} acknowledged, all there`);
      log.clear();
    }
    await server.stop();
  } finally {
    await server.kill();
  }
  return figures;
}

function count(log: KillLog, figures: { -readonly [Key in keyof KillFigures]: KillFigures[Key] }): void {
  figures.messages += log.messages.length;
  figures.uses += log.uses.length;
  figures.undos += log.undone.length;
  figures.writes += log.edits.length;
  figures.logins += log.refreshTokens.size;
}

/** How many last positions were looked at. @throws AssertionError for whatever is not as it was acknowledged. */
async function checkAll(
  api: Api,
  ending: {
    cast: Cast;
    log: KillLog;
    replays: ReadonlyMap<number, Replay>;
    endedAtMs: number;
    drained: boolean;
    disturbed: boolean;
  },
): Promise<number> {
  const { cast, log, replays } = ending;
  await checkMessages(api, log);
  for (const [spaceId, replay] of replays) await checkSpace(api, { spaceId, replay, cast, log });
  const positions = await checkPositions(api, ending);
  await checkLogins(api, log);
  await checkFreshIds(api, { cast, replays });
  return positions;
}

async function startReplays(api: Api, cast: Cast): Promise<ReadonlyMap<number, Replay>> {
  const replays = new Map<number, Replay>();
  for (const spaceId of [PLAZA, CAFE, cast.depotId]) {
    const objects = await api.list<ObjectRow>(`/spaces/${spaceId}/objects`, cast.admin.token);
    replays.set(spaceId, new Replay(objects));
  }
  return replays;
}

/** Lets everybody in and work for `liveMs`, does what is to be done meanwhile, and ends the server; when that was. */
async function workUntilEnded(work: {
  server: ServerProcess;
  api: Api;
  cast: Cast;
  log: KillLog;
  random: Random;
  liveMs: number;
  run: KillRun;
}): Promise<number> {
  const { server, api, cast, log, random, liveMs, run } = work;
  const presence = await enterAll(server.url, cast);
  sendStanders(presence, random);
  const end = async () => {
    await pause(liveMs);
    await run.disturb?.(log, { server, cast });
    await cue(log, random.pick(CUES));
    const endedAtMs = Date.now();
    await (run.drains ? server.stop() : server.kill());
    return endedAtMs;
  };
  const lanes = runLanes({ api, cast, presence }, { log, random });
  const [endedAtMs, ending] = await Promise.all([end(), server.ended, lanes]);
  const wanted = run.drains ? { code: 0, signal: null } : { code: null, signal: "SIGKILL" };
  assert.deepEqual(ending, wanted, `the server ended otherwise:\n${server.output()}`);
  const all = [...presence.keepers, ...presence.talkers, ...presence.standers];
  const codes = await Promise.all(all.map(({ bot }) => bot.end()));
  if (run.drains) assert.deepEqual(new Set(codes), new Set([CLOSE_CODES.RESTARTING]));
  return endedAtMs;
}

/** Resolves at once, or on the heels of the next acknowledgement: an answer that came before its commit is caught there. */
function cue(log: KillLog, what: (typeof CUES)[number]): Promise<void> {
  if (what === "none") return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      log.onAcknowledged = () => {};
      resolve();
    };
    const timer = setTimeout(done, CUE_WITHIN_MS);
    log.onAcknowledged = (acknowledged) => void (acknowledged === what && done());
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
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
