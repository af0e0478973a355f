/**
 * The intent of what a model read, put right by what the rules read in the same prompt: the rules' negations, exact
 * counts and relations win. Nouns are looked up in the whole vocabulary, so a tag that a model made up does no harm.
 */
import { archetypeNames } from "../archetypes.ts";
import type { SceneEntity, SceneIntent, SceneRelation, SceneRoom } from "../intent.ts";
import { MAX_ABSENT, MAX_ENTITIES, MAX_RELATIONS, STAND_IN } from "../parse/drafts.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { ModelScene } from "./modelScene.ts";

const MOST_COUNT = 500;
const MOST_ROWS = 50;
const MOST_ROOMS = 16;

type ModelEntity = ModelScene["entities"][number];

/** A valid intent for any model's scene. `rules`: what the rules read in the same prompt. */
export function modelIntent(scene: ModelScene, rules: SceneIntent, vocabulary: Vocabulary): SceneIntent {
  const rooms = roomsOf(scene);
  const known = new Set(archetypeNames());
  const setting = scene.setting
    .map((word) => plain(word).slice(0, 40))
    .filter(Boolean)
    .slice(0, 12);
  const found = things(scene, { rules, vocabulary, rooms });
  return {
    setting: setting.length > 0 ? setting : rules.setting,
    archetype: known.has(scene.archetype) ? scene.archetype : rules.archetype,
    indoor: known.has(scene.archetype) ? scene.indoor : rules.indoor,
    time: scene.time,
    weather: scene.weather,
    ...(rules.mood === undefined ? {} : { mood: rules.mood }),
    ...(scene.size ? { size: scene.size } : {}),
    ...found,
    absent: absentOf(scene, { rules, vocabulary, entities: found.entities }),
    rooms: [...rooms.values()],
    unmatched: [],
  };
}

interface Around {
  readonly rules: SceneIntent;
  readonly vocabulary: Vocabulary;
  /** By the model's own id. */
  readonly rooms: ReadonlyMap<string, SceneRoom>;
}

function things(scene: ModelScene, around: Around): Pick<SceneIntent, "entities" | "relations"> {
  const { rules } = around;
  const forbidden = new Set(rules.absent);
  const entities: SceneEntity[] = [];
  /** New ids by the model's. */
  const ids = new Map<string, string>();
  const perOf = new Map<SceneEntity, string>();
  for (const given of scene.entities.slice(0, MAX_ENTITIES)) {
    const entity = entityOf(given, `e${entities.length}`, around);
    if (!entity || forbidden.has(entity.noun) || forbidden.has(entity.tag)) continue;
    entities.push(entity);
    if (!ids.has(given.id)) ids.set(given.id, entity.id);
    if (typeof given.per === "string") perOf.set(entity, given.per);
  }
  for (const [entity, given] of perOf) {
    const per = ids.get(given);
    if (per !== undefined && per !== entity.id) entity.per = per;
  }
  const asRules = takeCounts(entities, rules);
  return { entities, relations: relationsOf(scene, { ids, asRules, rules, entities }) };
}

/** The rules' absences, and those of the model's that take nothing away which is there. */
function absentOf(
  scene: ModelScene,
  {
    rules,
    vocabulary,
    entities,
  }: Pick<Around, "rules" | "vocabulary"> & { readonly entities: readonly SceneEntity[] },
): string[] {
  const present = new Set<string>();
  for (const { noun, tag } of entities) {
    const [prefab] = vocabulary.prefabsOf(tag);
    for (const word of [
      noun,
      tag,
      ...(prefab ? [prefab.name.toLowerCase(), ...prefab.tags, ...prefab.aliases] : []),
    ])
      present.add(word);
  }
  const words = scene.absent
    .map((word) => plain(word).slice(0, 80))
    .filter((word) => word !== "" && !present.has(word));
  return [...new Set([...rules.absent, ...words])].slice(0, MAX_ABSENT);
}

/** An entity as the layout takes it; null for a noun that says nothing. */
function entityOf(given: ModelEntity, id: string, { vocabulary, rooms }: Around): SceneEntity | null {
  const noun = plain(given.noun).slice(0, 80);
  if (noun === "") return null;
  const { color, material, style, size, arrangement } = given;
  const short = (word: string | null | undefined) => (word ? plain(word).slice(0, 30) : "");
  const min = whole(given.min, 0, MOST_COUNT);
  const room = typeof given.room === "string" ? rooms.get(given.room)?.id : undefined;
  return {
    id,
    noun,
    ...meaningOf(noun, given.tag, vocabulary),
    count: { min, max: Math.max(min, whole(given.max, 0, MOST_COUNT)) },
    modifiers: {
      ...(short(color) ? { color: short(color) } : {}),
      ...(short(material) ? { material: short(material) } : {}),
      ...(size ? { size } : {}),
      ...(short(style) ? { style: short(style) } : {}),
    },
    ...(arrangement ? { arrangement } : {}),
    ...(typeof given.rows === "number" && given.rows >= 1 ? { rows: whole(given.rows, 1, MOST_ROWS) } : {}),
    ...(room === undefined ? {} : { room }),
  };
}

/** The noun's own meaning; else the model's tag as the nearest kind; else a stand-in. */
function meaningOf(noun: string, tag: string, vocabulary: Vocabulary): Pick<SceneEntity, "tag" | "source"> {
  const own = vocabulary.lookup(noun);
  if (own) return { tag: own.tag, source: own.source };
  const given = plain(tag).slice(0, 80);
  const isStandIn = given.startsWith("proxy ");
  if (vocabulary.prefabsOf(given).length > 0)
    return { tag: given, source: isStandIn ? "proxy" : "substitute" };
  const nearest = vocabulary.lookup(given);
  return nearest
    ? { tag: nearest.tag, source: nearest.source === "proxy" ? "proxy" : "substitute" }
    : { tag: STAND_IN, source: "proxy" };
}

/**
 * Gives `entities` the rules' exact counts and adds what the rules counted and the model left out; where that is too
 * much, what only the model read gives way, the last first. Returns the ids by the rules' ids.
 */
function takeCounts(entities: SceneEntity[], rules: SceneIntent): ReadonlyMap<string, string> {
  const taken = new Map<SceneEntity, SceneEntity>();
  const missing: SceneEntity[] = [];
  for (const ours of rules.entities) {
    const theirs = entities.find((one) => !taken.has(one) && isSame(one, ours));
    if (theirs) taken.set(theirs, ours);
    else if (isExact(ours)) missing.push(ours);
  }
  let next = entities.length;
  for (let at = entities.length - 1; at >= 0 && entities.length + missing.length > MAX_ENTITIES; at -= 1)
    if (!taken.has(entities[at]!)) entities.splice(at, 1);
  for (const ours of missing) {
    const { room: _room, ...rest } = ours;
    const added = { ...rest, id: `e${next++}` };
    entities.push(added);
    taken.set(added, ours);
  }
  const mapped = new Map([...taken].map(([theirs, ours]) => [ours.id, theirs.id]));
  for (const [theirs, ours] of taken) {
    if (!isExact(ours)) continue;
    theirs.count = { ...ours.count };
    // A count for each of something means that something too.
    setPer(theirs, ours.per === undefined ? undefined : mapped.get(ours.per));
  }
  const there = new Set(entities.map(({ id }) => id));
  for (const entity of entities) if (entity.per !== undefined && !there.has(entity.per)) delete entity.per;
  return mapped;
}

function isSame(theirs: SceneEntity, ours: SceneEntity): boolean {
  return theirs.noun === ours.noun || (theirs.tag === ours.tag && ours.source === "explicit");
}

function isExact({ count }: SceneEntity): boolean {
  return count.min === count.max;
}

function setPer(entity: SceneEntity, per: string | undefined): void {
  if (per === undefined) delete entity.per;
  else entity.per = per;
}

interface Ends {
  readonly ids: ReadonlyMap<string, string>;
  readonly asRules: ReadonlyMap<string, string>;
  readonly rules: SceneIntent;
  readonly entities: readonly SceneEntity[];
}

/** The rules' relations, then the model's between things that the rules say nothing of. */
function relationsOf(scene: ModelScene, { ids, asRules, rules, entities }: Ends): SceneRelation[] {
  const there = new Set(entities.map(({ id }) => id));
  const found: SceneRelation[] = [];
  const pairs = new Set<string>();
  const add = (
    a: string | undefined,
    rel: SceneRelation["rel"],
    ends: readonly (string | undefined)[] | "scene",
  ) => {
    const b = ends === "scene" ? ends : ends.filter((end) => end !== undefined).slice(0, 2);
    if (a === undefined || !there.has(a) || b.length === 0) return;
    if (b !== "scene" && (b.includes(a) || (rel !== "between" && b.length > 1))) return;
    pairs.add(pairOf(a, b));
    found.push({ a, rel, b });
  };
  for (const { a, rel, b } of rules.relations)
    add(asRules.get(a), rel, b === "scene" ? b : b.map((end) => asRules.get(end)));
  const decided = new Set(pairs);
  for (const { a, rel, b } of scene.relations) {
    const ends = b.includes("scene") ? "scene" : b.map((end) => ids.get(end));
    const known = ends === "scene" ? ends : ends.filter((end) => end !== undefined);
    if (!decided.has(pairOf(ids.get(a) ?? "", known))) add(ids.get(a), rel, known);
  }
  return found.slice(0, MAX_RELATIONS);
}

/** The same for both directions: where the rules say "a on b", a model's "b under a" adds nothing. */
function pairOf(a: string, b: string | readonly string[]): string {
  return (typeof b === "string" ? [a, b] : [a, ...b]).toSorted().join(" ");
}

function roomsOf({ rooms }: ModelScene): Map<string, SceneRoom> {
  const known = new Map<string, SceneRoom>();
  for (const { id, kind, name, indoor } of rooms.slice(0, MOST_ROOMS)) {
    if (known.has(id)) continue;
    const called = plain(name).slice(0, 80) || plain(kind).slice(0, 80) || "room";
    const own = (plain(kind).replaceAll(" ", "_") || "indoor").slice(0, 40);
    known.set(id, { id: `r${known.size}`, kind: own, name: called, indoor });
  }
  return known;
}

/** One line in lower case, without control characters or broken halves of characters. */
function plain(text: string): string {
  return text
    .slice(0, 400)
    .toWellFormed()
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .toLowerCase();
}

function whole(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value) || 0));
}
