/** Who may touch what: held and locked objects, reach, cooldown. Each check is a refusal or null and mutates nothing. */
import { distanceToFootprint, footprintOf } from "../footprint.ts";
import { type Actor, atLeast, type Prefab, type Refusal, refuse, type SpaceObject } from "../types.ts";
import { type Avatar, bodyOf, type World } from "../world.ts";
import type { Tool } from "./defineTool.ts";
import { isHeldBy } from "./holds.ts";

/** Simulated time is a sum of fractions: a cooldown that ends within this is over, milliseconds. */
const TIME_SLACK_MS = 1e-6;
/** Rounding in a sum of positions never decides about reach, metres. */
const REACH_SLACK_M = 1e-9;

/** The avatar of an actor, null for a caller over HTTP; refused if it left while its input waited. */
export function avatarOf(world: World, actor: Actor): Avatar | Refusal | null {
  if (actor.sessionId === null) return null;
  return world.avatars.get(actor.sessionId) ?? refuse("conflict", "The avatar has left the space.");
}

/** Locked or held by somebody else, which only moderators and above may pass over. */
export function heldOrLocked(object: SpaceObject, actor: Actor): Refusal | null {
  if (atLeast(actor.role, "moderator")) return null;
  if (object.lockedBy !== 0 && object.lockedBy !== actor.userId)
    return refuse("locked", "Another user has locked it.");
  if (object.holder && !isHeldBy(object, actor)) return refuse("held", "Another user holds it.");
  return null;
}

/** Too far away. What the avatar itself holds is always in reach: it carries it. */
export function outOfReach(
  world: World,
  avatar: Avatar | null,
  target: { object: SpaceObject; prefab: Prefab; rangeM: number },
): Refusal | null {
  const { object, prefab, rangeM } = target;
  if (!avatar || object.holder?.sessionId === avatar.sessionId) return null;
  const body = bodyOf(avatar, world.rules.movement);
  if (distanceToFootprint(footprintOf(object, prefab), body.x, body.y) <= rangeM + REACH_SLACK_M) return null;
  return refuse("out_of_range", `It is more than ${rangeM} m away.`);
}

/** Used too short a time ago by the same avatar. */
export function coolingDown(world: World, avatar: Avatar | null, tool: Tool): Refusal | null {
  const readyAtMs = avatar?.readyAtMs.get(tool.action);
  if (readyAtMs === undefined || readyAtMs <= world.timeMs + TIME_SLACK_MS) return null;
  return refuse("cooldown", `${tool.action} can be used again in ${Math.ceil(readyAtMs - world.timeMs)} ms.`);
}
