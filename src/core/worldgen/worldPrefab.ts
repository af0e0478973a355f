/** What world generation reads of a prefab: the part of a catalogue entry (protocol/catalogue.ts) that it needs, under the same names. */

export type Placed = "ground" | "wall" | "ceiling" | "water" | "surface";

export interface WorldPrefab {
  readonly prefab_id: string;
  readonly name: string;
  readonly category: string;
  /** Singular nouns, most specific first. */
  readonly tags: readonly string[];
  readonly default_for: readonly string[];
  readonly aliases: readonly string[];
  readonly i18n: Readonly<Record<string, readonly string[]>>;
  readonly styles: readonly string[];
  readonly settings: readonly string[];
  /** Metres at scale 1; w along x, d along z (front +z), h up. */
  readonly footprint: { readonly w: number; readonly d: number; readonly h: number };
  readonly collision: {
    readonly shape: "box" | "cylinder" | "none";
    readonly walkable?: boolean;
    readonly water?: boolean;
  };
  readonly placement: {
    readonly on: Placed | readonly Placed[];
    readonly clearance_front?: number;
    readonly spacing?: number;
  };
  readonly supports?: { readonly height: number };
  readonly variants: readonly { readonly id: string; readonly color?: string; readonly material?: string }[];
  readonly affordances: readonly string[];
  readonly min_scale: number;
  readonly max_scale: number;
}

/** The catalogue as world generation sees it, in order of id. */
export interface WorldCatalogue {
  readonly version: string;
  readonly prefabs: readonly WorldPrefab[];
}

/**
 * The catalogue for world generation. Every prefab of it has the same keys in the same order, those left out undefined:
 * layout reads prefabs all the time, and code that meets few forms of objects runs a good deal faster.
 */
export function worldCatalogue(version: string, prefabs: readonly WorldPrefab[]): WorldCatalogue {
  return { version, prefabs: prefabs.map(uniform) };
}

function uniform(prefab: WorldPrefab): WorldPrefab {
  const { footprint, collision, placement, supports, variants } = prefab;
  return {
    prefab_id: prefab.prefab_id,
    name: prefab.name,
    category: prefab.category,
    tags: prefab.tags,
    default_for: prefab.default_for,
    aliases: prefab.aliases,
    i18n: prefab.i18n,
    styles: prefab.styles,
    settings: prefab.settings,
    footprint: { w: footprint.w, d: footprint.d, h: footprint.h },
    collision: { shape: collision.shape, walkable: collision.walkable, water: collision.water },
    placement: {
      on: placement.on,
      clearance_front: placement.clearance_front,
      spacing: placement.spacing,
    },
    supports: supports && { height: supports.height },
    variants: variants.map(({ id, color, material }) => ({ id, color, material })),
    affordances: prefab.affordances,
    min_scale: prefab.min_scale,
    max_scale: prefab.max_scale,
  };
}
