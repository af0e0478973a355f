/** The prompt cut into pieces of meaning: noun phrases, relations, negations, cues, joints. */
import { modifiersOf } from "./adjectives.ts";
import { readArrangement } from "./arrangements.ts";
import type { Chunk, Step } from "./chunk.ts";
import { readFixed } from "./fixedChunks.ts";
import { FUNCTION_WORDS, PRONOUNS } from "./functionWords.ts";
import { readOnes, readSets, readShared } from "./groups.ts";
import { readJoint } from "./joints.ts";
import { readNobody } from "./negationChunks.ts";
import { couldDescribe, type Source } from "./nounHead.ts";
import { readNounPhrase } from "./nounPhrase.ts";
import { readAge, readExceptions, readPair, readSome } from "./numberChunks.ts";
import { phraseTable } from "./phrases.ts";
import type { Separator } from "./tokens.ts";

const MADE_OF = phraseTable<true>([
  [
    "made of|made from|made out of|built of|built from|carved from|carved out of|made entirely of|constructed from|woven from|built out of",
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
    readJoint(source.tokens, at) ??
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
  return readNobody(source.tokens, end) ?? { chunk: { kind: "cue" }, next: end };
}

function readNoun(source: Source, at: number, due: boolean): Step | null {
  const phrase = readNounPhrase(source, at, due);
  return phrase && { chunk: { kind: "noun", phrase }, next: phrase.next };
}

function readPronoun(source: Source, at: number): Step | null {
  const word = source.tokens[at]!.text;
  const one = /^(?:one|another|other|others|first|second|third|last)$/.test(word);
  if (!PRONOUNS.has(word) && !one) return null;
  return { chunk: { kind: "pronoun", word }, next: at + 1 };
}
