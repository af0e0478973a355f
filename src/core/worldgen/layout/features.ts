/** What gives the ground its shape before anything stands on it: rivers with crossings, seas, roads, fences all around. */
import type { Random } from "../../random.ts";
import type { WorldPrefab } from "../worldPrefab.ts";
import { type Body, isCrossing, pose, reservation } from "./body.ts";
import { choosePrefab, clampScale } from "./choosePrefab.ts";
import { mayFill } from "./filling.ts";
import { fits, groundOf } from "./fit.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { accept, bodyOf, insideRect, reserve, type Scene } from "./scene.ts";

/** What a stretch of ground is made of, and for whom. */
export interface Lie {
  readonly prefab: WorldPrefab;
  readonly scale: number;
  readonly planned: PlannedEntity | null;
  readonly random: Random;
}

/** The strips and edges of a plan, its own first, then what the archetype has and the prompt did not bring. Mutates the scene. */
export function placeFeatures(scene: Scene): void {
  const { plan } = scene;
  for (const planned of plan.entities) {
    if (!planned || (planned.form !== "strip" && planned.form !== "edge")) continue;
    for (let index = 0; index < Math.min(planned.count, 4); index += 1) {
      const random = scene.random.fork(planned.entity.id).fork(index);
      const given = { prefab: planned.prefab, scale: planned.scale, planned, random };
      if (planned.form === "edge") layEdge(scene, given);
      else layStrip(scene, given, index);
    }
  }
  if (plan.intent.rooms.length > 0 || plan.intent.indoor) return;
  for (const tag of plan.archetype.features) placeOwnFeature(scene, tag);
}

function placeOwnFeature(scene: Scene, tag: string): void {
  const { plan } = scene;
  if (plan.absent.has(tag) || scene.bodies.some(({ layer }) => layer === "water") || scene.roads.length > 0)
    return;
  if (plan.entities.some((one) => one?.form === "water")) return;
  const wish = { tag, noun: tag, modifiers: {}, setting: plan.intent.setting, absent: plan.absent };
  const prefab = choosePrefab(wish, plan.vocabulary);
  if (!prefab || !mayFill(prefab, plan)) return;
  const random = scene.random.fork("feature").fork(tag);
  const given = { prefab, scale: 1, planned: null, random };
  if (tag === "sea") layEdge(scene, given);
  else if (tag === "river" || tag === "road") layStrip(scene, given, 0);
  else layPool(scene, given);
}

/** A body for a stretch, the entity's if there is one, else decor. */
export function lie(
  { prefab, planned }: Lie,
  scale: { x: number; y: number; z: number },
  zone: string,
): Body {
  if (!planned) return bodyOf(prefab, { scale, source: "decor", entity: -1, zone });
  const { entity, index, variant, label } = planned;
  return bodyOf(prefab, {
    scale,
    source: entity.source,
    entity: index,
    zone,
    ...(variant ? { variant } : {}),
    ...(label ? { label } : {}),
  });
}

/** Which side a compass relation to the scene asks for, as a direction; null without one. */
function sideAsked(planned: PlannedEntity | null): readonly [number, number] | null {
  for (const { rel, targets } of planned?.relations ?? []) {
    if (targets.length > 0) continue;
    if (rel === "north_of") return [0, 1];
    if (rel === "south_of") return [0, -1];
    if (rel === "east_of") return [1, 0];
    if (rel === "west_of") return [-1, 0];
  }
  return null;
}

/** A sea along one side: the north one, or the one asked for. */
function layEdge(scene: Scene, given: Lie): void {
  const { prefab } = given;
  const [dirX, dirZ] = sideAsked(given.planned) ?? ([0, 1] as const);
  const [length, across] = dirX === 0 ? [scene.width, scene.depth] : [scene.depth, scene.width];
  const scaleX = clampScale(prefab, (length - 0.1) / prefab.footprint.w);
  const depthM = Math.max(Math.min(14, across * 0.28), Math.min(across * 0.5, waterFor(scene, length)));
  const scaleZ = clampScale(prefab, depthM / prefab.footprint.d);
  const body = lie(given, { x: scaleX, y: 1, z: scaleZ }, "scene");
  if (body.halfW * 2 > length) return;
  const yaw = dirX === 0 ? (dirZ > 0 ? 8 : 0) : dirX > 0 ? 12 : 4;
  const out = across / 2 - body.halfD - 0.02;
  pose(body, dirX * out, dirZ * out, yaw);
  if (insideRect(body, groundOf(scene))) accept(scene, body);
}

/** Depth of water that whatever floats needs beside a shore of `lengthM`, metres. */
function waterFor({ plan }: Scene, lengthM: number): number {
  let [total, widest] = [0, 0];
  for (const planned of plan.entities) {
    if (planned?.place !== "water") continue;
    const { w, d } = planned.prefab.footprint;
    total += planned.count * (Math.max(w, d) * planned.scale + 1.5);
    widest = Math.max(widest, Math.min(w, d) * planned.scale);
  }
  return Math.ceil(total / (lengthM * 0.8)) * (widest + 1.5);
}

/** A lake or pond that the place has by itself, off the middle. */
function layPool(scene: Scene, given: Lie): void {
  const { prefab, random } = given;
  const longest = Math.max(prefab.footprint.w, prefab.footprint.d);
  const scale = clampScale(prefab, Math.min(1, (Math.min(scene.width, scene.depth) * 0.4) / longest));
  const body = lie(given, { x: scale, y: 1, z: scale }, "scene");
  for (let attempt = 0; attempt < 8; attempt += 1) {
    pose(body, random.between(-0.2, 0.2) * scene.width, random.between(0, 0.25) * scene.depth, 0);
    if (!fits(scene, body, { region: scene.main, marginM: 1 })) continue;
    accept(scene, body);
    return;
  }
}

/** A river or road from side to side, and over a river a crossing. */
function layStrip(scene: Scene, given: Lie, index: number): void {
  const { prefab, random, planned } = given;
  const asked = sideAsked(planned);
  const alongX = asked ? asked[0] === 0 : random.next() < 0.5 !== (index % 2 === 1);
  const [length, across] = alongX ? [scene.width, scene.depth] : [scene.depth, scene.width];
  const long = Math.max(prefab.footprint.w, prefab.footprint.d);
  const longIsD = prefab.footprint.d >= prefab.footprint.w;
  const stretch = clampScale(prefab, Math.floor(((length - 0.06) / long) * 10_000) / 10_000);
  const cross = clampScale(
    prefab,
    Math.min(given.scale, (across * 0.3) / Math.min(prefab.footprint.w, prefab.footprint.d)),
  );
  const body = lie(given, { x: longIsD ? cross : stretch, y: 1, z: longIsD ? stretch : cross }, "scene");
  const yaw = (alongX ? 4 : 0) + (longIsD ? 0 : 4);
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const drawn = offsetFor({ asked, attempt, random, planned }) * across;
    const most = Math.max(0, across / 2 - (alongX ? body.reachZ : body.reachX) - roomBeside(scene, planned));
    const off = asked ? drawn : Math.max(-most, Math.min(most, drawn));
    pose(body, alongX ? 0 : off, alongX ? off : 0, yaw);
    if (!insideRect(body, groundOf(scene))) return;
    if (scene.grid.blocked(body, 0.5)) continue;
    accept(scene, body);
    if (body.layer === "water") crossOver(scene, body, { alongX, random });
    else layWay(scene, body, alongX);
    return;
  }
}

/** Depth of the largest thing that is to stand along a strip, metres, and a margin; 0 without any. */
function roomBeside({ plan }: Scene, strip: PlannedEntity | null): number {
  if (!strip) return 0;
  const along = plan.entities.filter((one) =>
    one?.relations.some(({ rel, targets }) => rel === "along" && targets[0] === strip.index),
  );
  return along.reduce((most, one) => Math.max(most, one ? one.prefab.footprint.d * one.scale + 1.8 : 0), 0);
}

/** How far off the middle a strip lies, in parts of the side it crosses. */
function offsetFor({
  asked,
  attempt,
  random,
  planned,
}: {
  asked: readonly [number, number] | null;
  attempt: number;
  random: Random;
  planned: PlannedEntity | null;
}): number {
  if (asked) return (asked[0] + asked[1]) * (0.36 - 0.01 * attempt);
  const splits = planned?.relations.some(({ rel }) => rel === "between" || rel === "middle_of") ?? false;
  if (splits) return random.between(-0.04, 0.04);
  return random.between(0.16, 0.3) * (random.next() < 0.5 ? -1 : 1);
}

function layWay(scene: Scene, body: Body, alongX: boolean): void {
  scene.roads.push(body);
  const half = alongX ? body.reachX : body.reachZ;
  const ends = alongX
    ? [
        { x: body.x - half, z: body.z },
        { x: body.x + half, z: body.z },
      ]
    : [
        { x: body.x, z: body.z - half },
        { x: body.x, z: body.z + half },
      ];
  scene.paths.push({
    points: ends.map(({ x, z }) => ({ x: Math.round(x * 1000) / 1000, z: Math.round(z * 1000) / 1000 })),
    width: Math.round((alongX ? body.reachZ : body.reachX) * 2000) / 1000,
  });
}

/** A bridge over a river: the prompt's own if it has one, else one of the generator's. Mutates the scene. */
export function crossOver(
  scene: Scene,
  river: Body,
  { alongX, random }: { alongX: boolean; random: Random },
): void {
  const { plan } = scene;
  const own = plan.entities.find(
    (one) =>
      one &&
      isCrossing(one.prefab) &&
      one.prefab.tags[0] === "bridge" &&
      (scene.placed[one.index]?.length ?? 0) < one.count,
  );
  const wish = {
    tag: "bridge",
    noun: "bridge",
    modifiers: {},
    setting: plan.intent.setting,
    absent: plan.absent,
  };
  const prefab = own?.prefab ?? choosePrefab(wish, plan.vocabulary);
  if (!prefab || !isCrossing(prefab)) return;
  if (
    !own &&
    plan.entities.some((one) => one && one.entity.count.min === one.entity.count.max && one.prefab === prefab)
  )
    return;
  const widthM = (alongX ? river.reachZ : river.reachX) * 2;
  const span = clampScale(prefab, (widthM + 2.4) / prefab.footprint.d);
  const scale = { x: clampScale(prefab, Math.max(0.6, own?.scale ?? 1)), y: 1, z: span };
  const body = lie({ prefab, scale: 1, planned: own ?? null, random }, scale, "scene");
  const half = (alongX ? river.reachX : river.reachZ) * 0.6;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const along = random.between(-half, half) * (attempt < 3 ? 0.3 : 1);
    pose(body, alongX ? along : river.x, alongX ? river.z : along, alongX ? 0 : 4);
    if (!fits(scene, body, { region: scene.main, marginM: 0.2 })) continue;
    accept(scene, body);
    for (const sign of [-1, 1]) {
      const out = sign * (body.halfD + 0.6);
      reserve(scene, reservation(body.x + (alongX ? 0 : out), body.z + (alongX ? out : 0), 0.9, 0.9));
    }
    return;
  }
}
