/** `node scripts/catalogue.ts`: writes `catalogue/<category>.json` from the rows in `scripts/catalogue/rows`. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { compileCatalogue, fileTextOf } from "./catalogue/compile.ts";

const rows = new URL("./catalogue/rows/", import.meta.url);
const names = (await readdir(rows)).filter((name) => name.endsWith(".txt")).toSorted();
const texts = await Promise.all(names.map((name) => readFile(new URL(name, rows), "utf8")));
const categories = compileCatalogue(texts);
for (const [category, prefabs] of categories) {
  await writeFile(new URL(`../catalogue/${category}.json`, import.meta.url), fileTextOf(prefabs));
  console.log(`${category}: ${prefabs.length}`);
}
const all = [...categories.values()].flat();
const tags = new Set(all.flatMap((entry) => entry.tags));
const aliases = all.reduce((sum, entry) => sum + entry.aliases.length, 0);
console.log(`${all.length} prefabs, ${tags.size} tags, ${aliases} aliases`);
