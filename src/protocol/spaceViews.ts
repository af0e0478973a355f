/** HTTP shapes of spaces, members, objects, tool uses and messages on the way out. Times are ISO-8601 UTC, lengths metres. */
import { z } from "zod";
import { SpaceSettings } from "./spaces.ts";

const IntegerId = z.number().int();
const IsoTime = z.iso.datetime({ precision: 3 });
const Metres = z.number();
const Radians = z.number();
const Spot = z.object({ x: Metres, y: Metres });

export const SpaceView = z.object({
  id: IntegerId,
  name: z.string(),
  owner_id: IntegerId,
  visibility: z.enum(["public", "private"]),
  movement: z.enum(["free", "grid"]),
  width: Metres,
  depth: Metres,
  world_id: z.string().nullable(),
  /** Complete: what was not set has its default. */
  settings: SpaceSettings.required(),
  /** Avatars in the space now. */
  online: z.number().int(),
  /** The caller's standing, null without one of their own. */
  role: z.enum(["owner", "moderator", "member", "admin"]).nullable(),
  created_at: IsoTime,
  updated_at: IsoTime,
});
export type SpaceView = z.infer<typeof SpaceView>;

export const SpaceDetailView = SpaceView.extend({
  zones: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string(), polygon: z.array(Spot) })),
  /** In grid spaces `x`, `y` are whole cells. */
  spawn_points: z.array(Spot.extend({ heading: Radians })),
  rules: z.object({
    tick_hz: z.number(),
    max_speed: z.number(),
    burst_seconds: z.number(),
    step_interval_ms: z.number(),
    avatar_radius: Metres,
    interest_radius: Metres,
    interest_limit: z.number().int(),
    nearby_radius: Metres,
  }),
});
export type SpaceDetailView = z.infer<typeof SpaceDetailView>;

export const MemberView = z.object({
  user_id: IntegerId,
  name: z.string(),
  role: z.enum(["owner", "moderator", "member", "banned"]),
  since: IsoTime,
  banned_until: IsoTime.nullable(),
});
export type MemberView = z.infer<typeof MemberView>;

export const PresenceView = z.object({
  user_id: IntegerId,
  name: z.string(),
  look: z.string(),
  activity: z.string(),
  since: IsoTime,
});

export const ObjectView = z.object({
  id: IntegerId,
  space_id: IntegerId,
  prefab_id: z.string(),
  kind: z.string(),
  x: Metres,
  y: Metres,
  z: Metres,
  heading: Radians,
  scale: z.number(),
  solid: z.boolean(),
  state: z.record(z.string(), z.string()),
  /** User ids. */
  holder: IntegerId.nullable(),
  locked_by: IntegerId.nullable(),
  created_by: IntegerId,
  created_at: IsoTime,
  updated_at: IsoTime,
});
export type ObjectView = z.infer<typeof ObjectView>;

/** The fields that a use changed, named as in {@link ObjectView}; the whole object where it came or went. */
const Side = z.record(z.string(), z.unknown()).nullable();

export const ToolUseView = z.object({
  id: IntegerId,
  space_id: IntegerId,
  user_id: IntegerId,
  object_id: IntegerId,
  action: z.string(),
  params: z.unknown(),
  before: Side,
  after: Side,
  at: IsoTime,
  undoes: IntegerId.nullable(),
  undone_by: IntegerId.nullable(),
});
export type ToolUseView = z.infer<typeof ToolUseView>;

export const MessageView = z.object({
  id: IntegerId,
  channel: z.enum(["space", "nearby", "direct", "chatroom"]),
  chatroom_id: IntegerId.nullable(),
  from: z.object({ user_id: IntegerId, name: z.string() }).nullable(),
  message: z.string(),
  type: z.string(),
  sent_at: IsoTime,
});
export type MessageView = z.infer<typeof MessageView>;

export const RevertView = z.object({
  reverted: z.number().int(),
  /** Ids of the uses that could not be taken back. */
  skipped: z.array(IntegerId),
});
