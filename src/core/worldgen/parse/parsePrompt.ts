/**
 * Prompt → SceneIntent, by rules: normalise, cut into tokens, find time and weather, cut into chunks, read the chunks
 * into a scene, choose the setting, number what is there. The grammar is written down in docs/rules/language.md.
 */
import { archetypeNamed } from "../archetypes.ts";
import type { SceneEntity, SceneIntent } from "../intent.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { MOODS, sceneSizeOf } from "./adjectives.ts";
import { chooseSetting } from "./chooseSetting.ts";
import { readChunks } from "./chunks.ts";
import { readCues } from "./cues.ts";
import {
  type Draft,
  MAX_ABSENT,
  MAX_ENTITIES,
  MAX_RELATIONS,
  relationOf,
  type SceneDraft,
  settle,
} from "./drafts.ts";
import { interpret } from "./interpreter.ts";
import { keywordTokens } from "./keywords.ts";
import { remembering } from "./memo.ts";
import { normalise } from "./normalise.ts";
import { planRooms, type RoomPlan } from "./rooms.ts";
import { correctSpelling } from "./spelling.ts";
import { tokenize } from "./tokens.ts";
import { translate } from "./translate.ts";

/** What the prompt asks for. Deterministic; reads the first 2,000 characters; any string gives a valid intent. */
export function parsePrompt(prompt: string, words: Vocabulary): SceneIntent {
  const vocabulary = remembering(words);
  const tokens = correctSpelling(translate(tokenize(normalise(prompt)), vocabulary), vocabulary);
  const cues = readCues(tokens, vocabulary);
  const keywords = keywordTokens(tokens, cues.ends, vocabulary);
  const chunks = readChunks({
    tokens,
    vocabulary,
    cueEnds: cues.ends,
    keywords,
  });
  const scene = interpret(chunks, vocabulary);
  for (const draft of scene.entities) if (draft.every > 1) settle(draft);
  for (const noun of cues.absent) scene.forbidNoun(noun, vocabulary.lookup(noun)?.tag ?? null);
  const place = chooseSetting(scene, vocabulary);
  const plan = planRooms(scene);
  if (!place.indoor && plan.rooms.length === 0) scene.buildWall();
  const archetype = plan.rooms.length > 1 && place.indoor ? "flat" : place.archetype;
  return {
    setting: place.setting,
    archetype,
    indoor: place.indoor,
    time: cues.time,
    weather: cues.weather,
    ...optional("mood", moodOf(tokens.map((token) => token.text))),
    ...optional("size", sizeOf(scene)),
    ...numbered(scene, plan),
    absent: absentOf(scene, { archetype, indoor: place.indoor, vocabulary }),
    rooms: [...plan.rooms],
    unmatched: scene.unmatched.map((word) => word.slice(0, 80)),
  };
}

/** Entities and relations with ids, in the order of the prompt; a thing that is in each of several rooms once per room. */
function numbered(scene: SceneDraft, plan: RoomPlan): Pick<SceneIntent, "entities" | "relations"> {
  const kept = scene.entities.filter((draft) => !draft.dropped);
  const ids = new Map<Draft, string>();
  const entities: SceneEntity[] = [];
  for (const draft of kept) ids.set(draft, `e${ids.size}`);
  const idOf = (draft: Draft) => ids.get(draft)!;
  for (const draft of kept) entities.push(entityOf(draft, plan.roomsOf(draft)[0], idOf));
  const known = scene.relations.filter(
    (relation) =>
      ids.has(relation.a) && (relation.b === "scene" || relation.b.every((draft) => ids.has(draft))),
  );
  const relations = known.map((relation) => relationOf(relation, idOf));
  const copies = new Map<string, Map<Draft, string>>();
  for (const draft of kept) {
    for (const room of plan.roomsOf(draft).slice(1)) {
      if (entities.length >= MAX_ENTITIES) break;
      const id = `e${entities.length}`;
      entities.push({ ...entityOf(draft, room, idOf), id });
      if (!copies.has(room)) copies.set(room, new Map());
      copies.get(room)!.set(draft, id);
    }
  }
  for (const inRoom of copies.values()) {
    for (const relation of known) {
      const { a, b } = relation;
      const whole = inRoom.has(a) && b !== "scene" && b.every((draft) => inRoom.has(draft));
      if (whole && relations.length < MAX_RELATIONS)
        relations.push(relationOf(relation, (draft) => inRoom.get(draft)!));
    }
  }
  return { entities, relations };
}

function entityOf(draft: Draft, room: string | undefined, idOf: (draft: Draft) => string): SceneEntity {
  const { min, max } = draft.count;
  return {
    id: idOf(draft),
    noun: draft.noun,
    tag: draft.tag,
    source: draft.source,
    count: { min, max },
    ...(draft.per && !draft.per.dropped ? { per: idOf(draft.per) } : {}),
    modifiers: { ...draft.modifiers },
    ...optional("arrangement", draft.arrangement),
    ...optional("rows", draft.rows),
    ...optional("room", room),
  };
}

/** The absent words; a kind that something is exempt from goes, and what would fill the place with it is named instead. */
function absentOf(
  scene: SceneDraft,
  { archetype, indoor, vocabulary }: { archetype: string; indoor: boolean; vocabulary: Vocabulary },
): string[] {
  const words = scene.absences.flatMap(({ noun, tag }) => (tag && tag !== noun ? [noun, tag] : [noun]));
  const exempt = scene.entities.filter((draft) => draft.exempt && !draft.dropped);
  const isOf = (tag: string, word: string) => vocabulary.prefabsOf(tag)[0]?.tags.includes(word) ?? false;
  const kept = words.flatMap((word) => {
    if (!exempt.some((draft) => draft.tag !== word && isOf(draft.tag, word))) return [word];
    const filling = archetypeNamed(archetype, indoor).filling.map(([tag]) => tag);
    return filling.filter((tag) => isOf(tag, word) && !exempt.some((draft) => isOf(draft.tag, tag)));
  });
  return [...new Set(kept.map((word) => word.slice(0, 80)))].slice(0, MAX_ABSENT);
}

function moodOf(words: readonly string[]): string | undefined {
  for (const word of words) if (Object.hasOwn(MOODS, word)) return MOODS[word];
  return undefined;
}

function sizeOf(scene: SceneDraft): SceneIntent["size"] {
  for (const { phrase } of scene.mentions) {
    for (const adjective of phrase?.adjectives ?? []) {
      const size = sceneSizeOf(adjective);
      if (size) return size;
    }
  }
  return undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
