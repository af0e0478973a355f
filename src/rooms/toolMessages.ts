/** Tool messages of a room: use, place and undo on the way in, `tool_used` on the way out. */
import type { Actor } from "../core/sim/types.ts";
import { AppError } from "../errors.ts";
import type { CommittedUse } from "../services/spaces/host.ts";
import { undoUse } from "../services/spaces/undo.ts";
import { objectView } from "../services/spaces/views.ts";
import type { LiveRoom } from "./deps.ts";
import { fanOut } from "./fanOut.ts";

/** Who acts through a session. @throws AppError `not_found` if its avatar has left. */
export function actorOf(room: LiveRoom, sessionId: string): Actor {
  const avatar = room.host.world.avatars.get(sessionId);
  if (!avatar) throw new AppError("not_found", "You are not in the space any more.");
  return { userId: avatar.userId, sessionId, role: avatar.role };
}

/** Uses a tool; answers once the use is on disk. */
export async function useTool(
  room: LiveRoom,
  sessionId: string,
  use: { target_object_id: number; action: string; params?: unknown },
) {
  const { use: stored, object } = await room.host.submit({
    kind: "use",
    actor: actorOf(room, sessionId),
    objectId: use.target_object_id,
    action: use.action,
    params: use.params ?? {},
  });
  return { tool_use_id: stored.id, object: object && objectView(object, room.host.space.id) };
}

/** Places a new object; answers once it is on disk. */
export async function placeObject(
  room: LiveRoom,
  sessionId: string,
  {
    prefab_id,
    ...placement
  }: { prefab_id: string; x: number; y: number; z?: number; heading?: number; scale?: number },
) {
  const { use } = await room.host.place({ actor: actorOf(room, sessionId), prefabId: prefab_id, placement });
  return { object_id: use.objectId, tool_use_id: use.id };
}

/** Undoes the given use, or the user's own latest. */
export async function undo(room: LiveRoom, sessionId: string, useId: number | null) {
  const { use } = await undoUse(room.host, room.deps.journal, { actor: actorOf(room, sessionId), useId });
  return { undone: use.undoes };
}

/** Tells those within sight of the object (of where it was, if it is gone) that a tool was used on it. */
export function tellUse(room: LiveRoom, { use, object }: CommittedUse): void {
  const { world } = room.host;
  const x = object?.x ?? use.before?.x;
  const y = object?.y ?? use.before?.y;
  if (x === undefined || y === undefined) return;
  const inSight = new Set(world.avatarGrid.within(x, y, world.rules.interestRadiusM));
  const { id, userId, objectId, action, params } = use;
  fanOut(
    room,
    { name: "tool_used", body: { tool_use_id: id, user_id: userId, object_id: objectId, action, params } },
    (sessionId) => inSight.has(sessionId),
  );
}
