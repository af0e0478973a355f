/** Which prefabs a noun names: the catalogue's own words first, then the nearest kind of thing, then a stand-in. */
import { fold } from "./words/fold.ts";
import {
  englishIndex,
  foreignForms,
  foreignIndex,
  listOf,
  type Meaning,
  prefabsByTag,
} from "./words/indexes.ts";
import type { Lexicon } from "./words/lexicon.ts";
import { singularOf } from "./words/singular.ts";
import { type SlipIndex, slipIndex, slipOf } from "./words/typo.ts";
import type { WorldCatalogue, WorldPrefab } from "./worldPrefab.ts";

export type { Lexicon };

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

/** A lexicon that knows nothing. */
export const EMPTY_LEXICON: Lexicon = {
  ...{ substitutes: {}, proxies: {}, foreign: {}, homographs: "", neighbours: "" },
};

/** The vocabulary of a catalogue; made once, read only. */
export function createVocabulary(catalogue: WorldCatalogue, lexicon: Lexicon): Vocabulary {
  return new CatalogueVocabulary(catalogue, lexicon);
}

/** Most singulars remembered; more are worked out each time. */
const MAX_CACHED = 4096;
const LONGEST_PHRASE = 80;
const RANK: Readonly<Record<Meaning["source"], number>> = { explicit: 0, substitute: 1, proxy: 2 };

class CatalogueVocabulary implements Vocabulary {
  readonly maxWords: number;
  /** By folded tag. */
  readonly #prefabs: ReadonlyMap<string, readonly WorldPrefab[]>;
  /** The tags as the catalogue spells them, by folded tag. */
  readonly #tags: ReadonlyMap<string, string>;
  readonly #english: ReadonlyMap<string, Meaning>;
  readonly #foreign: ReadonlyMap<string, string>;
  readonly #homographs: ReadonlySet<string>;
  readonly #neighbours: ReadonlySet<string>;
  readonly #slips: SlipIndex;
  readonly #singulars = new Map<string, string>();

  constructor({ prefabs }: WorldCatalogue, lexicon: Lexicon) {
    this.#prefabs = prefabsByTag(prefabs);
    this.#tags = new Map(prefabs.flatMap(({ tags }) => tags.map((tag) => [fold(tag), tag])));
    this.#english = englishIndex(prefabs, lexicon);
    this.#foreign = foreignIndex(prefabs, lexicon);
    this.#homographs = new Set(listOf(lexicon.homographs));
    this.#neighbours = new Set(listOf(lexicon.neighbours));
    const names = [...this.#english].filter(([, { source }]) => source === "explicit");
    this.#slips = slipIndex(names.map(([key]) => key));
    this.maxWords = [...this.#english.keys()].reduce((most, key) => Math.max(most, key.split(" ").length), 1);
  }

  lookup(phrase: string, language?: string): NounMatch | null {
    if (phrase.length > LONGEST_PHRASE) return null;
    const folded = fold(phrase);
    if (folded === "") return null;
    const own = language === "en" ? undefined : language;
    const known =
      own === undefined
        ? (this.#inEnglish(folded) ?? this.#inOthers(folded, own))
        : (this.#inOthers(folded, own) ?? this.#inEnglish(folded));
    return known ?? this.#asCompound(folded) ?? this.#asSlip(folded);
  }

  isNoun(word: string): boolean {
    const folded = fold(word);
    return (
      this.#isKnown(folded) || this.#isKnown(this.#one(folded)) || this.#inOthers(folded, undefined) !== null
    );
  }

  prefabsOf(tag: string): readonly WorldPrefab[] {
    // What is folded already is most of what is asked for, and folding costs more than looking up.
    return this.#prefabs.get(tag) ?? this.#prefabs.get(fold(tag)) ?? [];
  }

  singular(word: string): string {
    return this.#one(fold(word));
  }

  #inEnglish(phrase: string): NounMatch | null {
    const noun = this.#onePhrase(phrase);
    const [many, one] = [this.#english.get(phrase), this.#english.get(noun)];
    const meaning = one && many && RANK[one.source] < RANK[many.source] ? one : (many ?? one);
    if (!meaning) return null;
    // A plural that is an alias of one prefab and the tag of another ("trees", an alias of the oak) means the tag.
    const tag = meaning.source === "explicit" ? (this.#tags.get(noun) ?? meaning.tag) : meaning.tag;
    return { noun, tag, source: meaning.source };
  }

  #inOthers(phrase: string, language: string | undefined): NounMatch | null {
    if (language === undefined && this.#homographs.has(phrase)) return null;
    for (const noun of foreignForms(phrase, language)) {
      const own = language === undefined ? undefined : this.#foreign.get(`${language}:${noun}`);
      const tag = own ?? (this.#homographs.has(noun) ? undefined : this.#foreign.get(noun));
      if (tag !== undefined) return { noun, tag, source: "explicit" };
    }
    return null;
  }

  /** "candy house": a house, but not any house. Every word before the head must be a noun too. */
  #asCompound(phrase: string): NounMatch | null {
    const words = phrase.split(" ");
    const first = words[0] ?? "";
    if (words.length < 2 || words.length > 3 || words.includes("of") || !this.#isKnown(this.#one(first)))
      return null;
    const tail = words.slice(1).join(" ");
    const head = this.#inEnglish(tail) ?? this.#asCompound(tail);
    if (!head) return null;
    return {
      noun: `${first} ${head.noun}`,
      tag: head.tag,
      source: head.source === "proxy" ? "proxy" : "substitute",
    };
  }

  #asSlip(word: string): NounMatch | null {
    if (word.length < 4 || word.includes(" ") || this.#neighbours.has(word)) return null;
    const meaning = (candidate: string) => {
      const match = this.#inEnglish(candidate);
      return match && { tag: match.tag, isCommon: match.noun === match.tag };
    };
    const one = /.{2}[^s]s$/.test(word) ? slipOf(word.slice(0, -1), this.#slips, meaning) : null;
    const meant = one ?? slipOf(word, this.#slips, meaning);
    return meant === null ? null : this.#inEnglish(meant);
  }

  #isKnown(word: string): boolean {
    return this.#english.has(word);
  }

  /** The singular of a folded word. */
  #one(word: string): string {
    const kept = this.#singulars.get(word);
    if (kept !== undefined) return kept;
    const found = this.#tags.has(word) ? word : singularOf(word, (candidate) => this.#isKnown(candidate));
    if (this.#singulars.size < MAX_CACHED) this.#singulars.set(word, found);
    return found;
  }

  /** "stacks of books" → "stack of books", "oak trees" → "oak tree". */
  #onePhrase(phrase: string): string {
    const at = phrase.indexOf(" of ");
    const head = at < 0 ? phrase : phrase.slice(0, at);
    const start = head.lastIndexOf(" ") + 1;
    return head.slice(0, start) + this.#one(head.slice(start)) + (at < 0 ? "" : phrase.slice(at));
  }
}
