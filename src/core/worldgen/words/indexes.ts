/** The tables a vocabulary looks words up in. */
import type { WorldPrefab } from "../worldPrefab.ts";
import { fold } from "./fold.ts";
import type { Lexicon } from "./lexicon.ts";

export interface Meaning {
  readonly tag: string;
  readonly source: "explicit" | "substitute" | "proxy";
}

/** The prefabs of each tag by the folded tag, its default first, then by id. */
export function prefabsByTag(prefabs: readonly WorldPrefab[]): ReadonlyMap<string, readonly WorldPrefab[]> {
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
export function englishIndex(
  prefabs: readonly WorldPrefab[],
  lexicon: Lexicon,
): ReadonlyMap<string, Meaning> {
  const index = new Map<string, Meaning>();
  const add = (word: string, tag: string, source: Meaning["source"]) => {
    const key = fold(word);
    if (!index.has(key)) index.set(key, { tag, source });
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
export function foreignIndex(prefabs: readonly WorldPrefab[], lexicon: Lexicon): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  const add = (key: string, tag: string) => {
    if (!index.has(key)) index.set(key, tag);
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
export function foreignForms(word: string, language: string | undefined): string[] {
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

export function listOf(words: string): string[] {
  return words === "" ? [] : words.split(",");
}
