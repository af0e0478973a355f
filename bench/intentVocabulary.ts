/** The vocabulary of the catalogue as it lies on disk. */
import { createVocabulary, type Lexicon, type Vocabulary } from "../src/core/worldgen/vocabulary.ts";
import type { WorldCatalogue } from "../src/core/worldgen/worldPrefab.ts";
import { readCatalogueFile, readLexiconFile } from "../src/infra/catalogueFile.ts";

/** Reads every prefab file and the lexicon. */
export async function loadVocabulary(): Promise<Vocabulary> {
  const [catalogue, lexicon] = await Promise.all([readCatalogueFile(), readLexiconFile()]);
  return createVocabulary(catalogue as WorldCatalogue, lexicon as Lexicon);
}
