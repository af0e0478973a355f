/** Writes an intent in one line, so that a table of sentences can say what each should give. */

import type { SceneEntity, SceneIntent } from "../../../../src/core/worldgen/intent.ts";
import { parsePrompt } from "../../../../src/core/worldgen/parse/parsePrompt.ts";
import { smallVocabulary } from "./smallVocabulary.ts";

/** What the prompt gives with the small vocabulary. */
export function intentOf(prompt: string): SceneIntent {
  return parsePrompt(prompt, smallVocabulary);
}

/** "chair 4/table row" for each thing, divided by ", ". */
export function thingsOf(intent: SceneIntent): string {
  return intent.entities.map((entity) => thing(entity, intent)).join(", ");
}

/** "cat on chair" for each relation, divided by ", ". */
export function relationsOf(intent: SceneIntent): string {
  const name = (id: string) => nounOf(id, intent);
  return intent.relations
    .map(({ a, rel, b }) => `${name(a)} ${rel} ${b === "scene" ? b : b.map(name).join("+")}`)
    .join(", ");
}

function thing(entity: SceneEntity, intent: SceneIntent): string {
  const { min, max } = entity.count;
  const count = min === max ? `${min}` : `${min}-${max}`;
  const per = entity.per ? `/${nounOf(entity.per, intent)}` : "";
  const rows = entity.rows ? ` ${entity.rows} rows` : "";
  return `${entity.noun} ${count}${per}${entity.arrangement ? ` ${entity.arrangement}` : ""}${rows}`;
}

function nounOf(id: string, intent: SceneIntent): string {
  return intent.entities.find((entity) => entity.id === id)?.noun ?? id;
}
