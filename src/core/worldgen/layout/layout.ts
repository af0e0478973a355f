/** Lays a planned scene out: ground first, then what stands on it, targets before what refers to them, filling last. */
import type { Random } from "../../random.ts";
import { MAX_INSTANCES } from "../blueprint.ts";
import { turnTowards } from "../turns.ts";
import { placeFigure } from "./arrange.ts";
import { placeBarrier } from "./barriers.ts";
import { type Body, isCrossing, reservation } from "./body.ts";
import { BoxGrid } from "./boxGrid.ts";
import { carries } from "./choosePrefab.ts";
import { fillIn } from "./decor.ts";
import { placeFeatures } from "./features.ts";
import { clearAt } from "./fit.ts";
import { planFloor } from "./floorPlan.ts";
import { placeOne } from "./place.ts";
import type { PlannedEntity, ScenePlan } from "./plannedScene.ts";
import { reserve, type Scene, topOf } from "./scene.ts";
import { buildWalls, regionsOf, wallKitFor } from "./walls.ts";

/** Candidate tests of one try. */
export const TRY_BUDGET = 9000;

export interface LaidOut {
  readonly scene: Scene;
  /** Nouns of which something had to be left out, with how many. */
  readonly dropped: readonly { readonly noun: string; readonly count: number }[];
}

/** One try at a plan. The same plan and `random` give the same layout. */
export function layOut(plan: ScenePlan, random: Random): LaidOut {
  const kit = wallKitFor(plan, (prefab) => !carries(prefab, plan.absent));
  const floor = planFloor(plan, random.fork("floor"), kit.thicknessM);
  const { regions, main } = regionsOf(plan, floor, kit);
  const scene: Scene = {
    plan,
    random,
    width: plan.width,
    depth: plan.depth,
    topOf,
    grid: new BoxGrid(plan.width, plan.depth),
    bodies: [],
    placed: plan.entities.map(() => []),
    regions,
    main,
    reserved: [],
    roads: [],
    paths: [],
    spawns: [],
    filling: new Map(),
    hopeless: new Set(),
    budget: TRY_BUDGET,
  };
  buildWalls(scene, floor, kit);
  placeFeatures(scene);
  const entrance = floor.entrance;
  reserveSpawns(scene, entrance ? { x: entrance.at, z: entrance.line.at } : null);
  for (const planned of orderOf(plan)) placeAll(scene, planned);
  layMainPath(scene);
  fillIn(scene);
  return { scene, dropped: droppedOf(scene) };
}

/** Keeps a place or a few to arrive at free: inside the door, or on the rim of the open. Mutates the scene. */
function reserveSpawns(scene: Scene, door: { x: number; z: number } | null): void {
  const { width, depth, plan } = scene;
  const draw = scene.random.fork("spawn");
  const spots = door
    ? [1.4, 1.8, 2.4].flatMap((inside) =>
        [0, 0.8, -0.8, 2, -2].map((aside) => ({ x: door.x + aside, z: door.z + inside })),
      )
    : Array.from({ length: 24 }, (_, index) =>
        rimSpot(index, { width, depth, part: draw.between(0.2, 0.8) }),
      );
  const most = plan.intent.indoor ? 1 : 3;
  for (const { x, z } of spots) {
    if (scene.spawns.length >= most) return;
    if (scene.spawns.some((one) => Math.abs(one.x - x) + Math.abs(one.z - z) < 6)) continue;
    if (
      !clearAt(scene, { x, z, halfM: 1.08 }) &&
      !(door && clearAt(scene, { x, z: z + 0.1, halfM: 0.2 }) && insideDoor(scene, x, z))
    )
      continue;
    if (!insideMain(scene, x, z)) continue;
    scene.spawns.push({ x: mm(x), z: mm(z), yaw: turnTowards(-x, -z) });
    reserve(scene, reservation(mm(x), mm(z), 1.12, 1.12));
  }
  if (scene.spawns.length === 0) scene.spawns.push(fallbackSpawn(scene));
}

/** Just inside a door the doorway's own reservation does not count. */
function insideDoor(scene: Scene, x: number, z: number): boolean {
  const box = { ...reservation(x, z, 1.08, 1.08), layer: "solid" as const };
  return scene.grid
    .meeting(box, 0)
    .every(({ layer }) => layer === "reserved" || layer === "flat" || layer === "ground");
}

function insideMain({ regions, plan }: Scene, x: number, z: number): boolean {
  if (plan.intent.indoor) return true;
  return !regions.some(
    ({ indoor, rect }) => indoor && x > rect.x0 - 1 && x < rect.x1 + 1 && z > rect.z0 - 1 && z < rect.z1 + 1,
  );
}

/** Places around the rim, the south first. */
function rimSpot(
  index: number,
  { width, depth, part }: { width: number; depth: number; part: number },
): { x: number; z: number } {
  const inset = 2 + Math.floor(index / 4) * 0.8;
  const [x, z] = [width / 2 - Math.min(inset, width / 3), depth / 2 - Math.min(inset, depth / 3)];
  const across = part * 2 - 1;
  if (index % 4 === 0) return { x: across * x * 0.6, z: -z };
  if (index % 4 === 1) return { x: -x, z: across * z };
  if (index % 4 === 2) return { x, z: across * z };
  return { x: across * x, z };
}

function fallbackSpawn(scene: Scene): Scene["spawns"][number] {
  const { rect } = scene.main;
  for (let ring = 0; ring < 40; ring += 1) {
    const x = mm(rect.x0 + 0.5 + ((rect.x1 - rect.x0 - 1) * ((ring * 7) % 40)) / 40);
    const z = mm(rect.z0 + 0.5 + ((rect.z1 - rect.z0 - 1) * ((ring * 11) % 40)) / 40);
    if (!clearAt(scene, { x, z, halfM: 0.45 })) continue;
    reserve(scene, reservation(x, z, 0.5, 0.5));
    return { x, z, yaw: 0 };
  }
  return { x: 0, z: mm(rect.z0 + 0.6), yaw: 0 };
}

/** A path from the first arrival towards the middle, as far as nothing stands in its way. Mutates the scene. */
function layMainPath(scene: Scene): void {
  const [spawn] = scene.spawns;
  if (!spawn || scene.plan.intent.indoor || scene.paths.length > 0) return;
  const halfM = 0.8;
  const along = spawn.z < 0 ? 1 : -1;
  for (const part of [0.95, 0.75, 0.55, 0.35]) {
    const end = spawn.z * (1 - part);
    const way = reservation(spawn.x, mm((spawn.z + end) / 2), halfM, Math.abs(spawn.z - end) / 2);
    if (scene.grid.blocked({ ...way, layer: "solid", height: 1.7, y: 0.01 }, 0) && !onlyReserved(scene, way))
      continue;
    if (Math.abs(end - spawn.z) < 3) return;
    reserve(scene, way);
    scene.paths.push({
      points: [
        { x: spawn.x, z: mm(spawn.z - along * 1) },
        { x: spawn.x, z: mm(end) },
      ],
      width: halfM * 2,
    });
    return;
  }
}

function onlyReserved(scene: Scene, way: ReturnType<typeof reservation>): boolean {
  return scene.grid
    .meeting(way, 0)
    .every(({ layer }) => layer === "reserved" || layer === "flat" || layer === "ground");
}

/** The rank of what waits for everything else: a bridge for the moat that it is to cross. */
const LAST = -1e7;

/** Entities in the order of placing: large and central first, what refers to a thing right after it. */
export function orderOf(plan: ScenePlan): PlannedEntity[] {
  const all = plan.entities.filter((one) => one !== null);
  const isMoated = all.some(({ form, prefab }) => form === "barrier" && prefab.collision.water);
  const ranks = new Map(all.map((one) => [one, isMoated && isCrossing(one.prefab) ? LAST : rankOf(one)]));
  const rank = (one: PlannedEntity) => ranks.get(one) as number;
  const sorted = all.toSorted((a, b) => rank(b) - rank(a) || a.index - b.index);
  const order: PlannedEntity[] = [];
  const done = new Set<number>();
  const targetsOf = (one: PlannedEntity) => [
    ...one.relations.flatMap(({ targets }) => targets),
    ...(one.per >= 0 ? [one.per] : []),
  ];
  const isReady = (one: PlannedEntity) =>
    targetsOf(one).every((target) => target === one.index || done.has(target));
  const visit = (one: PlannedEntity) => {
    done.add(one.index);
    order.push(one);
    for (const next of sorted)
      if (!done.has(next.index) && targetsOf(next).length > 0 && isReady(next)) visit(next);
  };
  while (order.length < sorted.length) {
    const left = sorted.filter(({ index }) => !done.has(index));
    visit(left.find(isReady) ?? (left[0] as PlannedEntity));
  }
  return order;
}

function rankOf({ form, relations, prefab, scale, place, count }: PlannedEntity): number {
  if (form === "strip" || form === "edge" || form === "structure") return 1e6;
  if (form === "barrier") return relations.some(({ targets }) => targets.length > 0) ? -1e6 : 2e4;
  if (isCrossing(prefab)) return 5e4;
  if (form === "water") return 1e5;
  const area = prefab.footprint.w * prefab.footprint.d * scale * scale;
  const central = relations.some(({ rel, targets }) => rel === "middle_of" && targets.length === 0);
  const tied = relations.some(({ targets }) => targets.length === 0);
  const aloft = place === "wall" || place === "ceiling" || place === "surface";
  if (relations.some(({ rel, targets }) => rel === "on" && targets.length > 0)) return area - count * 50;
  // The smaller ring around a thing comes first and lies nearer.
  if (relations.some(({ rel, targets }) => rel === "around" && targets.length > 0))
    return 30 - prefab.footprint.d * scale;
  return (central ? 1e4 : tied ? 1e3 : 0) + (aloft ? -100 : 0) + area * Math.min(4, count);
}

/** Places every one of an entity that is not there yet. Mutates the scene. */
function placeAll(scene: Scene, planned: PlannedEntity): void {
  const have = () => scene.placed[planned.index]?.length ?? 0;
  const room = MAX_INSTANCES - scene.bodies.length;
  if (planned.form === "barrier" && have() === 0 && room > 90 && placeBarrier(scene, planned) > 0) return;
  if (have() === 0 && planned.count <= room) placeFigure(scene, planned);
  for (let index = have(); index < planned.count && scene.bodies.length < MAX_INSTANCES; index += 1)
    if (!placeOne(scene, planned, { index }) && (index > 0 || scene.budget <= 0)) break;
}

function droppedOf(scene: Scene): { noun: string; count: number }[] {
  return scene.plan.intent.entities.flatMap((entity, index) => {
    const planned = scene.plan.entities[index];
    const missing = planned
      ? planned.count - (scene.placed[index] as Body[]).length
      : Math.max(1, entity.count.min);
    const wanted = entity.count.max > 0 && missing > 0;
    return wanted ? [{ noun: entity.noun, count: missing }] : [];
  });
}

function mm(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}
