/** Where an avatar may stand, and where the nearest such place is: for joiners, and for those a change has shut in or out. */
import { cellCounts, centreOf, intoBounds, walkableBounds } from "./bounds.ts";
import { distanceToFootprint } from "./footprint.ts";
import type { Solid } from "./solidGrid.ts";
import { nearestSurface } from "./sweep.ts";
import { AVATAR_RADIUS_M, type Point } from "./types.ts";
import { type Avatar, bodyOf, type SpawnPoint, type World } from "./world.ts";

/** What rounding may take from an avatar's distance to a solid, metres. */
const ROUNDING_M = 1e-6;
/** Grid spaces: the cells up to so far are searched one by one, nearest first. */
const NEAR_CELLS = 24;
/** The rings around a wanted point: so far apart at first, then by a share of how far they have come, with so many points at most. */
const FIRST_RING_M = 0.05;
const RING_GROWTH = 0.08;
const RING_POINTS = 96;
/** Points of the last search, over the whole space, along its longer side. */
const LATTICE_POINTS = 96;

/**
 * True if an avatar may stand at `point`. In a free space: inside the bounds and a body's radius from every solid.
 * In a grid space: a whole cell of the space whose centre no solid covers.
 */
export function isFree(world: World, point: Point): boolean {
  return isInside(world, point) && solidsAt(world, point).length === 0;
}

/**
 * The free point nearest to `wanted`, or nearly: `wanted` itself if it is free, in a grid space the nearest free cell if
 * one is within 24 cells. Beyond, the search grows coarser with the distance, so it ends after at most some 20,000 points.
 * If it finds none (the space is full) the answer is `wanted` brought into the bounds: inside a solid, which an avatar
 * may always walk out of.
 */
export function nearestFreePoint(world: World, wanted: Point): Point {
  return findFreePoint(world, wanted) ?? intoBounds(world.rules, wanted);
}

/**
 * Moves every avatar that is inside a solid or out of bounds to the nearest free point, and returns those it moved.
 * With `footprintIds` only those near these solids are looked at. Who is moved goes on to its target from there; in a
 * grid space a kept step is dropped. Mutates `world`. In a full space nobody is moved but those out of bounds.
 */
export function pushOut(world: World, footprintIds?: Iterable<number>): Avatar[] {
  const pushed: Avatar[] = [];
  let full = false;
  for (const avatar of footprintIds ? avatarsNear(world, footprintIds) : world.avatars.values()) {
    if (isFree(world, avatar)) continue;
    const found: Point | null = full ? null : findFreePoint(world, avatar);
    full = found === null;
    const { x, y } = found ?? intoBounds(world.rules, avatar);
    if (x === avatar.x && y === avatar.y) continue;
    avatar.x = x;
    avatar.y = y;
    if (world.rules.movement === "grid") avatar.walk.target = null;
    world.avatarGrid.set(avatar.sessionId, bodyOf(avatar, world.rules.movement));
    pushed.push(avatar);
  }
  return pushed;
}

/** What a joiner brings: the spot it asks for, where it was last, and the space's `spawn` setting. */
export interface SpawnWish {
  readonly requested?: Point | null;
  readonly last?: Point | null;
  readonly spawn: "anywhere" | "points";
}

/**
 * Where a joiner appears: the requested point if the space lets joiners choose and it is free and inside; else where it
 * was last, if inside the bounds, or the nearest free point to that; else the free spawn point nearest to the request
 * (without one: the first); else the free point nearest to the middle. The heading is 0 except at a spawn point.
 */
export function spawnPoint(world: World, wish: SpawnWish): SpawnPoint {
  const { requested, last } = wish;
  if (requested && grantsRequest(world, wish)) return { x: requested.x, y: requested.y, heading: 0 };
  const back = last && isInside(world, last) ? findFreePoint(world, last) : null;
  if (back) return { ...back, heading: 0 };
  const free = world.spawnPoints.filter((point) => isFree(world, point));
  if (requested) free.sort((a, b) => squaredDistance(a, requested) - squaredDistance(b, requested));
  return free[0] ?? { ...nearestFreePoint(world, world.spawnPoints[0] ?? centreOf(world.rules)), heading: 0 };
}

/** True if a joiner appears at the spot it asks for, wherever it was last. */
export function grantsRequest(
  world: World,
  { requested, spawn }: Pick<SpawnWish, "requested" | "spawn">,
): boolean {
  return requested !== null && requested !== undefined && spawn === "anywhere" && isFree(world, requested);
}

function isInside({ rules }: World, { x, y }: Point): boolean {
  if (rules.movement === "grid") {
    const { columns, rows } = cellCounts(rules);
    return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < columns && y < rows;
  }
  const { minX, minY, maxX, maxY } = walkableBounds(rules);
  return x >= minX && y >= minY && x <= maxX && y <= maxY;
}

/** The solids that keep an avatar from standing at `point`. */
function solidsAt(world: World, point: Point): Solid[] {
  if (world.solids.size === 0) return [];
  const grid = world.rules.movement === "grid";
  const [x, y] = grid ? [point.x + 0.5, point.y + 0.5] : [point.x, point.y];
  const reachM = grid ? 0 : AVATAR_RADIUS_M;
  const found = world.solids.near({ minX: x - reachM, minY: y - reachM, maxX: x + reachM, maxY: y + reachM });
  return found.filter(({ footprint }) => {
    const distanceM = distanceToFootprint(footprint, x, y);
    return grid ? distanceM === 0 : distanceM < AVATAR_RADIUS_M - ROUNDING_M;
  });
}

function avatarsNear(world: World, footprintIds: Iterable<number>): Set<Avatar> {
  const near = new Set<Avatar>();
  for (const id of footprintIds) {
    const footprint = world.solids.get(id);
    if (!footprint) continue;
    for (const sessionId of world.avatarGrid.within(
      footprint.x,
      footprint.y,
      footprint.reachM + AVATAR_RADIUS_M,
    )) {
      const avatar = world.avatars.get(sessionId);
      if (avatar) near.add(avatar);
    }
  }
  return near;
}

function findFreePoint(world: World, wanted: Point): Point | null {
  const from = intoBounds(world.rules, wanted);
  if (isFree(world, from)) return from;
  return (
    (world.rules.movement === "grid" ? nearCell(world, from) : null) ??
    onRings(world, from) ??
    onLattice(world, from)
  );
}

/** Offsets of the near cells, nearest first. */
const NEAR_OFFSETS: readonly Point[] = Array.from({ length: (2 * NEAR_CELLS + 1) ** 2 }, (_, index) => ({
  x: (index % (2 * NEAR_CELLS + 1)) - NEAR_CELLS,
  y: Math.floor(index / (2 * NEAR_CELLS + 1)) - NEAR_CELLS,
})).sort((a, b) => a.x * a.x + a.y * a.y - (b.x * b.x + b.y * b.y));

function nearCell(world: World, from: Point): Point | null {
  for (const offset of NEAR_OFFSETS) {
    const cell = { x: from.x + offset.x, y: from.y + offset.y };
    if (isFree(world, cell)) return cell;
  }
  return null;
}

/**
 * Looks on ever wider rings. The first is as wide as the deepest solid over `from` demands, and every ring begins in the
 * direction of the shortest way out of it: without neighbours the very first point is the exact answer.
 */
function onRings(world: World, from: Point): Point | null {
  const { widthM, depthM, movement } = world.rules;
  const way = wayOut(world, from);
  for (let comeM = ROUNDING_M; way.depthM + comeM < Math.hypot(widthM, depthM); ) {
    const radiusM = way.depthM + comeM;
    const stepM = Math.max(FIRST_RING_M, RING_GROWTH * comeM);
    const count = Math.min(RING_POINTS, Math.max(8, Math.ceil((2 * Math.PI * radiusM) / stepM)));
    for (let index = 0; index < count; index += 1) {
      const angle = way.angle + (2 * Math.PI * index) / count;
      const off = movement === "grid" ? 0.5 : 0;
      const x = from.x + off + radiusM * Math.cos(angle);
      const y = from.y + off + radiusM * Math.sin(angle);
      const point = intoBounds(world.rules, { x, y });
      if (isFree(world, point)) return point;
    }
    comeM += stepM;
  }
  return null;
}

/** How far (metres) and where to (radians) the shortest way out of the deepest solid over `from` leads. */
function wayOut(world: World, from: Point): { depthM: number; angle: number } {
  const body = bodyAt(world, from);
  const keepM = world.rules.movement === "grid" ? 0 : AVATAR_RADIUS_M;
  let way = { depthM: 0, angle: 0 };
  for (const { footprint } of solidsAt(world, from)) {
    const surface = nearestSurface(footprint, body.x, body.y);
    const depthM = keepM - surface.distanceM;
    if (depthM > way.depthM) way = { depthM, angle: Math.atan2(surface.normalY, surface.normalX) };
  }
  return way;
}

/** The nearest free point of a lattice over the whole space. */
function onLattice(world: World, from: Point): Point | null {
  const { widthM, depthM } = world.rules;
  const pitchM = Math.max(0.1, Math.max(widthM, depthM) / LATTICE_POINTS);
  let nearest: Point | null = null;
  for (let x = pitchM / 2; x < widthM; x += pitchM) {
    for (let y = pitchM / 2; y < depthM; y += pitchM) {
      const point = intoBounds(world.rules, { x, y });
      const nearer = nearest === null || squaredDistance(point, from) < squaredDistance(nearest, from);
      if (nearer && isFree(world, point)) nearest = point;
    }
  }
  return nearest;
}

function bodyAt(world: World, { x, y }: Point): Point {
  return world.rules.movement === "grid" ? { x: x + 0.5, y: y + 0.5 } : { x, y };
}

function squaredDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}
