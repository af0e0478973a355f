/** The load of a kill run. Each lane asks again as soon as it was answered, until its server is gone; all that was acknowledged goes into the log. */
import type { Random } from "../../src/core/random.ts";
import { DELETE_ACTION, EDIT_ACTION, PLACE_ACTION } from "../../src/core/sim/tools/toolSet.ts";
import type { Refused } from "../../src/testing/bot.ts";
import type { Api, ApiAnswer, Login } from "../helpers/api.ts";
import { CAFE, type Cast, PLAZA, type Presence, type Present } from "./killCast.ts";
import type { KillLog } from "./killLog.ts";

const LANES_EACH = 2;
/** Objects that one keeper lane keeps about it; beyond it removes as often as it places. */
const MOST_OWN = 15;
const SEED_CHAIR = 5;
const PLACEABLE = ["chair_wood", "crate_wood", "plant_potted", "ball_rubber"] as const;

interface LaneDeps {
  readonly log: KillLog;
  readonly random: Random;
}

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

/** Says something to all, to those near, or to one. */
async function talk(
  { bot, login, spaceId }: Present,
  { deps, presence, readAs }: { deps: LaneDeps; presence: Presence; readAs: Login },
): Promise<void> {
  const { log, random } = deps;
  while (bot.closed === null) {
    const text = log.unique(`${login.name} says`);
    const to = random.pick(presence.talkers).login.userId;
    const way = random.pick([{}, { scope: "space" }, { scope: "nearby" }, { to }]);
    const reader = "to" in way || "scope" in way ? login : readAs;
    const answer = await asked(
      bot.request<{ message_id: number }>("send_message", { message: text, ...way }),
    );
    if (answer === "gone") return;
    if ("code" in answer) log.refuse(answer.code);
    else log.said({ id: answer.message_id, spaceId, text, readAs: reader.token });
  }
}

/** Places, changes, takes back and removes objects about itself, and the chair that the other keeper wants too. */
async function keep(keeper: Present, { log, random }: LaneDeps): Promise<void> {
  const { bot, spaceId, login } = keeper;
  const own: number[] = [];
  while (bot.closed === null) {
    const wish = random.next();
    if (wish < 0.12) {
      const answer = await asked(bot.request<{ undone: number }>("undo"));
      if (answer === "gone") return;
      if ("code" in answer) log.refuse(answer.code);
      else log.took({ spaceId, useId: answer.undone });
      continue;
    }
    if (wish < (own.length < MOST_OWN ? 0.35 : 0.2)) {
      const { x, y } = bot.avatar;
      const answer = await asked(
        bot.request<{ object_id: number; tool_use_id: number }>("place_object", {
          prefab_id: random.pick(PLACEABLE),
          x: x + random.between(-2.5, 2.5),
          y: y + random.between(-2.5, 2.5),
        }),
      );
      if (answer === "gone") return;
      if ("code" in answer) log.refuse(answer.code);
      else {
        own.push(answer.object_id);
        const { object_id: objectId, tool_use_id: id } = answer;
        log.used({ id, spaceId, userId: login.userId, objectId, action: PLACE_ACTION });
      }
      continue;
    }
    const objectId = own.length > 0 && random.next() < 0.8 ? random.pick(own) : SEED_CHAIR;
    const use = anyUse(keeper, { log, random }, objectId !== SEED_CHAIR);
    const answer = await asked(
      bot.request<{ tool_use_id: number }>("use_tool", { target_object_id: objectId, ...use }),
    );
    if (answer === "gone") return;
    if ("code" in answer) log.refuse(answer.code);
    else log.used({ id: answer.tool_use_id, spaceId, userId: login.userId, objectId, action: use.action });
  }
}

function anyUse(
  { bot }: Present,
  { log, random }: LaneDeps,
  mayRemove: boolean,
): { action: string; params?: object } {
  const { x, y } = bot.avatar;
  const near = () => ({ x: x + random.between(-2.5, 2.5), y: y + random.between(-2.5, 2.5) });
  const uses = [
    { action: "label", params: { text: log.unique("label") } },
    { action: "paint", params: { color: `#${random.int(0, 0xffffff).toString(16).padStart(6, "0")}` } },
    { action: "move", params: near() },
    { action: "rotate", params: { heading: random.between(0, 6) } },
    { action: "scale", params: { scale: random.between(0.5, 1.5) } },
    { action: "lock" },
    { action: "unlock" },
    { action: "pick_up" },
    { action: "drop", params: near() },
    ...(mayRemove ? [{ action: "remove" }] : []),
  ];
  return random.pick(uses);
}

/** Writes objects over HTTP: into the plaza, where a room is live, and into the depot and the café's floor, where none or another is. */
async function write(api: Api, { cast, deps }: { cast: Cast; deps: LaneDeps }): Promise<void> {
  const { log, random } = deps;
  const { token } = cast.admin;
  const own: { id: number; spaceId: number }[] = [];
  for (;;) {
    const mark = log.unique("mark");
    const victim = own.length > 0 ? random.int(0, own.length - 1) : -1;
    const wish = random.next();
    if (victim < 0 || (own.length < MOST_OWN && wish < 0.4)) {
      const spaceId = random.pick([PLAZA, CAFE, cast.depotId]);
      const body = {
        prefab_id: "ball_rubber",
        x: random.between(1, 19),
        y: random.between(1, 19),
        state: { mark },
      };
      const answer = await answered(
        api.call<{ id: number }>("POST", `/spaces/${spaceId}/objects`, { token, body }),
      );
      if (answer === "gone") return;
      if (answer.status !== 201) log.refuse(codeOf(answer));
      else {
        own.push({ id: answer.body.id, spaceId });
        log.wrote({ spaceId, objectId: answer.body.id, action: PLACE_ACTION, mark });
      }
      continue;
    }
    const { id, spaceId } = own[victim] as (typeof own)[number];
    const remove = wish > 0.85;
    const answer = await answered(
      remove
        ? api.call("DELETE", `/objects/${id}`, { token })
        : api.call("PATCH", `/objects/${id}`, {
            token,
            body: { heading: random.between(0, 6), state: { mark } },
          }),
    );
    if (answer === "gone") return;
    if (remove) own.splice(victim, 1);
    if (answer.status >= 300) log.refuse(codeOf(answer));
    else
      log.wrote({
        spaceId,
        objectId: id,
        action: remove ? DELETE_ACTION : EDIT_ACTION,
        mark: remove ? null : mark,
      });
  }
}

/** Logs in as new guests and renews their logins. A token that was on its way when the server died is nobody's any more. */
async function comeAndGo(api: Api, { log, random }: LaneDeps): Promise<void> {
  const mine: string[] = [];
  for (;;) {
    const renews = mine.length > 0 && random.next() < 0.5;
    const old = renews ? mine.splice(random.int(0, mine.length - 1), 1)[0] : undefined;
    if (old !== undefined) log.refreshTokens.delete(old);
    const login = await (old === undefined ? api.guest("Visitor") : api.refresh(old)).catch(() => null);
    if (login === null) return;
    mine.push(login.refreshToken);
    log.refreshTokens.add(login.refreshToken);
  }
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

/** A reply, a refusal, or "gone" if the connection ended first. @throws what is neither: a timeout, a fault. */
async function asked<Reply extends object>(request: Promise<Reply>): Promise<Reply | Refused | "gone"> {
  try {
    return await request;
  } catch (error) {
    const { reason, message } = error as Error & { reason?: Refused };
    if (reason) return reason;
    if (/connection closed|connection is not open/.test(message)) return "gone";
    throw error;
  }
}

function codeOf({ status, body }: ApiAnswer<unknown>): string {
  return String((body as { code?: unknown } | null)?.code ?? status);
}

async function answered<Answer>(call: Promise<Answer>): Promise<Answer | "gone"> {
  try {
    return await call;
  } catch {
    return "gone";
  }
}
