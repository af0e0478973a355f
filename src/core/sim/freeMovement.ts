/**
 * Walking in a free space. A move is a wish: every tick the avatar walks straight towards its latest one, as far as its
 * budget of metres lets it, stops where it touches something, and slides along that if this leads nearer.
 */
import type { Box } from "./bounds.ts";
import { intoBounds } from "./bounds.ts";
import type { Solid } from "./solidGrid.ts";
import { type Contact, firstContact } from "./sweep.ts";
import { AVATAR_RADIUS_M, type SpaceRules } from "./types.ts";
import type { Avatar, Input, World } from "./world.ts";

/** A contact so near to the target counts as arrived, metres. */
const ARRIVED_M = 0.02;
/** How often the rest of a tick's way may turn at a contact. */
const MAX_LEGS = 6;
/** A slide that would lead less far, metres, is not begun: it would be too short to see. */
const LEAST_SLIDE_M = 0.001;
/** Whoever wants to walk and comes less far in a tick, metres, is stuck. */
const LEAST_WALK_M = 0.0001;

export type MoveInput = Extract<Input, { kind: "move" }>;

/** What a tick's walks share. `near` is scratch. */
export interface Tick {
  readonly world: World;
  readonly bounds: Box;
  readonly dtSeconds: number;
  readonly near: Solid[];
}

/** Makes the wish the avatar's target, clamped to the bounds. The same target again stays one that was already refused. Mutates `avatar`. */
export function setTarget(world: World, avatar: Avatar, move: MoveInput): void {
  const target = intoBounds(world.rules, move);
  const { walk } = avatar;
  const same = walk.target !== null && walk.target.x === target.x && walk.target.y === target.y;
  walk.rejected = same && walk.rejected;
  walk.target = target;
  walk.targetHeading = move.heading ?? null;
  if (move.heading !== undefined) avatar.heading = move.heading;
  if (move.seq !== undefined) avatar.ack = move.seq;
}

/** Adds a tick's metres to the avatar's budget. Mutates `avatar`. */
export function refill(avatar: Avatar, tick: Tick): void {
  const { rules } = tick.world;
  const limitM = budgetLimitM(rules, tick.dtSeconds);
  if (avatar.walk.budgetM !== limitM) {
    avatar.walk.budgetM = Math.min(limitM, avatar.walk.budgetM + rules.maxSpeedMps * tick.dtSeconds);
  }
}

/** Walks the avatar towards its target for one tick. True if it is stuck: it has a target and could not come nearer. Mutates `avatar` and the world's grid. */
export function walkFreely(avatar: Avatar, tick: Tick): boolean {
  const { walk } = avatar;
  const { world, dtSeconds } = tick;
  if (walk.target === null) return false;
  const mayM = Math.min(walk.budgetM, 2 * world.rules.maxSpeedMps * dtSeconds);
  const [fromX, fromY] = [avatar.x, avatar.y];
  const looksAhead = walk.targetHeading === null;
  const walkedM = walkLegs(avatar, mayM, tick);
  walk.budgetM -= walkedM;
  if (avatar.x !== fromX || avatar.y !== fromY) {
    world.avatarGrid.set(avatar.sessionId, avatar);
    if (looksAhead && walkedM > LEAST_WALK_M) {
      avatar.heading = Math.atan2(avatar.y - fromY, avatar.x - fromX);
    }
  }
  return walk.target !== null && walkedM < Math.min(LEAST_WALK_M, mayM / 2);
}

/** The most metres an avatar can have saved up: `burstSeconds` worth of walking, but what a tick needs at least. */
function budgetLimitM(rules: Pick<SpaceRules, "maxSpeedMps" | "burstSeconds">, dtSeconds: number): number {
  return rules.maxSpeedMps * Math.max(rules.burstSeconds, dtSeconds);
}

/** Walks up to `mayM` metres, turning at contacts, and returns how many it walked. Ends the walk on arrival. */
function walkLegs(avatar: Avatar, mayM: number, tick: Tick): number {
  const solids = solidsAround(avatar, mayM, tick);
  let walkedM = 0;
  let slideOff: Contact | null = null;
  for (let leg = 0; leg < MAX_LEGS && walkedM < mayM; leg += 1) {
    const course = slideOff ? slideCourse(avatar, slideOff) : straightCourse(avatar);
    if (course === null) break;
    const arrives = slideOff === null && course.distanceM <= mayM - walkedM;
    const lengthM = Math.min(course.distanceM, mayM - walkedM);
    const contact = firstContact(
      { x: avatar.x, y: avatar.y, dirX: course.dirX, dirY: course.dirY, lengthM },
      solids,
      tick.bounds,
    );
    const goneM = contact ? contact.distanceM : lengthM;
    advance(avatar, { ...course, distanceM: goneM }, tick.bounds);
    walkedM += goneM;
    if (contact === null && arrives) arriveAt(avatar, true);
    else if (contact !== null && remainingM(avatar) <= ARRIVED_M) arriveAt(avatar, false);
    slideOff = contact;
  }
  return walkedM;
}

interface Course {
  readonly dirX: number;
  readonly dirY: number;
  readonly distanceM: number;
}

/** Straight to the target, null without one. */
function straightCourse(avatar: Avatar): Course | null {
  const { target } = avatar.walk;
  if (target === null) return null;
  const [toX, toY] = [target.x - avatar.x, target.y - avatar.y];
  const distanceM = Math.hypot(toX, toY);
  if (distanceM === 0) return { dirX: 1, dirY: 0, distanceM };
  return { dirX: toX / distanceM, dirY: toY / distanceM, distanceM };
}

/** Along the surface that was touched, up to the point of its tangent that is nearest to the target; null if that is here. */
function slideCourse(avatar: Avatar, contact: Contact): Course | null {
  const { target } = avatar.walk;
  if (target === null) return null;
  const [alongX, alongY] = [-contact.normalY, contact.normalX];
  const nearerM = (target.x - avatar.x) * alongX + (target.y - avatar.y) * alongY;
  if (Math.abs(nearerM) < LEAST_SLIDE_M) return null;
  const way = Math.sign(nearerM);
  return { dirX: way * alongX, dirY: way * alongY, distanceM: Math.abs(nearerM) };
}

/** Moves the avatar along a course. Rounding does not carry it over the edge of the bounds. */
function advance(avatar: Avatar, course: Course, bounds: Box): void {
  avatar.x = alongAxis(avatar.x, course.dirX * course.distanceM, [bounds.minX, bounds.maxX]);
  avatar.y = alongAxis(avatar.y, course.dirY * course.distanceM, [bounds.minY, bounds.maxY]);
}

function alongAxis(from: number, by: number, [least, most]: readonly [number, number]): number {
  const to = from + by;
  if (from >= least && to < least) return least;
  return from <= most && to > most ? most : to;
}

function remainingM(avatar: Avatar): number {
  const { target } = avatar.walk;
  return target === null ? 0 : Math.hypot(target.x - avatar.x, target.y - avatar.y);
}

function arriveAt(avatar: Avatar, exactly: boolean): void {
  const { walk } = avatar;
  if (exactly && walk.target !== null) {
    avatar.x = walk.target.x;
    avatar.y = walk.target.y;
  }
  walk.target = null;
  walk.targetHeading = null;
  walk.rejected = false;
}

function solidsAround({ x, y }: Avatar, mayM: number, tick: Tick): readonly Solid[] {
  const reachM = mayM + AVATAR_RADIUS_M + 0.001;
  return tick.world.solids.near(
    { minX: x - reachM, minY: y - reachM, maxX: x + reachM, maxY: y + reachM },
    tick.near,
  );
}
