/**
 * The prefab catalogue on the wire and in its file. An entry says what a prefab is called, how large it is, where it
 * goes, and which tools work on it. Sizes are metres at scale 1, pivot bottom centre, front towards +z.
 */
import { z } from "zod";
import { PageQuery } from "./lists.ts";
import { text } from "./text.ts";

/** Tools that come in pairs: a prefab that offers the first must offer the second, or its user is stuck. */
export const COMPANION_AFFORDANCES = { pick_up: "drop", sit: "stand", lock: "unlock" } as const;

const Slug = z.string().regex(/^[a-z][a-z0-9_]{0,79}$/, "must be lower_snake of 1 to 80 characters");
const Action = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be a tool's action");
const Word = text(1, 60).refine(
  (word) => word === word.toLowerCase() && word === word.trim(),
  "must be lower case without spaces around it",
);
const Words = z
  .array(Word)
  .max(100)
  .refine((words) => new Set(words).size === words.length, "must not repeat a word");
const SizeM = z.number().positive().max(200);
const Semver = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, "must be a version like 0.1.0");
const HexColor = z.string().regex(/^#[0-9a-f]{6}$/, "must be #rrggbb in lower case");

const PlacedOn = z.enum(["ground", "wall", "ceiling", "water", "surface"]);

export const PrefabEntry = z
  .strictObject({
    /** Stable, never used again for another thing. */
    prefab_id: Slug,
    name: text(1, 80),
    category: Slug,
    /** Singular nouns, most specific first; the first is the `kind` of its objects. */
    tags: Words.min(1),
    /** Tags for which this prefab is taken when nothing says more. One prefab a tag. */
    default_for: Words.default([]),
    aliases: Words.default([]),
    /** More aliases by language (ISO 639-1). */
    i18n: z.record(z.string().regex(/^[a-z]{2}$/), Words).default({}),
    styles: Words.default([]),
    settings: Words.default([]),
    footprint: z.strictObject({ w: SizeM, d: SizeM, h: SizeM }),
    collision: z.strictObject({
      shape: z.enum(["box", "cylinder", "none"]),
      /** Avatars walk over it. */
      walkable: z.boolean().optional(),
      water: z.boolean().optional(),
    }),
    placement: z.strictObject({
      on: z.union([PlacedOn, z.array(PlacedOn).min(1)]),
      /** Metres to keep free before its front, and around it to the next of its kind. */
      clearance_front: z.number().min(0).max(50).optional(),
      spacing: z.number().min(0).max(50).optional(),
    }),
    /** Things can stand on it, at this height in metres. */
    supports: z.strictObject({ height: z.number().min(0).max(200) }).optional(),
    light: z
      .strictObject({
        color: HexColor,
        intensity: z.number().positive().max(100),
        range: z.number().positive().max(100),
      })
      .optional(),
    /** Actions of the tools that work on it. */
    affordances: z.array(Action).max(50).default([]),
    /** The state that a new object of it starts with. */
    state: z.record(text(1, 40), text(0, 500)).default({}),
    unity: z.strictObject({ address: z.string().regex(/^[A-Za-z0-9]+(\/[A-Za-z0-9]+)+$/) }).optional(),
    variants: z
      .array(z.strictObject({ id: Slug, color: HexColor.optional(), material: Word.optional() }))
      .max(50)
      .default([]),
    lod: z
      .array(z.strictObject({ distance: z.number().min(0), tris: z.number().int().positive() }))
      .max(8)
      .default([]),
    min_scale: z.number().min(0.01).max(1).default(1),
    max_scale: z.number().min(1).max(100).default(1),
    /** Catalogue versions. */
    since: Semver,
    deprecated: Semver.optional(),
  })
  .check(({ value, issues }) => {
    for (const message of slipsOf(value))
      issues.push({ code: "custom", message: `${value.prefab_id}: ${message}`, input: value });
  });
/** One prefab as served, defaults filled in. */
export type PrefabEntry = z.infer<typeof PrefabEntry>;
/** One prefab as its author writes it. */
export type PrefabDeclaration = z.input<typeof PrefabEntry>;

/** The catalogue file. */
export const CatalogueFile = z.strictObject({ version: Semver, prefabs: z.array(PrefabEntry) });
export type CatalogueFile = z.infer<typeof CatalogueFile>;

/** `GET /prefab-catalog/`: all filters must match; `q` is part of an id, name, tag or alias, without case. */
export const CatalogueQuery = PageQuery.extend({
  category: text(0, 80).optional(),
  tag: text(0, 80).optional(),
  q: text(0, 200).optional(),
  setting: text(0, 80).optional(),
  style: text(0, 80).optional(),
  affordance: text(0, 80).optional(),
  cursor: Slug.optional(),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

/** The answer of `GET /prefab-catalog/`. `total` counts all matches, on every page. */
export interface CataloguePage {
  readonly catalog_version: string;
  readonly total: number;
  readonly items: readonly PrefabEntry[];
  readonly next_cursor: string | null;
}

/** A registered tool as `GET /tools` shows it. */
export interface ToolEntry {
  readonly action: string;
  readonly description: string;
  /** Metres from the avatar to the edge of the footprint; null: anywhere in the space. */
  readonly range: number | null;
  readonly cooldown_ms: number;
  /** Least role. */
  readonly needs: string;
  /** JSON Schema of `params`. */
  readonly params: unknown;
}

/** What no field's own shape can see. */
function slipsOf({
  affordances,
  tags,
  default_for,
}: {
  affordances: string[];
  tags: string[];
  default_for: string[];
}): string[] {
  const slips = Object.entries(COMPANION_AFFORDANCES)
    .filter(([action, companion]) => affordances.includes(action) && !affordances.includes(companion))
    .map(([action, companion]) => `affordance ${action} needs ${companion} beside it`);
  if (new Set(affordances).size !== affordances.length) slips.push("affordances must not repeat an action");
  for (const tag of default_for)
    if (!tags.includes(tag)) slips.push(`default_for names "${tag}", which is none of its tags`);
  return slips;
}
