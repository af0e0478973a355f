/** Tables of fixed phrases, looked up at a place in a list of tokens: the longest phrase that stands there wins. */
import type { Token } from "./tokens.ts";

export interface PhraseMatch<T> {
  readonly value: T;
  /** Index of the first token after the phrase. */
  readonly next: number;
}

export interface PhraseTable<T> {
  /** The longest phrase that starts at `at`, or null; `accepts` (the index after it) may refuse longer ones. */
  match(tokens: readonly Token[], at: number, accepts?: (next: number) => boolean): PhraseMatch<T> | null;
  /** Whether some phrase begins with the word. */
  opensWith(word: string): boolean;
  /** Whether some phrase has the word. */
  hasWord(word: string): boolean;
}

/** A table of `[phrases separated by "|", value]`; `#` in a phrase stands for an optional "the", "a", "an", "its" or "their". */
export function phraseTable<T>(rows: readonly (readonly [string, T])[]): PhraseTable<T> {
  const byFirst = new Map<string, { words: readonly string[]; value: T }[]>();
  for (const [phrases, value] of rows) {
    for (const phrase of phrases.split("|")) {
      const words = phrase.split(" ");
      const list = byFirst.get(words[0]!);
      if (list) list.push({ words, value });
      else byFirst.set(words[0]!, [{ words, value }]);
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  const vocabulary = new Set(rows.flatMap(([phrases]) => phrases.split(/[| ]/)));
  return {
    opensWith: (word) => byFirst.has(word),
    hasWord: (word) => vocabulary.has(word),
    match(tokens, at, accepts) {
      const token = tokens[at];
      if (!token || token.kind === "separator") return null;
      const opened = byFirst.get(token.text);
      if (!opened) return null;
      const second = tokens[at + 1]?.text;
      for (const { words, value } of opened) {
        if (words.length > 1 && words[1] !== second && words[1] !== "#") continue;
        const next = endOf(tokens, at, words);
        if (next > 0 && (!accepts || accepts(next))) return { value, next };
      }
      return null;
    },
  };
}

const OPTIONAL = new Set(["the", "a", "an", "its", "their", "his", "her", "very"]);

function endOf(tokens: readonly Token[], at: number, words: readonly string[]): number {
  let next = at;
  for (const word of words) {
    if (word === "#") {
      while (OPTIONAL.has(tokens[next]?.text ?? "")) next++;
    } else if (tokens[next]?.text === word && tokens[next]?.kind !== "separator") next++;
    else return 0;
  }
  return next;
}
