/** The few shapes of placing that differ from "somewhere on the ground". */
import type { WorldPrefab } from "../worldPrefab.ts";
import type { Form, PlannedRelation } from "./plannedScene.ts";

const EDGES = new Set(["sea", "ocean", "coastline"]);
const RIVERS = new Set(["river", "stream", "creek", "brook", "canal"]);
const ROADS = new Set([
  "road",
  "path",
  "street",
  "railway",
  "rail track",
  "train track",
  "track",
  "trail",
  "highway",
  "footpath",
  "lane",
  "alley",
]);
const BARRIERS = new Set(["fence", "wall", "hedge", "railing", "palisade", "barricade"]);
const STRUCTURES = new Set(["wall", "door"]);

/** The form of an entity; `several`: the prompt names a number of them, and so many there are to be. */
export function formOf(
  prefab: WorldPrefab,
  {
    indoor,
    relations,
    several,
  }: { indoor: boolean; relations: readonly PlannedRelation[]; several: boolean },
): Form {
  const kinds = prefab.tags.slice(0, 3);
  if (indoor && prefab.tags.slice(0, 1).some((tag) => STRUCTURES.has(tag)) && standsFree(relations))
    return "structure";
  if (prefab.collision.water) {
    if (kinds.some((tag) => EDGES.has(tag)) && !indoor) return "edge";
    if (kinds.some((tag) => RIVERS.has(tag)) && ringed(relations)) return "barrier";
    if (kinds.some((tag) => RIVERS.has(tag))) return "strip";
    return "water";
  }
  if (prefab.collision.walkable && kinds.some((tag) => ROADS.has(tag)) && longEnough(prefab)) return "strip";
  if (kinds.some((tag) => BARRIERS.has(tag)) && barred(relations) && !several) return "barrier";
  return "thing";
}

function standsFree(relations: readonly PlannedRelation[]): boolean {
  return relations.every(({ rel }) => rel === "around");
}

/** A moat: water that runs around something. */
function ringed(relations: readonly PlannedRelation[]): boolean {
  return relations.some(({ rel, targets }) => rel === "around" && targets.length === 1);
}

function barred(relations: readonly PlannedRelation[]): boolean {
  return relations.some(({ rel }) => rel === "around" || rel === "along");
}

function longEnough({ footprint }: WorldPrefab): boolean {
  return Math.max(footprint.w, footprint.d) >= 2 * Math.min(footprint.w, footprint.d);
}
