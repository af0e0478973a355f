/** Takes a logged use back, if what it changed is still as it left it. Undoing has no reach and no cooldown, and avatars make room. */
import {
  type Actor,
  atLeast,
  isRefusal,
  type LoggedUse,
  type ObjectChange,
  type ObjectDelta,
  type Prefab,
  type Refusal,
  refuse,
  type SpaceObject,
} from "../types.ts";
import type { ToolInput, World } from "../world.ts";
import { avatarOf, heldOrLocked } from "./access.ts";
import { PICK_UP_ACTION, STAND_ACTION } from "./builtIn/hands.ts";
import { type Change, commit, faultOnGround, remove } from "./commit.ts";
import { type Deltas, deltasOf, stillHolds, stillWhole, wholeOf, withChange } from "./delta.ts";
import { handsOf, takeSeat } from "./holds.ts";
import type { Applied, ToolContext } from "./outcome.ts";
import { UNDO_ACTION } from "./toolSet.ts";
import { faultOfChange } from "./values.ts";

type UndoInput = Extract<ToolInput, { kind: "undo" }>;

/** Least role to undo one's own uses, and anybody's. */
const NEEDED_FOR_OWN = "user";
const NEEDED_FOR_ANY = "moderator";

/**
 * Undoes `input.use` and returns what to log, or a refusal: `forbidden`, `locked`, `held`, or `conflict` if the object
 * is no longer as the use left it. Mutates `world` only when it succeeds. Whether the use was undone before is the caller's to know.
 * @throws Error what the tool's own `inverse` throws, or a description of a senseless change.
 */
export function undoUse(world: World, input: UndoInput, context: ToolContext): Applied | Refusal {
  const { actor, use } = input;
  const avatar = avatarOf(world, actor);
  if (avatar && isRefusal(avatar)) return avatar;
  const needed = use.userId === actor.userId ? NEEDED_FOR_OWN : NEEDED_FOR_ANY;
  if (!atLeast(actor.role, needed)) return refuse("forbidden", `Undoing this needs the role ${needed}.`);
  if (use.after === null) return putBack(world, input, context.nowMs);

  const object = world.objects.get(use.objectId);
  if (!object) return refuse("conflict", "The object is gone.");
  const barred = heldOrLocked(object, actor);
  if (barred) return barred;
  if (use.before === null) return takeAway(world, input, object);
  return restore(world, input, { object, deltas: { before: use.before, after: use.after }, context });
}

/** Undoes a removal: the object comes back under its old id, to whoever had it if they are still here. */
function putBack(world: World, { actor, use }: UndoInput, nowMs: number): Applied | Refusal {
  if (use.before === null) return refuse("conflict", "The use changed nothing that could come back.");
  if (world.objects.has(use.objectId)) return refuse("conflict", "The object is there again already.");
  const whole = objectFrom(use.objectId, use.before, nowMs);
  const prefab = world.prefabs.get(whole.prefabId);
  if (!prefab) return refuse("conflict", "The object's prefab is no longer in the catalogue.");
  const hands = use.before.holder ? handsOf(world, use.before.holder, actor) : null;
  const sitter =
    hands && !prefab.affordances.includes(PICK_UP_ACTION) ? world.avatars.get(hands.sessionId) : null;
  const object = { ...whole, holder: sitter && sitter.seatId !== null ? null : hands };
  const change: Change = { from: null, to: object, prefab, onAvatars: "push" };
  const fault = faultOnGround(world, change);
  if (fault) return fault;
  commit(world, change);
  if (sitter && object.holder) takeSeat(sitter, object.id);
  return { use: { ...logged(actor, use), before: null, after: wholeOf(object) }, object };
}

/** Undoes a placement. */
function takeAway(world: World, { actor, use }: UndoInput, object: SpaceObject): Applied | Refusal {
  if (!stillWhole(object, use.after ?? {})) return refuse("conflict", "The object was changed since.");
  remove(world, object);
  return { use: { ...logged(actor, use), before: wholeOf(object), after: null }, object: null };
}

/** Undoes a change. */
function restore(
  world: World,
  { actor, use }: UndoInput,
  { object, deltas, context }: { object: SpaceObject; deltas: Deltas; context: ToolContext },
): Applied | Refusal {
  if (!stillHolds(object, deltas.after)) return refuse("conflict", "The object was changed since.");
  const prefab: Prefab | undefined = world.prefabs.get(object.prefabId);
  if (!prefab) return refuse("conflict", "The object's prefab is no longer in the catalogue.");
  const back = inverseOf(world, { actor, use, object, deltas, context });
  if (isRefusal(back)) return back;
  const sitter =
    use.action === STAND_ACTION && back.holder ? world.avatars.get(back.holder.sessionId) : undefined;
  if (sitter && sitter.seatId !== null && sitter.seatId !== object.id)
    return refuse("conflict", "The user sits elsewhere.");

  const to = withChange(object, back, context.nowMs);
  const change: Change = { from: object, to, prefab, onAvatars: "push" };
  const fault = faultOnGround(world, change);
  if (fault) return fault;
  commit(world, change);
  if (sitter) takeSeat(sitter, object.id);
  return { use: { ...logged(actor, use), ...deltasOf(object, to) }, object: to };
}

/** The change that takes the use back: the tool's own inverse, else the old value of every field it changed. */
function inverseOf(
  world: World,
  {
    actor,
    use,
    object,
    deltas,
    context,
  }: { actor: Actor; use: LoggedUse; object: SpaceObject; deltas: Deltas; context: ToolContext },
): ObjectChange | Refusal {
  const inverse = context.tools.get(use.action)?.inverse;
  if (inverse) {
    const change = inverse({ params: use.params, ...deltas, object });
    const given: unknown = change;
    // What it throws later on must not be left without a hearer.
    if (given instanceof Promise) given.catch(() => {});
    const fault =
      typeof given === "object" && given !== null && !(given instanceof Promise)
        ? faultOfChange(change)
        : "a change is a plain object, given at once";
    if (fault ?? change.holder)
      throw new Error(
        `tool ${use.action}: inverse answered nonsense: ${fault ?? "it cannot hand the object to anybody"}`,
      );
    return change;
  }
  const { holder, prefabId: _p, kind: _k, createdBy: _b, createdAtMs: _a, ...fields } = deltas.before;
  const fault = faultOfChange(fields);
  if (fault) return refuse("conflict", `What the log keeps cannot be restored: ${fault}.`);
  if (holder === undefined) return fields;
  // Into nobody's hands if whoever held it has left: so a revert puts back what was carried off.
  return { ...fields, holder: holder === null ? null : handsOf(world, holder, actor) };
}

function logged(
  actor: Actor,
  use: LoggedUse,
): Pick<Applied["use"], "userId" | "objectId" | "action" | "params" | "undoes"> {
  return {
    userId: actor.userId,
    objectId: use.objectId,
    action: UNDO_ACTION,
    params: { tool_use_id: use.id },
    undoes: use.id,
  };
}

function objectFrom(id: number, whole: ObjectDelta, nowMs: number): SpaceObject {
  const state = Object.entries(whole.state ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    id,
    prefabId: whole.prefabId ?? "",
    kind: whole.kind ?? "",
    x: whole.x ?? 0,
    y: whole.y ?? 0,
    z: whole.z ?? 0,
    heading: whole.heading ?? 0,
    scale: whole.scale ?? 1,
    solid: whole.solid ?? false,
    state: Object.fromEntries(state),
    holder: null,
    lockedBy: whole.lockedBy ?? 0,
    createdBy: whole.createdBy ?? 0,
    createdAtMs: whole.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
  };
}
