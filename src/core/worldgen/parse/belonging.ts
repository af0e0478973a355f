/** How a thing goes with its owner where the prompt only says "with" or "has": read off the catalogue. */
import type { RelationName } from "../intent.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { Draft } from "./drafts.ts";

const SEATS = new Set(["chair", "stool", "bench", "seat", "armchair", "bar stool"]);
const TABLES = new Set(["table", "desk", "counter", "bar"]);

/** The relation of a thing to its owner, or null where nothing suggests one. */
export function belongsHow(vocabulary: Vocabulary, thing: Draft, owner: Draft): RelationName | null {
  const [part] = vocabulary.prefabsOf(thing.tag);
  const [whole] = vocabulary.prefabsOf(owner.tag);
  if (!part || !whole) return null;
  if (part.tags.some((tag) => SEATS.has(tag)) && whole.tags.some((tag) => TABLES.has(tag))) {
    return thing.count.max > 2 ? "around" : "next_to";
  }
  const places = Array.isArray(part.placement.on) ? part.placement.on : [part.placement.on];
  return places.includes("surface") && whole.supports ? "on" : null;
}
