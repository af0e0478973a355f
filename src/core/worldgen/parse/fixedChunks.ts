/** Fixed phrases of several words: negations, relations, idioms, joints; the longest that stands at a place. */
import { settingOf } from "../settings.ts";
import { type Step, stepOf } from "./chunk.ts";
import { FUNCTION_WORDS } from "./functionWords.ts";
import { readJoint, readKeeping } from "./joints.ts";
import { readNegation, readRest } from "./negationChunks.ts";
import { DOUBLE_NEGATION, HARMLESS, NO_SIGNS } from "./negationCues.ts";
import type { Source } from "./nounHead.ts";
import { readNounPhrase } from "./nounPhrase.ts";
import { readOpening } from "./opening.ts";
import { phraseTable } from "./phrases.ts";
import { RELATION_PHRASES, type RelationPhrase } from "./relationPhrases.ts";

/** Fixed expressions that place nothing. */
const IDIOMS = phraseTable<true>([
  [
    "side by side|every one of them|every single one of them|each one of them|each of them|all of them|each other|one another|next to each other|facing each other|opposite each other|across from each other|face to face|well i|well we|of course|for example|for instance|by # way|in general|in particular|in total|at work|on display|on sale|on holiday|in use|on fire|in bloom|in full bloom|in love|at home|to scale|on # ground|on # floor|in # air|in # sky|on # move|at once|at first|at last|in short|as follows|on it s own|on its own|on their own|by itself|by himself|at play|on duty|in flight|in motion|under construction|under repair|out of order|up and running|in silence|in peace|in # day of|on # go|in operation|in # world|in # foreground of|at all|at least|in detail|in # picture|in colour|in color|for # brochure|to sit on|to sleep on|to lie on|to stand on|to sleep in|to sit in|to play with|to look at|to live in|to rest on|to play on|to read in|to eat at|as well|for now|right now|on top of that|in addition|besides that|next up|over there|over here|around here|in it s place|on both sides|in this scene|in # scene|in my world|on this map|in # centre of attention|to # brim|in full swing|up in # air|in # open|in # open air|in # mood|in sight|within sight|in view|far and wide|for miles|for miles around|as far as the eye can see|in turn|on a budget|at a glance|in # meantime|in # end|to it|of it|of them",
    true,
  ],
]);

/** Negations, relations, idioms: whichever phrase is the longest, unless a quantity is longer ("no fewer than"). */
export function readFixed(source: Source, at: number): Step | null {
  const { tokens } = source;
  const found: (Step | null)[] = [
    stepOf(HARMLESS.match(tokens, at), () => null),
    stepOf(IDIOMS.match(tokens, at), () => null),
    stepOf(NO_SIGNS.match(tokens, at), () => null),
    stepOf(DOUBLE_NEGATION.match(tokens, at), () => ({ kind: "wanted" })),
    readJoint(tokens, at),
    readKeeping(tokens, at),
    readNegation(source, at),
    readRest(source, at),
    stepOf(
      RELATION_PHRASES.match(
        tokens,
        at,
        (next) => next === at + 1 || !(tokens[at - 1]?.text === "whose" || cutsName(source, next)),
      ),
      (relation) => ({ kind: "relation", relation }),
    ),
  ];
  const place = placeAcross(source, at);
  if (place === at) return null;
  if (place > at) return { chunk: { kind: "relation", relation: IN_PLACE }, next: place };
  let best: Step | null = null;
  for (const candidate of found) if (candidate && (!best || candidate.next > best.next)) best = candidate;
  if (!best) return null;
  const opening = readOpening(tokens, at);
  if (opening.next > at && opening.next >= best.next && readNounPhrase(source, at)) return null;
  return best;
}

/** "on a [side table]", "in the [corner shop]": the last word of a relation begins the name of a thing. */
export function cutsName({ tokens, vocabulary }: Source, next: number): boolean {
  const [last, after] = [tokens[next - 1]!, tokens[next]];
  if (after?.kind !== "word" || FUNCTION_WORDS.has(after.text) || FUNCTION_WORDS.has(last.text)) return false;
  return vocabulary.lookup(`${last.text} ${after.text}`)?.source === "explicit";
}

const IN_PLACE: RelationPhrase = { rel: "inside", object: "needed", weak: true };

/** "at the [bottom of the sea]", "[under the sea]": where the name of a place begins in a relation's words; else -1. */
function placeAcross(source: Source, at: number): number {
  const relation = RELATION_PHRASES.match(source.tokens, at);
  if (!relation) return -1;
  for (let start = at; start < relation.next; start++) {
    for (let length = 4; length >= 3; length--) {
      const words = source.tokens.slice(start, start + length);
      if (start + length <= relation.next || words.some((token) => token.kind !== "word")) continue;
      if (settingOf(words.map((token) => token.text).join(" "))?.kind === "place") return start;
    }
  }
  return -1;
}
