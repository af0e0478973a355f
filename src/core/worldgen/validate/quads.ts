/** An instance as validation sees it: the four corners of its footprint and the heights it spans. Shares no geometry with layout. */
import type { PrefabInstance } from "../blueprint.ts";
import { cosineOfTurns, sineOfTurns } from "../turns.ts";
import type { WorldPrefab } from "../worldPrefab.ts";

export interface Corner {
  readonly x: number;
  readonly z: number;
}

export interface Quad {
  readonly instance: PrefabInstance;
  readonly prefab: WorldPrefab;
  /** In order around the footprint. */
  readonly corners: readonly Corner[];
  readonly minX: number;
  readonly maxX: number;
  readonly minZ: number;
  readonly maxZ: number;
  readonly bottomM: number;
  readonly topM: number;
  /** Turned by quarters only: the quad is the rectangle from minX to maxX and minZ to maxZ. */
  readonly upright: boolean;
}

/** The quad of an instance, `byM` larger on every side. */
export function quadOf(instance: PrefabInstance, prefab: WorldPrefab, byM = 0): Quad {
  const { position, rotation, scale } = instance;
  const turns = rotation.y / 360;
  const cos = cosineOfTurns(turns);
  const sin = sineOfTurns(turns);
  const right = Math.max(0, (prefab.footprint.w * scale.x) / 2 + byM);
  const ahead = Math.max(0, (prefab.footprint.d * scale.z) / 2 + byM);
  const corners = CORNER_SIGNS.map(([across, along]) => ({
    x: position.x + across * right * cos + along * ahead * sin,
    z: position.z - across * right * sin + along * ahead * cos,
  }));
  const far = Number.POSITIVE_INFINITY;
  let [minX, maxX, minZ, maxZ] = [far, -far, far, -far];
  for (const { x, z } of corners) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (z < minZ) minZ = z;
    if (z > maxZ) maxZ = z;
  }
  return {
    instance,
    prefab,
    corners,
    minX,
    maxX,
    minZ,
    maxZ,
    bottomM: position.y,
    topM: position.y + prefab.footprint.h * scale.y,
    upright: rotation.y % 90 === 0,
  };
}
const CORNER_SIGNS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/** The least shift that would part two quads, metres; 0 or less if they are apart. */
export function overlapDepth(a: Quad, b: Quad): number {
  let least = Math.min(a.maxX, b.maxX) - Math.max(a.minX, b.minX);
  least = Math.min(least, Math.min(a.maxZ, b.maxZ) - Math.max(a.minZ, b.minZ));
  if (least <= 0) return least;
  least = Number.POSITIVE_INFINITY;
  for (const quad of [a, b]) {
    for (const [from, to] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const edge = {
        x: quad.corners[to]!.x - quad.corners[from]!.x,
        z: quad.corners[to]!.z - quad.corners[from]!.z,
      };
      const length = Math.sqrt(edge.x * edge.x + edge.z * edge.z);
      if (length > 0) least = Math.min(least, sharedSpan(a, b, { x: edge.x / length, z: edge.z / length }));
    }
  }
  return least;
}

function sharedSpan(a: Quad, b: Quad, axis: Corner): number {
  const [aLow, aHigh] = spanAlong(a, axis);
  const [bLow, bHigh] = spanAlong(b, axis);
  return Math.min(aHigh, bHigh) - Math.max(aLow, bLow);
}

function spanAlong({ corners }: Quad, axis: Corner): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { x, z } of corners) {
    const along = x * axis.x + z * axis.z;
    if (along < low) low = along;
    if (along > high) high = along;
  }
  return [low, high];
}

/** Where a line of constant z meets a quad grown by `byM` with round corners: its stretch of x, null if it misses. */
export function stretchAt(quad: Quad, z: number, byM: number): [number, number] | null {
  if (z <= quad.minZ - byM || z >= quad.maxZ + byM) return null;
  if (quad.upright) {
    const off = Math.max(0, quad.minZ - z, z - quad.maxZ);
    const half = off === 0 ? byM : Math.sqrt(byM * byM - off * off);
    return [quad.minX - half, quad.maxX + half];
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < 4; index += 1) {
    const from = quad.corners[index] as Corner;
    const to = quad.corners[(index + 1) % 4] as Corner;
    const dz = z - from.z;
    const chord = byM * byM - dz * dz;
    if (chord >= 0) {
      const half = Math.sqrt(chord);
      low = Math.min(low, from.x - half);
      high = Math.max(high, from.x + half);
    }
    const edgeX = to.x - from.x;
    const edgeZ = to.z - from.z;
    const length = Math.sqrt(edgeX * edgeX + edgeZ * edgeZ);
    if (length === 0) continue;
    for (const side of [-1, 1]) {
      const offX = (side * byM * edgeZ) / length;
      const offZ = (-side * byM * edgeX) / length;
      const startZ = from.z + offZ;
      if (Math.abs(edgeZ) < 1e-12) continue;
      const part = (z - startZ) / edgeZ;
      if (part < 0 || part > 1) continue;
      const x = from.x + offX + part * edgeX;
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
  }
  return high >= low ? [low, high] : null;
}

/** Distance from a point to the quad, 0 inside it. */
export function distanceToQuad(quad: Quad, x: number, z: number): number {
  let inside = true;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < 4; index += 1) {
    const from = quad.corners[index] as Corner;
    const to = quad.corners[(index + 1) % 4] as Corner;
    const edgeX = to.x - from.x;
    const edgeZ = to.z - from.z;
    const dx = x - from.x;
    const dz = z - from.z;
    if (edgeX * dz - edgeZ * dx < 0) inside = false;
    const square = edgeX * edgeX + edgeZ * edgeZ;
    const part = square === 0 ? 0 : Math.min(1, Math.max(0, (dx * edgeX + dz * edgeZ) / square));
    const offX = dx - part * edgeX;
    const offZ = dz - part * edgeZ;
    least = Math.min(least, offX * offX + offZ * offZ);
  }
  return inside ? 0 : Math.sqrt(least);
}
