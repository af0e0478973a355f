/** Compares one intent with what its prompt expects, and adds the verdicts up. */
import type { SceneEntity, SceneIntent } from "../src/core/worldgen/intent.ts";
import type { Vocabulary } from "../src/core/worldgen/vocabulary.ts";

export interface ExpectedPrompt {
  readonly id: string;
  readonly prompt: string;
  readonly expect: {
    readonly tags: readonly string[];
    readonly absent: readonly string[];
    readonly counts: Readonly<Record<string, number | readonly [number, number]>>;
    readonly relations: readonly {
      readonly a: string;
      readonly rel: string;
      readonly b: string | readonly string[];
    }[];
    readonly time?: string;
    readonly weather?: string;
    readonly setting?: string | readonly string[];
  };
}

const METRICS = ["nouns", "counts", "relations", "absent", "time", "weather", "setting"] as const;
type Metric = (typeof METRICS)[number];

export interface Verdict {
  readonly hits: Readonly<Record<Metric, readonly [met: number, of: number]>>;
  readonly misses: readonly string[];
}

/** What of the expectations the intent meets. */
export function judge(
  { expected: { expect }, intent }: { expected: ExpectedPrompt; intent: SceneIntent },
  vocabulary: Vocabulary,
): Verdict {
  const misses: string[] = [];
  const check = (metric: Metric, label: string, met: boolean): boolean => {
    if (!met) misses.push(`${metric} ${label}`);
    return met;
  };
  const of = (tag: string) => intent.entities.filter((entity) => isA(entity, tag, vocabulary));
  const score = <T>(
    metric: Metric,
    items: readonly T[],
    label: (item: T) => string,
    met: (item: T) => boolean,
  ) => [items.filter((item) => check(metric, label(item), met(item))).length, items.length] as const;
  const settings = expect.setting === undefined ? [] : [expect.setting].flat();
  return {
    hits: {
      nouns: score("nouns", expect.tags, String, (tag) => of(tag).length > 0),
      counts: score(
        "counts",
        Object.entries(expect.counts),
        ([tag, count]) => `${tag}=${count}`,
        ([tag, count]) => countFits(of(tag), intent, count),
      ),
      relations: score(
        "relations",
        expect.relations,
        ({ a, rel, b }) => `${a} ${rel} ${b}`,
        (relation) => relationHeld(relation, intent, of),
      ),
      absent: score(
        "absent",
        expect.absent,
        String,
        (tag) => isForbidden(intent, tag, vocabulary) && of(tag).length === 0,
      ),
      time: score("time", expect.time ? [expect.time] : [], String, (time) => intent.time === time),
      weather: score(
        "weather",
        expect.weather ? [expect.weather] : [],
        String,
        (weather) => intent.weather === weather,
      ),
      setting: score("setting", settings.length > 0 ? [settings] : [], String, (list) =>
        list.some((word) => intent.setting.includes(word)),
      ),
    },
    misses,
  };
}

/** Sums per metric, and how many prompts missed nothing. */
export function sumUp(verdicts: readonly Verdict[]): Record<string, readonly [number, number]> {
  const sums = METRICS.map((metric) => {
    const met = verdicts.reduce((sum, verdict) => sum + verdict.hits[metric][0], 0);
    return [metric, [met, verdicts.reduce((sum, verdict) => sum + verdict.hits[metric][1], 0)]] as const;
  });
  const whole = verdicts.filter((verdict) => verdict.misses.length === 0).length;
  return { ...Object.fromEntries(sums), "all met": [whole, verdicts.length] };
}

/** One line per metric. */
export function formatTotals(totals: Record<string, readonly [number, number]>): string {
  return Object.entries(totals)
    .map(
      ([metric, [met, of]]) =>
        `  ${metric.padEnd(10)} ${met}/${of} ${of === 0 ? "" : `${((100 * met) / of).toFixed(1)} %`}`,
    )
    .join("\n");
}

function isA(entity: SceneEntity, tag: string, vocabulary: Vocabulary): boolean {
  if (entity.noun === tag || entity.tag === tag) return true;
  const wanted = vocabulary.lookup(tag);
  const [prefab] = vocabulary.prefabsOf(entity.tag);
  const words = prefab ? [...prefab.tags, ...prefab.aliases, prefab.name.toLowerCase()] : [];
  return words.includes(tag) || (wanted?.source === "explicit" && wanted.tag === entity.tag);
}

function countFits(
  entities: readonly SceneEntity[],
  intent: SceneIntent,
  count: number | readonly [number, number],
): boolean {
  let low = 0;
  let high = 0;
  for (const entity of entities) {
    const [min, max] = total(entity, intent);
    low += min;
    high += max;
  }
  if (typeof count === "number") return low === count && high === count;
  return low >= count[0] && high <= count[1];
}

function total(entity: SceneEntity, intent: SceneIntent): [number, number] {
  const owner = intent.entities.find((other) => other.id === entity.per && other !== entity);
  const [low, high] = owner ? total({ ...owner, per: undefined }, intent) : [1, 1];
  return [entity.count.min * low, entity.count.max * high];
}

function relationHeld(
  relation: ExpectedPrompt["expect"]["relations"][number],
  intent: SceneIntent,
  of: (tag: string) => readonly SceneEntity[],
): boolean {
  const ids = (tag: string) => new Set(of(tag).map((entity) => entity.id));
  const wanted = [relation.b].flat();
  return intent.relations.some((found) => {
    if (!ids(relation.a).has(found.a) || found.rel !== relation.rel) return false;
    if (found.b === "scene" || wanted[0] === "scene") return found.b === wanted[0];
    return wanted.every((tag) => (found.b as string[]).some((id) => ids(tag).has(id)));
  });
}

function isForbidden(intent: SceneIntent, tag: string, vocabulary: Vocabulary): boolean {
  return intent.absent.includes(tag) || intent.absent.includes(vocabulary.lookup(tag)?.tag ?? tag);
}
