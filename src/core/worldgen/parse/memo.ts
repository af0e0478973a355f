/** A vocabulary that remembers what it was asked: prompts share most of their words. */
import type { NounMatch, Vocabulary } from "../vocabulary.ts";

/** Most answers that are remembered per vocabulary; when full, all are forgotten. */
const MAX_REMEMBERED = 16_384;

const REMEMBERED = new WeakMap<Vocabulary, Vocabulary>();

/** The same vocabulary with answers kept; asking twice costs one map look-up. Answers are the vocabulary's own. */
export function remembering(vocabulary: Vocabulary): Vocabulary {
  const known = REMEMBERED.get(vocabulary);
  if (known) return known;
  const matches = new Map<string, NounMatch | null>();
  const nouns = new Map<string, boolean>();
  const singulars = new Map<string, string>();
  const memo: Vocabulary = {
    maxWords: vocabulary.maxWords,
    lookup: (phrase, language) => {
      const key = language ? `${language}:${phrase}` : phrase;
      return remember(matches, key, () => vocabulary.lookup(phrase, language));
    },
    isNoun: (word) => remember(nouns, word, () => vocabulary.isNoun(word)),
    singular: (word) => remember(singulars, word, () => vocabulary.singular(word)),
    prefabsOf: (tag) => vocabulary.prefabsOf(tag),
  };
  REMEMBERED.set(vocabulary, memo);
  return memo;
}

function remember<T>(answers: Map<string, T>, key: string, ask: () => T): T {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= MAX_REMEMBERED) answers.clear();
  answers.set(key, answer);
  return answer;
}
