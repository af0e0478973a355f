/** What the relations of a plan ask of the things they tie together: room, size, region, and relations of their own. */
import type { RelationName } from "../intent.ts";
import { clampScale } from "./choosePrefab.ts";
import type { PlannedEntity } from "./plannedScene.ts";
import { enoughAround, farthestRing, placesIn } from "./rings.ts";

type Entities = readonly (PlannedEntity | null)[];

/** Works out, for every entity, what others' relations to it ask of it. Mutates the entities. */
export function weighRelations(entities: Entities): void {
  const all = entities.filter((one) => one !== null);
  for (const planned of all) inheritRegion(planned, entities);
  for (const planned of all) growSupport(planned, entities);
  for (const planned of all) fitRing(planned, entities);
  for (const planned of all) carryAlong(planned, entities);
  for (const planned of all) keepApart(planned, entities);
  for (const planned of all) addNeeds(planned, entities);
}

/** What has a relation to something in a room is in that room. Mutates. */
function inheritRegion(planned: PlannedEntity, entities: Entities): void {
  let from: PlannedEntity | null | undefined = planned;
  for (let step = 0; step < 6 && from && !from.region; step += 1) {
    const target: number = from.per >= 0 ? from.per : (from.relations[0]?.targets[0] ?? -1);
    from = entities[target];
  }
  if (from?.region) planned.region = from.region;
}

/** Ground that things on a support take, in parts of what is there. */
const HEAPED = 0.7;

/** A support of no given size is made large enough for what is to be on or in it, as far as its prefab allows. Mutates it. */
function growSupport(planned: PlannedEntity, entities: Entities): void {
  for (const { rel, targets } of planned.relations) {
    const support = entities[targets[0] ?? -1];
    if ((rel !== "on" && rel !== "inside") || !support || support === planned) continue;
    if (support.form !== "thing" || support.entity.modifiers.size || support.prefab.collision.water) continue;
    const [own, under] = [planned.prefab.footprint, support.prefab.footprint];
    const share = Math.max(1, Math.ceil(planned.count / support.count));
    const needed = (own.w * own.d * planned.scale * planned.scale * share) / HEAPED;
    const least = Math.min(own.w, own.d) * planned.scale;
    const growth = Math.max(Math.sqrt(needed / (under.w * under.d)), least / Math.min(under.w, under.d));
    if (growth > support.scale) support.scale = clampScale(support.prefab, growth);
  }
}

/** Smallest scale that things of no given size are made to for a ring to hold them. */
const LEAST_IN_RING = 0.45;

/** What surrounds something is made small enough for a ring, if that is what it takes; a covering around it large enough to show. Mutates. */
function fitRing(planned: PlannedEntity, entities: Entities): void {
  const { prefab, count, entity, form, relations } = planned;
  const around = relations.find(({ rel, targets }) => rel === "around" && targets.length === 1);
  const target = entities[around?.targets[0] ?? -1];
  if (!target || target === planned || form !== "thing" || target.form !== "thing" || entity.modifiers.size)
    return;
  const [halfW, halfD] = [
    (target.prefab.footprint.w * target.scale) / 2,
    (target.prefab.footprint.d * target.scale) / 2,
  ];
  if (count === 1 && prefab.collision.walkable) {
    const wished = (2.8 * Math.max(halfW, halfD)) / Math.min(prefab.footprint.w, prefab.footprint.d);
    planned.scale = clampScale(prefab, Math.max(planned.scale, wished));
    return;
  }
  const share = planned.per === target.index ? Math.ceil(count / target.count) : count;
  const front = Math.min(halfW, halfD) + farthestRing({ halfW, halfD });
  const holds = (scale: number) => placesIn(front, prefab.footprint.w * scale) >= enoughAround(share);
  if (share < 4 || holds(planned.scale)) return;
  for (let scale = planned.scale * 0.95; scale >= LEAST_IN_RING * planned.scale; scale *= 0.95)
    if (holds(scale)) {
      planned.scale = clampScale(prefab, scale);
      return;
    }
}

/** What carries something that has a place of its own goes there with it: the platform under the car in the middle. Mutates. */
function carryAlong(planned: PlannedEntity, entities: Entities): void {
  for (const { rel, targets } of planned.relations) {
    const support = entities[targets[0] ?? -1];
    if ((rel !== "on" && rel !== "inside") || !support || support === planned) continue;
    if (support.count > 1 || support.relations.length > 0 || support.form !== "thing") continue;
    for (const other of planned.relations)
      if (
        !BOUND_TO_SUPPORT.has(other.rel) &&
        !other.targets.includes(support.index) &&
        other.targets.every((target) => target !== planned.index)
      )
        support.relations.push({ rel: other.rel, targets: other.targets, implied: true });
  }
}
const BOUND_TO_SUPPORT = new Set(["on", "inside", "under", "between", "around", "along"]);

/** Two things with a third between them stand far enough apart for it, if one of them stands by the other. Mutates. */
function keepApart(planned: PlannedEntity, entities: Entities): void {
  for (const { rel, targets } of planned.relations) {
    const [first, second] = targets;
    if (rel !== "between" || first === undefined || second === undefined || first === second) continue;
    const apartM = longestOf(planned) + 0.8;
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const relations = entities[from]?.relations ?? [];
      for (const [index, one] of relations.entries())
        if (one.targets[0] === to && one.targets.length === 1) relations[index] = { ...one, apartM };
    }
  }
}

const COMPASS_NEEDS: Partial<Record<RelationName, "north" | "south" | "east" | "west">> = {
  north_of: "north",
  south_of: "south",
  east_of: "east",
  west_of: "west",
};

/** Room that `planned` asks of its targets. Mutates the targets. */
function addNeeds(planned: PlannedEntity, entities: Entities): void {
  const { place, count } = planned;
  if (place === "wall" || place === "ceiling") return;
  const side = Math.min(6, longestOf(planned));
  for (const { rel, targets, apartM = 0 } of planned.relations) {
    const target = entities[targets[0] ?? -1];
    if (!target || target === planned) continue;
    const { needs } = target;
    const many = count > target.count;
    if (rel === "on") {
      const juts =
        (longestOf(planned) - Math.min(target.prefab.footprint.w, target.prefab.footprint.d) * target.scale) /
        2;
      for (const way of ["side", "front", "back"] as const)
        needs[way] = Math.max(needs[way], juts > 0.6 ? juts : 0);
    }
    const towards = COMPASS_NEEDS[rel];
    if (towards) needs[towards] = Math.max(needs[towards], longestOf(planned) + apartM + 1);
    if (rel === "behind") needs.back = Math.max(needs.back, side + 0.5 + apartM);
    if (rel === "in_front_of") needs.front = Math.max(needs.front, side + 0.6 + apartM);
    if (rel === "next_to") needs.side = Math.max(needs.side, side + 0.4 + apartM);
    if (rel === "around" && planned.form === "barrier") {
      const ring = (planned.prefab.collision.water ? 7 : 3) + deepestAround(target, entities);
      needs.side = Math.max(needs.side, ring);
      needs.front = Math.max(needs.front, ring);
      needs.back = Math.max(needs.back, ring);
    }
    if (rel === "around" && many) {
      needs.side = Math.max(needs.side, side + 0.8);
      needs.front = Math.max(needs.front, side + 0.8);
      needs.back = Math.max(needs.back, side + 0.8);
    }
  }
}

/** Room that the largest of what else stands around a thing takes outwards, metres; 0 without any. */
function deepestAround(target: PlannedEntity, entities: Entities): number {
  let deepest = 0;
  for (const one of entities)
    if (
      one?.form === "thing" &&
      one.relations.some(({ rel, targets }) => rel === "around" && targets[0] === target.index)
    )
      deepest = Math.max(deepest, longestOf(one) + 2);
  return deepest;
}

/** The longest side of one of these, metres. */
export function longestOf({ prefab, scale }: PlannedEntity): number {
  return Math.max(prefab.footprint.w, prefab.footprint.d) * scale;
}
