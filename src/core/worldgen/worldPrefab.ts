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
