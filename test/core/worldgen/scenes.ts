/** Catalogue, vocabulary and scene intents for the tests of world generation. */
import fc from "fast-check";
import { ARCHETYPES } from "../../../src/core/worldgen/archetypeRows.ts";
import { archetypeNames } from "../../../src/core/worldgen/archetypes.ts";
import { TIMES_OF_DAY, WEATHERS } from "../../../src/core/worldgen/blueprint.ts";
import { type GeneratedWorld, generateWorld } from "../../../src/core/worldgen/generate.ts";
import {
  ARRANGEMENTS,
  RELATIONS,
  type RelationName,
  type SceneEntity,
  type SceneIntent,
} from "../../../src/core/worldgen/intent.ts";
import { createVocabulary, type Lexicon, type Vocabulary } from "../../../src/core/worldgen/vocabulary.ts";
import type { WorldCatalogue } from "../../../src/core/worldgen/worldPrefab.ts";
import { readCatalogueFile, readLexiconFile } from "../../../src/infra/catalogueFile.ts";
import { CatalogueFile } from "../../../src/protocol/catalogue.ts";

export interface Stock {
  readonly catalogue: WorldCatalogue;
  readonly vocabulary: Vocabulary;
}

let stock: Promise<Stock> | null = null;

/** The shipped catalogue and its vocabulary, read once. */
export function openStock(): Promise<Stock> {
  stock ??= (async () => {
    const file = CatalogueFile.parse(await readCatalogueFile());
    const prefabs = file.prefabs.toSorted((a, b) => (a.prefab_id < b.prefab_id ? -1 : 1));
    const catalogue = { version: file.version, prefabs };
    return { catalogue, vocabulary: createVocabulary(catalogue, (await readLexiconFile()) as Lexicon) };
  })();
  return stock;
}

type Rest = Partial<Omit<SceneEntity, "id" | "noun" | "tag" | "source" | "count">>;

/** An entity as the parser would write it. `count`: exactly so many, or from … to. */
export function thing(
  { vocabulary }: Stock,
  id: string,
  noun: string,
  count: number | readonly [number, number] = 1,
  rest: Rest = {},
): SceneEntity {
  const match = vocabulary.lookup(noun);
  if (!match) throw new Error(`nothing is called ${noun}`);
  const [min, max] = typeof count === "number" ? [count, count] : count;
  return { id, noun, tag: match.tag, source: match.source, count: { min, max }, modifiers: {}, ...rest };
}

/** A scene of an archetype. Relations as [a, relation, targets]. */
export function scene(
  archetype: string,
  entities: readonly SceneEntity[],
  relations: readonly (readonly [string, RelationName, "scene" | readonly string[]])[] = [],
  rest: Partial<SceneIntent> = {},
): SceneIntent {
  const indoor = ARCHETYPES.get(archetype)?.indoor ?? false;
  return {
    setting: [archetype.replaceAll("_", " "), indoor ? "indoor" : "outdoor"],
    archetype,
    indoor,
    time: "day",
    weather: "clear",
    entities: [...entities],
    relations: relations.map(([a, rel, b]) => ({ a, rel, b: b === "scene" ? b : [...b] })),
    absent: [],
    rooms: [],
    unmatched: [],
    ...rest,
  };
}

/** The world of an intent. */
export function build(
  { catalogue, vocabulary }: Stock,
  intent: SceneIntent,
  seed = 1,
  bounds?: { width: number; depth: number },
): GeneratedWorld {
  return generateWorld({ intent, prompt: "a test", seed, bounds, catalogue, vocabulary });
}

const ROOM_KINDS = ["bedroom", "kitchen", "living_room", "office", "classroom", "garden", "forest"] as const;

/** Any intent that a parser or a model could write: tags of the catalogue, relations, counts, absent tags, rooms. */
export function anyIntent({ catalogue }: Stock): fc.Arbitrary<SceneIntent> {
  const tags = [...new Set(catalogue.prefabs.flatMap((prefab) => prefab.tags))].toSorted();
  const entity = fc.record({
    tag: fc.constantFrom(...tags),
    least: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 12 })),
    more: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 6 })),
    size: fc.option(fc.constantFrom("tiny", "small", "large", "huge" as const), { nil: undefined }),
    arrangement: fc.option(fc.constantFrom(...ARRANGEMENTS), { nil: undefined, freq: 3 }),
    source: fc.constantFrom("explicit", "explicit", "substitute", "proxy" as const),
    room: fc.nat(5),
    per: fc.option(fc.nat(7), { nil: undefined, freq: 6 }),
  });
  return fc
    .record({
      archetype: fc.constantFrom(...archetypeNames()),
      time: fc.constantFrom(...TIMES_OF_DAY),
      weather: fc.constantFrom(...WEATHERS),
      size: fc.option(fc.constantFrom("small", "medium", "large" as const), { nil: undefined }),
      entities: fc.array(entity, { maxLength: 8 }),
      relations: fc.array(
        fc.record({
          a: fc.nat(7),
          rel: fc.constantFrom(...RELATIONS),
          b: fc.option(fc.nat(7)),
          c: fc.nat(7),
        }),
        { maxLength: 6 },
      ),
      absent: fc.array(fc.constantFrom(...tags), { maxLength: 3 }),
      rooms: fc.oneof(
        { weight: 3, arbitrary: fc.constant<{ kind: string; indoor: boolean }[]>([]) },
        fc.array(fc.record({ kind: fc.constantFrom<string[]>(...ROOM_KINDS), indoor: fc.boolean() }), {
          maxLength: 5,
        }),
      ),
    })
    .map(intentOf);
}

interface Drawn {
  archetype: string;
  time: SceneIntent["time"];
  weather: SceneIntent["weather"];
  size: SceneIntent["size"];
  entities: {
    tag: string;
    least: number;
    more: number;
    size: SceneEntity["modifiers"]["size"];
    arrangement: SceneEntity["arrangement"];
    source: SceneEntity["source"];
    room: number;
    per: number | undefined;
  }[];
  relations: { a: number; rel: RelationName; b: number | null; c: number }[];
  absent: string[];
  rooms: { kind: string; indoor: boolean }[];
}

function intentOf({ archetype, entities, relations, rooms, ...rest }: Drawn): SceneIntent {
  const indoor = ARCHETYPES.get(archetype)?.indoor ?? false;
  const idOf = (index: number) => `e${(index % entities.length) + 1}`;
  return {
    ...rest,
    setting: [archetype],
    archetype,
    indoor,
    entities: entities.map(({ tag, least, more, size, arrangement, source, room, per }, index) => ({
      id: `e${index + 1}`,
      noun: source === "explicit" ? tag : `odd ${tag}`,
      tag,
      source,
      count: { min: least, max: least + more },
      modifiers: size ? { size } : {},
      ...(arrangement ? { arrangement } : {}),
      ...(per !== undefined && per % entities.length !== index ? { per: idOf(per) } : {}),
      ...(rooms.length > 0 && room < rooms.length ? { room: `r${room + 1}` } : {}),
    })),
    relations:
      entities.length === 0
        ? []
        : relations.map(({ a, rel, b, c }) => ({
            a: idOf(a),
            rel,
            b: b === null ? "scene" : rel === "between" ? [idOf(b), idOf(c)] : [idOf(b)],
          })),
    rooms: rooms.map((room, index) => ({
      id: `r${index + 1}`,
      kind: room.kind,
      name: room.kind,
      indoor: indoor || room.indoor,
    })),
    unmatched: [],
  };
}
