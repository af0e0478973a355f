/** Boxes on the ground as the scorer sees them: footprint × scale, turned by yaw. Its own geometry, shared with nobody it judges. */
import type { PrefabInstance } from "../../src/core/worldgen/blueprint.ts";
import type { WorldPrefab } from "../../src/core/worldgen/worldPrefab.ts";

export interface Ground {
  readonly x: number;
  readonly z: number;
}

/** One instance with its prefab and its box. Metres; `front` is the unit vector of its front. */
export interface Placed {
  readonly instance: PrefabInstance;
  readonly prefab: WorldPrefab;
  readonly x: number;
  readonly z: number;
  readonly baseM: number;
  /** Height of what things stand on: the prefab's own support, else its top. */
  readonly topM: number;
  readonly heightM: number;
  readonly halfX: number;
  readonly halfZ: number;
  readonly front: Ground;
  readonly corners: readonly Ground[];
  /** The longer side. */
  readonly sideM: number;
}

/** The box of an instance. */
export function placed(instance: PrefabInstance, prefab: WorldPrefab): Placed {
  const { position, rotation, scale } = instance;
  const yaw = (rotation.y * Math.PI) / 180;
  const front = { x: Math.sin(yaw), z: Math.cos(yaw) };
  const right = { x: Math.cos(yaw), z: -Math.sin(yaw) };
  const halfX = (prefab.footprint.w * scale.x) / 2;
  const halfZ = (prefab.footprint.d * scale.z) / 2;
  const corner = (across: number, along: number) => ({
    x: position.x + right.x * across * halfX + front.x * along * halfZ,
    z: position.z + right.z * across * halfX + front.z * along * halfZ,
  });
  const heightM = prefab.footprint.h * scale.y;
  return {
    instance,
    prefab,
    x: position.x,
    z: position.z,
    baseM: position.y,
    topM: position.y + (prefab.supports ? prefab.supports.height * scale.y : heightM),
    heightM,
    halfX,
    halfZ,
    front,
    corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)],
    sideM: 2 * Math.max(halfX, halfZ),
  };
}

/** How deep two boxes overlap, metres: the smallest shift that parts them; 0 or less if they do not. */
export function overlapM(a: Placed, b: Placed): number {
  let least = Number.POSITIVE_INFINITY;
  for (const axis of [a.front, turned(a.front), b.front, turned(b.front)]) {
    const [aMin, aMax] = span(a.corners, axis);
    const [bMin, bMax] = span(b.corners, axis);
    least = Math.min(least, Math.min(aMax, bMax) - Math.max(aMin, bMin));
  }
  return least;
}

/** Distance between two boxes, 0 if they touch or overlap. */
export function gapM(a: Placed, b: Placed): number {
  if (overlapM(a, b) >= 0) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const corner of a.corners) least = Math.min(least, distanceToBox(corner, b));
  for (const corner of b.corners) least = Math.min(least, distanceToBox(corner, a));
  return least;
}

/** Distance from a point to a box, 0 inside. */
export function distanceToBox(point: Ground, box: Placed): number {
  const dx = point.x - box.x;
  const dz = point.z - box.z;
  const right = turned(box.front);
  const across = Math.abs(dx * right.x + dz * right.z) - box.halfX;
  const along = Math.abs(dx * box.front.x + dz * box.front.z) - box.halfZ;
  return Math.hypot(Math.max(0, across), Math.max(0, along));
}

/** Angle between two directions, degrees from 0 to 180. */
export function angleBetween(a: Ground, b: Ground): number {
  const lengths = Math.hypot(a.x, a.z) * Math.hypot(b.x, b.z);
  if (lengths === 0) return 0;
  return (Math.acos(Math.max(-1, Math.min(1, (a.x * b.x + a.z * b.z) / lengths))) * 180) / Math.PI;
}

function turned({ x, z }: Ground): Ground {
  return { x: z, z: -x };
}

function span(corners: readonly Ground[], axis: Ground): [number, number] {
  const along = corners.map(({ x, z }) => x * axis.x + z * axis.z);
  return [Math.min(...along), Math.max(...along)];
}
