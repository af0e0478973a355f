/** Whether an object may stand where it is put: inside the space, and no solid onto an avatar. */
import { blocks, distanceToFootprint, footprintInside, footprintOf } from "../footprint.ts";
import { AVATAR_RADIUS_M, type Prefab, type Refusal, refuse, type SpaceObject } from "../types.ts";
import { bodyOf, type World } from "../world.ts";
import { MAX_STATE_KEYS } from "./values.ts";

/** What rounding may take from the distance of an avatar that touches a solid, metres. */
const ROUNDING_M = 1e-6;

/** A refusal if `to` reaches out of bounds or leaves the prefab's scale. Only asked of an object whose ground changed: `from` null is a new one. */
export function outsideRules(
  world: World,
  prefab: Prefab,
  from: SpaceObject | null,
  to: SpaceObject,
): Refusal | null {
  if (from?.scale !== to.scale && (to.scale < prefab.minScale || to.scale > prefab.maxScale)) {
    return refuse(
      "invalid",
      `scale must be from ${prefab.minScale} to ${prefab.maxScale} for ${prefab.name}.`,
    );
  }
  if (Object.keys(to.state).length > MAX_STATE_KEYS)
    return refuse("full", `An object's state has at most ${MAX_STATE_KEYS} keys.`);
  const moved =
    !from || from.x !== to.x || from.y !== to.y || from.heading !== to.heading || from.scale !== to.scale;
  if (moved && !footprintInside(footprintOf(to, prefab), world.rules.widthM, world.rules.depthM)) {
    return refuse("conflict", "It would reach out of the space's bounds.");
  }
  return null;
}

/** True if `to` stands in the way where an avatar is, and `from` did not do so in the same place. Mutates nothing. */
export function coversAvatar(
  world: World,
  prefab: Prefab,
  from: SpaceObject | null,
  to: SpaceObject,
): boolean {
  if (!blocks(to, prefab) || (from && blocks(from, prefab) && sameGround(from, to))) return false;
  const footprint = footprintOf(to, prefab);
  const { movement } = world.rules;
  for (const sessionId of world.avatarGrid.within(to.x, to.y, footprint.reachM + AVATAR_RADIUS_M)) {
    const avatar = world.avatars.get(sessionId);
    if (!avatar) continue;
    const { x, y } = bodyOf(avatar, movement);
    const distanceM = distanceToFootprint(footprint, x, y);
    if (movement === "grid" ? distanceM === 0 : distanceM < AVATAR_RADIUS_M - ROUNDING_M) return true;
  }
  return false;
}

function sameGround(from: SpaceObject, to: SpaceObject): boolean {
  return (
    from.x === to.x &&
    from.y === to.y &&
    from.z === to.z &&
    from.heading === to.heading &&
    from.scale === to.scale
  );
}
