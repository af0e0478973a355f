/** Reads the shipped prefab catalogue and its lexicon, from a checkout and from the built package alike. */
import { readdir, readFile } from "node:fs/promises";

/** Where `catalogue/` lies, seen from `src/infra` and from `dist/src/infra`. */
const PLACES = ["../../catalogue/", "../../../catalogue/"];
const LEXICON = "lexicon.json";
const DEMO_WORLD = "worlds/garden.json";

/**
 * The decoded JSON of `catalogue/*.json` as one `{version, prefabs}`, the files in order of their names, unchecked:
 * `createCatalogue` judges it.
 * @throws Error if there is no file where a checkout or the package has them, if one is no JSON or no catalogue, or if
 * two are of different versions.
 */
export async function readCatalogueFile(): Promise<unknown> {
  const folder = await catalogueFolder();
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json") && name !== LEXICON);
  const parts = await Promise.all(names.toSorted().map((name) => readPart(folder, name)));
  const version = parts[0]?.version;
  const other = parts.findIndex((part) => part.version !== version);
  if (other > 0)
    throw new Error(`catalogue/${names[other]} is not of the others' version ${String(version)}`);
  return { version, prefabs: parts.flatMap((part) => part.prefabs) };
}

/**
 * The decoded JSON of `catalogue/lexicon.json`: `createVocabulary` reads it.
 * @throws Error if it is not where a checkout or the package has it, or is no JSON.
 */
export async function readLexiconFile(): Promise<unknown> {
  return JSON.parse(await readFile(new URL(LEXICON, await catalogueFolder()), "utf8"));
}

/**
 * The world of the demo, as `scripts/demoWorld.ts` made it: on hand, so that a first start need not wait for a generator.
 * @throws Error if it is not where a checkout or the package has it.
 */
export async function readDemoWorld(): Promise<{ readonly blueprint: Buffer; readonly meta: Buffer }> {
  const text = await readFile(new URL(DEMO_WORLD, await catalogueFolder()), "utf8");
  const { blueprint, meta } = JSON.parse(text) as { blueprint: unknown; meta: unknown };
  return { blueprint: Buffer.from(JSON.stringify(blueprint)), meta: Buffer.from(JSON.stringify(meta)) };
}

async function catalogueFolder(): Promise<URL> {
  for (const place of PLACES) {
    const folder = new URL(place, import.meta.url);
    if ((await namesIn(folder)).some((name) => name.endsWith(".json"))) return folder;
  }
  throw new Error(`catalogue/*.json was not found beside ${import.meta.dirname}`);
}

async function namesIn(folder: URL): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

async function readPart(folder: URL, name: string): Promise<{ version: unknown; prefabs: unknown[] }> {
  const data: unknown = JSON.parse(await readFile(new URL(name, folder), "utf8"));
  if (typeof data !== "object" || data === null || !("prefabs" in data) || !Array.isArray(data.prefabs))
    throw new Error(`catalogue/${name} holds no prefabs`);
  return { version: "version" in data ? data.version : undefined, prefabs: data.prefabs };
}
