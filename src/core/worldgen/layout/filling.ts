/** What a world may be filled with: nothing that was excluded, and nothing that would add to what was asked for. */
import type { WorldPrefab } from "../worldPrefab.ts";
import { carries, type PrefabsByTag } from "./choosePrefab.ts";
import type { PlannedEntity, ScenePlan } from "./plannedScene.ts";

/** Tags of so many different things that a number of one of them says nothing of the others. */
const WIDE_TAGS = new Set([
  ...["furniture", "plant", "structure", "container", "building", "animal", "light", "decoration", "vehicle"],
  ...["seat", "person", "creature", "food", "tool", "hand tool", "appliance", "toy", "weapon", "clothing"],
]);

/**
 * The lower-case words that filling may not be called. Of what was excluded: the word and the nearest tag for it. Of
 * what was asked for: tag and noun; of what has a number, the noun's last word and every narrow tag of its prefab too.
 */
export function unfitForFilling({
  intent,
  vocabulary,
  entities,
  absent,
}: Pick<ScenePlan, "intent" | "vocabulary" | "entities" | "absent">): ReadonlySet<string> {
  const words = new Set(absent);
  for (const word of intent.absent) addNearest(words, word, vocabulary);
  for (const { tag, noun } of intent.entities) words.add(tag).add(noun);
  for (const planned of entities) if (planned && isNumbered(planned)) addKinds(words, planned);
  return words;
}

/** "No vegetation": the nearest tag to it is out as filling, though a plant that was asked for may stand. */
function addNearest(words: Set<string>, word: string, vocabulary: PrefabsByTag): void {
  const match = vocabulary.lookup(word.toLowerCase());
  if (match && match.source !== "proxy") words.add(match.tag);
}

function isNumbered({ entity: { count, per } }: PlannedEntity): boolean {
  return count.min === count.max || per !== undefined;
}

function addKinds(words: Set<string>, { prefab: { tags }, entity: { noun } }: PlannedEntity): void {
  words.add(noun.slice(noun.lastIndexOf(" ") + 1));
  for (const tag of tags) if (!WIDE_TAGS.has(tag)) words.add(tag);
}

/** True if the prefab may be used to fill a world of this plan. */
export function mayFill(prefab: WorldPrefab, { unfit, entities }: ScenePlan): boolean {
  return !carries(prefab, unfit) && entities.every((planned) => planned?.prefab !== prefab);
}
