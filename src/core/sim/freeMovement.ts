/**
 * Walking in a free space. A move is a wish: every tick the avatar walks straight towards its latest one, as far as its
 * budget of metres lets it, stops where it touches something, and slides along that if this leads nearer.
 */
import type { Box } from "./bounds.ts";
import { intoBounds, walkableBounds } from "./bounds.ts";
import type { Solid } from "./solidGrid.ts";
import { type Contact, firstContact, type Path } from "./sweep.ts";
import { AVATAR_RADIUS_M } from "./types.ts";
import { lengthOf } from "./vector.ts";
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

/** What a tick's walks share. Most of a crowd walks at every tick, so what a walk needs for itself is used again by the next. */
export interface Tick {
  readonly world: World;
  readonly bounds: Box;
  readonly dtSeconds: number;
  /** What one tick adds to a budget, and the most that a budget holds, metres. */
  readonly refillM: number;
  readonly budgetLimitM: number;
  /** Scratch: the walk of the avatar whose turn it is. */
  readonly leg: Leg;
  /** Scratch: what a walk may come to, and the solids in it. */
  readonly around: Writable<Box>;
  readonly near: Solid[];
}

/** The straight piece of a walk that is under way, and how far the whole walk may lead and has led. A class, as V8 writes numbers in place only where no object of that make ever held anything else. */
class Leg implements Path {
  x = 0;
  y = 0;
  dirX = 1;
  dirY = 0;
  lengthM = 0;
  mayM = 0;
  walkedM = 0;
}

type Writable<Shape> = { -readonly [Field in keyof Shape]: Shape[Field] };

/** A tick of `dtSeconds` for the avatars of a free space. */
export function beginTick(world: World, dtSeconds: number): Tick {
  const { rules } = world;
  return {
    world,
    bounds: walkableBounds(rules),
    dtSeconds,
    refillM: rules.maxSpeedMps * dtSeconds,
    // `burstSeconds` worth of walking, but what a tick needs at least.
    budgetLimitM: rules.maxSpeedMps * Math.max(rules.burstSeconds, dtSeconds),
    leg: new Leg(),
    around: { minX: 0, minY: 0, maxX: 0, maxY: 0 },
    near: [],
  };
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
  const { walk } = avatar;
  if (walk.budgetM !== tick.budgetLimitM) {
    walk.budgetM = Math.min(tick.budgetLimitM, walk.budgetM + tick.refillM);
  }
}

/** Walks the avatar towards its target for one tick. True if it is stuck: it has a target and could not come nearer. Mutates `avatar` and the world's grid. */
export function walkFreely(avatar: Avatar, tick: Tick): boolean {
  const { walk } = avatar;
  const { world, dtSeconds, leg } = tick;
  if (walk.target === null) return false;
  leg.mayM = Math.min(walk.budgetM, 2 * world.rules.maxSpeedMps * dtSeconds);
  const fromX = avatar.x;
  const fromY = avatar.y;
  const looksAhead = walk.targetHeading === null;
  walkLegs(avatar, tick);
  walk.budgetM -= leg.walkedM;
  if (avatar.x !== fromX || avatar.y !== fromY) {
    world.avatarGrid.set(avatar.sessionId, avatar);
    if (looksAhead && leg.walkedM > LEAST_WALK_M) {
      avatar.heading = Math.atan2(avatar.y - fromY, avatar.x - fromX);
    }
  }
  return walk.target !== null && leg.walkedM < Math.min(LEAST_WALK_M, leg.mayM / 2);
}

/** Walks up to `leg.mayM` metres, turning at contacts, and notes in `leg.walkedM` how many it walked. Ends the walk on arrival. */
function walkLegs(avatar: Avatar, tick: Tick): void {
  const { leg, bounds } = tick;
  const { mayM } = leg;
  const solids = solidsAround(avatar, tick);
  let walkedM = 0;
  let slideOff: Contact | null = null;
  for (let legs = 0; legs < MAX_LEGS && walkedM < mayM; legs += 1) {
    const leads = slideOff ? aimAlong(leg, avatar, slideOff) : aimStraight(leg, avatar);
    if (!leads) break;
    const arrives = slideOff === null && leg.lengthM <= mayM - walkedM;
    leg.lengthM = Math.min(leg.lengthM, mayM - walkedM);
    const contact = firstContact(leg, solids, bounds);
    if (contact) leg.lengthM = contact.distanceM;
    advance(avatar, leg, bounds);
    walkedM += leg.lengthM;
    if (contact === null && arrives) arriveAt(avatar, true);
    else if (contact !== null && remainingM(avatar) <= ARRIVED_M) arriveAt(avatar, false);
    slideOff = contact;
  }
  leg.walkedM = walkedM;
}

/** Makes `leg` the straight way to the target. False without one. */
function aimStraight(leg: Leg, avatar: Avatar): boolean {
  const { target } = avatar.walk;
  if (target === null) return false;
  const toX = target.x - avatar.x;
  const toY = target.y - avatar.y;
  const lengthM = lengthOf(toX, toY);
  leg.x = avatar.x;
  leg.y = avatar.y;
  leg.dirX = lengthM === 0 ? 1 : toX / lengthM;
  leg.dirY = lengthM === 0 ? 0 : toY / lengthM;
  leg.lengthM = lengthM;
  return true;
}

/** Makes `leg` the way along the surface that was touched, up to the point of its tangent that is nearest to the target. False if that is here. */
function aimAlong(leg: Leg, avatar: Avatar, contact: Contact): boolean {
  const { target } = avatar.walk;
  if (target === null) return false;
  const alongX = -contact.normalY;
  const alongY = contact.normalX;
  const nearerM = (target.x - avatar.x) * alongX + (target.y - avatar.y) * alongY;
  if (Math.abs(nearerM) < LEAST_SLIDE_M) return false;
  const way = Math.sign(nearerM);
  leg.x = avatar.x;
  leg.y = avatar.y;
  leg.dirX = way * alongX;
  leg.dirY = way * alongY;
  leg.lengthM = Math.abs(nearerM);
  return true;
}

/** Moves the avatar to the end of a leg. Rounding does not carry it over the edge of the bounds. */
function advance(avatar: Avatar, leg: Leg, bounds: Box): void {
  const toX = leg.x + leg.dirX * leg.lengthM;
  const toY = leg.y + leg.dirY * leg.lengthM;
  if (leg.x >= bounds.minX && toX < bounds.minX) avatar.x = bounds.minX;
  else avatar.x = leg.x <= bounds.maxX && toX > bounds.maxX ? bounds.maxX : toX;
  if (leg.y >= bounds.minY && toY < bounds.minY) avatar.y = bounds.minY;
  else avatar.y = leg.y <= bounds.maxY && toY > bounds.maxY ? bounds.maxY : toY;
}

function remainingM(avatar: Avatar): number {
  const { target } = avatar.walk;
  return target === null ? 0 : lengthOf(target.x - avatar.x, target.y - avatar.y);
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

/** The solids that a walk of `mayM` metres may come to. */
function solidsAround({ x, y }: Avatar, { world, leg, around, near }: Tick): readonly Solid[] {
  const reachM = leg.mayM + AVATAR_RADIUS_M + 0.001;
  around.minX = x - reachM;
  around.minY = y - reachM;
  around.maxX = x + reachM;
  around.maxY = y + reachM;
  return world.solids.near(around, near);
}
