import type { RelationName } from "../intent.ts";
import { cosineOfTurns, sineOfTurns, turnTowards } from "../turns.ts";
import { type Body, pose } from "./body.ts";
import type { Guess } from "./guess.ts";
import { poseAlongEdge, poseAnywhere, poseAtWall } from "./samplersFree.ts";
import { placeInside, placeOn, placeUnder } from "./samplersOn.ts";

/** Poses the guess's body for a relation to its targets (none: the scene). False if this guess has no place to offer. */
export function guessFor(rel: RelationName, guess: Guess, targets: readonly Body[]): boolean {
  const [b, second] = targets;
  if (!b) return guessInScene(rel, guess);
  if (rel === "between") return second ? poseBetween(guess, b, second) : false;
  return SAMPLERS[rel](guess, b);
}

type Sampler = (guess: Guess, b: Body) => boolean;

const SAMPLERS: Readonly<Record<Exclude<RelationName, "between">, Sampler>> = {
  next_to: (guess, b) => poseBeside(guess, b, { near: 0.08, far: 0.7 }),
  near: (guess, b) =>
    poseAtBearing(guess, b, { turns: guess.random.next(), gapM: guess.random.between(0.3, 3.2) }),
  around: poseAround,
  middle_of: (guess, b) => (b.layer === "solid" ? placeInside(guess, b) : placeOn(guess, b)),
  along: poseAlong,
  north_of: (guess, b) => poseTowards(guess, b, [0, 1]),
  south_of: (guess, b) => poseTowards(guess, b, [0, -1]),
  east_of: (guess, b) => poseTowards(guess, b, [1, 0]),
  west_of: (guess, b) => poseTowards(guess, b, [-1, 0]),
  on: placeOn,
  under: placeUnder,
  facing: poseFacing,
  in_front_of: (guess, b) => poseAhead(guess, b, 1),
  behind: (guess, b) => poseAhead(guess, b, -1),
  inside: placeInside,
  against: (guess, b) => poseBeside(guess, b, { near: 0.01, far: 0.12 }),
};

function guessInScene(rel: RelationName, guess: Guess): boolean {
  const { scene, region, random, body, attempt } = guess;
  const centreX = (region.rect.x0 + region.rect.x1) / 2;
  const centreZ = (region.rect.z0 + region.rect.z1) / 2;
  if (rel === "middle_of") {
    const spread = Math.min(1, 0.1 + (attempt + guess.slot * 2) * 0.06) * 0.95;
    const x = centreX + (random.between(-spread, spread) * (region.rect.x1 - region.rect.x0)) / 8;
    const z = centreZ + (random.between(-spread, spread) * (region.rect.z1 - region.rect.z0)) / 8;
    pose(body, x, z, random.int(0, 3) * 4);
    return true;
  }
  const compass = COMPASS[rel];
  if (compass) {
    const [dirX, dirZ] = compass;
    const half = (dirX === 0 ? scene.depth : scene.width) / 2;
    const reach = dirX === 0 ? body.halfD : body.halfW;
    const out = Math.max(0.15 * half, random.between(0.35, 0.92) * half - reach * 0.5);
    const across = random.between(-0.85, 0.85) * Math.min(out, (dirX === 0 ? scene.width : scene.depth) / 2);
    pose(body, dirX * out + Math.abs(dirZ) * across, dirZ * out + Math.abs(dirX) * across, random.int(0, 15));
    if (attempt % 2 === 0) pose(body, body.x, body.z, turnTowards(-dirX, -dirZ));
    return true;
  }
  if (rel === "around" || rel === "along") return poseAlongEdge(guess);
  if (rel === "against") return poseAtWall(guess);
  return poseAnywhere(guess);
}

const COMPASS: Partial<Record<RelationName, readonly [number, number]>> = {
  north_of: [0, 1],
  south_of: [0, -1],
  east_of: [1, 0],
  west_of: [-1, 0],
};

/** Poses the body at `across`, `ahead` in b's own axes. */
function poseIn(
  body: Body,
  b: Body,
  { across, ahead, yaw }: { across: number; ahead: number; yaw: number },
): boolean {
  pose(body, b.x + across * b.cos + ahead * b.sin, b.z - across * b.sin + ahead * b.cos, yaw);
  return true;
}

/** Half length of the body along b's local x and z once it is turned to `yaw`. */
function halfIn(body: Body, b: Body, yaw: number): { across: number; ahead: number } {
  pose(body, 0, 0, yaw);
  const cos = Math.abs(body.cos * b.cos + body.sin * b.sin);
  const sin = Math.abs(body.sin * b.cos - body.cos * b.sin);
  return { across: body.halfW * cos + body.halfD * sin, ahead: body.halfW * sin + body.halfD * cos };
}

function poseBeside(guess: Guess, b: Body, { near, far }: { near: number; far: number }): boolean {
  const { body, random, attempt } = guess;
  const side = attempt < 6 ? (attempt + guess.slot) % 2 : random.int(0, 3);
  const sign = side % 2 === 0 ? 1 : -1;
  const yaw = attempt % 3 === 2 ? b.yaw + 4 * random.int(0, 3) : b.yaw;
  const half = halfIn(body, b, yaw);
  if (b.parent?.prefab.tags[0] === "wall") return poseBelow(guess, b, half);
  if (isPartition(b)) return poseByPartition(guess, b, { half, sign });
  const gap = random.between(near, near + (far - near) * Math.min(1, 0.3 + attempt * 0.1));
  if (side < 2) {
    const slack = Math.max(0.02, b.halfD * 0.6);
    const flush = half.ahead - b.halfD;
    const ahead = attempt < 4 ? Math.max(-slack, Math.min(slack, flush)) : random.between(-slack, slack);
    return poseIn(body, b, { across: sign * (b.halfW + gap + half.across), ahead, yaw });
  }
  const across = random.between(-b.halfW, b.halfW);
  return poseIn(body, b, { across, ahead: sign * (b.halfD + gap + half.ahead), yaw });
}

/** Walls and the doors in them: what stands beside one stands in a room, not in the line of the wall. */
function isPartition({ prefab, entity, source }: Body): boolean {
  return (source === "decor" || entity >= 0) && (prefab.tags[0] === "door" || prefab.tags[0] === "wall");
}

function poseByPartition(
  { body, random, attempt, region }: Guess,
  b: Body,
  { half, sign }: { half: { across: number; ahead: number }; sign: number },
): boolean {
  const { x0, z0, x1, z1 } = region.rect;
  const inward = ((x0 + x1) / 2 - b.x) * b.sin + ((z0 + z1) / 2 - b.z) * b.cos >= 0 ? 1 : -1;
  const aside = b.prefab.tags[0] === "door" ? b.halfW + half.across : 0;
  const across = sign * (aside + random.between(0.03, 0.3 + attempt * 0.05));
  const yaw = inward > 0 ? b.yaw : b.yaw + 8;
  return poseIn(body, b, { across, ahead: inward * (0.16 + half.ahead + random.between(0, 0.1)), yaw });
}

/** At the foot of the wall that b hangs on, a little to one side. */
function poseBelow({ body, random, attempt }: Guess, b: Body, half: { ahead: number }): boolean {
  const across = random.between(-1, 1) * (b.halfW + 0.3 + Math.min(0.8, attempt * 0.1));
  return poseIn(body, b, { across, ahead: half.ahead + 0.03 + random.between(0, 0.2), yaw: body.yaw });
}

/** Poses the body `gapM` off the edge of b, seen from b's middle at `turns` clockwise from its front, looking at b. */
function poseAtBearing(guess: Guess, b: Body, { turns, gapM }: { turns: number; gapM: number }): boolean {
  const { body } = guess;
  const sin = sineOfTurns(turns);
  const cos = cosineOfTurns(turns);
  const edge = Math.min(b.halfW / Math.max(1e-6, Math.abs(sin)), b.halfD / Math.max(1e-6, Math.abs(cos)));
  const dirX = sin * b.cos + cos * b.sin;
  const dirZ = -sin * b.sin + cos * b.cos;
  const yaw = turnTowards(-dirX, -dirZ);
  const out = edge + gapM + Math.min(body.halfD, Math.max(body.halfW, body.halfD));
  pose(body, b.x + dirX * out, b.z + dirZ * out, yaw);
  return true;
}

/** Width of a way into a ring, metres. */
const WAY_IN_M = 1.1;

/** Evenly around b, facing it. A ring that would close, with b out of arm's reach, leaves a few places out as a way in. */
function poseAround(guess: Guess, b: Body): boolean {
  const { body, random, slot, slots, attempt } = guess;
  const jitter = attempt === 0 ? 0 : random.between(-0.3, 0.3);
  const pitch = 2 * body.halfW + 0.12;
  const inner = Math.min(b.halfW, b.halfD);
  const roomy = b.halfW + b.halfD > 3;
  const gap = roomy ? random.between(0.4, 2.2) + attempt * 0.05 : Math.min(0.9, 0.1 + attempt * 0.05);
  const around = 6.283185307179586 * (inner + gap + body.halfD);
  const hugs = gap + 2 * body.halfD <= 0.7 && slots * pitch <= around;
  const closes = slots > 2 && !hugs && slots * (2 * body.halfW + WAY_IN_M) > around;
  const spare = slots < 4 ? 1 : Math.max(1, Math.floor((0.44 * slots - 1) / 0.56));
  const places = closes ? slots + Math.min(spare, Math.ceil(WAY_IN_M / pitch)) : slots;
  const needed = (places * pitch) / 6.283185307179586 - inner - body.halfD;
  const turns = (slot + (closes ? 0.15 : 0.3) * jitter) / places;
  return poseAtBearing(guess, b, { turns, gapM: Math.max(gap, needed + (attempt > 0 ? 0.1 : 0)) });
}

function poseAlong(guess: Guess, b: Body): boolean {
  const { body, random, slot, slots, attempt, region } = guess;
  const lengthwise = b.halfW >= b.halfD;
  const halfLong = lengthwise ? b.halfW : b.halfD;
  const halfShort = lengthwise ? b.halfD : b.halfW;
  const part =
    attempt < 4
      ? (Math.floor(slot / 2) + 0.5 + random.between(-0.2, 0.2)) / Math.ceil(slots / 2)
      : random.next();
  const along = (part * 2 - 1) * halfLong * 0.95;
  const sign = (slot + (attempt > 2 ? attempt : 0)) % 2 === 0 ? 1 : -1;
  const turned = lengthwise ? (sign > 0 ? 8 : 0) : sign > 0 ? 12 : 4;
  const yaw = b.yaw + turned;
  const half = halfIn(body, b, yaw);
  const gap = random.between(0.3, Math.min(2, 0.6 + attempt * 0.1));
  const off = sign * (halfShort + gap + (lengthwise ? half.ahead : half.across));
  poseIn(body, b, lengthwise ? { across: along, ahead: off, yaw } : { across: off, ahead: along, yaw });
  return region.rect.x1 > region.rect.x0;
}

function poseTowards(guess: Guess, b: Body, [dirX, dirZ]: readonly [number, number]): boolean {
  const { body, random, attempt } = guess;
  const yaw = attempt % 2 === 0 ? turnTowards(-dirX, -dirZ) : random.int(0, 15);
  pose(body, 0, 0, yaw);
  const edges = dirX === 0 ? b.reachZ + body.reachZ : b.reachX + body.reachX;
  const out = edges + random.between(0.5, 2 + attempt * 0.4);
  const across = random.between(-0.8, 0.8) * out * Math.min(1, 0.2 + attempt * 0.05);
  pose(body, b.x + dirX * out + Math.abs(dirZ) * across, b.z + dirZ * out + Math.abs(dirX) * across, yaw);
  return true;
}

function poseBetween(guess: Guess, b: Body, c: Body): boolean {
  const { body, random, attempt } = guess;
  const [dx, dz] = [c.x - b.x, c.z - b.z];
  const spread = Math.min(0.28, attempt * 0.02);
  const part = 0.5 + random.between(-spread, spread);
  const off = random.between(-0.3, 0.3) * Math.min(1, attempt * 0.08);
  const lengthwise = turnTowards(-dz, dx);
  const wide = body.halfW >= body.halfD;
  const yaw = attempt % 3 === 2 ? lengthwise + 4 : wide ? lengthwise : lengthwise + 4;
  pose(body, b.x + dx * part - dz * off, b.z + dz * part + dx * off, yaw);
  return true;
}

/** Ahead of b (sign 1) or at its back (-1), side by side if there are several. */
function poseAhead(guess: Guess, b: Body, sign: 1 | -1): boolean {
  const { body, random, slot, slots, attempt } = guess;
  const yaw = sign === 1 && attempt % 4 !== 3 ? b.yaw + 8 : b.yaw;
  const half = halfIn(body, b, yaw);
  const columns = Math.max(1, Math.min(slots, Math.floor((b.halfW * 2 + 1.6) / (half.across * 2 + 0.3))));
  const row = Math.floor(slot / columns);
  const inRow = Math.min(columns, slots - row * columns);
  const spot = (slot % columns) - (inRow - 1) / 2;
  const gap = random.between(0.25, 0.5 + Math.min(2.4, attempt * 0.12)) + row * (half.ahead * 2 + 0.6);
  const ahead = sign * (b.halfD + gap + half.ahead);
  const wander = Math.min(0.6, attempt * 0.05) * Math.abs(ahead);
  const across = spot * (half.across * 2 + 0.3) + random.between(-wander, wander);
  return poseIn(body, b, { across, ahead, yaw });
}

/** Somewhere it can look at b: before b's front first, then anywhere. */
function poseFacing(guess: Guess, b: Body): boolean {
  const { body, random, attempt } = guess;
  if (attempt % 3 !== 2 && b !== guess.body) {
    const ahead = b.halfD + body.halfD + random.between(1.2, 3 + attempt * 0.15);
    poseIn(body, b, { across: random.between(-0.4, 0.4) * ahead, ahead, yaw: 0 });
  } else poseAnywhere(guess);
  pose(body, body.x, body.z, turnTowards(b.x - body.x, b.z - body.z));
  return true;
}
