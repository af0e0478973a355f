/** What comes in lengths around something: fences with a way in, moats with a crossing. */
import { type Body, pose } from "./body.ts";
import { clampScale } from "./choosePrefab.ts";
import { crossOver, lie } from "./features.ts";
import { fits } from "./fit.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { accept, type Rect, regionOf, type Scene } from "./scene.ts";

/** A fence or moat in lengths around a target, or a fence around the whole scene, with a way in. How many pieces were placed. Mutates the scene. */
export function placeBarrier(scene: Scene, planned: PlannedEntity): number {
  const around = planned.relations.find(({ rel }) => rel === "around");
  if (!around || planned.form !== "barrier" || planned.count > 8) return 0;
  const target = scene.placed[around.targets[0] ?? -1]?.[0];
  if (around.targets.length > 0 && !target) return 0;
  if (planned.prefab.collision.water) return target ? digMoat(scene, planned, target) : 0;
  const { rect } = regionOf(scene, planned);
  for (const room of target ? [2.4, 1.8, 1.4, 1] : [0]) {
    const outline = target
      ? grown([target, ...attendantsOf(scene, target)], room)
      : { x0: rect.x0 + 0.3, z0: rect.z0 + 0.3, x1: rect.x1 - 0.3, z1: rect.z1 - 0.3 };
    const placed = fenceIn(scene, planned, { outline, skip: target === undefined });
    if (placed > 0) return placed;
  }
  return 0;
}

/** Ground between a thing and the moat around it that is tried, metres. */
const MOAT_ROOMS = [1.8, 2.8, 1.2, 4, 6] as const;

/** Water on four sides of a target, with a crossing on the south. How many pieces were placed. Mutates the scene. */
function digMoat(scene: Scene, planned: PlannedEntity, target: Body): number {
  const { prefab, scale } = planned;
  const lengthwise = prefab.footprint.d >= prefab.footprint.w;
  const widthM = Math.min(4, Math.min(prefab.footprint.w, prefab.footprint.d) * scale);
  const region = regionOf(scene, planned);
  const random = scene.random.fork(planned.entity.id).fork("moat");
  for (const room of MOAT_ROOMS) {
    const { x0, z0, x1, z1 } = grown([target, ...attendantsOf(scene, target)], room);
    const [midX, midZ, out] = [(x0 + x1) / 2, (z0 + z1) / 2, widthM / 2 + 0.01];
    const sides: readonly (readonly [alongX: boolean, x: number, z: number, lengthM: number])[] = [
      [true, midX, z0 - out, x1 - x0 + 2 * widthM],
      [true, midX, z1 + out, x1 - x0 + 2 * widthM],
      [false, x0 - out, midZ, z1 - z0],
      [false, x1 + out, midZ, z1 - z0],
    ];
    const pieces = sides.map(([alongX, x, z, lengthM]) => {
      const [long, wide] = lengthwise
        ? [lengthM / prefab.footprint.d, widthM / prefab.footprint.w]
        : [lengthM / prefab.footprint.w, widthM / prefab.footprint.d];
      const [stretch, cross] = [clampScale(prefab, long), clampScale(prefab, wide)];
      const scales = { x: lengthwise ? cross : stretch, y: 1, z: lengthwise ? stretch : cross };
      const body = lie({ prefab, scale: 1, planned, random }, scales, region.id);
      pose(body, x, z, (alongX ? 4 : 0) + (lengthwise ? 0 : 4));
      return body;
    });
    if (!pieces.every((piece) => fits(scene, piece, { region, marginM: 0 }))) continue;
    for (const piece of pieces) accept(scene, piece);
    crossOver(scene, pieces[0] as Body, { alongX: true, random });
    return pieces.length;
  }
  return 0;
}

/** What stands to a target, near enough to be fenced in with it. */
function attendantsOf(scene: Scene, target: Body): Body[] {
  return scene.plan.entities.flatMap((one) => {
    const refers = one?.relations.some(({ targets }) => targets.includes(target.entity)) ?? false;
    if (!one || !refers || one.index === target.entity) return [];
    return (scene.placed[one.index] ?? []).filter(
      ({ x, z }) => Math.abs(x - target.x) < target.reachX + 7 && Math.abs(z - target.z) < target.reachZ + 7,
    );
  });
}

/** The upright rectangle around bodies, `by` metres larger on every side. */
function grown(bodies: readonly Body[], by: number): Rect {
  return {
    x0: Math.min(...bodies.map(({ x, reachX }) => x - reachX)) - by,
    z0: Math.min(...bodies.map(({ z, reachZ }) => z - reachZ)) - by,
    x1: Math.max(...bodies.map(({ x, reachX }) => x + reachX)) + by,
    z1: Math.max(...bodies.map(({ z, reachZ }) => z + reachZ)) + by,
  };
}

/** Width left open in a barrier, metres. */
const OPENING_M = 1.8;

function fenceIn(
  scene: Scene,
  planned: PlannedEntity,
  { outline, skip }: { outline: Rect; skip: boolean },
): number {
  const { x0, z0, x1, z1 } = outline;
  const middle = (x0 + x1) / 2;
  const sides: readonly [alongX: boolean, at: number, from: number, to: number, yaw: number][] = [
    [true, z0, x0 + 0.3, middle - OPENING_M / 2, 0],
    [true, z0, middle + OPENING_M / 2, x1 - 0.3, 0],
    [true, z1, x0 + 0.3, x1 - 0.3, 8],
    [false, x0, z0, z1, 4],
    [false, x1, z0, z1, 12],
  ];
  const region = regionOf(scene, planned);
  const pieces: Body[] = [];
  for (const [alongX, at, from, to, yaw] of sides) {
    const { prefab } = planned;
    const longest = prefab.footprint.w * Math.min(prefab.max_scale, 2.5);
    const count = Math.max(1, Math.ceil((to - from) / longest));
    const scaleX = clampScale(
      prefab,
      Math.floor((((to - from) / count - 0.006) / prefab.footprint.w) * 10_000) / 10_000,
    );
    for (let piece = 0; piece < count; piece += 1) {
      const body = lie(
        { prefab, scale: 1, planned, random: scene.random },
        { x: scaleX, y: planned.scale, z: Math.min(planned.scale, 1.2) },
        region.id,
      );
      const along = from + ((to - from) * (piece + 0.5)) / count;
      pose(body, alongX ? along : at, alongX ? at : along, yaw);
      if (fits(scene, body, { region, marginM: 0 }) && body.halfW * 2 <= (to - from) / count + 0.001)
        pieces.push(body);
      else if (!skip) return 0;
    }
  }
  if (pieces.length > 80) return 0;
  for (const piece of pieces) accept(scene, piece);
  return pieces.length;
}
