/** Applies one tool input to a world. (The rules live beside this file.) */
import type { ErrorCode } from "../../../errors.ts";
import type { StepContext } from "../step.ts";
import type { LoggedUse, SpaceObject } from "../types.ts";
import type { ToolInput, World } from "../world.ts";
import type { Tool } from "./defineTool.ts";

/** The tools in force, by action. */
export type ToolSet = ReadonlyMap<string, Tool>;

/** The answer to one tool input. `use` still lacks the id that the journal gives it; `object` is the row after it, null when taken away. */
export type Outcome =
  | { readonly ticket: number; readonly use: Omit<LoggedUse, "id">; readonly object: SpaceObject | null }
  | { readonly ticket: number; readonly refused: ErrorCode; readonly message: string };

export declare function applyToolInput(world: World, input: ToolInput, context: StepContext): Outcome;
