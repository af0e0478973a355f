/**
 * Who walks where. A client's move is a wish that is noted or answered when it arrives (`applyMove`), and carried out
 * tick by tick (`walkAll`). Free and grid spaces differ in how: freeMovement.ts and gridMovement.ts.
 */
import { beginTick, type MoveInput, refill, setTarget, type Tick, walkFreely } from "./freeMovement.ts";
import { applyStep, type StepRefusal, takeKeptStep } from "./gridMovement.ts";
import { standUp } from "./tools/holds.ts";
import type { Avatar, World } from "./world.ts";

/** Told to the mover alone: its wish was refused and it stands at x, y. */
export interface MovementRejection {
  readonly sessionId: string;
  readonly x: number;
  readonly y: number;
  readonly reason: StepRefusal;
}

/**
 * Takes a client's wish to be at a point: in a free space it becomes the avatar's target, in a grid space the step is
 * taken, kept or refused. A sitting avatar stands up. A point or heading that is not a finite number is passed over, as
 * are unknown avatars. Returns the refusal to send, null if there is none. Mutates `world`.
 */
export function applyMove(world: World, move: MoveInput): MovementRejection | null {
  const avatar = world.avatars.get(move.sessionId);
  if (!avatar) return null;
  const wish = withoutNonsense(move);
  if (world.rules.movement === "grid") {
    // From a seat the step is taken first: the freed seat would push its sitter to another cell and spoil the step.
    const reason = applyStep(world, avatar, wish);
    if (avatar.seatId !== null) standUp(world, avatar);
    return reason === null ? null : rejection(avatar, reason);
  }
  if (!Number.isFinite(move.x) || !Number.isFinite(move.y)) return null;
  if (avatar.seatId !== null) standUp(world, avatar);
  setTarget(world, avatar, wish);
  return null;
}

/** Walks every avatar for one tick of `dtSeconds` and adds the refusals to `rejections`. Mutates `world`. */
export function walkAll(world: World, dtSeconds: number, rejections: MovementRejection[]): void {
  if (world.rules.movement === "grid") walkAllByCells(world, rejections);
  else if (dtSeconds > 0) walkAllFreely(beginTick(world, dtSeconds), rejections);
}

function walkAllByCells(world: World, rejections: MovementRejection[]): void {
  for (const avatar of world.avatars.values()) {
    const reason = avatar.walk.target === null ? null : takeKeptStep(world, avatar);
    if (reason !== null) rejections.push(rejection(avatar, reason));
  }
}

function walkAllFreely(tick: Tick, rejections: MovementRejection[]): void {
  // Not for…of, which makes an object for every avatar as long as V8 has not optimized it to its last.
  tick.world.avatars.forEach((avatar) => {
    refill(avatar, tick);
    if (avatar.walk.target === null) return;
    const stuck = walkFreely(avatar, tick);
    if (!stuck || avatar.walk.rejected) return;
    avatar.walk.rejected = true;
    rejections.push(rejection(avatar, "blocked"));
  });
}

function rejection({ sessionId, x, y }: Avatar, reason: StepRefusal): MovementRejection {
  return { sessionId, x, y, reason };
}

/** The move without a heading or seq that is not a finite number. */
function withoutNonsense(move: MoveInput): MoveInput {
  const { heading = 0, seq = 0 } = move;
  if (Number.isFinite(heading) && Number.isFinite(seq)) return move;
  return { ...move, heading: finite(move.heading), seq: finite(move.seq) };
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
