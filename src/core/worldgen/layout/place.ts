/** Places one thing: guesses by its relations, then anywhere, and keeps the guess that satisfies most. */
import type { Random } from "../../random.ts";
import type { RelationName } from "../intent.ts";
import { relationHolds } from "../relations.ts";
import { type Aim, aimsOf } from "./aims.ts";
import { type Body, pose } from "./body.ts";
import { clampScale } from "./choosePrefab.ts";
import { fits, groundOf, needsFit, reachesOut } from "./fit.ts";
import type { Guess } from "./guess.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { guessFor } from "./samplers.ts";
import { poseAloft, poseAnywhere, poseOnWall, turnTo } from "./samplersFree.ts";
import { floatOn, placeOn } from "./samplersOn.ts";
import { accept, bodyOf, insideRect, type Region, regionOf, type Scene, topOf } from "./scene.ts";

/** Guesses by relation, and anywhere, before a thing is made smaller or given up. */
const RELATION_GUESSES = 28;
const FREE_GUESSES = 60;
/** Guesses by relation for the others of an entity of which one found no place where all of them hold. */
const HOPELESS_GUESSES = 9;
/** Guesses that insist on room around the thing for what comes after it. */
const ROOMY_GUESSES = 22;

/** Room to stand in before what stands in a room by itself, metres. */
const ACCESS = { front: 0.95, back: 0, side: 0 } as const;

interface Best {
  score: number;
  x: number;
  z: number;
  y: number;
  yaw: number;
  parent: Body | null;
}

/** Places number `index` of an entity; `again` tells one placing of it from another. Null if there is no place for it. Mutates the scene. */
export function placeOne(
  scene: Scene,
  planned: PlannedEntity,
  { index, again = 0 }: { index: number; again?: number },
): Body | null {
  const random = scene.random.fork(planned.entity.id).fork(index).fork(again);
  const aims = aimsOf(scene, planned, index);
  const region = regionOf(scene, planned);
  let kept: { body: Body; score: number } | null = null;
  for (const scale of scalesFor(planned, aims)) {
    const body = newBody(planned, scale, region);
    const score = search(scene, { planned, body, aims, region, random, index });
    if (score > (kept?.score ?? -1)) kept = { body, score };
    if (kept && (kept.score >= aims.length || !isPutOn(aims))) break;
  }
  if (kept && kept.score < aims.length) scene.hopeless.add(planned.index);
  if (kept) accept(scene, kept.body);
  return kept?.body ?? null;
}

/** True if it is to be on or in something, where being smaller may help. */
function isPutOn(aims: readonly Aim[]): boolean {
  return aims.some(({ rel, targets }) => (rel === "on" || rel === "inside") && targets.length > 0);
}

export function newBody(planned: PlannedEntity, scale: number, region: Region): Body {
  const { prefab, entity, index, variant, label } = planned;
  return bodyOf(prefab, {
    scale,
    source: entity.source,
    entity: index,
    zone: region.id,
    ...(variant ? { variant } : {}),
    ...(label ? { label } : {}),
  });
}

/** Part of a top that several things on it may take. */
const ROOM_ON_TOP = 0.8;

/** The planned scale; smaller, if it is to stand on something too small for it; then as small as can be. */
function scalesFor({ prefab, scale }: PlannedEntity, aims: readonly Aim[]): number[] {
  const scales = [scale];
  const under = aims.find(
    ({ rel, targets }) =>
      (rel === "on" || rel === "inside") &&
      targets[0] &&
      (targets[0].layer === "solid" || targets[0].layer === "water" || targets[0].prefab.supports),
  );
  const target = under?.targets[0];
  if (target) {
    const slots = aims.find(({ targets }) => targets[0] === target)?.slots ?? 1;
    const room = (target.halfW * target.halfD * 4 * ROOM_ON_TOP) / slots;
    const ratio = Math.min(
      1,
      slots > 1 ? Math.sqrt(room / (prefab.footprint.w * prefab.footprint.d)) / scale : 1,
      (target.halfW * 2) / (prefab.footprint.w * scale),
      (target.halfD * 2) / (prefab.footprint.d * scale),
    );
    if (ratio < 1) scales.unshift(clampScale(prefab, scale * ratio * 0.95));
  }
  const least = clampScale(prefab, prefab.min_scale);
  if (!scales.includes(least)) scales.push(clampScale(prefab, (scale + least) / 2), least);
  return [...new Set(scales)];
}

interface Search {
  readonly planned: PlannedEntity;
  readonly body: Body;
  readonly aims: readonly Aim[];
  readonly region: Region;
  readonly random: Random;
  readonly index: number;
}

/** Poses the body as well as can be. How many of its relations hold there, -1 if there is no place for it. */
function search(scene: Scene, given: Search): number {
  const { planned, body, aims } = given;
  const best: Best = { score: -1, x: 0, z: 0, y: 0, yaw: 0, parent: null };
  const inverse = inverseAims(scene, planned);
  const most = aims.length + inverse.length;
  const guesses = scene.hopeless.has(planned.index) ? HOPELESS_GUESSES : RELATION_GUESSES;
  const rounds = Math.max(1, aims.length) * guesses;
  for (let attempt = 0; attempt < rounds && aims.length > 0; attempt += 1) {
    if (scene.budget <= 0 && best.score >= 0) break;
    const aim = aims[attempt % aims.length] as Aim;
    const guess = guessAt(scene, given, { attempt: Math.floor(attempt / aims.length), aim });
    body.y = 0;
    body.parent = null;
    if (!guessFor(aim.rel, guess, aim.targets)) continue;
    face(body, aims);
    if (consider(scene, given, { best, inverse, attempt, loose: attempt > rounds / 2 }) >= most) break;
  }
  const enough = aims.length > 0 ? best.score >= Math.min(1, most) : false;
  for (let attempt = 0; attempt < FREE_GUESSES && !enough && best.score < most; attempt += 1) {
    if (scene.budget <= 0 && attempt >= 20) break;
    body.y = 0;
    body.parent = null;
    const chained = attempt % 3 !== 2 && poseForChain(body, inverse, given.random);
    if (!chained && !guessFreely(guessAt(scene, given, { attempt }), planned)) continue;
    face(body, aims);
    if (consider(scene, given, { best, inverse, attempt, loose: attempt > FREE_GUESSES / 2 }) >= most) break;
  }
  if (best.score < aims.length && isPutOn(aims)) forceOn(scene, given, best);
  if (best.score < 0) return -1;
  body.y = best.y;
  body.parent = best.parent;
  pose(body, best.x, best.z, best.yaw);
  return best.score;
}

function guessAt(scene: Scene, given: Search, { attempt, aim }: { attempt: number; aim?: Aim }): Guess {
  const { body, region, random, index, planned } = given;
  return {
    scene,
    body,
    region,
    random,
    attempt,
    slot: aim?.slot ?? index,
    slots: Math.max(1, aim?.slots ?? planned.count),
    apartM: aim?.apartM ?? 0,
  };
}

/** Turns the body to what it is to face, where it may still be turned. */
function face(body: Body, aims: readonly Aim[]): void {
  const facing = aims.find(({ rel }) => rel === "facing")?.targets[0];
  if (facing && facing !== body && body.parent?.prefab.tags[0] !== "wall") turnTo(body, facing.x, facing.z);
}

/** Keeps the body's pose if it fits and satisfies more than the best so far. The score of the best. */
function consider(
  scene: Scene,
  { planned, body, aims, region }: Search,
  {
    best,
    inverse,
    attempt,
    loose,
  }: { best: Best; inverse: readonly Inverse[]; attempt: number; loose: boolean },
): number {
  const spacing = Math.min(1.5, (planned.prefab.placement.spacing ?? 0.1) / 2);
  const marginM =
    body.parent || body.y > 0
      ? 0.004
      : loose
        ? 0.03
        : Math.max(0.05, region.indoor ? Math.min(0.3, spacing) : spacing);
  if (!fits(scene, body, { region, marginM })) return best.score;
  const { needs } = planned;
  const alone = region.indoor && aims.length === 0 && body.layer === "solid" && body.y === 0;
  if (alone && !loose && !needsFit(scene, body, { region, needs: ACCESS })) return best.score;
  if (!body.parent && attempt < ROOMY_GUESSES && !reachesOut(body, region, needs)) return best.score;
  const roomy = needs.front + needs.back + needs.side > 0 && body.y === 0;
  if (roomy && attempt < ROOMY_GUESSES && !needsFit(scene, body, { region, needs })) return best.score;
  let score = 0;
  for (const { rel, targets } of aims) if (holds(scene, body, { rel, targets })) score += 1;
  for (const one of inverse) if (holdsInverse(scene, body, one)) score += 1;
  if (score > best.score) {
    Object.assign(best, { score, x: body.x, z: body.z, y: body.y, yaw: body.yaw, parent: body.parent });
  }
  return best.score;
}

/** True if the body stands so to its targets; hanging on a wall is being on it. */
export function holds(
  scene: Scene,
  body: Body,
  { rel, targets }: { rel: RelationName; targets: readonly Body[] },
): boolean {
  const [b, second] = targets;
  if (b && rel === "on" && body.parent === b && b.prefab.tags[0] === "wall") return true;
  if (b && rel === "on" && b.layer === "water" && body.parent === b) return true;
  return relationHolds(rel, [body, b ?? null, second], scene);
}

/** A relation of something placed before to what is being placed now. */
interface Inverse {
  readonly rel: RelationName;
  readonly from: Body;
  readonly other: Body | null;
  readonly first: boolean;
}

/** What was placed before and waits for this entity as its target. */
function inverseAims(scene: Scene, planned: PlannedEntity): Inverse[] {
  const found: Inverse[] = [];
  for (const one of scene.plan.entities) {
    if (!one || one === planned) continue;
    const from = scene.placed[one.index]?.[0];
    if (!from) continue;
    for (const { rel, targets } of one.relations) {
      const at = targets.indexOf(planned.index);
      if (at < 0) continue;
      const otherIndex = targets[1 - at];
      const other = otherIndex === undefined ? null : (scene.placed[otherIndex]?.[0] ?? null);
      if (targets.length === 2 && !other) continue;
      if (scene.placed[planned.index]?.length === 0) found.push({ rel, from, other, first: at === 0 });
    }
  }
  return found;
}

/** Beyond what is to be between the body and something else, seen from there. False if nothing waits so. */
function poseForChain(body: Body, inverse: readonly Inverse[], random: Random): boolean {
  const waiting = inverse.find(({ rel, other }) => rel === "between" && other);
  if (!waiting?.other) return false;
  const { from, other } = waiting;
  const part = random.between(0.5, 1.7);
  const off = random.between(-0.2, 0.2);
  const [dx, dz] = [from.x - other.x, from.z - other.z];
  pose(body, from.x + dx * part - dz * off, from.z + dz * part + dx * off, random.int(0, 3) * 4);
  return true;
}

function holdsInverse(scene: Scene, body: Body, { rel, from, other, first }: Inverse): boolean {
  if (!other) return relationHolds(rel, [from, body], scene);
  return relationHolds(rel, first ? [from, body, other] : [from, other, body], scene);
}

/** Where a thing goes that no relation places. */
export function guessFreely(guess: Guess, planned: PlannedEntity): boolean {
  const { scene, random, region, attempt, body } = guess;
  if (planned.place === "wall" && attempt < 40 && poseOnWall(guess)) return true;
  if (planned.place === "ceiling") return poseAloft(guess);
  if (planned.place === "water") {
    const waters = scene.bodies.filter(({ layer }) => layer === "water");
    if (waters.length > 0 && attempt < 40)
      return floatOn(guess, waters[(guess.slot + attempt) % waters.length] as Body);
    poseAnywhere(guess);
    if (scene.plan.intent.archetype === "underwater")
      body.y = Math.round(random.between(0.6, 2.4) * 100) / 100;
    return true;
  }
  if (planned.place === "surface" && attempt < 30) {
    const tops = scene.bodies.filter((one) => isTop(one, region, body));
    if (tops.length > 0) return placeOn(guess, tops[random.int(0, tops.length - 1)] as Body);
  }
  return poseAnywhere(guess);
}

function isTop(one: Body, region: Region, body: Body): boolean {
  if (
    !one.prefab.supports ||
    one.prefab.tags[0] === "wall" ||
    one.layer !== "solid" ||
    one.parent ||
    one.entity < 0
  )
    return false;
  const top = topOf(one);
  return (
    top >= 0.25 &&
    top <= 1.6 &&
    insideRect(one, region.rect) &&
    one.halfW >= body.halfW &&
    one.halfD >= body.halfD
  );
}

/** What juts out from this height on is in nobody's way, metres. */
const CLEAR_OF_WALKERS_M = 1.8;

/** The last resort for what is to be on something: on its middle, whatever else is up there and however far it juts out, if that is better. */
function forceOn(scene: Scene, { aims, body }: Search, best: Best): void {
  const target = aims.find(({ rel, targets }) => rel === "on" && targets[0]?.layer === "solid")?.targets[0];
  if (!target) return;
  body.parent = target;
  body.y = topOf(target);
  pose(body, target.x, target.z, target.yaw);
  const juts = body.halfW > 2 * target.halfW + 0.3 || body.halfD > 2 * target.halfD + 0.3;
  if (body.y < (juts ? CLEAR_OF_WALKERS_M : 0.3) || !insideRect(body, groundOf(scene))) return;
  const score = aims.filter(({ rel, targets }) => holds(scene, body, { rel, targets })).length;
  if (score > best.score)
    Object.assign(best, { score, x: body.x, z: body.z, y: body.y, yaw: body.yaw, parent: target });
}
