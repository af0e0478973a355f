/** Reads the shipped prefab catalogue, from a checkout and from the built package alike. */
import { readFile } from "node:fs/promises";

/** Where `catalogue/` lies, seen from `src/infra` and from `dist/src/infra`. */
const PLACES = ["../../catalogue/prefabs.json", "../../../catalogue/prefabs.json"];

/**
 * The decoded JSON of `catalogue/prefabs.json`, unchecked: `createCatalogue` judges it.
 * @throws Error if the file is not where a checkout or the package has it, or is no JSON.
 */
export async function readCatalogueFile(): Promise<unknown> {
  for (const place of PLACES) {
    const text = await readIfThere(new URL(place, import.meta.url));
    if (text !== null) return JSON.parse(text);
  }
  throw new Error(`catalogue/prefabs.json was not found beside ${import.meta.dirname}`);
}

async function readIfThere(url: URL): Promise<string | null> {
  try {
    return await readFile(url, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
