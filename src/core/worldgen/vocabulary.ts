/** Which prefabs a noun names: the catalogue's own words first, then the nearest kind of thing, then a stand-in. */
import { fold } from "./words/fold.ts";
import { singularOf } from "./words/singular.ts";
import { slipOf } from "./words/typo.ts";
import type { WorldCatalogue, WorldPrefab } from "./worldPrefab.ts";

/** `catalogue/lexicon.json`: words that are no names of prefabs, and what stands for them. Lists are divided by commas. */
export interface Lexicon {
  /** By tag of the catalogue: nouns whose nearest kind it is. */
  readonly substitutes: Readonly<Record<string, string>>;
  /** By a stand-in's tag: nouns that only it can show. */
  readonly proxies: Readonly<Record<string, string>>;
  /** By tag: words of other languages for it, beside those of the prefabs. */
  readonly foreign: Readonly<Record<string, string>>;
  /** Words of other languages in the catalogue that are English words too: they count only where the language is known. */
  readonly homographs: string;
  /** English words one letter away from a name in the catalogue: no slips of the pen. */
  readonly neighbours: string;
}

export interface NounMatch {
  /** The phrase in the singular: the label, where the match is no explicit one. */
  readonly noun: string;
  /** A tag that some prefab carries. */
  readonly tag: string;
  /** `explicit`: a name of the tag's prefab in any language; `substitute`: the nearest kind; `proxy`: a stand-in. */
  readonly source: "explicit" | "substitute" | "proxy";
}

export interface Vocabulary {
  /** Most words in one name; longer phrases are never found. */
  readonly maxWords: number;
  /**
   * What a phrase names: words with spaces between, in any case, singular or plural, with or without diacritics. Null
   * for what is no noun of a thing. With `language` (ISO 639-1) words of that language come before English ones;
   * without, words of other languages count unless they are English words too.
   */
  lookup(phrase: string, language?: string): NounMatch | null;
  /** True if the one word alone names something, slips of the pen apart. */
  isNoun(word: string): boolean;
  /** The prefabs with the tag, its default first, then by id; empty for what is no tag. */
  prefabsOf(tag: string): readonly WorldPrefab[];
  /** The singular of an English word, folded (lower case, no diacritics). */
  singular(word: string): string;
}

type Source = NounMatch["source"];
interface Meaning {
  readonly tag: string;
  readonly source: Source;
}

/** A lexicon that knows nothing. */
export const EMPTY_LEXICON: Lexicon = {
  substitutes: {},
  proxies: {},
  foreign: {},
  homographs: "",
  neighbours: "",
};

/** The vocabulary of a catalogue; made once, read only. */
export function createVocabulary(catalogue: WorldCatalogue, lexicon: Lexicon): Vocabulary {
  const byTag = prefabsByTag(catalogue.prefabs);
  const english = englishIndex(catalogue.prefabs, lexicon);
  const foreign = foreignIndex(catalogue.prefabs, lexicon);
  const homographs = new Set(listOf(lexicon.homographs));
  const neighbours = new Set(listOf(lexicon.neighbours));
  const known = (word: string) => english.has(word);
  const cache = new Map<string, string>();
  const maxWords = [...english.keys()].reduce((most, key) => Math.max(most, wordsIn(key)), 1);

  const singular = (word: string): string => {
    const folded = fold(word);
    const kept = cache.get(folded);
    if (kept !== undefined) return kept;
    const found =
      english.get(folded)?.source === "explicit" && byTag.has(folded) ? folded : singularOf(folded, known);
    if (cache.size < MAX_CACHED) cache.set(folded, found);
    return found;
  };
  const singularPhrase = (phrase: string): string => {
    const at = phrase.indexOf(" of ");
    const head = at < 0 ? phrase : phrase.slice(0, at);
    const start = head.lastIndexOf(" ") + 1;
    return head.slice(0, start) + singular(head.slice(start)) + (at < 0 ? "" : phrase.slice(at));
  };
  const inEnglish = (phrase: string, noun: string): NounMatch | null => {
    const [plain, one] = [english.get(phrase), english.get(noun)];
    const meaning = one && plain && RANK[one.source] < RANK[plain.source] ? one : (plain ?? one);
    // A plural that is an alias of one prefab and the tag of another ("trees", an alias of the oak) means the tag.
    const meant =
      byTag.has(noun) && meaning?.source === "explicit"
        ? { tag: noun, source: "explicit" as const }
        : meaning;
    return meant ? { noun, ...meant } : null;
  };
  const inOthers = (phrase: string, language: string | undefined): NounMatch | null => {
    if (language === undefined && homographs.has(phrase)) return null;
    for (const noun of foreignForms(phrase, language)) {
      const found = foreign.get(language === undefined ? noun : `${language}:${noun}`) ?? foreign.get(noun);
      if (found && (language !== undefined || !homographs.has(noun)))
        return { noun, tag: found, source: "explicit" };
    }
    return null;
  };
  const compound = (phrase: string): NounMatch | null => {
    const words = phrase.split(" ");
    if (words.length < 2 || words.length > 3 || words.includes("of")) return null;
    const tail = words.slice(1).join(" ");
    const head = inEnglish(tail, singularPhrase(tail)) ?? compound(tail);
    if (!head || !known(singular(words[0] ?? ""))) return null;
    const source = head.source === "proxy" ? "proxy" : "substitute";
    return { noun: `${words[0]} ${head.noun}`, tag: head.tag, source };
  };
  const slip = (phrase: string): NounMatch | null => {
    if (phrase.includes(" ") || neighbours.has(phrase)) return null;
    const meaning = (word: string) => {
      const match = inEnglish(word, singular(word));
      return match?.source === "explicit" ? match.tag : undefined;
    };
    const meant = slipOf(phrase, meaning);
    return meant === null ? null : inEnglish(meant, singular(meant));
  };

  return {
    maxWords,
    lookup(phrase, language) {
      const folded = fold(phrase);
      if (folded === "" || folded.length > 80) return null;
      const own = language === "en" ? undefined : language;
      const noun = singularPhrase(folded);
      const plain = () => inEnglish(folded, noun);
      const other = () => inOthers(folded, own);
      return (
        (own === undefined ? (plain() ?? other()) : (other() ?? plain())) ?? compound(folded) ?? slip(folded)
      );
    },
    isNoun: (word) => {
      const folded = fold(word);
      return known(folded) || known(singular(folded)) || inOthers(folded, undefined) !== null;
    },
    prefabsOf: (tag) => byTag.get(fold(tag)) ?? [],
    singular,
  };
}

const MAX_CACHED = 4096;
const RANK: Readonly<Record<Source, number>> = { explicit: 0, substitute: 1, proxy: 2 };

function prefabsByTag(prefabs: readonly WorldPrefab[]): ReadonlyMap<string, readonly WorldPrefab[]> {
  const byTag = new Map<string, WorldPrefab[]>();
  const order = (a: WorldPrefab, b: WorldPrefab) => (a.prefab_id < b.prefab_id ? -1 : 1);
  for (const prefab of prefabs.toSorted(order))
    for (const tag of prefab.tags) {
      const key = fold(tag);
      const members = byTag.get(key) ?? [];
      if (prefab.default_for.includes(tag)) members.unshift(prefab);
      else members.push(prefab);
      byTag.set(key, members);
    }
  return byTag;
}

/** Tags first, then names and aliases, then what the lexicon adds: what is there already stays. */
function englishIndex(prefabs: readonly WorldPrefab[], lexicon: Lexicon): ReadonlyMap<string, Meaning> {
  const index = new Map<string, Meaning>();
  const add = (word: string, tag: string, source: Source) => {
    const key = fold(word);
    if (!index.has(key)) index.set(key, { tag: fold(tag), source });
  };
  for (const { tags } of prefabs) for (const tag of tags) add(tag, tag, "explicit");
  for (const { name, aliases, tags } of prefabs)
    if (!tags[0]?.startsWith("proxy"))
      for (const word of [name, ...aliases]) add(word, tags[0] ?? "", "explicit");
  for (const [tag, words] of Object.entries(lexicon.substitutes))
    for (const word of listOf(words)) add(word, tag, "substitute");
  for (const [tag, words] of Object.entries(lexicon.proxies))
    for (const word of listOf(words)) add(word, tag, "proxy");
  return index;
}

/** By word, and by language and word; words of the lexicon, which are for general tags, come first. */
function foreignIndex(prefabs: readonly WorldPrefab[], lexicon: Lexicon): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  const add = (key: string, tag: string) => {
    if (!index.has(key)) index.set(key, fold(tag));
  };
  for (const [tag, words] of Object.entries(lexicon.foreign))
    for (const word of listOf(words)) {
      const at = word.indexOf(":");
      add(fold(word.slice(at + 1)), tag);
      add(word.slice(0, at + 1) + fold(word.slice(at + 1)), tag);
    }
  for (const { i18n, tags } of prefabs)
    for (const [language, words] of Object.entries(i18n))
      for (const word of words) {
        add(fold(word), tags[0] ?? "");
        add(`${language}:${fold(word)}`, tags[0] ?? "");
      }
  return index;
}

/** The forms that a word of another language may be listed under, likeliest first. */
function foreignForms(word: string, language: string | undefined): string[] {
  if (word.length < 4) return [word];
  const endings = FOREIGN_ENDINGS[language ?? ""] ?? ["s", "es"];
  const stems = endings
    .filter((ending) => word.endsWith(ending))
    .map((ending) => word.slice(0, -ending.length));
  return [word, ...stems.filter((stem) => stem.length >= 3)];
}

const FOREIGN_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  es: ["s", "es"],
  pt: ["s", "es"],
  fr: ["s", "x"],
  de: ["n", "e", "en", "er", "s", "ern"],
};

function listOf(words: string): string[] {
  return words === "" ? [] : words.split(",");
}

function wordsIn(key: string): number {
  return key.split(" ").length;
}
