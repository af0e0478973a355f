/** Slips of the pen in words of grammar and of places; slips in names of things are the vocabulary's. */
import type { Vocabulary } from "../vocabulary.ts";
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
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

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

/** The tokens with such slips put right. */
export function correctSpelling(tokens: readonly Token[], vocabulary: Vocabulary): readonly Token[] {
  let guesses = 0;
  return tokens.flatMap((token, at) => {
    if (token.kind !== "word") return [token];
    if (Object.hasOwn(COMMON, token.text)) return COMMON[token.text]!.split(" ").map(wordToken);
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
  if (word.length < MIN_LETTERS || word.length > 16 || !/^[a-z]+$/.test(word) || TARGETS.has(word))
    return false;
  if (FUNCTION_WORDS.has(word) || VERBS.has(word) || ABSTRACT.has(word) || DETERMINERS.has(word))
    return false;
  if (isQuantityWord(word) || CUES.hasWord(word) || RELATION_PHRASES.hasWord(word)) return false;
  return !isAdjective(word) && !looksAdjectival(word) && !vocabulary.isNoun(word);
}

function nearest(word: string): string | null {
  for (const candidate of slips(word)) if (TARGETS.has(candidate)) return candidate;
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
