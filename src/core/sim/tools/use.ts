/** One use of a tool on an object. The order of the checks is part of the contract: the first that fails is the answer. */
import { ERROR_TABLE } from "../../../errors.ts";
import {
  atLeast,
  isRefusal,
  type ObjectChange,
  type Prefab,
  type Refusal,
  refuse,
  type SpaceObject,
} from "../types.ts";
import { type Avatar, bodyOf, type ToolInput, type World } from "../world.ts";
import { avatarOf, coolingDown, heldOrLocked, outOfReach } from "./access.ts";
import { type Change, commit, faultOnGround, remove } from "./commit.ts";
import type { Tool, ToolEffect } from "./defineTool.ts";
import { deltasOf, wholeOf, withChange } from "./delta.ts";
import { isSeat, leaveSeat, takeSeat } from "./holds.ts";
import type { Applied, ToolContext } from "./outcome.ts";
import { faultOfChange } from "./values.ts";

type UseInput = Extract<ToolInput, { kind: "use" }>;

/** What a use is about, once everything it names exists. */
interface Target {
  readonly tool: Tool;
  readonly object: SpaceObject;
  readonly prefab: Prefab;
  readonly params: unknown;
}

/**
 * Uses a tool on an object and returns what to log, or a refusal. Mutates `world` only when it succeeds.
 * @throws Error what the tool itself throws, or a description of a senseless effect: a bug of the tool's author.
 */
export function useTool(world: World, input: UseInput, context: ToolContext): Applied | Refusal {
  const avatar = avatarOf(world, input.actor);
  if (avatar && isRefusal(avatar)) return avatar;
  const target = targetOf(world, input, context);
  if (isRefusal(target)) return target;
  const { tool, object, prefab } = target;
  if (!atLeast(input.actor.role, tool.needs))
    return refuse("forbidden", `${tool.action} needs the role ${tool.needs}.`);
  const barred =
    heldOrLocked(object, input.actor) ??
    outOfReach(world, avatar, { object, prefab, rangeM: tool.range }) ??
    coolingDown(world, avatar, tool);
  if (barred) return barred;

  const effect = effectOf(world, input, avatar, target);
  if (isRefusal(effect)) return effect;
  const applied =
    "remove" in effect
      ? applyRemoval(world, input, target)
      : applyChange(world, input, { target, avatar, effect, nowMs: context.nowMs });
  if (!isRefusal(applied) && avatar && tool.cooldownMs > 0)
    avatar.readyAtMs.set(tool.action, world.timeMs + tool.cooldownMs);
  return applied;
}

function targetOf(world: World, input: UseInput, context: ToolContext): Target | Refusal {
  const object = world.objects.get(input.objectId);
  if (!object) return refuse("not_found", "There is no such object here.");
  const prefab = world.prefabs.get(object.prefabId);
  const tool = context.tools.get(input.action);
  if (!prefab || !tool || !prefab.affordances.includes(tool.action))
    return refuse("forbidden", "The object does not offer this action.");
  const parsed = tool.params.safeParse(input.params ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(
      "invalid",
      `${["params", ...(issue?.path ?? [])].join(".")}: ${issue?.message ?? "invalid"}`,
    );
  }
  return { tool, object, prefab, params: parsed.data };
}

function effectOf(world: World, input: UseInput, avatar: Avatar | null, target: Target): ToolEffect {
  const { tool, object, prefab, params } = target;
  const effect = tool.apply({
    params,
    object,
    prefab,
    actor: input.actor,
    avatar: avatar && { ...pointOf(bodyOf(avatar, world.rules.movement)), heading: avatar.heading },
    seated: isSeat(world, object),
    rules: world.rules,
  });
  // Refused below, as no effect; what it throws later on must not be left without a hearer.
  if (effect instanceof Promise) effect.catch(() => {});
  const fault = faultOfEffect(world, input, target, effect);
  if (fault) throw new Error(`tool ${tool.action}: apply answered nonsense: ${fault}`);
  return effect;
}

function applyRemoval(world: World, input: UseInput, { object, params }: Target): Applied {
  remove(world, object);
  return { use: { ...logged(input, params), before: wholeOf(object), after: null }, object: null };
}

function applyChange(
  world: World,
  input: UseInput,
  {
    target,
    avatar,
    effect,
    nowMs,
  }: {
    target: Target;
    avatar: Avatar | null;
    effect: Exclude<ToolEffect, { remove: true } | Refusal>;
    nowMs: number;
  },
): Applied | Refusal {
  const { object, prefab, params } = target;
  const { activity, seated, ...fields } = effect;
  if (seated && avatar && avatar.seatId !== null && avatar.seatId !== object.id)
    return refuse("conflict", "Stand up from the other seat first.");
  const change: Change = { from: object, to: withChange(object, fields, nowMs), prefab, onAvatars: "refuse" };
  const fault = faultOnGround(world, change);
  if (fault) return fault;
  commit(world, change);
  if (avatar && seated) takeSeat(avatar, object.id);
  if (avatar && seated === false && avatar.seatId === object.id) leaveSeat(avatar);
  if (avatar && activity !== undefined) avatar.activity = activity;
  const { from, to } = change as { from: SpaceObject; to: SpaceObject };
  return { use: { ...logged(input, params), ...deltasOf(from, to) }, object: to };
}

function logged(
  input: UseInput,
  params: unknown,
): Pick<Applied["use"], "userId" | "objectId" | "action" | "params" | "undoes"> {
  return { userId: input.actor.userId, objectId: input.objectId, action: input.action, params, undoes: null };
}

/** What makes an effect senseless, null if it can be applied (or is a proper refusal). */
function faultOfEffect(world: World, input: UseInput, { object }: Target, effect: unknown): string | null {
  if (
    typeof effect !== "object" ||
    effect === null ||
    ![Object.prototype, null].includes(Object.getPrototypeOf(effect))
  ) {
    return "an effect is a plain object, given at once";
  }
  if ("refused" in effect) {
    const { refused, message } = effect as Partial<Refusal>;
    return typeof refused === "string" && Object.hasOwn(ERROR_TABLE, refused) && typeof message === "string"
      ? null
      : "a refusal is made by refuse(code, message)";
  }
  if ("remove" in effect) return effect.remove === true ? null : "remove is true or absent";
  const { activity, seated, ...fields } = effect as ObjectChange & { activity?: unknown; seated?: unknown };
  if (activity !== undefined && (typeof activity !== "string" || activity === "" || activity.length > 20))
    return "activity must be text of 1 to 20 characters";
  if (seated !== undefined && typeof seated !== "boolean") return "seated must be true or false";
  const holder = fields.holder === undefined ? object.holder : fields.holder;
  if (seated && (input.actor.sessionId === null || holder?.sessionId !== input.actor.sessionId))
    return "only the holder can be seated";
  return faultOfChange(fields) ?? faultOfHolder(world, fields);
}

function faultOfHolder(world: World, { holder }: ObjectChange): string | null {
  if (!holder || world.avatars.get(holder.sessionId)?.userId === holder.userId) return null;
  return "holder must be an avatar in the space";
}

function pointOf({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x, y };
}
