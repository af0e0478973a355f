/** Which prefab stands for an entity, in which variant and at what scale. */
import type { SceneEntity } from "../intent.ts";
import type { Placed, WorldPrefab } from "../worldPrefab.ts";

/** What layout asks of a vocabulary. */
export interface PrefabsByTag {
  /** Every prefab that carries the tag, its default first. */
  prefabsOf(tag: string): readonly WorldPrefab[];
  /** What a word or phrase names, null if nothing. */
  lookup(phrase: string): { readonly tag: string; readonly source: string } | null;
}

/** Where things can be put on: the value of `placement.on` as a list. */
export function placesOf(prefab: WorldPrefab): readonly Placed[] {
  const { on } = prefab.placement;
  return typeof on === "string" ? [on] : on;
}

/** True if any name of the prefab (tag, alias, name) is one of `words` (lower case). */
export function carries(prefab: WorldPrefab, words: ReadonlySet<string>): boolean {
  if (words.size === 0) return false;
  return (
    words.has(prefab.name.toLowerCase()) ||
    prefab.tags.some((tag) => words.has(tag)) ||
    prefab.aliases.some((alias) => words.has(alias))
  );
}

export interface Wish {
  readonly tag: string;
  readonly noun: string;
  readonly modifiers: SceneEntity["modifiers"];
  readonly setting: readonly string[];
  /** Where it is to be, if a relation says so. */
  readonly place?: Placed;
  /** Words that it must not be called. */
  readonly absent: ReadonlySet<string>;
}

/** The best prefab for a wish, null if every one carries an absent word or there is none. */
export function choosePrefab(wish: Wish, vocabulary: PrefabsByTag): WorldPrefab | null {
  let best: WorldPrefab | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  const prefabs = vocabulary.prefabsOf(wish.tag);
  const [only] = prefabs;
  if (only && prefabs.length === 1) return carries(only, wish.absent) ? null : only;
  for (let index = 0; index < prefabs.length; index += 1) {
    const prefab = prefabs[index] as WorldPrefab;
    if (carries(prefab, wish.absent)) continue;
    const score = fitness(prefab, wish) + (index === 0 ? 2.5 : 0);
    if (score > bestScore) {
      best = prefab;
      bestScore = score;
    }
  }
  return best;
}

function fitness(prefab: WorldPrefab, { modifiers, setting, place, noun, tag }: Wish): number {
  let score = 0;
  const { style, material, color } = modifiers;
  if (style && (prefab.styles.includes(style) || named(prefab, style))) score += 4;
  if (
    material &&
    (named(prefab, material) || prefab.variants.some((one) => one.material?.includes(material)))
  )
    score += 4;
  if (color && named(prefab, color)) score += 2;
  if (place && placesOf(prefab).includes(place)) score += 3;
  if (noun !== tag && (prefab.aliases.includes(noun) || prefab.name.toLowerCase() === noun)) score += 3;
  const position = prefab.tags.indexOf(tag);
  score -= position < 0 ? 1 : Math.min(3, position) * 0.5;
  for (let index = 0; index < setting.length && index < 3; index += 1)
    if (prefab.settings.includes(setting[index] as string)) score += 0.5;
  return score;
}

function named(prefab: WorldPrefab, word: string): boolean {
  return prefab.prefab_id.includes(word) || prefab.name.toLowerCase().includes(word);
}

/** Id of the variant nearest to the colour and material asked for, undefined without a wish or a variant. */
export function chooseVariant(prefab: WorldPrefab, modifiers: SceneEntity["modifiers"]): string | undefined {
  const { color, material } = modifiers;
  if ((!color && !material) || prefab.variants.length === 0) return undefined;
  let best: string | undefined;
  let bestScore = 0;
  for (const variant of prefab.variants) {
    let score = 0;
    if (color && variant.id.includes(color)) score += 3;
    if (color && variant.color) score += Math.max(0, 2 - colorDistance(variant.color, color) / 80);
    if (material && (variant.material?.includes(material) || variant.id.includes(material))) score += 3;
    if (score > bestScore) {
      best = variant.id;
      bestScore = score;
    }
  }
  return best;
}

/** Colours by name, as sRGB. */
const COLORS: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [190, 40, 40],
  orange: [230, 130, 40],
  yellow: [235, 205, 60],
  green: [60, 130, 65],
  blue: [50, 90, 180],
  purple: [115, 60, 150],
  violet: [125, 70, 170],
  pink: [230, 140, 170],
  brown: [110, 75, 45],
  black: [25, 25, 25],
  white: [245, 245, 245],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  golden: [212, 175, 55],
  gold: [212, 175, 55],
  silver: [190, 190, 195],
  turquoise: [64, 200, 190],
  beige: [220, 205, 175],
  cream: [240, 230, 205],
};

function colorDistance(hex: string, name: string): number {
  const wanted = COLORS[name];
  if (!wanted) return 1000;
  const value = Number.parseInt(hex.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  const [dr, dg, db] = [red - wanted[0], green - wanted[1], blue - wanted[2]];
  return Math.sqrt(dr * dr + dg * dg + db * db);
}

const SIZE_FACTORS = { tiny: 0.5, small: 0.75, large: 1.4, huge: 2 } as const;

/** The scale for a size word, inside what the prefab allows; 1 without one. */
export function chooseScale(prefab: WorldPrefab, size: SceneEntity["modifiers"]["size"]): number {
  return clampScale(prefab, size ? SIZE_FACTORS[size] : 1);
}

/** `scale` to four digits, inside what the prefab allows. */
export function clampScale(prefab: WorldPrefab, scale: number): number {
  const inside = Math.min(prefab.max_scale, Math.max(prefab.min_scale, scale));
  return Math.round(inside * 10_000) / 10_000;
}
