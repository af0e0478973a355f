/**
 * A world's blueprint as it is stored, served and judged. Unity's axes: y up, +x east, +z north, origin in the centre
 * of the ground; metres; `rotation.y` and `yaw` degrees clockwise from +z; an instance's position is the bottom centre
 * of its prefab.
 */
import { z } from "zod";

export const TIMES_OF_DAY = ["dawn", "day", "dusk", "night"] as const;
export const WEATHERS = ["clear", "cloudy", "rain", "storm", "snow", "fog", "wind"] as const;
export const INSTANCE_SOURCES = ["explicit", "decor", "substitute", "proxy"] as const;

/** Most instances in one world. */
export const MAX_INSTANCES = 500;
/** Longest side of a world, metres: what a space can be. */
export const MAX_WORLD_M = 1000;

const Finite = z.number().min(-10_000).max(10_000);
const Vector = z.strictObject({ x: Finite, y: Finite, z: Finite });
const Ground = z.strictObject({ x: Finite, z: Finite });
const Words = z.array(z.string().max(80)).max(50);
const Color = z.string().regex(/^#[0-9a-f]{6}$/);

export const PrefabInstance = z.strictObject({
  instance_id: z.string().min(1).max(80),
  prefab_id: z.string().min(1).max(80),
  position: Vector,
  rotation: Vector,
  scale: z.strictObject({
    x: z.number().positive().max(100),
    y: z.number().positive().max(100),
    z: z.number().positive().max(100),
  }),
  /** The prompt's own word, where the prefab is only the nearest thing to it. */
  label: z.string().max(80).optional(),
  /** Id of the zone it belongs to. */
  zone: z.string().max(80).optional(),
  /** What it stands on, hangs from or is part of. */
  parent_instance_id: z.string().max(80).optional(),
  source: z.enum(INSTANCE_SOURCES),
  /** Id of one of the prefab's variants. */
  variant: z.string().max(80).optional(),
});
export type PrefabInstance = z.infer<typeof PrefabInstance>;

export const WorldZone = z.strictObject({
  id: z.string().min(1).max(80),
  name: z.string().max(80),
  kind: z.string().max(80),
  polygon: z.array(Ground).min(3).max(64),
  /** A free point of the zone that can be walked to, not its centroid. */
  center: Vector,
});
export type WorldZone = z.infer<typeof WorldZone>;

export const WorldBlueprint = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(120),
  prompt: z.string().max(2000),
  seed: z.number().int().min(0).max(0xffff_ffff),
  catalog_version: z.string().max(40),
  bounds: z.strictObject({
    width: z.number().positive().max(MAX_WORLD_M),
    depth: z.number().positive().max(MAX_WORLD_M),
  }),
  environment: z.strictObject({
    /** Most specific first, most general last: `["cafe", "indoor"]`. */
    setting: Words.min(1),
    time_of_day: z.enum(TIMES_OF_DAY),
    weather: z.enum(WEATHERS),
    sky: z.string().max(80),
    ambient_light: z.strictObject({ color: Color, intensity: z.number().min(0).max(10) }),
    fog: z.strictObject({ color: Color, density: z.number().min(0).max(1) }).nullable(),
    ambience: Words,
    palette: z.array(Color).max(12),
  }),
  terrain: z.strictObject({
    type: z.string().max(80),
    material: z.string().max(80),
    height_map: z.string().max(200).optional(),
  }),
  zones: z.array(WorldZone).max(64),
  paths: z
    .array(z.strictObject({ points: z.array(Ground).min(2).max(256), width: z.number().positive().max(100) }))
    .max(64),
  spawn_points: z
    .array(z.strictObject({ position: Vector, yaw: z.number().min(0).max(360) }))
    .min(1)
    .max(64),
  prefab_instances: z.array(PrefabInstance).max(MAX_INSTANCES),
});
export type WorldBlueprint = z.infer<typeof WorldBlueprint>;
