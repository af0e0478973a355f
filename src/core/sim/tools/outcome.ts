/** What applying a tool input needs and gives. */
import type { ErrorCode } from "../../../errors.ts";
import type { LoggedUse, SpaceObject } from "../types.ts";
import type { Tool } from "./defineTool.ts";

/** The tools in force, by action. Made by `toolSet` (toolSet.ts). */
export type ToolSet = ReadonlyMap<string, Tool>;

/** What an input is applied with; a step's context is one. `nowMs` is stamped on records and decides nothing. */
export interface ToolContext {
  readonly nowMs: number;
  readonly tools: ToolSet;
}

/** What a successful input did. `use` still lacks the id that the journal gives it; `object` is the row after it, null when taken away. */
export interface Applied {
  readonly use: Omit<LoggedUse, "id">;
  readonly object: SpaceObject | null;
}

/** The answer to one tool input. `cause` only with `internal`: what the tool threw, for the log and never for the caller. */
export type Outcome =
  | ({ readonly ticket: number } & Applied)
  | {
      readonly ticket: number;
      readonly refused: ErrorCode;
      readonly message: string;
      readonly cause?: unknown;
    };
