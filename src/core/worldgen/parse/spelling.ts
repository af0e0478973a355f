/** Finds the place that an unknown word is a slip of: one letter too many, too few, wrong, or two swapped. Slips in names of things are the vocabulary's. */
import { settingOf } from "../settings.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { isAdjective } from "./adjectives.ts";

/** Shorter words have too many neighbours to guess. */
const MIN_LETTERS = 5;
/** Unknown words that are looked into per prompt. */
const MAX_GUESSES = 16;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A speller for one prompt: `word` → the nearest word that the settings know as a place, or null. */
export function createSpeller(vocabulary: Vocabulary): (word: string) => string | null {
  const known = new Map<string, string | null>();
  return function respell(word) {
    const before = known.get(word);
    if (before !== undefined) return before;
    if (known.size >= MAX_GUESSES || word.length < MIN_LETTERS || word.length > 18 || !/^[a-z]+$/.test(word))
      return null;
    const found = vocabulary.isNoun(word) || isAdjective(word) ? null : nearest(word);
    known.set(word, found);
    return found;
  };
}

function nearest(word: string): string | null {
  for (const candidate of slips(word)) if (settingOf(candidate)?.kind === "place") return candidate;
  return null;
}

/** Words one slip away, likelier slips first: swapped, doubled or dropped letters, then wrong ones. The first letter stays. */
function* slips(word: string): Generator<string> {
  for (let i = 1; i < word.length - 1; i++)
    yield word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
  for (let i = 1; i < word.length; i++) yield word.slice(0, i) + word.slice(i + 1);
  for (let i = 1; i <= word.length; i++)
    for (const letter of LETTERS) yield word.slice(0, i) + letter + word.slice(i);
  for (let i = 1; i < word.length; i++)
    for (const letter of LETTERS) yield word.slice(0, i) + letter + word.slice(i + 1);
}
