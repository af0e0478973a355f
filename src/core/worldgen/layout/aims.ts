/** What a thing's relations mean for one of its kind: which bodies it is to stand to, as which of how many, and how far off. */
import type { RelationName } from "../intent.ts";
import { gapBetween } from "../relations.ts";
import type { Body } from "./body.ts";
import type { PlannedEntity, PlannedRelation } from "./plannedScene.ts";
import { type Scene, topOf } from "./scene.ts";

/** Fewer than this for each target make one ring around the first. */
const RING_FROM = 3;

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
  /** Metres to leave between it and its targets. */
  readonly apartM: number;
}

/** A tower of things on each other ends with a top beyond this, metres, and another begins: positions reach to 10 km. */
const HIGHEST_TOP_M = 9_000;

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
  const { rel, targets, apartM = 0 } = relation;
  if (targets.length === 0) return { rel, targets: [], slot: index, slots: planned.count, apartM };
  const [first, second] = targets.map((target) => placedOrBeyond(scene, planned, target));
  if (targets[0] === planned.index) {
    const previous = first?.at(-1);
    return previous && !(rel === "on" && topOf(previous) > HIGHEST_TOP_M)
      ? { rel, targets: [previous], slot: 0, slots: 1, apartM }
      : null;
  }
  if (!first || first.length === 0) return null;
  if (rel === "around" && planned.per !== targets[0] && planned.count < RING_FROM * first.length)
    return {
      ...{ rel, targets: [first[0] as Body], slot: index, slots: planned.count },
      apartM: ringOf(scene, planned, first[0] as Body),
    };
  const share = Math.max(1, Math.ceil(planned.count / first.length));
  const grouped = planned.per === targets[0] || planned.count > first.length;
  const at = grouped && planned.per === targets[0] ? Math.floor(index / share) : index % first.length;
  const slot = planned.per === targets[0] ? index % share : Math.floor(index / first.length);
  const target = first[Math.min(at, first.length - 1)] as Body;
  if (rel === "around")
    return { rel, targets: [target], slot, slots: share, apartM: ringOf(scene, planned, target) };
  if (rel !== "between") return { rel, targets: [target], slot, slots: share, apartM };
  const same = targets[1] === targets[0] || !second;
  const from = same ? (first[(index * 2) % first.length] as Body) : target;
  const to = same ? first[(index * 2 + 1) % first.length] : second[index % second.length];
  return to && to !== from ? { rel, targets: [from, to], slot: 0, slots: 1, apartM } : null;
}

/** A second ring that would begin farther out than this is none any more, metres. */
const FARTHEST_RING_M = 3.4;

/** How far from a thing's edge the rings of other things around it reach, and a way between, metres; 0 without any. */
function ringOf(scene: Scene, planned: PlannedEntity, b: Body): number {
  const { parent } = b;
  let reach = parent ? Math.max(0, Math.max(parent.halfW, parent.halfD) - Math.min(b.halfW, b.halfD)) : 0;
  for (const other of scene.plan.entities) {
    if (!other || other === planned || other.form === "barrier") continue;
    if (!other.relations.some(({ rel, targets }) => rel === "around" && targets[0] === b.entity)) continue;
    for (const body of scene.placed[other.index] ?? [])
      if (body.layer === "solid")
        reach = Math.max(reach, gapBetween(body, b) + 2 * Math.min(body.halfW, body.halfD));
  }
  return reach > 0 && reach < FARTHEST_RING_M
    ? Math.max(reach + 0.05, Math.min(reach + 0.4, FARTHEST_RING_M))
    : 0;
}

/**
 * The bodies of a target. One that is not there yet because it is itself to be between this thing and something else
 * ("a bench between oak and box, the box between bench and gate") lies beyond: then that something else's.
 */
function placedOrBeyond(scene: Scene, planned: PlannedEntity, target: number): Body[] {
  const placed = scene.placed[target] ?? [];
  if (placed.length > 0 || target === planned.index) return placed;
  const chain = scene.plan.entities[target]?.relations.find(
    ({ rel, targets }) => rel === "between" && targets.includes(planned.index),
  );
  const beyond = chain?.targets.find((one) => one !== planned.index) ?? -1;
  return scene.placed[beyond] ?? [];
}
