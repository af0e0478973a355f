/**
 * `node scripts/lexicon.ts`: writes `catalogue/lexicon.json` (what stands for nouns that no prefab is named after) and
 * `test/data/common-nouns.txt`, both from WordNet, SUBTLEXus and the catalogue. Run it after `scripts/catalogue.ts`.
 */
import { readFile, writeFile } from "node:fs/promises";
import {
  createVocabulary,
  EMPTY_LEXICON,
  type Lexicon,
  type Vocabulary,
} from "../src/core/worldgen/vocabulary.ts";
import { fold } from "../src/core/worldgen/words/fold.ts";
import { readCatalogueFile } from "../src/infra/catalogueFile.ts";
import { CatalogueFile } from "../src/protocol/catalogue.ts";
import { commonNouns, readFrequencies, THINGS } from "./lexicon/common.ts";
import { FUNCTION_WORDS, inflectionsOf } from "./lexicon/inflect.ts";
import { kindFinder, synsetOf } from "./lexicon/kinds.ts";
import { FILES, readWordNet } from "./lexicon/wordnet.ts";

/** Kinds of WordNet that are where things are, or parts of them, rather than things. */
const PLACES: readonly string[] = [
  ...[
    "room.6",
    "area.6",
    "land.17",
    "location.15",
    "part.17",
    "way.6",
    "opening.6",
    "passage.6",
    "surface.6",
  ],
  ...[
    "facility.6",
    "line.6",
    "universe.17",
    "housing.6",
    "floor.6",
    "shore.17",
    "layer.6",
    "system.6",
    "creation.6",
  ],
  ...[
    "geological formation.17",
    "compartment.6",
    "microorganism.5",
    "component.6",
    "strip.6",
    "side.6",
    "decoration.6",
  ],
];

const catalogue = CatalogueFile.parse(await readCatalogueFile());
const wordNet = readWordNet();
const frequencies = readFrequencies();
const bare = createVocabulary(catalogue, EMPTY_LEXICON);

const ends = endsOf(bare);
const words = englishWords();
const foreign = await foreignWords();
const lexicon: Lexicon = {
  substitutes: grouped("substitute"),
  proxies: grouped("proxy"),
  foreign,
  homographs: foreignOfRows()
    .filter((word) => words.has(word))
    .join(","),
  neighbours: "",
};
const complete: Lexicon = {
  ...lexicon,
  neighbours: neighboursOf(createVocabulary(catalogue, lexicon)).join(","),
};
await writeFile(
  new URL("../catalogue/lexicon.json", import.meta.url),
  `${JSON.stringify(complete, null, 1)}\n`,
);
await writeFile(new URL("../test/data/common-nouns.txt", import.meta.url), commonNounsText());
console.log(
  `${ends.size} nouns, ${complete.homographs.split(",").length} homographs, ${complete.neighbours.split(",").length} neighbours`,
);

/** Every familiar noun that the catalogue alone does not name, with its stand-in. */
function endsOf(vocabulary: Vocabulary) {
  const kindOf = kindFinder(catalogue.prefabs, wordNet);
  const found = new Map<string, { tag: string; source: "substitute" | "proxy" }>();
  for (const noun of [...wordNet.nouns.keys()].toSorted()) {
    if (!/^[a-z][a-z' -]{2,30}$/.test(noun) || !isFamiliar(noun)) continue;
    const key = fold(noun);
    if (vocabulary.lookup(key)?.source === "explicit" && !isSlip(key, vocabulary)) continue;
    const end = kindOf(noun);
    if (end && !found.has(key)) found.set(key, end);
  }
  for (const [key] of found) if (key.includes(" ") && headSays(key, found, vocabulary)) found.delete(key);
  return found;
}

/** Said in SUBTLEXus, or of several words that all are. */
function isFamiliar(noun: string): boolean {
  const parts = noun.split(/[ -]/);
  return parts.length === 1
    ? (frequencies.get(noun) ?? 0) >= 0
    : parts.length <= 3 && parts.every((part) => (frequencies.get(part) ?? 0) >= 50);
}

function isSlip(word: string, vocabulary: Vocabulary): boolean {
  return !vocabulary.isNoun(word);
}

/** Compounds that mean what their last word means need no entry. */
function headSays(key: string, found: ReadonlyMap<string, { tag: string }>, vocabulary: Vocabulary): boolean {
  const head = key.slice(key.lastIndexOf(" ") + 1);
  const first = key.slice(0, key.indexOf(" "));
  const tag = vocabulary.lookup(head)?.tag ?? found.get(head)?.tag;
  return tag === found.get(key)?.tag && (vocabulary.isNoun(first) || found.has(first));
}

function grouped(source: "substitute" | "proxy"): Record<string, string> {
  const byTag = new Map<string, string[]>();
  for (const [noun, end] of ends)
    if (end.source === source) byTag.set(end.tag, [...(byTag.get(end.tag) ?? []), noun]);
  return Object.fromEntries(
    [...byTag].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([tag, nouns]) => [tag, nouns.join(",")]),
  );
}

async function foreignWords(): Promise<Record<string, string>> {
  const text = await readFile(new URL("./lexicon/foreign.txt", import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const [tag = "", ...groups] = line.split("|").map((part) => part.trim());
      const listed = groups.flatMap((group) => {
        const [language = "", list = ""] = group.split(":");
        return list.split(",").map((word) => `${language}:${word}`);
      });
      return [tag, listed.join(",")];
    }),
  );
}

function foreignOfRows(): string[] {
  const inRows = catalogue.prefabs.flatMap(({ i18n }) => Object.values(i18n).flat());
  const general = Object.values(foreign).flatMap((list) =>
    list.split(",").map((word) => word.slice(word.indexOf(":") + 1)),
  );
  return [...new Set([...inRows, ...general].map(fold))].toSorted();
}

/** English words as people write them: WordNet's that are familiar, their inflections, and the small words. */
function englishWords(): ReadonlySet<string> {
  const all = new Set<string>(FUNCTION_WORDS);
  for (const [word, parts] of wordNet.words) {
    if (!/^[a-z]+$/.test(word) || (frequencies.get(word) ?? 0) < 20) continue;
    for (const part of parts) for (const form of inflectionsOf(word, part)) all.add(form);
  }
  return all;
}

/** English words that would be taken for slips of names in the catalogue. */
function neighboursOf(vocabulary: Vocabulary): string[] {
  return [...words].filter((word) => !vocabulary.isNoun(word) && vocabulary.lookup(word) !== null).toSorted();
}

function commonNounsText(): string {
  const outside = new Set(PLACES.map((key) => synsetOf(key, wordNet)));
  const common = (files: readonly number[], count: number) =>
    commonNouns({ wordNet, frequencies, files, outside, count });
  return [
    "# The 1,500 commonest nouns of things, then the 200 commonest of people, commonest first, by scripts/lexicon.ts:",
    "# nouns whose first sense in WordNet 3.1 is an animal, artifact, food, object or plant (then: a person) and that are",
    "# met mostly so, in the order of their frequency in SUBTLEXus; places, surfaces, openings and parts are left out.",
    ...common(THINGS, 1500),
    "# people",
    ...common([FILES.person], 200),
    "",
  ].join("\n");
}
