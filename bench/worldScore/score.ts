/** Scores one world against what its prompt expects, reading nothing but the blueprint and the catalogue. */
import type { PrefabInstance, WorldBlueprint } from "../../src/core/worldgen/blueprint.ts";
import type { WorldPrefab } from "../../src/core/worldgen/worldPrefab.ts";
import { overlapM, type Placed, placed } from "./boxes.ts";
import { type ExpectedRelation, relationHolds } from "./relations.ts";
import { walk } from "./walking.ts";

/** One line of a prompts file. */
export interface PromptCase {
  readonly id: string;
  readonly category?: string;
  readonly prompt: string;
  readonly expect: {
    readonly tags?: readonly string[];
    readonly absent?: readonly string[];
    readonly counts?: Readonly<Record<string, number | readonly [number, number]>>;
    readonly relations?: readonly ExpectedRelation[];
    readonly time?: string;
    readonly weather?: string;
    readonly setting?: string | readonly string[];
    /** Statuses that the prompt may be answered with; one from 400 on ends the case there. */
    readonly http?: readonly number[];
  };
}

/** `hit` of `of`: how many expectations of one kind were met. */
export interface Tally {
  readonly hit: number;
  readonly of: number;
}

export interface WorldScore {
  /** By prefab tags, aliases and names alone, and with the labels of substitutions too. */
  readonly nouns: { readonly exact: Tally; readonly labelled: Tally };
  readonly counts: { readonly exact: Tally; readonly labelled: Tally };
  readonly relations: { readonly exact: Tally; readonly labelled: Tally };
  readonly absent: Tally;
  readonly time: Tally;
  readonly weather: Tally;
  readonly setting: Tally;
  /** Instances that no word of the prompt asked for, of those that are no decor. */
  readonly spurious: Tally;
  readonly allMet: { readonly exact: boolean; readonly labelled: boolean };
  readonly overlapping: number;
  readonly outOfBounds: number;
  /** Zone centres reached; explicit ground objects that one can walk up to. */
  readonly zones: Tally;
  readonly approachable: Tally;
  /** What was not met, for a reader. */
  readonly misses: readonly string[];
}

export interface ScoredWorld {
  readonly blueprint: WorldBlueprint;
  readonly substitutions: readonly { readonly word: string; readonly prefab_id: string }[];
}

/** The score of a world. @throws Error if an instance names a prefab that the catalogue lacks. */
export function scoreWorld(
  world: ScoredWorld,
  given: PromptCase,
  prefabs: ReadonlyMap<string, WorldPrefab>,
): WorldScore {
  const { blueprint } = world;
  const boxes = blueprint.prefab_instances.map((instance) => {
    const prefab = prefabs.get(instance.prefab_id);
    if (!prefab) throw new Error(`${instance.instance_id}: no prefab ${instance.prefab_id} in the catalogue`);
    return placed(instance, prefab);
  });
  const labels = new Set(world.substitutions.map(({ word }) => word.toLowerCase()));
  const misses: string[] = [];
  const strict = (tag: string) => boxes.filter((box) => names(box.prefab).has(tag));
  const lenient = (tag: string) =>
    boxes.filter((box) => names(box.prefab).has(tag) || isLabelled(box.instance, tag, labels));
  const exact = semantics(given, blueprint, strict);
  const labelled = semantics(given, blueprint, lenient, misses);

  const { expect } = given;
  const present = (expect.absent ?? []).filter((tag) => lenient(tag).length > 0);
  for (const tag of present) misses.push(`present: ${tag}`);
  const { environment } = blueprint;
  const time = one(expect.time, (wanted) => environment.time_of_day === wanted);
  const weather = one(expect.weather, (wanted) => environment.weather === wanted);
  const settings = typeof expect.setting === "string" ? [expect.setting] : expect.setting;
  const setting = one(settings, (wanted) => wanted.some((word) => environment.setting.includes(word)));
  if (time.hit < time.of) misses.push(`time: ${environment.time_of_day}, not ${expect.time}`);
  if (weather.hit < weather.of) misses.push(`weather: ${environment.weather}, not ${expect.weather}`);
  if (setting.hit < setting.of) misses.push(`setting: ${environment.setting.join("/")}`);
  const absent = { hit: (expect.absent ?? []).length - present.length, of: (expect.absent ?? []).length };
  const rest = [absent, time, weather, setting];
  const met = (kind: ReturnType<typeof semantics>) =>
    [kind.nouns, kind.counts, kind.relations, ...rest].every(({ hit, of }) => hit === of);
  return {
    nouns: { exact: exact.nouns, labelled: labelled.nouns },
    counts: { exact: exact.counts, labelled: labelled.counts },
    relations: { exact: exact.relations, labelled: labelled.relations },
    absent,
    time,
    weather,
    setting,
    spurious: spurious(given.prompt, boxes),
    allMet: { exact: met(exact), labelled: met(labelled) },
    overlapping: overlapping(boxes),
    outOfBounds: boxes.filter((box) => isOutside(box, blueprint.bounds)).length,
    ...reachability(blueprint, boxes),
    misses,
  };
}

type Find = (tag: string) => Placed[];

function semantics({ expect }: PromptCase, { bounds }: WorldBlueprint, find: Find, misses: string[] = []) {
  const tally = <Item>(
    items: readonly Item[],
    holds: (item: Item) => boolean,
    says: (item: Item) => string,
  ): Tally => {
    const missed = items.filter((item) => !holds(item));
    for (const item of missed) misses.push(says(item));
    return { hit: items.length - missed.length, of: items.length };
  };
  const counts = Object.entries(expect.counts ?? {});
  return {
    nouns: tally(
      expect.tags ?? [],
      (tag) => find(tag).length > 0,
      (tag) => `noun: ${tag}`,
    ),
    counts: tally(
      counts,
      ([tag, wanted]) => {
        const [min, max] = typeof wanted === "number" ? [wanted, wanted] : wanted;
        const { length } = find(tag);
        return length >= min && length <= max;
      },
      ([tag, wanted]) => `count: ${find(tag).length} ${tag}, not ${wanted}`,
    ),
    relations: tally(
      expect.relations ?? [],
      ({ a, rel, b }) => {
        const count = expect.counts?.[a];
        const targets = b === "scene" ? [] : (typeof b === "string" ? [b] : b).map(find);
        return relationHolds({
          rel,
          as: find(a),
          targets,
          bounds,
          count: typeof count === "number" ? count : null,
        });
      },
      ({ a, rel, b }) => `relation: ${a} ${rel} ${b}`,
    ),
  };
}

function one<Wanted>(wanted: Wanted | undefined, holds: (wanted: Wanted) => boolean): Tally {
  return wanted === undefined ? { hit: 0, of: 0 } : { hit: holds(wanted) ? 1 : 0, of: 1 };
}

const namesOf = new WeakMap<WorldPrefab, ReadonlySet<string>>();

/** Everything that a prefab is called: tags, aliases, its name; lower case, spaces for underscores. */
export function names(prefab: WorldPrefab): ReadonlySet<string> {
  let known = namesOf.get(prefab);
  if (!known) {
    known = new Set(
      [...prefab.tags, ...prefab.aliases, prefab.name].map((word) => word.toLowerCase().replaceAll("_", " ")),
    );
    namesOf.set(prefab, known);
  }
  return known;
}

function isLabelled({ label }: PrefabInstance, tag: string, listed: ReadonlySet<string>): boolean {
  if (label === undefined || !listed.has(label.toLowerCase())) return false;
  return label.toLowerCase() === tag || stems(label).join(" ") === stems(tag).join(" ");
}

/** Words of a text without plural endings: good enough to tell whether two texts speak of the same thing. */
function stems(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) =>
      word.length > 3
        ? word
            .replace(/(?:ies|y)$/, "i")
            .replace(/(?:ves|fe?)$/, "f")
            .replace(/(?:es|s|e)$/, "")
        : word,
    );
}

function spurious(prompt: string, boxes: readonly Placed[]): Tally {
  const said = new Set(stems(prompt));
  const own = boxes.filter(({ instance }) => instance.source !== "decor");
  const unasked = own.filter(({ instance, prefab }) => {
    const words = [instance.label ?? "", ...names(prefab), ...Object.values(prefab.i18n).flat()];
    return !words.some((word) => stems(word).some((stem) => said.has(stem)));
  });
  return { hit: unasked.length, of: own.length };
}

/** Ground instances that stand in the way of others and overlap one of them by more than a millimetre. */
function overlapping(boxes: readonly Placed[]): number {
  const standing = boxes.filter(
    ({ instance, prefab, baseM }) =>
      instance.parent_instance_id === undefined &&
      prefab.collision.shape !== "none" &&
      !prefab.collision.walkable &&
      !prefab.collision.water &&
      baseM < 0.1 &&
      [prefab.placement.on].flat().some((on) => on === "ground" || on === "water"),
  );
  const bad = new Set<Placed>();
  for (const [index, a] of standing.entries()) {
    for (const b of standing.slice(index + 1)) {
      if (Math.hypot(a.x - b.x, a.z - b.z) > Math.hypot(a.halfX, a.halfZ) + Math.hypot(b.halfX, b.halfZ))
        continue;
      if (overlapM(a, b) > 0.001) bad.add(a).add(b);
    }
  }
  return bad.size;
}

function isOutside({ corners }: Placed, { width, depth }: WorldBlueprint["bounds"]): boolean {
  return corners.some(({ x, z }) => Math.abs(x) > width / 2 + 0.01 || Math.abs(z) > depth / 2 + 0.01);
}

function reachability(
  blueprint: WorldBlueprint,
  boxes: readonly Placed[],
): Pick<WorldScore, "zones" | "approachable"> {
  const walking = walk(blueprint, boxes);
  const explicit = boxes.filter(
    ({ instance }) =>
      instance.source !== "decor" && instance.parent_instance_id === undefined && instance.position.y < 0.1,
  );
  return {
    zones: {
      hit: blueprint.zones.filter(({ center }) => walking.reached(center)).length,
      of: blueprint.zones.length,
    },
    approachable: {
      hit: explicit.filter((box) => walking.reachedNear(box, 1.2)).length,
      of: explicit.length,
    },
  };
}
