/** Who holds what and who sits where. A hold ends when it is dropped, when its avatar leaves, or, for a seat, when its avatar walks. */
import { pushOut } from "../freePoint.ts";
import type { Actor, Holder, SpaceObject } from "../types.ts";
import { type Avatar, IDLE, putObject, type World } from "../world.ts";

/** Activity of an avatar that sits on an object. */
export const SITTING = "sit";

/**
 * Releases whatever `sessionId` holds, and its seat, where the objects are, and pushes aside the avatars that they now
 * stand on. Call it before `removeAvatar`. Returns the released objects in order of id. Mutates `world`.
 */
export function releaseHolds(world: World, sessionId: string): SpaceObject[] {
  const released: SpaceObject[] = [];
  for (const object of world.objects.values()) {
    if (object.holder?.sessionId === sessionId) released.push({ ...object, holder: null });
  }
  for (const object of released) putObject(world, object);
  const avatar = world.avatars.get(sessionId);
  if (avatar) leaveSeat(avatar);
  pushOut(
    world,
    released.map(({ id }) => id),
  );
  return released.sort((a, b) => a.id - b.id);
}

/**
 * Stands a sitting avatar up, as its next move does: the seat is released and the avatar idle. Returns the seat as it
 * is now, null if the avatar did not sit. Avatars that the freed seat now stands on are pushed aside. Mutates `world`.
 */
export function standUp(world: World, avatar: Avatar): SpaceObject | null {
  const seat = avatar.seatId === null ? undefined : world.objects.get(avatar.seatId);
  leaveSeat(avatar);
  if (seat?.holder?.sessionId !== avatar.sessionId) return null;
  const freed = { ...seat, holder: null };
  putObject(world, freed);
  pushOut(world, [freed.id]);
  return freed;
}

/** Seats an avatar on an object it has been made the holder of: it stops where it is. Mutates `avatar`. */
export function takeSeat(avatar: Avatar, objectId: number): void {
  avatar.seatId = objectId;
  avatar.activity = SITTING;
  avatar.walk.target = null;
}

/** The avatar no longer sits; its seat is somebody else's to release. Mutates `avatar`. */
export function leaveSeat(avatar: Avatar): void {
  avatar.seatId = null;
  if (avatar.activity === SITTING) avatar.activity = IDLE;
}

/** True if the actor has the object in hand (or sits on it), on this or another device. */
export function isHeldBy(object: SpaceObject, actor: Pick<Actor, "userId">): boolean {
  return object.holder?.userId === actor.userId;
}

/** True if the object's holder sits on it. */
export function isSeat(world: World, object: SpaceObject): boolean {
  return object.holder !== null && world.avatars.get(object.holder.sessionId)?.seatId === object.id;
}

/** The hands an object may go back to: the actor's own, else those of the user's first avatar here; null if the user has left. */
export function handsOf(world: World, userId: number, actor: Actor): Holder | null {
  if (actor.userId === userId && actor.sessionId !== null && world.avatars.has(actor.sessionId))
    return { sessionId: actor.sessionId, userId };
  for (const avatar of world.avatars.values())
    if (avatar.userId === userId) return { sessionId: avatar.sessionId, userId };
  return null;
}
