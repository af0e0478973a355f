/** Slips of the pen in words of grammar and of places; slips in names of things are the vocabulary's. */
import type { Vocabulary } from "../vocabulary.ts";
import { isOneSlip } from "../words/typo.ts";
import { isAdjective, looksAdjectival } from "./adjectives.ts";
import { ABSTRACT, DETERMINERS, FUNCTION_WORDS, VERBS } from "./functionWords.ts";
import { isQuantityWord } from "./numbers.ts";
import { RELATION_PHRASES } from "./relationPhrases.ts";
import { CUES } from "./timeWeather.ts";
import { type Token, wordToken } from "./tokens.ts";

/** Shorter words have too many neighbours to guess. */
const MIN_LETTERS = 5;
/** Unknown words that are looked into per prompt. */
const MAX_GUESSES = 16;

/** Slips that are too short or too far off to find by letters. */
const COMMON: Readonly<Record<string, string>> = {
  ...{
    teh: "the",
    hte: "the",
    wiht: "with",
    wth: "with",
    whit: "with",
    adn: "and",
    nad: "and",
    anf: "and",
    fo: "of",
  },
  ...{
    infront: "in front",
    ontop: "on top",
    nextto: "next to",
    alot: "a lot",
    aswell: "as well",
    noone: "no one",
  },
  ...{
    thier: "their",
    undr: "under",
    nxt: "next",
    nera: "near",
    tow: "two",
    thre: "three",
    fuor: "four",
    wihtout: "without",
    n: "and",
    duk: "duck",
    ovn: "oven",
    wal: "wall",
    wals: "walls",
    peple: "people",
    ppl: "people",
    giraf: "giraffe",
    evry: "every",
    eachh: "each",
    frm: "from",
    btw: "between",
    betwen: "between",
    bside: "beside",
  },
  ...{
    beetween: "between",
    arround: "around",
    inbetween: "in between",
    nite: "night",
    iwth: "with",
    ther: "there",
  },
};

const GRAMMAR =
  "every between behind around beside under underneath beneath without against inside middle front surrounded opposite facing along three seven eight twelve several corner centre night sunset sunrise midnight raining snowing foggy sunny stormy".split(
    " ",
  );

const PLACES =
  "living bedroom bathroom kitchen garden forest jungle street village castle harbour harbor office library classroom restaurant playground mountain desert meadow island station market museum hospital dungeon tavern warehouse workshop laboratory spaceship underwater graveyard cemetery campsite swimming backyard courtyard apartment cyberpunk medieval futuristic beach".split(
    " ",
  );

const TARGETS = new Set([...GRAMMAR, ...PLACES]);
/** Looks have too many neighbours to believe in a wrong letter ("greek"): only one left out, doubled or swapped. */
const LOOKS = new Set("black white green brown yellow orange purple wooden leather golden silver".split(" "));

/** Four letters: looks with one left out ("blak"), other words where no vowel stayed ("frnt"). */
const SHORT_SLIPS: ReadonlyMap<string, string> = new Map(
  [...TARGETS, ...LOOKS]
    .filter((word) => word.length === MIN_LETTERS)
    .flatMap((word) =>
      [1, 2, 3].map((at): [string, string] => [word.slice(0, at) + word.slice(at + 1), word]),
    )
    .filter(([slip, word]) => LOOKS.has(word) || !/[aeiouy]/.test(slip)),
);

/** The tokens with such slips put right. */
export function correctSpelling(tokens: readonly Token[], vocabulary: Vocabulary): readonly Token[] {
  let guesses = 0;
  return tokens.flatMap((token, at) => {
    if (token.kind !== "word") return [token];
    if (Object.hasOwn(COMMON, token.text)) return COMMON[token.text]!.split(" ").map(wordToken);
    if (token.text.length < MIN_LETTERS && !SHORT_SLIPS.has(token.text)) return [token];
    if (guesses >= MAX_GUESSES || !isUnknown(token.text, vocabulary)) return [token];
    // "bedside table": half of a name.
    const next = tokens[at + 1];
    if (next?.kind === "word" && vocabulary.lookup(`${token.text} ${next.text}`)?.source === "explicit")
      return [token];
    guesses++;
    const meant = nearest(token.text);
    return [meant ? { ...token, text: meant } : token];
  });
}

function isUnknown(word: string, vocabulary: Vocabulary): boolean {
  if (word.length < MIN_LETTERS - 1 || word.length > 16 || !/^[a-z]+$/.test(word) || TARGETS.has(word))
    return false;
  if (FUNCTION_WORDS.has(word) || VERBS.has(word) || ABSTRACT.has(word) || DETERMINERS.has(word))
    return false;
  if (isQuantityWord(word) || CUES.hasWord(word) || RELATION_PHRASES.hasWord(word)) return false;
  return !isAdjective(word) && !looksAdjectival(word) && !vocabulary.isNoun(word);
}

/** The targets by their first letter, which a slip leaves alone. */
const BY_LETTER = new Map<string, string[]>();
for (const word of [...TARGETS, ...LOOKS])
  BY_LETTER.set(word[0]!, [...(BY_LETTER.get(word[0]!) ?? []), word]);

/** The word one slip away, likelier slips first: swapped letters, one too many, one left out, a wrong one. */
function nearest(word: string): string | null {
  if (word.length < MIN_LETTERS) return SHORT_SLIPS.get(word) ?? null;
  let best: { word: string; rank: number } | null = null;
  for (const target of BY_LETTER.get(word[0]!) ?? []) {
    if (Math.abs(target.length - word.length) > 1 || !isOneSlip(word, target)) continue;
    const rank = rankOf(word, target);
    if (rank < (best?.rank ?? 4)) best = { word: target, rank };
  }
  return best?.word ?? null;
}

function rankOf(word: string, target: string): number {
  const isLook = LOOKS.has(target);
  if (word.length > target.length) return isLook ? 4 : 1;
  if (word.length < target.length) return 2;
  const wrong = [...word].filter((letter, index) => letter !== target[index]).length;
  if (wrong > 1) return 0;
  return isLook ? 4 : 3;
}
