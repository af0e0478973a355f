/** How a tool is declared: its parameters, reach, cooldown, least role, what it does, and how that is taken back. */
import type { z } from "zod";
import type {
  Actor,
  ObjectChange,
  ObjectDelta,
  Point,
  Prefab,
  Refusal,
  Role,
  SpaceObject,
  SpaceRules,
} from "../types.ts";

/** What `apply` may look at. Read only; the same values always give the same answer. */
export interface ToolUse<Params> {
  readonly params: Params;
  readonly object: SpaceObject;
  readonly prefab: Prefab;
  readonly actor: Actor;
  /** Where the avatar's body is and which way it faces; null for a caller over HTTP. */
  readonly avatar: (Point & { readonly heading: number }) | null;
  /** The object's holder sits on it, rather than having it in hand. */
  readonly seated: boolean;
  readonly rules: SpaceRules;
}

/**
 * What a use does: changes fields of the object, takes it away, or is refused. `activity`
 * also changes what the avatar is seen doing; `seated` says that from now on it sits on the object (or, false, no longer does).
 */
export type ToolEffect =
  | (ObjectChange & { readonly activity?: string; readonly seated?: boolean })
  | { readonly remove: true }
  | Refusal;

/** A use to be taken back: what it changed, and the object as it is now. */
export interface ToolUndo<Params> {
  readonly params: Params;
  readonly before: ObjectDelta;
  readonly after: ObjectDelta;
  readonly object: SpaceObject;
}

/** A tool as its author writes it. Only `action`, `params` and `apply` are required. */
export interface ToolDeclaration<Params> {
  /** Its name on the wire and in a prefab's `affordances`: lower_snake, 1 to 40 characters. */
  readonly action: string;
  /** Shape of the payload. Unknown keys are refused unless the schema says otherwise. */
  readonly params: z.ZodType<Params>;
  /** Reach in metres from the avatar to the edge of the footprint. Default 3. `Infinity`: anywhere in the space. */
  readonly range?: number;
  /** Least time between two uses by one avatar, milliseconds of simulated time. Default 0. */
  readonly cooldownMs?: number;
  /** Least role. Default `guest`. */
  readonly needs?: Role;
  /** Pure: what this use does to the object. */
  readonly apply: (use: ToolUse<Params>) => ToolEffect;
  /** Pure: the change that takes a use back. Default: every changed field gets its old value again. */
  readonly inverse?: (undo: ToolUndo<Params>) => ObjectChange;
  /** One sentence for `GET /tools` and the docs. */
  readonly description?: string;
}

/** A declared tool with its defaults filled in. Opaque outside the core: made by {@link defineTool} alone. */
export type Tool = Required<Omit<ToolDeclaration<unknown>, "inverse">> &
  Pick<ToolDeclaration<unknown>, "inverse">;

/** Reach of a tool that names none, metres. */
export const DEFAULT_RANGE_M = 3;

/**
 * A tool out of its declaration, with the defaults filled in. Before `apply` is asked, the use has been checked: the
 * object is there, its prefab offers the action, `params` fit, and role, lock, hold, reach and cooldown allow it. What
 * `apply` returns is merged into the object, checked for bounds and avatars in the way, logged, and can be undone.
 * @throws RangeError if the action's name, reach or cooldown is out of its range: a slip of the author, found at start.
 */
export function defineTool<Params>(declaration: ToolDeclaration<Params>): Tool {
  const { action, range = DEFAULT_RANGE_M, cooldownMs = 0, needs = "guest", description = "" } = declaration;
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(action))
    throw new RangeError(`tool action "${action}" is not lower_snake of 1 to 40 characters`);
  if (!(range >= 0)) throw new RangeError(`tool ${action}: range must be 0 or more metres, got ${range}`);
  if (!(cooldownMs >= 0 && cooldownMs < Infinity))
    throw new RangeError(`tool ${action}: cooldownMs must be 0 or more, got ${cooldownMs}`);
  // The parameters' type is the tool's own affair: the schema guards it at every call.
  return { ...declaration, range, cooldownMs, needs, description } as unknown as Tool;
}
