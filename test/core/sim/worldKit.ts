/** Worlds to test the simulation in. */
import { extentsOf, type Footprint } from "../../../src/core/sim/footprint.ts";
import type { MovementRejection } from "../../../src/core/sim/movement.ts";
import { applyMove, walkAll } from "../../../src/core/sim/movement.ts";
import type { Prefab, SpaceObject, SpaceRules } from "../../../src/core/sim/types.ts";
import { type Avatar, addAvatar, createWorld, type World } from "../../../src/core/sim/world.ts";

export const TICK_S = 0.05;

export function rulesWith(changes: Partial<SpaceRules> = {}): SpaceRules {
  return {
    movement: "free",
    widthM: 50,
    depthM: 50,
    maxSpeedMps: 6,
    burstSeconds: 0.25,
    stepIntervalMs: 150,
    diagonal: false,
    interestRadiusM: 25,
    interestLimit: 64,
    nearbyRadiusM: 10,
    activities: ["idle", "sit"],
    ...changes,
  };
}

export function box(x: number, y: number, size: { d: number; w: number; heading?: number }): Footprint {
  const heading = size.heading ?? 0;
  const [halfDepthM, halfWidthM] = [size.d / 2, size.w / 2];
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  return { shape: "box", x, y, cos, sin, halfDepthM, halfWidthM, reachM: Math.hypot(halfDepthM, halfWidthM) };
}

export function disc(x: number, y: number, radiusM: number): Footprint {
  return { shape: "disc", x, y, radiusM, reachM: radiusM };
}

export const CHAIR: Prefab = {
  id: "chair",
  name: "Chair",
  kind: "chair",
  footprint: { w: 0.6, d: 0.6, h: 0.9 },
  shape: "box",
  solid: true,
  affordances: ["sit"],
  minScale: 0.5,
  maxScale: 2,
  state: {},
};

export function chairAt(id: number, x: number, y: number, holder: Avatar | null = null): SpaceObject {
  return {
    id,
    prefabId: "chair",
    kind: "chair",
    x,
    y,
    z: 0,
    heading: 0,
    scale: 1,
    solid: true,
    state: {},
    holder: holder && { sessionId: holder.sessionId, userId: holder.userId },
    lockedBy: 0,
    createdBy: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
  };
}

/** A world with these solids, under ids −1, −2, … as scenery has. */
export function worldWith(rules: Partial<SpaceRules> = {}, solids: readonly Footprint[] = []): World {
  const world = createWorld({
    spaceId: 1,
    rules: rulesWith(rules),
    prefabs: new Map([[CHAIR.id, CHAIR]]),
    objects: [],
    spawnPoints: [],
    zones: [],
  } as Parameters<typeof createWorld>[0]);
  for (const [index, footprint] of solids.entries()) world.solids.set(-1 - index, footprint);
  return world;
}

export function put(world: World, x: number, y: number, sessionId = `s${world.avatars.size + 1}`): Avatar {
  return addAvatar(world, { sessionId, userId: world.avatars.size + 1, role: "user", x, y, heading: 0 });
}

export interface Wish {
  readonly x: number;
  readonly y: number;
  readonly heading?: number;
  readonly seq?: number;
}

export function move(world: World, avatar: Avatar, wish: Wish): MovementRejection | null {
  return applyMove(world, { kind: "move", sessionId: avatar.sessionId, ...wish });
}

/** One tick as `step` makes it: time passes, moves arrive, everybody walks. */
export function tick(
  world: World,
  moves: readonly (Wish & { avatar: Avatar })[] = [],
  dtSeconds = TICK_S,
): MovementRejection[] {
  world.tick += 1;
  world.timeMs += dtSeconds * 1000;
  const rejections: MovementRejection[] = [];
  for (const { avatar, ...wish } of moves) {
    const rejection = move(world, avatar, wish);
    if (rejection) rejections.push(rejection);
  }
  walkAll(world, dtSeconds, rejections);
  return rejections;
}

/** Ticks until `avatar` has no target or `limit` ticks are over; returns all rejections. */
export function walkUntilDone(world: World, avatar: Avatar, limit = 1000): MovementRejection[] {
  const rejections: MovementRejection[] = [];
  for (let count = 0; count < limit && avatar.walk.target !== null && rejections.length === 0; count += 1) {
    rejections.push(...tick(world));
  }
  return rejections;
}

/** The box around a footprint, as `SolidGrid.near` should see it. */
export function boxAround(footprint: Footprint) {
  const { halfX, halfY } = extentsOf(footprint);
  return {
    minX: footprint.x - halfX,
    minY: footprint.y - halfY,
    maxX: footprint.x + halfX,
    maxY: footprint.y + halfY,
  };
}
