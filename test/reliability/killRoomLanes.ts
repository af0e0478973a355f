/** What people in the room do in a kill run: they talk, and keepers work on objects. */
import type { Random } from "../../src/core/random.ts";
import { PLACE_ACTION } from "../../src/core/sim/tools/toolSet.ts";
import type { Bot, Refused } from "../../src/testing/bot.ts";
import type { Login } from "../helpers/api.ts";
import type { Presence, Present } from "./killCast.ts";
import type { KillLog } from "./killLog.ts";

/** Objects that one keeper lane keeps about it; beyond it places none. */
const MOST_OWN = 15;
const SEED_CHAIR = 5;
const PLACEABLE = ["chair_wood", "crate_wood", "plant_potted", "ball_rubber"] as const;

export interface LaneDeps {
  readonly log: KillLog;
  readonly random: Random;
}

/** Says something to all, to those near, or to one. */
export async function talk(
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
    if ("code" in answer) await log.refuse(answer.code);
    else log.said({ id: answer.message_id, spaceId, text, readAs: reader.token });
    await log.rest();
  }
}

/** Places, changes, takes back and removes objects about itself, and the chair that the other keeper wants too. */
export async function keep(keeper: Present, { log, random }: LaneDeps): Promise<void> {
  const own: number[] = [];
  const deps = { log, random };
  while (keeper.bot.closed === null) {
    const wish = random.next();
    const places = own.length < MOST_OWN && wish < 0.35;
    const request =
      wish < 0.12 ? undo(keeper, deps) : places ? place(keeper, deps, own) : use(keeper, deps, own);
    if ((await request) === "gone") return;
    await log.rest();
  }
}

async function undo({ bot, spaceId }: Present, { log }: LaneDeps): Promise<"gone" | undefined> {
  const answer = await asked(bot.request<{ undone: number }>("undo"));
  if (answer === "gone") return answer;
  if ("code" in answer) return log.refuse(answer.code);
  log.took({ spaceId, useId: answer.undone });
}

async function place(
  { bot, spaceId, login }: Present,
  { log, random }: LaneDeps,
  own: number[],
): Promise<"gone" | undefined> {
  const wish = { prefab_id: random.pick(PLACEABLE), ...near(bot, random) };
  const answer = await asked(bot.request<{ object_id: number; tool_use_id: number }>("place_object", wish));
  if (answer === "gone") return answer;
  if ("code" in answer) return log.refuse(answer.code);
  const { object_id: objectId, tool_use_id: id } = answer;
  own.push(objectId);
  log.used({ id, spaceId, userId: login.userId, objectId, action: PLACE_ACTION });
}

async function use(
  { bot, spaceId, login }: Present,
  { log, random }: LaneDeps,
  own: number[],
): Promise<"gone" | undefined> {
  const objectId = own.length > 0 && random.next() < 0.8 ? random.pick(own) : SEED_CHAIR;
  const { action, params } = anyUse(bot, { log, random }, objectId !== SEED_CHAIR);
  const wish = { target_object_id: objectId, action, params };
  const answer = await asked(bot.request<{ tool_use_id: number }>("use_tool", wish));
  if (answer === "gone") return answer;
  if ("code" in answer) return log.refuse(answer.code);
  if (action === "remove") own.splice(own.indexOf(objectId), 1);
  log.used({ id: answer.tool_use_id, spaceId, userId: login.userId, objectId, action });
}

function near(bot: Bot, random: Random): { x: number; y: number } {
  const { x, y } = bot.avatar;
  return { x: x + random.between(-2.5, 2.5), y: y + random.between(-2.5, 2.5) };
}

function anyUse(
  bot: Bot,
  { log, random }: LaneDeps,
  mayRemove: boolean,
): { readonly action: string; readonly params?: object } {
  const uses = [
    { action: "label", params: { text: log.unique("label") } },
    { action: "paint", params: { color: `#${random.int(0, 0xffffff).toString(16).padStart(6, "0")}` } },
    { action: "move", params: near(bot, random) },
    { action: "rotate", params: { heading: random.between(0, 6) } },
    { action: "scale", params: { scale: random.between(0.5, 1.5) } },
    { action: "lock" },
    { action: "unlock" },
    { action: "pick_up" },
    { action: "drop", params: near(bot, random) },
    ...(mayRemove ? [{ action: "remove" }] : []),
  ];
  return random.pick(uses);
}

/** What a request is counted as that got no answer in time: it may be done or not. */
export const UNANSWERED = "unanswered";

/** A reply, a refusal ({@link UNANSWERED} if there was none in time), or "gone" if the connection ended first. @throws what is none of these: a fault. */
async function asked<Reply extends object>(request: Promise<Reply>): Promise<Reply | Refused | "gone"> {
  try {
    return await request;
  } catch (error) {
    const { reason, message } = error as Error & { reason?: Refused };
    if (reason) return reason;
    if (/connection closed|connection is not open/.test(message)) return "gone";
    if (/timed out/.test(message)) return { code: UNANSWERED, message };
    throw error;
  }
}
