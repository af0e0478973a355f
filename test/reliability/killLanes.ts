/** The load of a kill run. Each lane asks again as soon as it was answered, until its server is gone; all that was acknowledged goes into the log. */
import type { Random } from "../../src/core/random.ts";
import type { Api } from "../helpers/api.ts";
import type { Cast, Presence, Present } from "./killCast.ts";
import { comeAndGo, write } from "./killHttpLanes.ts";
import type { KillLog } from "./killLog.ts";
import { keep, type LaneDeps, talk } from "./killRoomLanes.ts";

const LANES_EACH = 2;

/** Starts the lanes of everybody; resolves when all have ended because their server no longer answers. */
export async function runLanes(
  { api, cast, presence }: { api: Api; cast: Cast; presence: Presence },
  { log, random }: LaneDeps,
): Promise<void> {
  const lanes: Promise<void>[] = [];
  const start = (name: string, lane: (deps: LaneDeps) => Promise<void>) => {
    for (let index = 0; index < LANES_EACH; index++)
      lanes.push(lane({ log, random: random.fork(`${name} ${index}`) }));
  };
  presence.keepers.forEach((keeper, index) => {
    start(`keeper ${index}`, (deps) => keep(keeper, deps));
  });
  presence.talkers.forEach((talker, index) => {
    start(`talker ${index}`, (deps) => talk(talker, { deps, presence, readAs: cast.admin }));
  });
  start("writer", (deps) => write(api, { cast, deps }));
  start("visitor", (deps) => comeAndGo(api, deps));
  const walking = presence.talkers.map((talker, index) => walk(talker, random.fork(`walk ${index}`)));
  for (const present of [...presence.talkers, ...presence.standers]) trace(present, log);
  await Promise.all(lanes);
  for (const stop of walking) stop();
}

/** Sends a walker from place to place; what it gives stops it. */
function walk({ bot }: Present, random: Random): () => void {
  const timer = setInterval(() => {
    if (bot.closed === null) bot.move({ x: random.between(20, 40), y: random.between(6, 30) });
  }, 400);
  return () => clearInterval(timer);
}

/** Notes where a client sees its own avatar, with every state it gets. */
function trace({ bot, login }: Present, log: KillLog): void {
  const seen = log.traces.get(login.token) ?? [];
  log.traces.set(login.token, seen);
  const note = () => {
    const { x, y } = bot.avatar ?? {};
    const last = seen.at(-1);
    if (x === undefined || y === undefined || (last?.x === x && last.y === y)) return;
    seen.push({ x, y, atMs: Date.now() });
  };
  note();
  bot.room.onStateChange(note);
}
