/** A world while it is being laid out. */
import type { Random } from "../../random.ts";
import type { RelationScope, Standing } from "../relations.ts";
import type { WorldPrefab } from "../worldPrefab.ts";
import { type Body, type Box, layerOf, pose } from "./body.ts";
import type { BoxGrid } from "./boxGrid.ts";
import type { PlannedEntity, ScenePlan } from "./plannedScene.ts";

/** An upright rectangle of ground, metres. */
export interface Rect {
  readonly x0: number;
  readonly z0: number;
  readonly x1: number;
  readonly z1: number;
}

/** The inner face of a wall that things can hang on: from `from` to `to` along x or z, looking into the room. */
export interface WallFace {
  readonly axis: "x" | "z";
  /** Where the face is on the other axis. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Yaw step of what hangs on it. */
  readonly yaw: number;
  readonly body: Body;
}

/** A part of the scene that things are placed in: the whole, a room, or a region of the open. */
export interface Region {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly indoor: boolean;
  /** Where things may stand, walls left out. */
  readonly rect: Rect;
  readonly faces: WallFace[];
  /** Height of the ceiling, 0 in the open. */
  readonly ceilingM: number;
}

export interface Scene extends RelationScope {
  readonly plan: ScenePlan;
  readonly random: Random;
  readonly grid: BoxGrid;
  /** Everything placed, in the order of placing. */
  readonly bodies: Body[];
  /** Bodies of each entity. */
  readonly placed: Body[][];
  readonly regions: Region[];
  /** The region for what belongs to none in particular. */
  readonly main: Region;
  /** Stretches kept free, as they lie in the grid. */
  readonly reserved: Box[];
  /** Roads and paths, which only vehicles and what is put on them stand on. */
  readonly roads: Body[];
  readonly paths: { points: { x: number; z: number }[]; width: number }[];
  readonly spawns: { x: number; z: number; yaw: number }[];
  /** Prefab that fills in for a tag, null for none: found once a try. */
  readonly filling: Map<string, WorldPrefab | null>;
  /** Indices of entities of which one found no place where all its relations hold. */
  readonly hopeless: Set<number>;
  /** Candidate tests left for this try. */
  budget: number;
}

/** A body of `prefab` that is nowhere yet. */
export function bodyOf(
  prefab: WorldPrefab,
  {
    scale,
    source,
    entity,
    zone,
    variant,
    label,
  }: Pick<Body, "source" | "entity"> &
    Partial<Pick<Body, "label" | "variant" | "zone">> & {
      scale: number | { x: number; y: number; z: number };
    },
): Body {
  const scales = typeof scale === "number" ? { x: scale, y: scale, z: scale } : scale;
  // Always the same keys in the same order: the search looks at thousands of bodies, and fast only at those of one form.
  const body: Body = {
    x: 0,
    z: 0,
    y: 0,
    yaw: 0,
    cos: 1,
    sin: 0,
    halfW: (prefab.footprint.w * scales.x) / 2,
    halfD: (prefab.footprint.d * scales.z) / 2,
    height: prefab.footprint.h * scales.y,
    reachX: 0,
    reachZ: 0,
    layer: layerOf(prefab, scales),
    prefab,
    scale: scales,
    source,
    variant,
    label,
    entity,
    zone,
    parent: null,
  };
  pose(body, 0, 0, 0);
  return body;
}

/** Height above ground of the place where things stand on a body, metres. */
export function topOf(target: Standing): number {
  const { prefab, scale, y, height } = target as Body;
  const supports = prefab?.supports;
  return Math.round((supports ? y + supports.height * scale.y : y + height) * 1000) / 1000;
}

/** The region an entity's things go to. */
export function regionOf(scene: Scene, entity: PlannedEntity): Region {
  return scene.regions.find(({ id }) => id === entity.region) ?? scene.main;
}

/** True if the box lies in the rectangle, give or take half a millimetre. */
export function insideRect(box: Box, rect: Rect): boolean {
  return (
    box.x - box.reachX >= rect.x0 - 0.0005 &&
    box.x + box.reachX <= rect.x1 + 0.0005 &&
    box.z - box.reachZ >= rect.z0 - 0.0005 &&
    box.z + box.reachZ <= rect.z1 + 0.0005
  );
}

/** Puts a body that stands well into the scene. */
export function accept(scene: Scene, body: Body): void {
  scene.bodies.push(body);
  scene.grid.add(body);
  if (body.entity >= 0) (scene.placed[body.entity] as Body[]).push(body);
}

/** Keeps a stretch of ground free from now on. */
export function reserve(scene: Scene, box: Box): void {
  scene.reserved.push(box);
  scene.grid.add(box);
}
