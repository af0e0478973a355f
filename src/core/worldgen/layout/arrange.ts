/** Places several of a kind as a figure: rows and grids with aisles, rings, heaps. */
import type { Random } from "../../random.ts";
import type { RelationName } from "../intent.ts";
import { cosineOfTurns, sineOfTurns, turnTowards } from "../turns.ts";
import { type Body, pose } from "./body.ts";
import { fits, needsFit } from "./fit.ts";
import { newBody } from "./place.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { ringReach } from "./rings.ts";
import { accept, type Region, regionOf, type Scene } from "./scene.ts";

/** Width of an aisle between rows, metres. */
const AISLE_M = 1.1;
/** Width of a way between two rings, metres. */
const RING_AISLE_M = 1.15;
const BLOCK_GUESSES = 14;
/** From this many on, seats and desks under a roof stand in rows without being told to. */
const ROWS_FROM = 8;
/** From this many on, anything under a roof does. */
const CROWD_FROM = 10;

interface Spot {
  readonly x: number;
  readonly z: number;
  readonly yaw: number;
}

/** Places an entity that comes as a figure. How many were placed: 0 if it is no figure or there is no room for one. Mutates the scene. */
export function placeFigure(scene: Scene, planned: PlannedEntity): number {
  const { entity, count, place } = planned;
  if (count < 2 || place === "wall" || place === "ceiling") return 0;
  const figure = entity.arrangement ?? impliedFigure(scene, planned);
  if (!figure || figure === "scatter" || !mayFigure(planned)) return 0;
  const region = regionOf(scene, planned);
  const random = scene.random.fork(entity.id).fork("figure");
  const bodies = Array.from({ length: count }, () => newBody(planned, planned.scale, region));
  const first = bodies[0] as Body;
  if (figure === "circle")
    return settle(scene, region, {
      bodies,
      guess: (attempt) => ring(first, region, { count, random, attempt }),
    });
  const tightness = figure === "pile" ? [0] : [1, 0.8, 0.6];
  for (const tight of tightness) {
    const placed = settle(scene, region, {
      bodies,
      guess: (attempt) => block(scene, planned, { first, region, random, attempt, tight, figure }),
      clearM: Math.max(0, reachOf(scene, planned, first) - Math.min(first.halfW, first.halfD)),
    });
    if (placed > 0) return placed;
  }
  return 0;
}

function impliedFigure(scene: Scene, planned: PlannedEntity): "grid" | "row" | null {
  const { count, prefab, entity } = planned;
  if (entity.rows || companyOf(scene, planned)) return "grid";
  const region = regionOf(scene, planned);
  if (!region.indoor || count < ROWS_FROM || planned.per >= 0) return null;
  if (count >= CROWD_FROM && planned.place === "ground") return "grid";
  return prefab.tags.some((tag) => ROW_TAGS.has(tag)) ? "grid" : null;
}
const ROW_TAGS = new Set(["chair", "seat", "desk", "table", "bed", "shelf", "pew", "bench", "bookshelf"]);

/** What every one of an entity has a ring of around it, each with its share: chairs at tables. Null without any. */
function companyOf(
  scene: Scene,
  { index, count }: PlannedEntity,
): { ring: PlannedEntity; slots: number } | null {
  const ring = scene.plan.entities.find(
    (one) =>
      one?.per === index &&
      one.relations.some(({ rel, targets }) => rel === "around" && targets[0] === index),
  );
  return ring ? { ring, slots: Math.ceil(ring.count / count) } : null;
}

/** Figures are for what nothing ties down that a figure cannot follow. */
function mayFigure({ relations, per }: PlannedEntity): boolean {
  return (
    per < 0 &&
    relations.every(({ rel, targets }) => FOLLOWED.has(rel) || (targets.length === 0 && rel === "middle_of"))
  );
}
const FOLLOWED = new Set(["facing", "in_front_of", "north_of", "south_of", "east_of", "west_of"]);

/** Puts all bodies on a guess's spots if all fit, with `clearM` free around each. How many were placed: all or none. */
function settle(
  scene: Scene,
  region: Region,
  {
    bodies,
    guess,
    clearM = 0,
  }: { bodies: readonly Body[]; guess: (attempt: number) => readonly Spot[]; clearM?: number },
): number {
  for (let attempt = 0; attempt < BLOCK_GUESSES; attempt += 1) {
    const spots = guess(attempt);
    if (spots.length < bodies.length) continue;
    const standing: Body[] = [];
    for (const [index, body] of bodies.entries()) {
      const { x, z, yaw } = spots[index] as Spot;
      pose(body, x, z, yaw);
      if (!fits(scene, body, { region, marginM: clearM })) break;
      if (
        clearM > 0 &&
        !needsFit(scene, body, { region, needs: { front: clearM, back: clearM, side: clearM } })
      )
        break;
      scene.grid.add(body);
      standing.push(body);
    }
    for (const body of standing) scene.grid.remove(body);
    if (standing.length < bodies.length) continue;
    for (const body of bodies) accept(scene, body);
    return bodies.length;
  }
  return 0;
}

function ring(
  first: Body,
  { rect }: Region,
  { count, random, attempt }: { count: number; random: Random; attempt: number },
): Spot[] {
  const around = (count * (2 * Math.max(first.halfW, first.halfD) + 0.9)) / 6.283185307179586;
  const radius = Math.max(1.6 + first.halfD, around);
  const free = Math.max(0, Math.min(rect.x1 - rect.x0, rect.z1 - rect.z0) / 2 - radius - 1);
  const spread = attempt === 0 ? 0 : free;
  const x = (rect.x0 + rect.x1) / 2 + random.between(-spread, spread);
  const z = (rect.z0 + rect.z1) / 2 + random.between(-spread, spread);
  const start = random.next();
  return Array.from({ length: count }, (_, index) => {
    const [dirX, dirZ] = [sineOfTurns(start + index / count), cosineOfTurns(start + index / count)];
    return { x: x + dirX * radius, z: z + dirZ * radius, yaw: turnTowards(-dirX, -dirZ) };
  });
}

interface BlockInput {
  readonly first: Body;
  readonly region: Region;
  readonly random: Random;
  readonly attempt: number;
  /** 1: roomy; towards 0: close together. */
  readonly tight: number;
  readonly figure: string;
}

function block(scene: Scene, planned: PlannedEntity, input: BlockInput): Spot[] {
  const { region, random, attempt, figure } = input;
  const { rect } = region;
  const facing = planned.relations.find(({ rel }) => rel === "facing" || rel === "in_front_of");
  const target = facing ? scene.placed[facing.targets[0] ?? -1]?.[0] : undefined;
  const size = blockSize(planned, { ...input, reachM: reachOf(scene, planned, input.first) });
  const compass = compassShift(planned, region);
  const beyond = beyondTarget(scene, planned, { width: size.width, attempt });
  let yaw = figure === "pile" ? 0 : 4 * random.int(0, 3);
  let [x, z] = [(rect.x0 + rect.x1) / 2 + compass.x, (rect.z0 + rect.z1) / 2 + compass.z];
  if (target) {
    yaw = facing?.rel === "facing" ? turnOpposite(target) : target.yaw + 8;
    const out = target.halfD + size.depth / 2 + 1.1 + attempt * 0.15;
    x = target.x + target.sin * out;
    z = target.z + target.cos * out;
  } else if (beyond) {
    yaw = beyond.yaw;
    [x, z] = [beyond.x, beyond.z];
  } else if (attempt > 0 || figure === "pile") {
    const [halfX, halfZ] =
      yaw % 8 === 0 ? [size.width / 2, size.depth / 2] : [size.depth / 2, size.width / 2];
    x += random.between(-0.5, 0.5) * Math.max(0, rect.x1 - rect.x0 - 2 * halfX - 1);
    z += random.between(-0.5, 0.5) * Math.max(0, rect.z1 - rect.z0 - 2 * halfZ - 1);
  } else if (yaw % 8 !== 0 && rect.x1 - rect.x0 > rect.z1 - rect.z0) yaw = 8;
  const probe = { ...input.first };
  pose(probe, x, z, yaw);
  return size.spots.map(({ across, ahead }) => ({
    x: x + across * probe.cos + ahead * probe.sin,
    z: z - across * probe.sin + ahead * probe.cos,
    yaw: probe.yaw,
  }));
}

/** The quarter turn that looks at a target from before its front. */
function turnOpposite(target: Body): number {
  return Math.round((target.yaw + 8) / 4) * 4;
}

/** Where a block lies to one side of something, its rows running away from it; null without such a relation. */
function beyondTarget(
  scene: Scene,
  { relations }: PlannedEntity,
  { width, attempt }: { width: number; attempt: number },
): Spot | null {
  for (const { rel, targets } of relations) {
    const target = scene.placed[targets[0] ?? -1]?.[0];
    const way = WAYS[rel];
    if (!target || !way) continue;
    const [dirX, dirZ] = way;
    const out = width / 2 + 0.8 + attempt * 0.5;
    return {
      x: target.x + dirX * (target.reachX + out),
      z: target.z + dirZ * (target.reachZ + out),
      yaw: dirX === 0 ? 4 : 0,
    };
  }
  return null;
}

const WAYS: Partial<Record<RelationName, readonly [number, number]>> = {
  north_of: [0, 1],
  south_of: [0, -1],
  east_of: [1, 0],
  west_of: [-1, 0],
};

function compassShift({ relations }: PlannedEntity, { rect }: Region): { x: number; z: number } {
  const of = (rel: string) => (relations.some((one) => one.rel === rel && one.targets.length === 0) ? 1 : 0);
  return {
    x: ((of("east_of") - of("west_of")) * (rect.x1 - rect.x0)) / 3.4,
    z: ((of("north_of") - of("south_of")) * (rect.z1 - rect.z0)) / 3.4,
  };
}

/** How far the ring around each of an entity reaches from its middle, metres; 0 without one. */
function reachOf(scene: Scene, planned: PlannedEntity, first: Body): number {
  const company = companyOf(scene, planned);
  if (!company) return 0;
  const { prefab, scale } = company.ring;
  const [widthM, depthM] = [prefab.footprint.w * scale, prefab.footprint.d * scale];
  return ringReach(first, { widthM, depthM, slots: company.slots });
}

/** Width, depth and the places of a block of rows, around its own middle. */
function blockSize(
  { count, entity, needs, prefab }: PlannedEntity,
  { first, region, tight, figure, reachM }: BlockInput & { reachM: number },
): { width: number; depth: number; spots: { across: number; ahead: number }[] } {
  const pile = figure === "pile";
  const between = pile ? 0.03 : Math.max(0.12, Math.min(4, prefab.placement.spacing ?? 0.4)) * tight;
  const ringed = reachM > 0 ? 2 * reachM + RING_AISLE_M : 0;
  const pitchX =
    ringed || 2 * (pile ? Math.max(first.halfW, first.halfD) : first.halfW + needs.side * 0.5) + between;
  const aisle = pile ? 0.03 : Math.max(AISLE_M, between);
  const pitchZ = ringed || 2 * first.halfD + needs.front + needs.back + aisle;
  const most = Math.max(
    1,
    Math.floor((Math.max(region.rect.x1 - region.rect.x0, region.rect.z1 - region.rect.z0) - 2.2) / pitchX),
  );
  const columns = Math.min(most, columnsFor(count, { rows: entity.rows, figure, pitchX, pitchZ }));
  const rows = Math.ceil(count / columns);
  const spots = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    return {
      across: ((index % columns) - (inRow - 1) / 2) * pitchX,
      ahead: ((rows - 1) / 2 - row) * pitchZ,
    };
  });
  return { width: columns * pitchX, depth: rows * pitchZ, spots };
}

function columnsFor(
  count: number,
  {
    rows,
    figure,
    pitchX,
    pitchZ,
  }: { rows: number | undefined; figure: string; pitchX: number; pitchZ: number },
): number {
  if (rows) return Math.ceil(count / rows);
  if (figure === "row" || figure === "line") return count;
  return Math.max(1, Math.round(Math.sqrt((count * pitchZ) / pitchX)));
}
