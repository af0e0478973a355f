/** All rows as catalogue files: who is default for what, and what no two entries may share. */
import { type CatalogueFile, PrefabEntry } from "../../src/protocol/catalogue.ts";
import { parseRow, parseSection, type Row, type Section } from "./row.ts";

/** Version of the shipped catalogue. */
export const CATALOGUE_VERSION = "1.0.0";

type Prefabs = CatalogueFile["prefabs"];

/**
 * The prefabs by category, each list in the order of its rows.
 * @param texts contents of the row files, in order of their names
 * @throws Error one message that lists every problem.
 */
export function compileCatalogue(texts: readonly string[]): ReadonlyMap<string, Prefabs> {
  const rows = texts.flatMap(rowsOf);
  const problems = [...sharedNames(rows)];
  giveDefaults(rows, problems);
  const categories = new Map<string, Prefabs>();
  for (const { entry } of rows) {
    const parsed = PrefabEntry.safeParse(entry);
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.map((issue) => `${entry.prefab_id} ${issue.path.join(".")}: ${issue.message}`),
      );
      continue;
    }
    const members = categories.get(entry.category) ?? [];
    categories.set(entry.category, [...members, parsed.data]);
  }
  if (problems.length > 0) throw new Error(`The rows cannot be used:\n  ${problems.join("\n  ")}`);
  return categories;
}

/** One category as the text of its file: one prefab a line. */
export function fileTextOf(prefabs: Prefabs): string {
  const lines = prefabs.map((prefab) => JSON.stringify(prefab));
  return `{"version":"${CATALOGUE_VERSION}","prefabs":[\n${lines.join(",\n")}\n]}\n`;
}

function rowsOf(text: string): Row[] {
  let section: Section | null = null;
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line.startsWith("@")) section = parseSection(line);
    else if (section) rows.push(parseRow(line, section, CATALOGUE_VERSION));
    else throw new Error(`a row before its @ line: ${line}`);
  }
  return rows;
}

/** Every tag gets one default: who has it first among its own tags, who claims it, else the first with it foremost. */
function giveDefaults(rows: readonly Row[], problems: string[]): void {
  const owners = new Map<string, Row>();
  for (const row of rows) {
    for (const tag of [row.entry.tags[0] ?? "", ...row.claims]) {
      const other = owners.get(tag);
      if (other) problems.push(`"${tag}" is claimed by ${other.entry.prefab_id} and ${row.entry.prefab_id}`);
      if (!row.entry.tags.includes(tag))
        problems.push(`${row.entry.prefab_id} claims "${tag}" without the tag`);
      owners.set(tag, row);
    }
  }
  const depth = Math.max(...rows.map(({ entry }) => entry.tags.length));
  for (let place = 1; place < depth; place += 1)
    for (const row of rows) {
      const tag = row.entry.tags[place];
      if (tag !== undefined && !owners.has(tag)) owners.set(tag, row);
    }
  for (const { entry } of rows)
    Object.assign(entry, { default_for: entry.tags.filter((tag) => owners.get(tag)?.entry === entry) });
}

/** An alias names one prefab, and is no tag. */
function sharedNames(rows: readonly Row[]): string[] {
  const tags = new Set(rows.flatMap(({ entry }) => entry.tags));
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const { entry } of rows)
    for (const alias of entry.aliases ?? []) {
      if (tags.has(alias)) problems.push(`${entry.prefab_id}: alias "${alias}" is a tag`);
      const other = seen.get(alias);
      if (other !== undefined) problems.push(`${entry.prefab_id}: alias "${alias}" is ${other}'s`);
      seen.set(alias, entry.prefab_id);
    }
  return problems;
}
