/** Places one thing: guesses by its relations, then anywhere, and keeps the guess that satisfies most. */
import type { Random } from "../../random.ts";
import type { RelationName } from "../intent.ts";
import { relationHolds } from "../relations.ts";
import { type Body, pose } from "./body.ts";
import { clampScale } from "./choosePrefab.ts";
import { fits, groundOf, needsFit } from "./fit.ts";
import type { PlannedEntity, PlannedRelation } from "./plan.ts";
import { type Guess, guessFor } from "./samplers.ts";
import { poseAloft, poseAnywhere, poseOnWall, turnTo } from "./samplersFree.ts";
import { floatOn, placeOn } from "./samplersOn.ts";
import { accept, bodyOf, insideRect, type Region, regionOf, type Scene, topOf } from "./scene.ts";

/** Guesses by relation, and anywhere, before a thing is made smaller or given up. */
const RELATION_GUESSES = 28;
const FREE_GUESSES = 60;
/** Guesses that insist on room around the thing for what comes after it. */
const ROOMY_GUESSES = 22;

/** The order in which relations lead the guesses: what leaves least choice first. */
const LEADING: readonly RelationName[] = [
  "on",
  "under",
  "inside",
  "between",
  "middle_of",
  "around",
  "in_front_of",
  "behind",
  "along",
  "next_to",
  "against",
  "north_of",
  "south_of",
  "east_of",
  "west_of",
  "facing",
  "near",
];

/** A relation of the thing being placed, with the bodies it is to hold to: none for the scene. */
export interface Aim {
  readonly rel: RelationName;
  readonly targets: readonly Body[];
  readonly slot: number;
  readonly slots: number;
}

interface Best {
  score: number;
  x: number;
  z: number;
  y: number;
  yaw: number;
  parent: Body | null;
}

/** Places number `index` of an entity. Null if there is no place for it. Mutates the scene. */
export function placeOne(scene: Scene, planned: PlannedEntity, index: number): Body | null {
  const random = scene.random.fork(planned.entity.id).fork(index);
  const aims = aimsOf(scene, planned, index);
  const region = regionOf(scene, planned);
  for (const scale of scalesFor(planned, aims)) {
    const body = newBody(planned, scale, region);
    const found = search(scene, { planned, body, aims, region, random, index });
    if (found) {
      accept(scene, body);
      return body;
    }
  }
  return null;
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

/** The planned scale; smaller, if it is to stand on something too small for it; then as small as can be. */
function scalesFor({ prefab, scale }: PlannedEntity, aims: readonly Aim[]): number[] {
  const scales = [scale];
  const under = aims.find(
    ({ rel, targets }) => (rel === "on" || rel === "inside") && targets[0]?.layer === "solid",
  );
  const target = under?.targets[0];
  if (target) {
    const ratio = Math.min(
      1,
      (target.halfW * 2) / (prefab.footprint.w * scale),
      (target.halfD * 2) / (prefab.footprint.d * scale),
    );
    if (ratio < 1) scales.unshift(clampScale(prefab, scale * ratio * 0.95));
  }
  const least = clampScale(prefab, prefab.min_scale);
  if (!scales.includes(least)) scales.push(clampScale(prefab, (scale + least) / 2), least);
  return [...new Set(scales)];
}

/** The bodies that each relation of thing number `index` is to hold to. */
export function aimsOf(scene: Scene, planned: PlannedEntity, index: number): Aim[] {
  const aims: Aim[] = [];
  for (const relation of planned.relations) {
    const aim = aimFor(scene, planned, { relation, index });
    if (aim) aims.push(aim);
  }
  if (aims.length === 0 && planned.per >= 0) {
    const owner = aimFor(scene, planned, { relation: { rel: "next_to", targets: [planned.per] }, index });
    if (owner) aims.push(owner);
  }
  return aims.sort((a, b) => LEADING.indexOf(a.rel) - LEADING.indexOf(b.rel));
}

function aimFor(
  scene: Scene,
  planned: PlannedEntity,
  { relation, index }: { relation: PlannedRelation; index: number },
): Aim | null {
  const { rel, targets } = relation;
  if (targets.length === 0) return { rel, targets: [], slot: index, slots: planned.count };
  const [first, second] = targets.map((target) => scene.placed[target] ?? []);
  if (targets[0] === planned.index) {
    const others = first ?? [];
    const previous = others.at(-1);
    return previous ? { rel, targets: [previous], slot: 0, slots: 1 } : null;
  }
  if (!first || first.length === 0) return null;
  const share = Math.max(1, Math.ceil(planned.count / first.length));
  const grouped = planned.per === targets[0] || planned.count > first.length;
  const at = grouped && planned.per === targets[0] ? Math.floor(index / share) : index % first.length;
  const slot = planned.per === targets[0] ? index % share : Math.floor(index / first.length);
  const target = first[Math.min(at, first.length - 1)] as Body;
  if (rel !== "between") return { rel, targets: [target], slot, slots: share };
  const same = targets[1] === targets[0] || !second;
  const from = same ? (first[(index * 2) % first.length] as Body) : target;
  const to = same ? first[(index * 2 + 1) % first.length] : second[index % second.length];
  return to && to !== from ? { rel, targets: [from, to], slot: 0, slots: 1 } : null;
}

interface Search {
  readonly planned: PlannedEntity;
  readonly body: Body;
  readonly aims: readonly Aim[];
  readonly region: Region;
  readonly random: Random;
  readonly index: number;
}

function search(scene: Scene, given: Search): boolean {
  const { planned, body, aims, region } = given;
  const best: Best = { score: -1, x: 0, z: 0, y: 0, yaw: 0, parent: null };
  const inverse = inverseAims(scene, planned);
  const most = aims.length + inverse.length;
  const rounds = Math.max(1, aims.length) * RELATION_GUESSES;
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
    if (!guessFreely(guessAt(scene, given, { attempt }), planned)) continue;
    face(body, aims);
    if (consider(scene, given, { best, inverse, attempt, loose: attempt > FREE_GUESSES / 2 }) >= most) break;
  }
  if (best.score < 0 && !forceOn(scene, given, best)) return false;
  body.y = best.y;
  body.parent = best.parent;
  pose(body, best.x, best.z, best.yaw);
  if (body.parent?.zone && region !== scene.main) body.zone = region.id;
  return true;
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
  return relationHolds(rel, body, [b ?? null, second], scene);
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

function holdsInverse(scene: Scene, body: Body, { rel, from, other, first }: Inverse): boolean {
  if (!other) return relationHolds(rel, from, [body], scene);
  return relationHolds(rel, from, first ? [body, other] : [other, body], scene);
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
  if (!one.prefab.supports || one.layer !== "solid" || one.parent || one.entity < 0) return false;
  const top = topOf(one);
  return (
    top >= 0.25 &&
    top <= 1.6 &&
    insideRect(one, region.rect) &&
    one.halfW >= body.halfW &&
    one.halfD >= body.halfD
  );
}

/** The last resort for what is to be on something: on its middle, whatever else is up there. */
function forceOn(scene: Scene, { aims, body }: Search, best: Best): boolean {
  const aim = aims.find(({ rel, targets }) => rel === "on" && targets[0]?.layer === "solid");
  const target = aim?.targets[0];
  if (!target) return false;
  body.parent = target;
  body.y = topOf(target);
  pose(body, target.x, target.z, target.yaw);
  if (body.y < 0.3 || !insideRect(body, groundOf(scene))) return false;
  Object.assign(best, { score: 0, x: body.x, z: body.z, y: body.y, yaw: body.yaw, parent: target });
  return true;
}
