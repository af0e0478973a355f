/**
 * A world as a space is made of it. A blueprint has Unity's axes (z north, origin in the middle, yaw clockwise from
 * +z); a space has x east from 0 to its width, y north from 0 to its depth, headings counter-clockwise from +x.
 */
import type { Footprint } from "../sim/footprint.ts";
import { BODY_BOTTOM_M, BODY_TOP_M, type Point } from "../sim/types.ts";
import type { SpawnPoint } from "../sim/world.ts";
import type { Zone } from "../sim/zones.ts";
import type { PrefabInstance, WorldBlueprint } from "./blueprint.ts";
import { cosineOfTurns, sineOfTurns } from "./turns.ts";
import { isOpening } from "./validate/freeStretches.ts";
import type { WorldCatalogue, WorldPrefab } from "./worldPrefab.ts";

/** Scenery in the way of avatars, for a space's solids. */
export interface SceneryFootprint {
  /** Negative, so that it is no object's: -1, -2, … */
  readonly id: number;
  readonly instanceId: string;
  readonly footprint: Footprint;
}

/** An object to be put into the space when it is made. */
export interface ObjectSeed {
  readonly instanceId: string;
  readonly prefabId: string;
  readonly x: number;
  readonly y: number;
  /** Height of its underside above ground, metres. */
  readonly z: number;
  readonly heading: number;
  readonly scale: number;
  readonly solid: boolean;
  readonly variant?: string;
  readonly label?: string;
}

export interface SpaceLayout {
  readonly widthM: number;
  readonly depthM: number;
  readonly scenery: readonly SceneryFootprint[];
  readonly objects: readonly ObjectSeed[];
  /** Smallest first: of nested zones the innermost is the one somebody is in. */
  readonly zones: readonly (Zone & {
    readonly name: string;
    readonly kind: string;
    readonly center: Point;
  })[];
  readonly spawnPoints: readonly SpawnPoint[];
}

/** What a world is as a space. Instances that a visitor can do something with become objects, what else blocks becomes scenery; prefabs that the catalogue lacks are left out. */
export function toSpace(blueprint: WorldBlueprint, catalogue: WorldCatalogue): SpaceLayout {
  const { width, depth } = blueprint.bounds;
  const prefabs = new Map(catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  const placed = blueprint.prefab_instances.flatMap((instance) => {
    const prefab = prefabs.get(instance.prefab_id);
    return prefab ? [placedOf(instance, prefab, { width, depth })] : [];
  });
  const crossings = placed.filter(({ prefab, z }) => prefab.collision.walkable === true && z < 0.5);
  const objects = placed.filter(isInteractive).map(seedOf);
  const footprints = placed
    .filter((one) => !isInteractive(one) && inTheWay(one))
    .flatMap((one) =>
      footprintsOf(one, crossings).map((footprint) => ({ instanceId: one.instance.instance_id, footprint })),
    );
  return {
    widthM: width,
    depthM: depth,
    scenery: footprints.map((one, index) => ({ id: -1 - index, ...one })),
    objects,
    zones: zonesOf(blueprint),
    spawnPoints: blueprint.spawn_points.map(({ position, yaw }) => ({
      x: position.x + width / 2,
      y: position.z + depth / 2,
      heading: headingOf(yaw),
    })),
  };
}

/** An instance in the space's own axes. `cos`, `sin` of its heading. */
interface Placed {
  readonly instance: PrefabInstance;
  readonly prefab: WorldPrefab;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfDepthM: number;
  readonly halfWidthM: number;
  readonly heightM: number;
}

function placedOf(
  instance: PrefabInstance,
  prefab: WorldPrefab,
  { width, depth }: WorldBlueprint["bounds"],
): Placed {
  const { position, rotation, scale } = instance;
  return {
    instance,
    prefab,
    x: position.x + width / 2,
    y: position.z + depth / 2,
    z: position.y,
    cos: sineOfTurns(rotation.y / 360),
    sin: cosineOfTurns(rotation.y / 360),
    halfDepthM: (prefab.footprint.d * scale.z) / 2,
    halfWidthM: (prefab.footprint.w * scale.x) / 2,
    heightM: prefab.footprint.h * scale.y,
  };
}

/** Tools that furnish a space. A tree that can only be scaled and removed is scenery: a forest of them is not worth 400 synced objects. */
const FURNISHING: ReadonlySet<string> = new Set(["scale", "remove", "lock", "unlock"]);

/** Objects have one scale and stand upright: what is stretched stays scenery. */
function isInteractive({ prefab, instance: { scale } }: Placed): boolean {
  return (
    prefab.affordances.some((action) => !FURNISHING.has(action)) &&
    !prefab.collision.water &&
    scale.x === scale.y &&
    scale.y === scale.z
  );
}

function inTheWay({ prefab, z, heightM }: Placed): boolean {
  if (prefab.collision.water) return true;
  return isSolid(prefab) && z < BODY_TOP_M && z + heightM > BODY_BOTTOM_M;
}

/** Doors and gates stand open. */
function isSolid(prefab: WorldPrefab): boolean {
  return (
    prefab.collision.shape !== "none" &&
    !prefab.collision.walkable &&
    !prefab.collision.water &&
    !isOpening(prefab)
  );
}

function seedOf({ instance, prefab, x, y, z }: Placed): ObjectSeed {
  const { instance_id, prefab_id, rotation, scale, variant, label } = instance;
  return {
    instanceId: instance_id,
    prefabId: prefab_id,
    x,
    y,
    z,
    heading: headingOf(rotation.y),
    scale: scale.x,
    solid: isSolid(prefab),
    ...(variant === undefined ? {} : { variant }),
    ...(label === undefined ? {} : { label }),
  };
}

/** Radians counter-clockwise from +x, in (-π, π], for degrees clockwise from +z. */
function headingOf(yawDegrees: number): number {
  const degrees = 90 - yawDegrees;
  const wrapped = degrees <= -180 ? degrees + 360 : degrees;
  return (wrapped * Math.PI) / 180;
}

/** A rectangle in the axes of something: along its heading and to its left, metres from its middle. */
interface Part {
  readonly fromAlong: number;
  readonly toAlong: number;
  readonly fromAcross: number;
  readonly toAcross: number;
}

function footprintsOf(one: Placed, crossings: readonly Placed[]): Footprint[] {
  const { prefab, halfDepthM, halfWidthM } = one;
  if (!prefab.collision.water) {
    const round = prefab.collision.shape === "cylinder" && Math.abs(halfDepthM - halfWidthM) < 1e-6;
    if (round) return [{ shape: "disc", x: one.x, y: one.y, radiusM: halfDepthM, reachM: halfDepthM }];
    return [boxOf(one, wholeOf(one))];
  }
  let parts = prefab.collision.shape === "cylinder" ? slabsOf(one) : [wholeOf(one)];
  for (const crossing of crossings) parts = parts.flatMap((part) => without(part, partUnder(one, crossing)));
  return parts.map((part) => boxOf(one, part));
}

function wholeOf({ halfDepthM, halfWidthM }: Placed): Part {
  return { fromAlong: -halfDepthM, toAlong: halfDepthM, fromAcross: -halfWidthM, toAcross: halfWidthM };
}

const SLABS = 8;

/** A round water as slices, each as wide as the water is at the slice's middle. */
function slabsOf({ halfDepthM, halfWidthM }: Placed): Part[] {
  return Array.from({ length: SLABS }, (_, index) => {
    const middle = ((index + 0.5) / SLABS) * 2 - 1;
    const half = halfWidthM * Math.sqrt(1 - middle * middle);
    const thick = halfDepthM / SLABS;
    return {
      fromAlong: middle * halfDepthM - thick,
      toAlong: middle * halfDepthM + thick,
      fromAcross: -half,
      toAcross: half,
    };
  });
}

/** What a crossing covers, in the axes of the water below it. Exact for one that lies square to it. */
function partUnder(water: Placed, crossing: Placed): Part {
  const dx = crossing.x - water.x;
  const dy = crossing.y - water.y;
  const along = dx * water.cos + dy * water.sin;
  const across = dy * water.cos - dx * water.sin;
  const cos = Math.abs(water.cos * crossing.cos + water.sin * crossing.sin);
  const sin = Math.abs(water.sin * crossing.cos - water.cos * crossing.sin);
  const halfAlong = cos * crossing.halfDepthM + sin * crossing.halfWidthM;
  const halfAcross = sin * crossing.halfDepthM + cos * crossing.halfWidthM;
  return {
    fromAlong: along - halfAlong,
    toAlong: along + halfAlong,
    fromAcross: across - halfAcross,
    toAcross: across + halfAcross,
  };
}

/** A rectangle less another: up to four. */
function without(part: Part, hole: Part): Part[] {
  const { fromAlong, toAlong, fromAcross, toAcross } = part;
  const apart =
    hole.toAlong <= fromAlong ||
    hole.fromAlong >= toAlong ||
    hole.toAcross <= fromAcross ||
    hole.fromAcross >= toAcross;
  if (apart) return [part];
  const left: Part[] = [
    { ...part, toAlong: hole.fromAlong },
    { ...part, fromAlong: hole.toAlong },
  ];
  const band = { fromAlong: Math.max(fromAlong, hole.fromAlong), toAlong: Math.min(toAlong, hole.toAlong) };
  left.push({ ...part, ...band, toAcross: hole.fromAcross }, { ...part, ...band, fromAcross: hole.toAcross });
  return left.filter((one) => one.toAlong - one.fromAlong > 0.01 && one.toAcross - one.fromAcross > 0.01);
}

function boxOf({ x, y, cos, sin }: Placed, part: Part): Footprint {
  const along = (part.fromAlong + part.toAlong) / 2;
  const across = (part.fromAcross + part.toAcross) / 2;
  const halfDepthM = (part.toAlong - part.fromAlong) / 2;
  const halfWidthM = (part.toAcross - part.fromAcross) / 2;
  return {
    shape: "box",
    x: x + along * cos - across * sin,
    y: y + along * sin + across * cos,
    cos,
    sin,
    halfDepthM,
    halfWidthM,
    reachM: Math.sqrt(halfDepthM * halfDepthM + halfWidthM * halfWidthM),
  };
}

function zonesOf({ zones, bounds: { width, depth } }: WorldBlueprint): SpaceLayout["zones"] {
  const shift = ({ x, z }: { x: number; z: number }) => ({ x: x + width / 2, y: z + depth / 2 });
  return zones
    .map(({ id, name, kind, polygon, center }) => ({
      id,
      name,
      kind,
      polygon: polygon.map(shift),
      center: shift(center),
    }))
    .toSorted((a, b) => areaOf(a.polygon) - areaOf(b.polygon));
}

/** Twice the area of a polygon, by the shoelace formula. */
function areaOf(polygon: readonly Point[]): number {
  let sum = 0;
  let from = polygon.at(-1);
  for (const to of polygon) {
    if (from) sum += from.x * to.y - to.x * from.y;
    from = to;
  }
  return Math.abs(sum);
}
