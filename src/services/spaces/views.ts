/** How spaces and what is in them look to callers over HTTP. */
import { AVATAR_RADIUS_M, type ObjectDelta, type Role, type SpaceObject } from "../../core/sim/types.ts";
import { isoTime } from "../../protocol/lists.ts";
import type {
  MemberView,
  MessageView,
  ObjectView,
  SpaceDetailView,
  SpaceView,
  ToolUseView,
} from "../../protocol/spaceViews.ts";
import type { StoredMessage, StoredUse } from "../journal/ports.ts";
import type { Member, Space } from "./ports.ts";
import { settingsOf } from "./rules.ts";

/** A space as one caller finds it. `role` null: no standing of their own there. */
export interface FoundSpace {
  readonly space: Space;
  readonly role: SpaceView["role"];
  /** Avatars in it now. */
  readonly online: number;
}

/** The role to show to a caller: an account's own role is no standing in a space. */
export function shownRole(role: Role): SpaceView["role"] {
  return role === "guest" || role === "user" ? null : role;
}

/** A space in a list. */
export function spaceView({ space, role, online }: FoundSpace): SpaceView {
  return {
    id: space.id,
    name: space.name,
    owner_id: space.ownerId,
    visibility: space.visibility,
    movement: space.movement,
    width: space.widthM,
    depth: space.depthM,
    world_id: space.worldId,
    settings: settingsOf(space),
    online,
    role,
    created_at: isoTime(space.createdAtMs),
    updated_at: isoTime(space.updatedAtMs),
  };
}

/** A space by itself. `tickHz`: the simulation steps a second of this deployment. */
export function spaceDetailView(found: FoundSpace, tickHz: number): SpaceDetailView {
  const { space } = found;
  const settings = settingsOf(space);
  return {
    ...spaceView(found),
    zones: space.zones.map((zone) => ({ ...zone, polygon: [...zone.polygon] })),
    spawn_points: [...space.spawnPoints],
    rules: {
      tick_hz: tickHz,
      max_speed: settings.max_speed,
      burst_seconds: settings.burst_seconds,
      step_interval_ms: settings.step_interval_ms,
      avatar_radius: AVATAR_RADIUS_M,
      interest_radius: settings.interest_radius,
      interest_limit: settings.interest_limit,
      nearby_radius: settings.nearby_radius,
    },
  };
}

/** A membership. The owner is whoever the space names, whatever the row says. */
export function memberView(member: Member, context: { space: Space; name: string }): MemberView {
  const owns = context.space.ownerId === member.userId;
  const role = owns ? "owner" : member.role === "owner" ? "moderator" : member.role;
  return {
    user_id: member.userId,
    name: context.name,
    role,
    since: isoTime(member.sinceMs),
    banned_until: member.bannedUntilMs === null ? null : isoTime(member.bannedUntilMs),
  };
}

/** An object of the space `spaceId`. */
export function objectView(object: SpaceObject, spaceId: number): ObjectView {
  return {
    id: object.id,
    space_id: spaceId,
    prefab_id: object.prefabId,
    kind: object.kind,
    x: object.x,
    y: object.y,
    z: object.z,
    heading: object.heading,
    scale: object.scale,
    solid: object.solid,
    state: { ...object.state },
    holder: object.holder?.userId ?? null,
    locked_by: object.lockedBy || null,
    created_by: object.createdBy,
    created_at: isoTime(object.createdAtMs),
    updated_at: isoTime(object.updatedAtMs),
  };
}

/** A logged use. */
export function useView(use: StoredUse): ToolUseView {
  return {
    id: use.id,
    space_id: use.spaceId,
    user_id: use.userId,
    object_id: use.objectId,
    action: use.action,
    params: use.params,
    before: deltaView(use.before),
    after: deltaView(use.after),
    at: isoTime(use.atMs),
    undoes: use.undoes,
    undone_by: use.undoneBy,
  };
}

function deltaView(delta: ObjectDelta | null): Record<string, unknown> | null {
  if (!delta) return null;
  const { lockedBy, prefabId, createdBy, createdAtMs, ...same } = delta;
  return {
    ...same,
    ...(lockedBy === undefined ? {} : { locked_by: lockedBy || null }),
    ...(prefabId === undefined ? {} : { prefab_id: prefabId }),
    ...(createdBy === undefined ? {} : { created_by: createdBy }),
    ...(createdAtMs === undefined ? {} : { created_at: isoTime(createdAtMs) }),
  };
}

/** A stored message. */
export function messageView(message: StoredMessage): MessageView {
  return {
    id: message.id,
    channel: message.channel,
    chatroom_id: message.chatroomId,
    from: message.from && { user_id: message.from.userId, name: message.from.name },
    message: message.message,
    type: message.type,
    sent_at: isoTime(message.sentAtMs),
  };
}
