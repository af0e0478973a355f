/**
 * Walking in a grid space: one step to a neighbouring cell at a time, no oftener than the rules say. A step that comes
 * early is kept and taken when it is due, so that a client whose messages bunch up is not punished.
 */
import type { MoveInput } from "./freeMovement.ts";
import { isFree } from "./freePoint.ts";
import type { Point } from "./types.ts";
import { type Avatar, bodyOf, type World } from "./world.ts";

export type StepRefusal = "blocked" | "not_a_step" | "too_soon";

/** What sums of ticks' lengths may be off by, milliseconds. */
const ROUNDING_MS = 1e-6;

/** Takes the step that is asked for, or keeps it if it is early, or says why not. A kept step that is due is taken first. Mutates `avatar` and the world's grid. */
export function applyStep(world: World, avatar: Avatar, move: MoveInput): StepRefusal | null {
  const missed = takeKeptStep(world, avatar);
  return requestStep(world, avatar, move) ?? missed;
}

/** Takes the kept step if there is one and it is due; "blocked" if something stands there by now, and it is dropped. Mutates `avatar` and the world's grid. */
export function takeKeptStep(world: World, avatar: Avatar): StepRefusal | null {
  const { walk } = avatar;
  if (walk.target === null || !isDue(world, avatar)) return null;
  const { target, targetHeading, keptSeq } = walk;
  dropKeptStep(avatar);
  if (!mayStep(world, avatar, target)) return "blocked";
  takeStep(world, avatar, {
    x: target.x,
    y: target.y,
    heading: targetHeading ?? undefined,
    seq: keptSeq ?? undefined,
  });
  // From when it was due, not from the tick that came after: else no client could keep up the full pace.
  walk.nextStepAtMs =
    Math.max(walk.nextStepAtMs, world.timeMs - world.rules.stepIntervalMs) + world.rules.stepIntervalMs;
  return null;
}

function requestStep(world: World, avatar: Avatar, move: MoveInput): StepRefusal | null {
  const { walk } = avatar;
  const { diagonal, stepIntervalMs } = world.rules;
  if (!Number.isInteger(move.x) || !Number.isInteger(move.y)) return "not_a_step";
  if (walk.target !== null) {
    // The second early one leads on from the first, or is another wish in its place.
    const adjoins = isNeighbour(walk.target, move, diagonal) || isNeighbour(avatar, move, diagonal);
    return adjoins ? "too_soon" : "not_a_step";
  }
  if (!isNeighbour(avatar, move, diagonal)) return "not_a_step";
  if (!mayStep(world, avatar, move)) return "blocked";
  if (isDue(world, avatar)) {
    takeStep(world, avatar, move);
    walk.nextStepAtMs = world.timeMs + stepIntervalMs;
  } else {
    walk.target = { x: move.x, y: move.y };
    walk.targetHeading = move.heading ?? null;
    walk.keptSeq = move.seq ?? null;
  }
  return null;
}

function isDue(world: World, avatar: Avatar): boolean {
  return world.timeMs + ROUNDING_MS >= avatar.walk.nextStepAtMs;
}

function isNeighbour(from: Point, to: Point, diagonal: boolean): boolean {
  const [stepsX, stepsY] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  return stepsX + stepsY === 1 || (diagonal && stepsX === 1 && stepsY === 1);
}

/** True if the neighbouring cell is free, and a diagonal does not squeeze through between two cells that are not. */
function mayStep(world: World, from: Point, to: Point): boolean {
  if (!isFree(world, to)) return false;
  if (from.x === to.x || from.y === to.y) return true;
  return isFree(world, { x: to.x, y: from.y }) || isFree(world, { x: from.x, y: to.y });
}

function takeStep(world: World, avatar: Avatar, step: Pick<MoveInput, "x" | "y" | "heading" | "seq">): void {
  avatar.heading = step.heading ?? Math.atan2(step.y - avatar.y, step.x - avatar.x);
  avatar.x = step.x;
  avatar.y = step.y;
  if (step.seq !== undefined) avatar.ack = step.seq;
  world.avatarGrid.set(avatar.sessionId, bodyOf(avatar, "grid"));
}

function dropKeptStep({ walk }: Avatar): void {
  walk.target = null;
  walk.targetHeading = null;
  walk.keptSeq = null;
}
