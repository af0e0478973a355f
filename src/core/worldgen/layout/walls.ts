/** Builds what a floor plan says: walls and doors as instances, the regions between them, and the ways kept free. */
import type { WorldPrefab } from "../worldPrefab.ts";
import { type Body, pose, reservation } from "./body.ts";
import { clampScale } from "./choosePrefab.ts";
import type { FloorPlan, WallLine } from "./floorPlan.ts";
import type { PlannedEntity, ScenePlan } from "./plannedScene.ts";
import { accept, bodyOf, type Rect, type Region, reserve, type Scene } from "./scene.ts";

/** Walls and doors that a scene is built with. */
export interface WallKit {
  /** Null where nothing may be called a wall. */
  readonly wall: WorldPrefab | null;
  readonly door: WorldPrefab | null;
  readonly thicknessM: number;
  readonly wallScale: number;
  readonly ceilingM: number;
}

/** Width of a doorway that is wished for, metres: leaves a walker of 0.7 m more than a grid cell of play. */
const DOORWAY_M = 1.19;
/** Gap between neighbouring pieces, metres: far under what anybody sees, over what rounding can close. */
const SEAM_M = 0.004;
/** Most walls and doors in one world: past this the outline has gaps, but the prompt's own things have room. */
const MOST_PIECES = 200;
/** Depth kept free before and behind a door, metres. */
const DOOR_CLEAR_M = 1.1;

/** The walls and doors for a plan: those the prompt asked for, else the defaults. */
export function wallKitFor(plan: ScenePlan, mayStand: (prefab: WorldPrefab) => boolean): WallKit {
  const asked = (tag: string) =>
    plan.entities.find((one) => one?.form === "structure" && one.prefab.tags[0] === tag)?.prefab;
  const first = (tag: string) =>
    plan.vocabulary.prefabsOf(tag).find((prefab) => mayStand(prefab) && prefab.tags[0] === tag);
  const wall = asked("wall") ?? first("wall") ?? null;
  const door = asked("door") ?? first("door") ?? null;
  const ceilingM = Math.max(wall?.footprint.h ?? 2.5, 2.5);
  return { wall, door, thicknessM: wall?.footprint.d ?? 0.1, wallScale: 1, ceilingM };
}

/** The regions of a floor plan; the whole ground where it has none. */
export function regionsOf(
  plan: ScenePlan,
  floor: FloorPlan,
  kit: WallKit,
): { regions: Region[]; main: Region } {
  const { width, depth, intent } = plan;
  const rim = 0.2;
  const whole: Region = {
    id: "scene",
    kind: intent.archetype,
    name: intent.setting[0] ?? intent.archetype,
    indoor: intent.indoor,
    rect: { x0: rim - width / 2, z0: rim - depth / 2, x1: width / 2 - rim, z1: depth / 2 - rim },
    faces: [],
    ceilingM: intent.indoor ? kit.ceilingM : 0,
  };
  const inset = kit.thicknessM / 2 + 0.01;
  const regions = floor.cells.map(({ room, rect, walled }) => ({
    id: room.id,
    kind: room.kind,
    name: room.name,
    indoor: room.indoor,
    rect: walled ? inward(rect, inset) : rect,
    faces: [],
    ceilingM: room.indoor ? kit.ceilingM : 0,
  }));
  if (!intent.indoor) return { regions, main: whole };
  const main = regions.reduce((a, b) => (areaOf(b.rect) > areaOf(a.rect) ? b : a), regions[0] ?? whole);
  return { regions, main };
}

/** Puts walls and doors into the scene, hangs their faces into the regions and keeps the doorways free. Mutates the scene. */
export function buildWalls(scene: Scene, floor: FloorPlan, kit: WallKit): void {
  const doorScale = kit.door ? clampScale(kit.door, DOORWAY_M / kit.door.footprint.w) : 1;
  const doorM = kit.door ? kit.door.footprint.w * doorScale : DOORWAY_M;
  const gapM = Math.max(doorM, DOORWAY_M);
  for (const line of floor.lines) {
    for (const at of line.doors) {
      if (kit.door) addDoor(scene, line, { at, prefab: kit.door, scale: doorScale });
      const [x, z] = line.axis === "x" ? [at, line.at] : [line.at, at];
      const [halfX, halfZ] = line.axis === "x" ? [gapM / 2, DOOR_CLEAR_M] : [DOOR_CLEAR_M, gapM / 2];
      reserve(scene, reservation(x, z, halfX, halfZ));
    }
    if (kit.wall)
      for (const [from, to] of solidParts(line, gapM, kit)) addWall(scene, line, { from, to, kit });
  }
  joinDoors(scene, floor);
}

/** The parts of a wall between its ends and doorways. */
function solidParts(line: WallLine, gapM: number, { thicknessM }: WallKit): [number, number][] {
  const ends = line.outer && line.axis === "x" ? -thicknessM / 2 : thicknessM / 2 + SEAM_M;
  const parts: [number, number][] = [];
  let from = line.from + ends;
  for (const at of [...line.doors].sort((a, b) => a - b)) {
    parts.push([from, at - gapM / 2 - SEAM_M]);
    from = at + gapM / 2 + SEAM_M;
  }
  parts.push([from, line.to - ends]);
  return parts;
}

function addDoor(
  scene: Scene,
  line: WallLine,
  { at, prefab, scale }: { at: number; prefab: WorldPrefab; scale: number },
): void {
  const entity = structureEntity(scene, "door");
  const body = structureBody(prefab, entity, { x: scale, y: scale, z: scale });
  if (line.axis === "x") pose(body, at, line.at, 0);
  else pose(body, line.at, at, 4);
  accept(scene, body);
}

function addWall(
  scene: Scene,
  line: WallLine,
  { from, to, kit }: { from: number; to: number; kit: WallKit },
): void {
  const prefab = kit.wall as WorldPrefab;
  const longest = prefab.footprint.w * prefab.max_scale;
  const pieces = Math.max(1, Math.ceil((to - from) / longest));
  const lengthM = (to - from) / pieces - SEAM_M;
  if (lengthM < prefab.footprint.w * prefab.min_scale) return;
  const scaleX = Math.floor((lengthM / prefab.footprint.w) * 10_000) / 10_000;
  for (let piece = 0; piece < pieces && scene.bodies.length < MOST_PIECES; piece += 1) {
    const middle = from + ((to - from) * (piece + 0.5)) / pieces;
    const body = structureBody(prefab, structureEntity(scene, "wall"), { x: scaleX, y: 1, z: 1 });
    if (line.axis === "x") pose(body, middle, line.at, 0);
    else pose(body, line.at, middle, 4);
    accept(scene, body);
    addFaces(scene, line, body);
  }
}

/** The prompt's own walls or doors first, as many as it asked for; the rest is the generator's. */
function structureEntity(scene: Scene, tag: string): PlannedEntity | null {
  const found = scene.plan.entities.find((one) => one?.form === "structure" && one.prefab.tags[0] === tag);
  return found && (scene.placed[found.index]?.length ?? 0) < found.count ? found : null;
}

function structureBody(
  prefab: WorldPrefab,
  planned: PlannedEntity | null,
  scale: { x: number; y: number; z: number },
): Body {
  if (!planned) return bodyOf(prefab, { scale, source: "decor", entity: -1 });
  const { entity, index, variant, label } = planned;
  return bodyOf(prefab, {
    scale,
    source: entity.source,
    entity: index,
    ...(variant ? { variant } : {}),
    ...(label ? { label } : {}),
  });
}

function addFaces(scene: Scene, line: WallLine, body: Body): void {
  for (const side of [-1, 1]) {
    const off = side * (body.halfD + 0.3);
    const [x, z] = line.axis === "x" ? [body.x, line.at + off] : [line.at + off, body.z];
    const region = [...scene.regions, scene.main].find(
      ({ rect, indoor }) => indoor && holdsPoint(rect, x, z),
    );
    if (!region) continue;
    const middle = line.axis === "x" ? body.x : body.z;
    const yaw = line.axis === "x" ? (side > 0 ? 0 : 8) : side > 0 ? 4 : 12;
    region.faces.push({
      axis: line.axis,
      at: line.at + side * body.halfD,
      from: middle - body.halfW,
      to: middle + body.halfW,
      yaw,
      body,
    });
  }
}

/** Keeps a way free between the doors of every room that has several. */
function joinDoors(scene: Scene, floor: FloorPlan): void {
  for (const region of scene.regions) {
    const doors = floor.lines.flatMap((line) =>
      line.doors.flatMap((at) => {
        const [x, z] = line.axis === "x" ? [at, line.at] : [line.at, at];
        return holdsPoint(inward(region.rect, -0.3), x, z) ? [{ x, z, axis: line.axis }] : [];
      }),
    );
    const [first, ...others] = doors;
    if (!first || !region.indoor) continue;
    for (const door of others) joinByCorner(scene, first, door);
  }
}

function joinByCorner(
  scene: Scene,
  a: { x: number; z: number; axis: "x" | "z" },
  b: { x: number; z: number; axis: "x" | "z" },
): void {
  if (a.axis === b.axis) {
    const mid = a.axis === "x" ? (a.z + b.z) / 2 : (a.x + b.x) / 2;
    const [cornerA, cornerB] =
      a.axis === "x"
        ? [
            { x: a.x, z: mid },
            { x: b.x, z: mid },
          ]
        : [
            { x: mid, z: a.z },
            { x: mid, z: b.z },
          ];
    for (const [from, to] of [
      [a, cornerA],
      [cornerA, cornerB],
      [cornerB, b],
    ] as const)
      reserveWay(scene, from, to);
    return;
  }
  const corner = a.axis === "x" ? { x: a.x, z: b.z } : { x: b.x, z: a.z };
  reserveWay(scene, a, corner);
  reserveWay(scene, corner, b);
}

const WAY_HALF_M = 0.5;

function reserveWay(scene: Scene, a: { x: number; z: number }, b: { x: number; z: number }): void {
  const halfX = Math.abs(a.x - b.x) / 2 + WAY_HALF_M;
  const halfZ = Math.abs(a.z - b.z) / 2 + WAY_HALF_M;
  reserve(scene, reservation((a.x + b.x) / 2, (a.z + b.z) / 2, halfX, halfZ));
}

export function holdsPoint({ x0, z0, x1, z1 }: Rect, x: number, z: number): boolean {
  return x >= x0 && x <= x1 && z >= z0 && z <= z1;
}

function inward({ x0, z0, x1, z1 }: Rect, by: number): Rect {
  return { x0: x0 + by, z0: z0 + by, x1: x1 - by, z1: z1 - by };
}

function areaOf({ x0, z0, x1, z1 }: Rect): number {
  return (x1 - x0) * (z1 - z0);
}
