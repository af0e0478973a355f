/** The prefabs of a deployment: the shipped catalogue with what a game adds, to be searched and simulated with. */
import type { z } from "zod";
import type { Prefab } from "../../core/sim/types.ts";
import {
  CatalogueFile,
  type CataloguePage,
  type CatalogueQuery,
  type PrefabDeclaration,
  PrefabEntry,
} from "../../protocol/catalogue.ts";

/** Read only, made once at start. */
export interface Catalogue {
  /** Semver of the shipped catalogue. */
  readonly version: string;
  /** In order of `prefab_id`. */
  readonly all: readonly PrefabEntry[];
  find(prefabId: string): PrefabEntry | undefined;
  /** One page of the prefabs that match every filter given, in order of `prefab_id`, after `cursor`. */
  query(query: CatalogueQuery): CataloguePage;
  /** By id, as the simulation needs them. */
  readonly simPrefabs: ReadonlyMap<string, Prefab>;
}

export interface CatalogueOptions {
  /** A game's own prefabs, beside the shipped ones. */
  readonly extra?: readonly PrefabDeclaration[];
  /** Actions that prefabs take beside those in their entry, by prefab id. */
  readonly affordances?: Readonly<Record<string, readonly string[]>>;
  /** Actions of the registered tools: every affordance must be one of them. Left out: affordances are not compared. */
  readonly actions?: ReadonlySet<string>;
}

/**
 * A catalogue from the decoded JSON of a catalogue file and a game's own prefabs.
 * @throws Error one message that lists every problem: bad shapes, ids given twice, affordances that are no tool or of no prefab.
 */
export function createCatalogue(
  data: unknown,
  { extra = [], affordances = {}, actions }: CatalogueOptions = {},
): Catalogue {
  const file = parse(CatalogueFile, data, "the catalogue file");
  const declared = [
    ...file.prefabs,
    ...extra.map((entry, index) => parse(PrefabEntry, entry, `own prefab ${index + 1}`)),
  ];
  const given = new Map(Object.entries(affordances));
  const entries = declared.map((entry) => withAffordances(entry, given.get(entry.prefab_id) ?? []));
  const problems = [
    ...repeatedIds(entries),
    ...unknownPrefabs(entries, given.keys()),
    ...(actions ? unknownAffordances(entries, actions) : []),
  ];
  if (problems.length > 0)
    throw new Error(`The prefab catalogue cannot be used:\n  ${problems.join("\n  ")}`);

  const all = entries.toSorted((a, b) => (a.prefab_id < b.prefab_id ? -1 : 1));
  const byId = new Map(all.map((entry) => [entry.prefab_id, entry]));
  const searchText = new Map(all.map((entry) => [entry.prefab_id, searchTextOf(entry)]));
  return {
    version: file.version,
    all,
    find: (prefabId) => byId.get(prefabId),
    query: (query) => {
      const matching = all.filter((entry) => matches(entry, query, searchText.get(entry.prefab_id) ?? ""));
      const { cursor, limit } = query;
      const rest = cursor === undefined ? matching : matching.filter((entry) => entry.prefab_id > cursor);
      const items = rest.slice(0, limit);
      const next_cursor = rest.length > limit ? (items.at(-1)?.prefab_id ?? null) : null;
      return { catalog_version: file.version, total: matching.length, items, next_cursor };
    },
    simPrefabs: new Map(all.map((entry) => [entry.prefab_id, toSimPrefab(entry)])),
  };
}

/** What the simulation needs of an entry. The catalogue's front, +z, is the simulation's heading 0: width across it, depth along. */
export function toSimPrefab(entry: PrefabEntry): Prefab {
  const { shape, walkable = false } = entry.collision;
  return {
    id: entry.prefab_id,
    name: entry.name,
    kind: (entry.tags[0] ?? entry.category).replaceAll(" ", "_"),
    footprint: entry.footprint,
    shape,
    solid: shape !== "none" && !walkable,
    affordances: entry.affordances,
    minScale: entry.min_scale,
    maxScale: entry.max_scale,
    state: entry.state,
  };
}

/** `entry` with `more` actions; one that it has already is not repeated. */
function withAffordances(entry: PrefabEntry, more: readonly string[]): PrefabEntry {
  if (more.length === 0) return entry;
  const merged = { ...entry, affordances: [...new Set([...entry.affordances, ...more])] };
  return parse(PrefabEntry, merged, `what the game gives to "${entry.prefab_id}"`);
}

function matches(entry: PrefabEntry, query: CatalogueQuery, searchText: string): boolean {
  const wanted = (word: string | undefined, words: readonly string[]) =>
    word === undefined || words.includes(word.trim().toLowerCase());
  return (
    wanted(query.category, [entry.category]) &&
    wanted(query.tag, entry.tags) &&
    wanted(query.setting, entry.settings) &&
    wanted(query.style, entry.styles) &&
    wanted(query.affordance, entry.affordances) &&
    (query.q === undefined || searchText.includes(query.q.trim().toLowerCase()))
  );
}

/** All that `q` looks into; a line feed between words, which no sensible `q` holds, keeps matches within one of them. */
function searchTextOf({ prefab_id, name, tags, aliases, i18n }: PrefabEntry): string {
  return [prefab_id, name, ...tags, ...aliases, ...Object.values(i18n).flat()].join("\n").toLowerCase();
}

function repeatedIds(entries: readonly PrefabEntry[]): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { prefab_id } of entries) {
    if (seen.has(prefab_id))
      problems.push(`prefab id "${prefab_id}" is given twice: ids name one prefab for ever, choose another`);
    seen.add(prefab_id);
  }
  return problems;
}

function unknownPrefabs(entries: readonly PrefabEntry[], ids: Iterable<string>): string[] {
  const known = new Set(entries.map((entry) => entry.prefab_id));
  return [...ids]
    .filter((id) => !known.has(id))
    .map((id) => `affordances are given to "${id}", which is no prefab`);
}

function unknownAffordances(entries: readonly PrefabEntry[], actions: ReadonlySet<string>): string[] {
  return entries.flatMap(({ prefab_id, affordances }) =>
    affordances
      .filter((action) => !actions.has(action))
      .map((action) => `prefab "${prefab_id}" offers "${action}", which is no registered tool`),
  );
}

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown, what: string): z.infer<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "(all of it)"}: ${issue.message}`,
  );
  throw new Error(`The prefab catalogue cannot be used, ${what} is wrong:\n  ${problems.join("\n  ")}`);
}
