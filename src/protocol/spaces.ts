/** HTTP shapes of spaces, members and objects: what comes in (zod) and what goes out (types). */
import { z } from "zod";
import { Time } from "./lists.ts";
import { Coordinate, Id, text } from "./text.ts";

/** Settings of a space, all optional; the comment of each is unit and default. Unknown keys are refused. */
export const SpaceSettings = z.strictObject({
  /** Metres a second an avatar may walk in the long run. Default 6. */
  max_speed: z.number().min(0.1).max(50).optional(),
  /** Seconds' worth of `max_speed` that may be saved up. Default 0.25. */
  burst_seconds: z.number().min(0).max(5).optional(),
  /** Grid spaces: least milliseconds between two steps. Default 150. */
  step_interval_ms: z.number().int().min(20).max(10_000).optional(),
  /** Grid spaces: eight neighbours. Default false. */
  diagonal: z.boolean().optional(),
  /** Metres within which avatars see each other. Default 25. */
  interest_radius: z.number().min(1).max(500).optional(),
  /** Most avatars one client sees besides its own. Default 64. */
  interest_limit: z.number().int().min(1).max(500).optional(),
  /** Metres that nearby chat reaches. Default 10. */
  nearby_radius: z.number().min(1).max(500).optional(),
  /** Canvas pixels a metre, for clients of the older dialects. Default 1. */
  pixels_per_metre: z.number().min(0.01).max(1000).optional(),
  /** `anywhere`: a joiner may name its spot; `points`: only spawn points. Default `anywhere`. */
  spawn: z.enum(["anywhere", "points"]).optional(),
  /** What `set_activity` takes. Default idle, wave, sit, dance, talk, cheer. */
  activities: z.array(text(1, 20)).min(1).max(50).optional(),
});
export type SpaceSettings = z.infer<typeof SpaceSettings>;

const SizeM = z.number().min(1).max(1000);
const Name = text(1, 40);

const Movement = z.enum(["free", "grid"]);
const Visible = z.enum(["public", "private"]);

/** What is left out comes from the map, without a map: 50 × 50 m, `free`. */
export const NewSpaceBody = z.object({
  name: Name,
  width: SizeM.optional(),
  depth: SizeM.optional(),
  movement: Movement.optional(),
  visibility: Visible.default("public"),
  map_id: text(1, 40).optional(),
  world_id: text(1, 40).optional(),
  settings: SpaceSettings.default({}),
});
export type NewSpaceBody = z.infer<typeof NewSpaceBody>;

/** Changes what is given; settings key by key, null takes one back to its default. `movement` may only repeat what it is. */
export const SpacePatchBody = z.object({
  name: Name.optional(),
  width: SizeM.optional(),
  depth: SizeM.optional(),
  movement: Movement.optional(),
  visibility: Visible.optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});
export type SpacePatchBody = z.infer<typeof SpacePatchBody>;

/** As the patch, but settings are replaced as a whole. */
export const SpacePutBody = SpacePatchBody.extend({ name: Name, settings: SpaceSettings.optional() });
export type SpacePutBody = z.infer<typeof SpacePutBody>;

const MemberRole = z.enum(["owner", "moderator", "member", "banned"]);

/** `banned_until` only with role `banned`: when the ban ends; left out or null: never. */
export const MemberBody = z.object({
  user_id: Id,
  role: MemberRole.default("member"),
  banned_until: Time.nullish(),
});

export const MemberPatchBody = z.object({ role: MemberRole, banned_until: Time.nullish() });

const Scale = z.number().min(0.01).max(100);
const State = z
  .record(text(1, 40), text(0, 500))
  .refine((state) => Object.keys(state).length <= 32, "at most 32 keys");

export const NewObjectBody = z.object({
  prefab_id: text(1, 80),
  x: Coordinate,
  y: Coordinate,
  z: z.number().min(-100).max(1000).optional(),
  heading: Coordinate.optional(),
  scale: Scale.optional(),
  state: State.optional(),
  solid: z.boolean().optional(),
});

export type NewObjectBody = z.infer<typeof NewObjectBody>;

/** Changes what is given; a state key set to null is taken away. */
export const ObjectPatchBody = z.object({
  x: Coordinate.optional(),
  y: Coordinate.optional(),
  z: z.number().min(-100).max(1000).optional(),
  heading: Coordinate.optional(),
  scale: Scale.optional(),
  solid: z.boolean().optional(),
  state: z.record(text(1, 40), text(0, 500).nullable()).optional(),
});

export type ObjectPatchBody = z.infer<typeof ObjectPatchBody>;

/** Both ends of the span count; without `until` it has none. */
export const RevertBody = z.object({
  user_id: Id,
  since: Time,
  until: Time.nullish(),
});
