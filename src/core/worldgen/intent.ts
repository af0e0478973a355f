/**
 * What a prompt asks for, without a single coordinate: the one thing that the rule-based parser and a language model
 * both produce, and the only thing that the layout reads. Tags come from a closed vocabulary (vocabulary.ts).
 */
import { z } from "zod";
import { TIMES_OF_DAY, WEATHERS } from "./blueprint.ts";

export const RELATIONS = [
  "next_to",
  "near",
  "around",
  "middle_of",
  "along",
  "north_of",
  "south_of",
  "east_of",
  "west_of",
  "between",
  "on",
  "under",
  "facing",
  "in_front_of",
  "behind",
  "inside",
  "against",
] as const;
export type RelationName = (typeof RELATIONS)[number];

export const ARRANGEMENTS = ["scatter", "row", "grid", "circle", "pile", "line"] as const;

const EntityId = z.string().regex(/^e\d{1,3}$/);

export const SceneEntity = z.strictObject({
  id: EntityId,
  /** The prompt's own noun, singular, lower case. */
  noun: z.string().min(1).max(80),
  /** A tag of the catalogue; for `proxy` the proxy's tag. */
  tag: z.string().min(1).max(80),
  /** `explicit`: the tag is the noun or an alias of it; the other two keep the noun as the instances' label. */
  source: z.enum(["explicit", "substitute", "proxy"]),
  /** How many; min = max where the prompt says exactly. With `per`, so many for each of those. */
  count: z.strictObject({ min: z.number().int().min(0).max(500), max: z.number().int().min(0).max(500) }),
  /** Distributive count: "two chairs at each table" has the table here. */
  per: EntityId.optional(),
  modifiers: z.strictObject({
    color: z.string().max(30).optional(),
    material: z.string().max(30).optional(),
    size: z.enum(["tiny", "small", "large", "huge"]).optional(),
    style: z.string().max(30).optional(),
  }),
  arrangement: z.enum(ARRANGEMENTS).optional(),
  /** With `grid`: rows × what fits; "three rows of four" is rows 3, count 12. */
  rows: z.number().int().min(1).max(50).optional(),
  /** Id of the room or region it is to be in. */
  room: z.string().max(40).optional(),
});
export type SceneEntity = z.infer<typeof SceneEntity>;

export const SceneRelation = z.strictObject({
  a: EntityId,
  rel: z.enum(RELATIONS),
  /** One target, two for `between` (the same twice: between two of it), or the scene itself. */
  b: z.union([z.literal("scene"), z.array(EntityId).min(1).max(2)]),
});
export type SceneRelation = z.infer<typeof SceneRelation>;

/** A part of the scene with a name of its own: a room of a flat, the forest behind a village. */
export const SceneRoom = z.strictObject({
  id: z.string().regex(/^r\d{1,2}$/),
  kind: z.string().min(1).max(40),
  name: z.string().min(1).max(80),
  indoor: z.boolean(),
});
export type SceneRoom = z.infer<typeof SceneRoom>;

export const SceneIntent = z.strictObject({
  /** Most specific first, most general last. */
  setting: z.array(z.string().max(40)).min(1).max(12),
  /** Row of the archetype table (archetypes.ts): size, ground, walls, filling. */
  archetype: z.string().max(40),
  indoor: z.boolean(),
  time: z.enum(TIMES_OF_DAY),
  weather: z.enum(WEATHERS),
  mood: z.string().max(40).optional(),
  size: z.enum(["small", "medium", "large"]).optional(),
  entities: z.array(SceneEntity).max(40),
  relations: z.array(SceneRelation).max(60),
  /** Tags that must not be there, by name, alias or kind. */
  absent: z.array(z.string().max(80)).max(40),
  rooms: z.array(SceneRoom).max(16),
  /** Nouns nothing could be found for. */
  unmatched: z.array(z.string().max(80)).max(60),
});
export type SceneIntent = z.infer<typeof SceneIntent>;
