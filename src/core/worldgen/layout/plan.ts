/** From an intent to what will be placed: prefab, number, size, region and relations of every entity, and the size of the ground. */
import type { Random } from "../../random.ts";
import { type Archetype, archetypeNamed } from "../archetypes.ts";
import { MAX_INSTANCES } from "../blueprint.ts";
import type { SceneEntity, SceneIntent } from "../intent.ts";
import type { Placed, WorldPrefab } from "../worldPrefab.ts";
import { chooseGround } from "./chooseGround.ts";
import { choosePrefab, chooseScale, chooseVariant, type PrefabsByTag, placesOf } from "./choosePrefab.ts";
import { unfitForFilling } from "./filling.ts";
import { formOf } from "./forms.ts";
import type { Capped, PlannedEntity, PlannedRelation, ScenePlan } from "./plannedScene.ts";
import { weighRelations } from "./weighRelations.ts";

export interface PlanInput {
  readonly intent: SceneIntent;
  readonly random: Random;
  readonly vocabulary: PrefabsByTag;
  readonly bounds?: { readonly width: number; readonly depth: number };
}

/** Instances left for walls, doors and crossings. */
const STRUCTURE_SHARE = 60;

/** The plan for an intent. Draws only counts and sizes from `random`, on streams of their own. */
export function planScene({ intent, random, vocabulary, bounds }: PlanInput): ScenePlan {
  const absent = absentWords(intent, vocabulary);
  const archetype = archetypeNamed(intent.archetype, intent.indoor);
  const indexOf = new Map(intent.entities.map(({ id }, index) => [id, index]));
  const relations = relationsOf(intent, indexOf);
  const entities = intent.entities.map((entity, index) =>
    planEntity({ entity, index, intent, vocabulary, absent, indexOf, relations: relations[index] ?? [] }),
  );
  dropMissing(entities);
  const capped = countAll(entities, archetype, random);
  weighRelations(entities);
  const ground = chooseGround({ intent, archetype, entities, random, bounds });
  const unfit = unfitForFilling({ intent, vocabulary, entities, absent });
  return { intent, archetype, vocabulary, entities, absent, unfit, capped, ...ground };
}

/** The words nothing may be called: as asked, and the catalogue's own word for each. */
function absentWords(intent: SceneIntent, vocabulary: PrefabsByTag): ReadonlySet<string> {
  const words = new Set<string>();
  for (const word of intent.absent) {
    words.add(word.toLowerCase());
    const match = vocabulary.lookup(word.toLowerCase());
    if (match?.source === "explicit") words.add(match.tag);
  }
  return words;
}

function relationsOf(intent: SceneIntent, indexOf: ReadonlyMap<string, number>): PlannedRelation[][] {
  const relations: PlannedRelation[][] = intent.entities.map(() => []);
  for (const { a, rel, b } of intent.relations) {
    const index = indexOf.get(a);
    if (index === undefined) continue;
    if (b === "scene") relations[index]?.push({ rel, targets: [] });
    else {
      const targets = b.map((id) => indexOf.get(id)).filter((one) => one !== undefined);
      if (targets.length === b.length) relations[index]?.push({ rel, targets });
    }
  }
  return relations;
}

interface EntityInput {
  readonly entity: SceneEntity;
  readonly index: number;
  readonly intent: SceneIntent;
  readonly vocabulary: PrefabsByTag;
  readonly absent: ReadonlySet<string>;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly relations: PlannedRelation[];
}

function planEntity(input: EntityInput): PlannedEntity | null {
  const { entity, index, intent, vocabulary, absent, indexOf, relations } = input;
  const { tag, noun, modifiers, source } = entity;
  if (absent.has(noun) || entity.count.max === 0) return null;
  const wanted = wantedPlace(relations);
  const prefab = choosePrefab(
    { tag, noun, modifiers, setting: intent.setting, place: wanted, absent },
    vocabulary,
  );
  if (!prefab) return null;
  const variant = chooseVariant(prefab, modifiers);
  return {
    index,
    entity,
    prefab,
    form: formOf(prefab, {
      indoor: indoorAt(intent, entity),
      relations,
      several: entity.count.min > 1 && entity.count.min === entity.count.max,
    }),
    place: placeFor(prefab, wanted),
    scale: chooseScale(prefab, modifiers.size),
    ...(variant ? { variant } : {}),
    ...(source === "explicit" ? {} : { label: noun }),
    count: 0,
    per: entity.per ? (indexOf.get(entity.per) ?? -1) : -1,
    ...(entity.room ? { region: entity.room } : {}),
    relations,
    needs: { front: 0, back: 0, side: 0, north: 0, south: 0, east: 0, west: 0 },
  };
}

function indoorAt(intent: SceneIntent, { room }: SceneEntity): boolean {
  return intent.rooms.find(({ id }) => id === room)?.indoor ?? intent.indoor;
}

function wantedPlace(relations: readonly PlannedRelation[]): Placed | undefined {
  if (relations.some(({ rel, targets }) => rel === "on" && targets.length > 0)) return "surface";
  return relations.some(({ rel, targets }) => rel === "against" && targets.length === 0) ? "wall" : undefined;
}

function placeFor(prefab: WorldPrefab, wanted: Placed | undefined): Placed {
  const places = placesOf(prefab);
  if (wanted && places.includes(wanted)) return wanted;
  return places[0] ?? "ground";
}

/** Takes relations and `per` to entities that cannot be there away. Mutates. */
function dropMissing(entities: (PlannedEntity | null)[]): void {
  for (const planned of entities) {
    if (!planned) continue;
    const kept = planned.relations.filter(({ targets }) => targets.every((target) => entities[target]));
    planned.relations.splice(0, planned.relations.length, ...kept);
  }
}

/** Far more than a world holds. */
const MOST_COUNTED = 100_000;

/** Sets every count, and says which had to be cut to the cap. Mutates the entities. */
function countAll(
  entities: readonly (PlannedEntity | null)[],
  archetype: Archetype,
  random: Random,
): Capped[] {
  const filling = new Set(archetype.filling.map(([tag]) => tag));
  for (const planned of entities) {
    if (!planned) continue;
    const { min, max } = planned.entity.count;
    const least = Math.max(1, min);
    const most = Math.max(least, max);
    planned.count =
      least === most || filling.has(planned.entity.tag)
        ? most
        : random.fork("count").fork(planned.entity.id).int(least, most);
  }
  const counts = entities.map((planned) => planned && perCount(planned, entities));
  for (const planned of entities) if (planned) planned.count = counts[planned.index] as number;
  return capCounts(entities);
}

/** How many there are when so many are for each of another, and so on; a chain that comes back to itself ends there. */
function perCount(planned: PlannedEntity, entities: readonly (PlannedEntity | null)[]): number {
  const chain = new Set<PlannedEntity>();
  let count = 1;
  let last = planned;
  for (;;) {
    chain.add(last);
    const owner = last.per >= 0 ? entities[last.per] : null;
    if (!owner || chain.has(owner)) return Math.min(MOST_COUNTED, count * last.count);
    count *= Math.max(1, last.entity.count.min);
    last = owner;
  }
}

function capCounts(entities: readonly (PlannedEntity | null)[]): Capped[] {
  const room = MAX_INSTANCES - STRUCTURE_SHARE;
  const all = entities.filter((one) => one !== null);
  const asked = all.map(({ count }) => count);
  let total = asked.reduce((sum, count) => sum + count, 0);
  while (total > room) {
    const largest = all.reduce((a, b) => (b.count > a.count ? b : a));
    const cut = Math.min(total - room, Math.max(1, Math.floor(largest.count / 4)));
    largest.count -= cut;
    total -= cut;
  }
  return all.flatMap(({ entity, count }, index) =>
    count < (asked[index] as number)
      ? [{ noun: entity.noun, asked: asked[index] as number, placed: count }]
      : [],
  );
}
