import type { RelationName } from "../intent.ts";
import { cosineOfTurns, sineOfTurns, turnTowards } from "../turns.ts";
import { type Body, pose } from "./body.ts";
import type { Guess } from "./guess.ts";
import { ARM_REACH_M, farthestRing, frontOf, placesIn } from "./rings.ts";
import { poseAlongEdge, poseAnywhere, poseAtWall, poseOnWall } from "./samplersFree.ts";
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
    poseAtBearing(guess, b, {
      turns: guess.random.next(),
      gapM: Math.max(guess.apartM, guess.random.between(0.3, 3.2)),
    }),
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
  if (rel === "against")
    return guess.body.prefab.placement.on.includes("wall") && poseOnWall(guess) ? true : poseAtWall(guess);
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
  const gap = guess.apartM + random.between(near, near + (far - near) * Math.min(1, 0.3 + attempt * 0.1));
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
const FULL_TURN = 6.283185307179586;

/**
 * Evenly around b, facing it, beyond whatever else surrounds it. A ring that would close, with b out of arm's reach,
 * leaves a few places out as a way in; what one ring near enough cannot hold goes into a second one.
 */
function poseAround(guess: Guess, b: Body): boolean {
  const { body, random, slot, slots, attempt, apartM } = guess;
  if (slots === 1 && (body.layer === "flat" || body.layer === "ground")) return poseBeneath(guess, b);
  const jitter = attempt === 0 ? 0 : random.between(-0.3, 0.3);
  const pitch = 2 * body.halfW + 0.12;
  const inner = Math.min(b.halfW, b.halfD);
  const roomy = b.halfW + b.halfD > 3;
  const wished = roomy ? random.between(0.4, 2.2) + attempt * 0.05 : Math.min(0.9, 0.1 + attempt * 0.05);
  const farthest = farthestRing(b);
  const gap = apartM > 0 ? Math.max(apartM, Math.min(farthest, apartM + attempt * 0.05)) : wished;
  const around = FULL_TURN * (inner + gap + body.halfD);
  const tight = Math.max(gap, frontOf(slots, 2 * body.halfW) - inner);
  const hugs = tight + 2 * body.halfD <= ARM_REACH_M;
  const closes = slots > 2 && !hugs && slots * (2 * body.halfW + WAY_IN_M) > around;
  const spare = slots < 4 ? 1 : Math.max(1, Math.floor((0.44 * slots - 1) / 0.56));
  const places = closes ? slots + Math.min(spare, Math.ceil(WAY_IN_M / pitch)) : slots;
  const needed = frontOf(places, 2 * body.halfW) - inner;
  if (needed > farthest) {
    const holds = placesIn(inner + farthest, 2 * body.halfW);
    const outer = slot >= holds;
    const turns = outer ? (slot - holds + 0.5 + jitter) / (slots - holds) : (slot + 0.1 * jitter) / holds;
    return poseAtBearing(guess, b, { turns, gapM: outer ? farthest + 2 * body.halfD + 0.6 : farthest });
  }
  const turns = (slot + (closes ? 0.15 : 0.3) * jitter) / places;
  return poseAtBearing(guess, b, { turns, gapM: Math.max(gap, needed + (attempt > 0 ? 0.1 : 0)) });
}

/** One covering of the ground around b has b in its middle. */
function poseBeneath({ body, random, attempt }: Guess, b: Body): boolean {
  const off = Math.min(1, attempt * 0.05);
  pose(body, b.x + random.between(-off, off), b.z + random.between(-off, off), b.yaw);
  return true;
}

function poseAlong(guess: Guess, b: Body): boolean {
  const { body, random, slot, slots, attempt, region } = guess;
  const lengthwise = b.halfW >= b.halfD;
  const halfLong = lengthwise ? b.halfW : b.halfD;
  const halfShort = lengthwise ? b.halfD : b.halfW;
  const jitter = attempt === 0 ? 0 : random.between(-0.2, 0.2);
  const part = attempt < 4 ? (Math.floor(slot / 2) + 0.5 + jitter) / Math.ceil(slots / 2) : random.next();
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
  const out = edges + guess.apartM + random.between(0.5, 2 + attempt * 0.4);
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

/** Ahead of b (sign 1) or at its back (-1), side by side if there are several: as many as the wedge seen from b's middle is wide. */
function poseAhead(guess: Guess, b: Body, sign: 1 | -1): boolean {
  const { body, random, slot, slots, attempt, apartM } = guess;
  const yaw = sign === 1 && attempt % 4 !== 3 ? b.yaw + 8 : b.yaw;
  const half = halfIn(body, b, yaw);
  const pitch = half.across * 2 + 0.3;
  const nearest = apartM + random.between(0.25, 0.5 + Math.min(2.4, attempt * 0.12));
  let [first, columns, gap] = [0, 0, nearest];
  for (let row = 0; row < slots; row += 1) {
    const out = b.halfD + gap + half.ahead;
    columns = Math.max(1, Math.min(slots - first, Math.floor((out * 1.9) / pitch + 1)));
    if (slot < first + columns) break;
    first += columns;
    gap += half.ahead * 2 + 0.3;
  }
  const ahead = sign * (b.halfD + gap + half.ahead);
  const wander = Math.min(0.6, attempt * 0.05) * Math.abs(ahead);
  const across = (slot - first - (columns - 1) / 2) * pitch + random.between(-wander, wander);
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
