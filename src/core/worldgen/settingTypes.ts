/** Names and shapes that the tables of settings share. */

/** The rows of the archetype table (archetypes.ts). */
export const ARCHETYPES = [
  "forest",
  "meadow",
  "mountain",
  "desert",
  "beach",
  "lake",
  "river",
  "swamp",
  "snowfield",
  "cave",
  "underwater",
  "island",
  "farm",
  "garden",
  "park",
  "village",
  "town_square",
  "street",
  "market",
  "harbour",
  "castle",
  "ruins",
  "graveyard",
  "camp",
  "playground",
  "construction_site",
  "station",
  "bedroom",
  "living_room",
  "kitchen",
  "bathroom",
  "office",
  "classroom",
  "restaurant",
  "cafe",
  "bar",
  "shop",
  "library",
  "gym",
  "hospital",
  "workshop",
  "warehouse",
  "hall",
  "temple",
  "dungeon",
  "tavern",
  "stage",
  "laboratory",
  "spaceship",
  "space",
  "alien_planet",
  "cyber_street",
  "house_plot",
  "flat",
  "outdoor",
  "indoor",
] as const;
export type Archetype = (typeof ARCHETYPES)[number];

/**
 * `place`: only ever the scene ("kitchen"). `both`: the scene and, where the catalogue knows it, a thing in it ("lake").
 * `thing`: a thing first, the scene only where nothing better is named ("castle").
 * `flavour`: colours whatever scene is named ("cyberpunk"), and is the scene only when nothing else is.
 */
export const SETTING_KINDS = ["place", "both", "thing", "flavour"] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

export interface SettingRow {
  readonly words: readonly string[];
  /** Most specific first, the last is "indoor" or "outdoor" (for a flavour: nothing of the kind, unless it decides it). */
  readonly setting: readonly string[];
  readonly archetype: Archetype;
  readonly indoor: boolean;
  readonly kind: SettingKind;
}
