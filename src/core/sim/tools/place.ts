/** Objects that come, change and go without a tool: `place_object`, and the edits and deletions of moderators over HTTP. */
import {
  atLeast,
  isRefusal,
  type Prefab,
  type Refusal,
  type Role,
  refuse,
  type SpaceObject,
} from "../types.ts";
import type { ToolInput, World } from "../world.ts";
import { avatarOf } from "./access.ts";
import { type Change, commit, faultOnGround, remove } from "./commit.ts";
import { deltasOf, wholeOf, withChange } from "./delta.ts";
import type { Applied, ToolContext } from "./outcome.ts";
import { DELETE_ACTION, EDIT_ACTION, PLACE_ACTION } from "./toolSet.ts";
import { faultOfChange, normaliseHeading } from "./values.ts";

type InputOf<Kind extends ToolInput["kind"]> = Extract<ToolInput, { kind: Kind }>;

/** Least role to place an object from inside the space; callers over HTTP need {@link NEEDED_TO_EDIT}. */
export const NEEDED_TO_PLACE: Role = "member";
/** Least role for writes to objects over HTTP. */
export const NEEDED_TO_EDIT: Role = "moderator";

/** Puts a new object with the id `input.objectId` into the space, anywhere in its bounds. Returns what to log, or a refusal. Mutates `world` on success. */
export function placeObject(world: World, input: InputOf<"place">, context: ToolContext): Applied | Refusal {
  const { actor, objectId, placement } = input;
  const avatar = avatarOf(world, actor);
  if (avatar && isRefusal(avatar)) return avatar;
  const prefab = world.prefabs.get(input.prefabId);
  if (!prefab) return refuse("not_found", "There is no such prefab in the catalogue.");
  const needed = actor.sessionId === null ? NEEDED_TO_EDIT : NEEDED_TO_PLACE;
  if (!atLeast(actor.role, needed)) return refuse("forbidden", `Placing an object needs the role ${needed}.`);
  const { x, y, z, heading, scale, solid, state } = placement;
  const fault =
    faultOfChange({ x, y, z, heading, scale, solid, state }) ??
    (x === undefined || y === undefined ? "x and y are needed" : null);
  if (fault) return refuse("invalid", fault);
  if (world.objects.has(objectId)) return refuse("conflict", "The object's id is taken.");
  const object = freshObject(input, prefab, context.nowMs);
  const change: Change = { from: null, to: object, prefab, onAvatars: "refuse" };
  const onGround = faultOnGround(world, change);
  if (onGround) return onGround;
  commit(world, change);
  const params = { prefab_id: prefab.id, ...placement };
  return {
    use: {
      userId: actor.userId,
      objectId,
      action: PLACE_ACTION,
      params,
      before: null,
      after: wholeOf(object),
      undoes: null,
    },
    object,
  };
}

/** Changes fields of an object over HTTP, pushing avatars out of the way. Returns what to log, or a refusal. Mutates `world` on success. */
export function editObject(world: World, input: InputOf<"edit">, context: ToolContext): Applied | Refusal {
  const { actor, objectId, change } = input;
  const object = world.objects.get(objectId);
  if (!object) return refuse("not_found", "There is no such object here.");
  if (!atLeast(actor.role, NEEDED_TO_EDIT))
    return refuse("forbidden", `Editing an object needs the role ${NEEDED_TO_EDIT}.`);
  const fault = faultOfChange(change) ?? (change.holder ? "holder can only be set to null" : null);
  if (fault) return refuse("invalid", fault);
  const prefab = world.prefabs.get(object.prefabId);
  if (!prefab)
    return refuse("conflict", "The object's prefab is no longer in the catalogue: it can only be deleted.");
  const to = withChange(object, change, context.nowMs);
  const edit: Change = { from: object, to, prefab, onAvatars: "push" };
  const onGround = faultOnGround(world, edit);
  if (onGround) return onGround;
  commit(world, edit);
  return {
    use: {
      userId: actor.userId,
      objectId,
      action: EDIT_ACTION,
      params: change,
      ...deltasOf(object, to),
      undoes: null,
    },
    object: to,
  };
}

/** Takes an object out of the space over HTTP. Returns what to log, or a refusal. Mutates `world` on success. */
export function deleteByEdit(world: World, input: InputOf<"delete">): Applied | Refusal {
  const { actor, objectId } = input;
  const object = world.objects.get(objectId);
  if (!object) return refuse("not_found", "There is no such object here.");
  if (!atLeast(actor.role, NEEDED_TO_EDIT))
    return refuse("forbidden", `Deleting an object needs the role ${NEEDED_TO_EDIT}.`);
  remove(world, object);
  return {
    use: {
      userId: actor.userId,
      objectId,
      action: DELETE_ACTION,
      params: {},
      before: wholeOf(object),
      after: null,
      undoes: null,
    },
    object: null,
  };
}

function freshObject(
  { objectId, actor, placement }: InputOf<"place">,
  prefab: Prefab,
  nowMs: number,
): SpaceObject {
  return {
    id: objectId,
    prefabId: prefab.id,
    kind: prefab.kind,
    x: placement.x + 0,
    y: placement.y + 0,
    z: (placement.z ?? 0) + 0,
    heading: normaliseHeading(placement.heading ?? 0),
    scale: placement.scale ?? 1,
    solid: placement.solid ?? prefab.solid,
    state: { ...prefab.state, ...placement.state },
    holder: null,
    lockedBy: 0,
    createdBy: actor.userId,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}
