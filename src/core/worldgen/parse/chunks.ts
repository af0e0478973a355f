/** The prompt cut into pieces of meaning: noun phrases, relations, negations, cues, joints. */

import { settingOf } from "../settings.ts";
import { modifiersOf } from "./adjectives.ts";
import { readArrangement } from "./arrangements.ts";
import type { Chunk } from "./chunk.ts";
import { endsClause, opensPhrase, startsClause } from "./clauses.ts";
import { endOfDeed, readDenial } from "./denials.ts";
import { readLeaving, vacantAt } from "./exceptions.ts";
import { FUNCTION_WORDS, PRONOUNS, VERBS } from "./functionWords.ts";
import { readOnes, readSets, readShared } from "./groups.ts";
import { DOUBLE_NEGATION, HARMLESS, NEGATION_CUES, NO_SIGNS, ORDERS_AWAY } from "./negationCues.ts";
import { couldDescribe, type Source } from "./nounHead.ts";
import { readNounPhrase } from "./nounPhrase.ts";
import { readNumber, readQuantity } from "./numbers.ts";
import { readOpening } from "./opening.ts";
import { phraseTable } from "./phrases.ts";
import { RELATION_PHRASES, type RelationPhrase } from "./relationPhrases.ts";
import type { Separator, Token } from "./tokens.ts";

const JOINTS = phraseTable<"and" | "or" | "but" | "wanted" | "with" | "have" | "be" | "ignore">([
  [
    "and|as well as|plus|along with|together with|and also|and then|in addition to|accompanied by|not to mention|and finally|followed by",
    "and",
  ],
  ["or|and or", "or"],
  ["but|however|although|though|yet|so|therefore|whereas|because|since|now", "but"],
  [
    "with|including|featuring|complete with|equipped with|that has|which has|that have|which have|decorated with|furnished with|covered with|covered in|dotted with|scattered with|strewn with|containing only",
    "with",
  ],
  [
    "has|have|having|contains|contain|includes|include|features|feature|holds|got|has got|have got|comes with|come with|boasts|boast",
    "have",
  ],
  [
    "there is|there are|there s|there stands|there sits|there lies|is|are|was|were|stands|sits|lies|hangs|we see|you see|i see|we find|is there|are there|there should be|there will be|should be|must be|will be|there must be|put|place|add|stand|sit|hang|lie|grows|grow|lives|live|came|came from|is standing|is sitting|is lying|rests|leans|comes|we have|i want|we want|stood|sat|lay|hung|stays|stay|remains|remain",
    "be",
  ],
  [
    "like|as|shaped like|looks like|look like|looking like|as if|similar to|inspired by|in # style of|in # shape of|in # form of|named after|known as|reminiscent of|resembling|as big as|as large as|the size of|called|for sale",
    "ignore",
  ],
]);

const MADE_OF = phraseTable<true>([
  [
    "made of|made from|made out of|built of|built from|carved from|carved out of|made entirely of|constructed from|woven from|built out of",
    true,
  ],
]);

/** Fixed expressions that place nothing. */
const IDIOMS = phraseTable<true>([
  [
    "side by side|each other|one another|next to each other|facing each other|opposite each other|across from each other|face to face|well i|well we|of course|for example|for instance|by # way|in general|in particular|in total|at work|on display|on sale|on holiday|in use|on fire|in bloom|in full bloom|in love|at home|to scale|on # ground|on # floor|in # air|in # sky|on # move|at once|at first|at last|in short|as follows|on it s own|on its own|on their own|by itself|by himself|at play|on duty|in flight|in motion|under construction|under repair|out of order|up and running|in silence|in peace|in # day of|on # go|in operation|in # world|in # foreground of|at all|at least|in detail|in # picture|in colour|in color|for # brochure|to sit on|to sleep on|to lie on|to stand on|to sleep in|to sit in|to play with|to look at|to live in|to rest on|to play on|to read in|to eat at|as well|for now|right now|on top of that|in addition|besides that|next up|over there|over here|around here|in it s place|on both sides|in this scene|in # scene|in my world|on this map|in # centre of attention|to # brim|in full swing|up in # air|in # open|in # open air|in # mood|in sight|within sight|in view|far and wide|for miles|for miles around|as far as the eye can see|in turn|on a budget|at a glance|in # meantime|in # end|to it|of it|of them",
    true,
  ],
]);

/** The chunks of a prompt, in order. */
export function readChunks(source: Source): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < source.tokens.length) {
    const due = NOUN_DUE.has(chunks.at(-1)?.kind ?? "separator") || isListed(source, at);
    const step = readStep(source, at, due);
    if (step.chunk) chunks.push(step.chunk);
    at = Math.max(at + 1, step.next);
  }
  return chunks;
}

/** After these an unknown word is a noun. */
const NOUN_DUE: ReadonlySet<Chunk["kind"]> = new Set(["negation", "relation", "with", "and", "or"] as const);

/** Words that a comma parts from the rest, up to the next sign or word of grammar: "sundews, a heron". */
function isListed({ tokens }: Source, at: number): boolean {
  const before = tokens[at - 1];
  if (before?.kind !== "separator" || before.text === "." || before.text === ";") return false;
  let next = at;
  while (tokens[next]?.kind === "word" && couldDescribe(tokens[next]!.text)) next++;
  const after = tokens[next];
  const ends = after?.kind !== "word" || FUNCTION_WORDS.has(after.text);
  return ends && next > at && next <= at + 3 && tokens[next - 1]!.text.length > 3;
}

interface Step {
  readonly chunk: Chunk | null;
  readonly next: number;
}

function readStep(source: Source, at: number, due: boolean): Step {
  const token = source.tokens[at]!;
  if (token.kind === "separator")
    return { chunk: { kind: "separator", sign: token.text as Separator }, next: at + 1 };
  const arrangement = readArrangement(source.tokens, at);
  if (arrangement)
    return { chunk: { kind: "arrangement", arrangement: arrangement.arrangement }, next: arrangement.next };
  return (
    readCue(source, at) ??
    readMaterial(source, at) ??
    readFixed(source, at) ??
    readAge(source, at) ??
    readExceptions(source, at) ??
    readPair(source, at) ??
    readSets(source, at) ??
    readOnes(source, at) ??
    readShared(source, at) ??
    readNoun(source, at, due) ??
    readSome(source, at) ??
    readJoint(source, at) ??
    readPronoun(source, at) ?? { chunk: null, next: at + 1 }
  );
}

/** "made of rusty steel"; "made of dreams" is passed over with its noun. */
function readMaterial(source: Source, at: number): Step | null {
  const match = MADE_OF.match(source.tokens, at);
  if (!match) return null;
  for (let next = match.next; next < match.next + 4 && source.tokens[next]?.kind === "word"; next++) {
    const { material } = modifiersOf([source.tokens[next]!.text]);
    if (material) return { chunk: { kind: "material", material }, next: next + 1 };
  }
  return { chunk: { kind: "ignore" }, next: match.next };
}

function readCue(source: Source, at: number): Step | null {
  const end = source.cueEnds.get(at);
  if (end === undefined) return null;
  if (readNounPhrase(source, at)) return null;
  const { tokens } = source;
  if (/^(?:nobody|one)$/.test(tokens[end - 1]!.text) && opensDeed(tokens[end]))
    return { chunk: { kind: "negation", cue: "verb" }, next: endOfDeed(tokens, end) };
  return { chunk: { kind: "cue" }, next: end };
}

/** "nobody has built", "nobody parks": not "nobody around", "nobody but". */
function opensDeed(token: Token | undefined): boolean {
  if (token?.kind !== "word") return false;
  return (
    /^(?:has|had|have|ever|would|will|can|could|may|should|is|was|dares|wants)$/.test(token.text) ||
    !FUNCTION_WORDS.has(token.text)
  );
}

/** Negations, relations, idioms: whichever phrase is the longest, unless a quantity is longer ("no fewer than"). */
function readFixed(source: Source, at: number): Step | null {
  const { tokens } = source;
  const found: (Step | null)[] = [
    step(HARMLESS.match(tokens, at), () => null),
    step(IDIOMS.match(tokens, at), () => null),
    step(NO_SIGNS.match(tokens, at), () => null),
    step(DOUBLE_NEGATION.match(tokens, at), () => ({ kind: "wanted" })),
    joint(tokens, at),
    readKeeping(tokens, at),
    readNegation(source, at),
    readRest(source, at),
    step(
      RELATION_PHRASES.match(tokens, at, (next) => next === at + 1 || !cutsName(source, next)),
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
function cutsName({ tokens, vocabulary }: Source, next: number): boolean {
  const [last, after] = [tokens[next - 1]!, tokens[next]];
  if (after?.kind !== "word" || FUNCTION_WORDS.has(after.text) || FUNCTION_WORDS.has(last.text)) return false;
  return vocabulary.lookup(`${last.text} ${after.text}`)?.source === "explicit";
}

/** A negation where its words are one: orders only at the start of a clause, denials only of what stands before. */
function readNegation({ tokens }: Source, at: number): Step | null {
  const order = startsClause(tokens[at - 1]) ? ORDERS_AWAY.match(tokens, at) : null;
  const match = NEGATION_CUES.match(tokens, at);
  const longest = order && (!match || order.next >= match.next) ? order : match;
  const denial = readDenial(tokens, at);
  if (denial && (!longest || denial.next >= longest.next))
    return { chunk: denial.value && { kind: "negation", cue: denial.value }, next: denial.next };
  if (!longest) return null;
  const { value: cue, next } = longest;
  if (cue === "swap" && !opensPhrase(tokens[next])) return null;
  if (FEARS.has(tokens[at]!.text) && opensPhrase(tokens[next])) return null;
  if (cue === "denied" && BARE_DENIALS.has(tokens[next - 1]!.text) && !endsClause(tokens[next])) return null;
  return { chunk: { kind: "negation", cue }, next };
}

/** "every stool but one". */
function readRest({ tokens }: Source, at: number): Step | null {
  const left = readLeaving(tokens, at);
  return left && { chunk: { kind: "leaving", count: left.count }, next: left.next };
}

/** "afraid of spiders" wants none; "a mouse afraid of the cat" has a cat. */
const FEARS = new Set(
  "afraid scared frightened terrified allergic hate hates hated dislike dislikes detest detests loathe loathes".split(
    " ",
  ),
);

/** Last words of denials that deny only at the end of a clause: "armchairs are not", but "the hall is not large". */
const BARE_DENIALS = new Set("not none way go all please".split(" "));

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

function step<T>(match: { value: T; next: number } | null, chunk: (value: T) => Chunk | null): Step | null {
  return match && { chunk: chunk(match.value), next: match.next };
}

function jointChunk(value: "and" | "or" | "but" | "wanted" | "with" | "have" | "be" | "ignore"): Chunk {
  if (value === "with" || value === "have") return { kind: "with", verb: value === "have" };
  return { kind: value };
}

/** "6 year olds", "turns 7", "aged 5": no quantity of anything. */
function readAge(source: Source, at: number): Step | null {
  const { tokens } = source;
  const quantity = readQuantity(tokens, at);
  if (!quantity || cutsName(source, quantity.next + 1)) return null;
  let next = quantity.next;
  if (
    !/^(?:years?|months?|am|pm|oclock|metres?|meters?|m|cm|feet|ft|foot|km|percent|minutes?|hours?|days?|degrees?|floors?|storeys?|story|stories|square|sqm|altogether|overall|people only)$/.test(
      tokens[next]?.text ?? "",
    )
  )
    return null;
  while (
    /^(?:years?|months?|olds?|am|pm|oclock|metres?|meters?|m|cm|feet|ft|foot|km|wide|long|tall|high|deep|by|percent|minutes?|hours?|days?|degrees?|floors?|storeys?|story|stories|square|sqm|altogether|overall)$/.test(
      tokens[next]?.text ?? "",
    )
  )
    next++;
  return { chunk: null, next };
}

function readNoun(source: Source, at: number, due: boolean): Step | null {
  const phrase = readNounPhrase(source, at, due);
  return phrase && { chunk: { kind: "noun", phrase }, next: phrase.next };
}

function readSome(source: Source, at: number): Step | null {
  const quantity = readQuantity(source.tokens, at);
  if (!quantity?.quantity.exact || quantity.quantity.min < 1) return null;
  const { tokens } = source;
  const after = tokens[quantity.next]?.text ?? "";
  if (/^(?:more|others?|further)$/.test(after) && !couldBeNoun(tokens[quantity.next + 1]))
    return { chunk: { kind: "some", count: quantity.quantity.max, more: true }, next: quantity.next + 1 };
  if (quantity.quantity.min < 2) return null;
  const ofThem = after === "of" && /^(?:them|which|these|those)$/.test(tokens[quantity.next + 1]?.text ?? "");
  if (ofThem) return { chunk: { kind: "some", count: quantity.quantity.max }, next: quantity.next + 2 };
  if (!RELATION_PHRASES.match(tokens, quantity.next)) return null;
  return { chunk: { kind: "some", count: quantity.quantity.max }, next: quantity.next };
}

function couldBeNoun(token: Token | undefined): boolean {
  return token?.kind === "word" && !FUNCTION_WORDS.has(token.text);
}

/** "which has four", "two of the spaces stay empty". */
function readExceptions({ tokens }: Source, at: number): Step | null {
  const vacant = vacantAt(tokens, at);
  if (vacant) return { chunk: { kind: "vacant", count: vacant.count }, next: vacant.next };
  if (!/^(?:has|have|gets|seats|only|just)$/.test(tokens[at - 1]?.text ?? "")) return null;
  const number = readNumber(tokens, at);
  if (!number || !Number.isInteger(number.value) || tokens[number.next]?.kind === "word") return null;
  return { chunk: { kind: "excepted", count: number.value }, next: number.next };
}

/** "the former", "the latter", "on the biggest": without a noun of their own. */
function readPair({ tokens }: Source, at: number): Step | null {
  if (tokens[at]?.text !== "the") return null;
  const word = tokens[at + 1]?.text ?? "";
  const after = tokens[at + 2];
  const alone = after?.kind !== "word" || FUNCTION_WORDS.has(after.text) || VERBS.has(after.text);
  const isPair = /^(?:former|latter)$/.test(word);
  const isPicked =
    PICKED.has(word) &&
    /^(?:on|in|inside|under|behind|beside|by|of|to|near)$/.test(tokens[at - 1]?.text ?? "");
  if (!alone || !(isPair || isPicked) || after?.text === "of") return null;
  return { chunk: { kind: "pronoun", word: isPair ? word : "biggest" }, next: at + 2 };
}

const PICKED = new Set(
  "biggest largest smallest tallest highest longest shortest widest oldest nearest closest farthest furthest".split(
    " ",
  ),
);

function readJoint(source: Source, at: number): Step | null {
  return joint(source.tokens, at);
}

/** Not the "has" of "that has not been sold", "have all sailed". */
function joint(tokens: readonly Token[], at: number): Step | null {
  const match = JOINTS.match(tokens, at);
  const isHave = match && /^ha(?:s|ve)$/.test(tokens[match.next - 1]!.text);
  if (isHave && match.next > at + 1 && DEED_AHEAD.has(tokens[match.next]?.text ?? ""))
    return { chunk: null, next: match.next - 1 };
  return step(match, jointChunk);
}

const DEED_AHEAD = new Set("not never all both long yet already now since been".split(" "));

/** "kept the armchair", "left the table": ends what was taken away. */
function readKeeping(tokens: readonly Token[], at: number): Step | null {
  if (!/^(?:keep|keeps|kept|keeping|leave|leaves|left|spare|spared)$/.test(tokens[at]!.text)) return null;
  return opensPhrase(tokens[at + 1]) ? { chunk: { kind: "wanted" }, next: at + 1 } : null;
}

function readPronoun(source: Source, at: number): Step | null {
  const word = source.tokens[at]!.text;
  const one = /^(?:one|another|other|others|first|second|third|last)$/.test(word);
  if (!PRONOUNS.has(word) && !one) return null;
  return { chunk: { kind: "pronoun", word }, next: at + 1 };
}
