/** Something that takes up room while a world is laid out: an upright box on the ground plane with a height, in one of a few layers. */

import { COSINES, SINES, toMillimetre, wrapTurn } from "../turns.ts";
import type { WorldPrefab } from "../worldPrefab.ts";

/** What may share a place with what; see {@link SHARING}. */
export type Layer = "solid" | "flat" | "ground" | "water" | "crossing" | "reserved";

export interface Box {
  /** Centre on the ground plane, metres. */
  x: number;
  z: number;
  /** Underside above ground, metres. */
  y: number;
  /** Sixteenth turns clockwise from +z. */
  yaw: number;
  cos: number;
  sin: number;
  /** Half sizes across (local x) and along the front (local z), metres. */
  halfW: number;
  halfD: number;
  height: number;
  /** Half sizes of the upright box around it. */
  reachX: number;
  reachZ: number;
  readonly layer: Layer;
}

export interface Body extends Box {
  readonly prefab: WorldPrefab;
  readonly scale: { x: number; y: number; z: number };
  readonly source: "explicit" | "decor" | "substitute" | "proxy";
  readonly variant?: string;
  readonly label?: string;
  /** Index of the intent's entity, -1 for what layout adds by itself. */
  readonly entity: number;
  /** Id of the zone it belongs to. */
  zone?: string;
  /** What it stands on, hangs from or is part of. */
  parent: Body | null;
}

/** Below this a thing is a covering of the ground and no obstacle, metres. */
const FLAT_M = 0.06;
/** What is walked over but higher than this has nothing else standing in it, metres. */
const LOW_M = 0.15;
/** A covering wider than this lies under other coverings too, square metres. */
const WIDE_COVERING_M2 = 25;

/** The layer a prefab belongs to at this scale. */
export function layerOf(prefab: WorldPrefab, scale: { x: number; y: number; z: number }): Layer {
  const { collision, footprint } = prefab;
  if (collision.water) return "water";
  if (collision.walkable) {
    if (isCrossing(prefab)) return "crossing";
    if (footprint.h * scale.y > LOW_M) return "solid";
    return footprint.w * scale.x * footprint.d * scale.z > WIDE_COVERING_M2 ? "ground" : "flat";
  }
  if (collision.shape === "none" && footprint.h * scale.y <= FLAT_M) return "flat";
  return "solid";
}

/** True for what one walks on over water: a bridge, a dock. */
export function isCrossing(prefab: WorldPrefab): boolean {
  return prefab.collision.walkable === true && prefab.tags.some((tag) => CROSSING_TAGS.has(tag));
}
const CROSSING_TAGS = new Set([
  "bridge",
  "dock",
  "pier",
  "jetty",
  "boardwalk",
  "footbridge",
  "wharf",
  "quay",
]);

/** Moves and turns a box, to the millimetre and the sixteenth turn. Mutates it. */
export function pose(box: Box, x: number, z: number, yaw: number): void {
  box.x = toMillimetre(x);
  box.z = toMillimetre(z);
  box.yaw = wrapTurn(Math.round(yaw));
  box.cos = COSINES[box.yaw] as number;
  box.sin = SINES[box.yaw] as number;
  const cos = Math.abs(box.cos);
  const sin = Math.abs(box.sin);
  box.reachX = cos * box.halfW + sin * box.halfD;
  box.reachZ = sin * box.halfW + cos * box.halfD;
}

/** A stretch of ground to be kept free of what stands on it: `halfW` × `halfD` around a point, unturned. */
export function reservation(x: number, z: number, halfW: number, halfD: number): Box {
  return {
    x,
    z,
    y: 0,
    yaw: 0,
    cos: 1,
    sin: 0,
    halfW,
    halfD,
    height: 1.8,
    reachX: halfW,
    reachZ: halfD,
    layer: "reserved",
  };
}

/** Whether things of two layers may lie over each other. */
export const SHARING: Readonly<Record<Layer, Readonly<Record<Layer, boolean>>>> = {
  solid: sharesWith("flat", "ground"),
  flat: sharesWith("solid", "ground", "reserved", "crossing"),
  ground: sharesWith("solid", "flat", "reserved", "crossing", "ground"),
  water: sharesWith("crossing"),
  crossing: sharesWith("water", "flat", "ground", "reserved"),
  reserved: sharesWith("flat", "ground", "reserved", "crossing"),
};

function sharesWith(...layers: readonly Layer[]): Record<Layer, boolean> {
  const shares = { solid: false, flat: false, ground: false, water: false, crossing: false, reserved: false };
  for (const layer of layers) shares[layer] = true;
  return shares;
}

/** How far boxes may sink into each other before they collide, metres: less than anybody judges. */
const TOUCH_M = 0.0002;

/** True if the boxes, `a` grown by `marginM` on every side, share some ground and some height. */
export function boxesMeet(a: Box, b: Box, marginM: number): boolean {
  const dx = b.x - a.x;
  const dz = b.z - a.z;
  const slack = marginM - TOUCH_M;
  if (Math.abs(dx) >= a.reachX + b.reachX + slack || Math.abs(dz) >= a.reachZ + b.reachZ + slack)
    return false;
  if (a.y >= b.y + b.height - 0.001 || b.y >= a.y + a.height - 0.001) return false;
  return apartAlong(a, b, slack) === false && apartAlong(b, a, slack) === false;
}

/** True if one of `a`'s own two axes separates the boxes. */
function apartAlong(a: Box, b: Box, slack: number): boolean {
  const dx = b.x - a.x;
  const dz = b.z - a.z;
  const cos = Math.abs(a.cos * b.cos + a.sin * b.sin);
  const sin = Math.abs(a.cos * b.sin - a.sin * b.cos);
  const across = Math.abs(dx * a.cos - dz * a.sin);
  if (across >= a.halfW + b.halfW * cos + b.halfD * sin + slack) return true;
  const along = Math.abs(dx * a.sin + dz * a.cos);
  return along >= a.halfD + b.halfW * sin + b.halfD * cos + slack;
}
