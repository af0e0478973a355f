/** Nouns that no prefab is named after. */

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
