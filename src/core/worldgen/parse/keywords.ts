/** Keyword lists without separators: "rain street taxi umbrella puddle neon sign 2 pigeons". */
import { settingOf } from "../settings.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { isAdjective } from "./adjectives.ts";
import { DETERMINERS, FUNCTION_WORDS } from "./functionWords.ts";
import type { Token } from "./tokens.ts";

/** Fewer nouns in a row can be one compound ("ice cream cart"). */
const MIN_NAMES = 3;
const MIN_WORDS = 4;

/** The tokens of runs of at least four words without a grammatical word or separator between them. */
export function keywordTokens(
  tokens: readonly Token[],
  cueEnds: ReadonlyMap<number, number>,
  vocabulary: Vocabulary,
): Set<number> {
  const found = new Set<number>();
  let start = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && isContent(tokens[at]!)) continue;
    if (
      at - start >= MIN_WORDS &&
      countNames(tokens.slice(start, at), start, cueEnds, vocabulary) >= MIN_NAMES
    ) {
      for (let index = start; index < at; index++) found.add(index);
    }
    start = at + 1;
  }
  return found;
}

function isContent(token: Token): boolean {
  return (
    token.kind === "number" ||
    (token.kind === "word" && !FUNCTION_WORDS.has(token.text) && !DETERMINERS.has(token.text))
  );
}

/** Names in the run: a known compound is one. */
function countNames(
  run: readonly Token[],
  start: number,
  cueEnds: ReadonlyMap<number, number>,
  vocabulary: Vocabulary,
): number {
  let nouns = 0;
  for (let at = 0; at < run.length; ) {
    let length = Math.min(4, run.length - at);
    while (length > 0 && !isName(run.slice(at, at + length), vocabulary)) length--;
    const counts = length > 0 && !(length === 1 && isAdjective(run[at]!.text));
    if (counts || cueEnds.has(start + at)) nouns++;
    at += Math.max(1, length);
  }
  return nouns;
}

function isName(words: readonly Token[], vocabulary: Vocabulary): boolean {
  if (words.some((token) => token.kind !== "word")) return false;
  const phrase = words.map((token) => token.text).join(" ");
  if (settingOf(phrase)) return true;
  return words.length === 1 ? vocabulary.isNoun(phrase) : vocabulary.lookup(phrase)?.source === "explicit";
}
