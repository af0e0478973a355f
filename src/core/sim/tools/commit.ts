/** The last step of every input: either the whole change is in the world, or none of it. */

import { pushOut } from "../freePoint.ts";
import { type Prefab, type Refusal, refuse, type SpaceObject } from "../types.ts";
import { deleteObject, putObject, type World } from "../world.ts";
import { coversAvatar, outsideRules } from "./ground.ts";
import { leaveSeat } from "./holds.ts";

/** An object before and after; null where it does not exist. */
export interface Change {
  readonly from: SpaceObject | null;
  readonly to: SpaceObject | null;
  readonly prefab: Prefab;
  /** What happens to avatars that a solid would come to stand on: the change is refused, or they are pushed to the nearest free point. */
  readonly onAvatars: "refuse" | "push";
}

/** A refusal if `change` breaks the rules of the ground it takes; mutates nothing. */
export function faultOnGround(world: World, { from, to, prefab, onAvatars }: Change): Refusal | null {
  if (!to || to === from) return null;
  const outside = outsideRules(world, prefab, from, to);
  if (outside) return outside;
  if (onAvatars === "refuse" && coversAvatar(world, prefab, from, to))
    return refuse("conflict", "Somebody stands there.");
  return null;
}

/** Puts a change that {@link faultOnGround} let pass into the world. Whoever loses a seat by it stands up. Mutates `world`. */
export function commit(world: World, { from, to, prefab, onAvatars }: Change): void {
  if (to === from) return;
  if (to) {
    const pushes = onAvatars === "push" && coversAvatar(world, prefab, from, to);
    putObject(world, to);
    unseat(world, from, to);
    if (pushes) pushOut(world, [to.id]);
  } else if (from) {
    remove(world, from);
  }
}

/** Takes an object away; whoever sat on it stands up. Mutates `world`. */
export function remove(world: World, object: SpaceObject): void {
  deleteObject(world, object.id);
  unseat(world, object, null);
}

function unseat(world: World, from: SpaceObject | null, to: SpaceObject | null): void {
  if (!from?.holder || from.holder.sessionId === to?.holder?.sessionId) return;
  const avatar = world.avatars.get(from.holder.sessionId);
  if (avatar?.seatId === from.id) leaveSeat(avatar);
}
