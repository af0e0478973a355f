/**
 * Applies one tool input to a world: a use, a placement, an edit, a deletion or an undo. Whatever is refused, and
 * whatever fails, leaves the world as it was.
 */
import { isRefusal, type Refusal } from "../types.ts";
import type { ToolInput, World } from "../world.ts";
import type { Applied, Outcome, ToolContext } from "./outcome.ts";
import { deleteByEdit, editObject, placeObject } from "./place.ts";
import { undoUse } from "./undo.ts";
import { useTool } from "./use.ts";

export type { Outcome, ToolContext, ToolSet } from "./outcome.ts";

/**
 * Applies `input` and answers it. Mutates `world` only when the outcome is no refusal. A tool that throws, or answers
 * nonsense, spoils its own use alone: the outcome is `internal` with the error as `cause`.
 */
export function applyToolInput(world: World, input: ToolInput, context: ToolContext): Outcome {
  try {
    const result = applied(world, input, context);
    return isRefusal(result)
      ? { ticket: input.ticket, refused: result.refused, message: result.message }
      : { ticket: input.ticket, ...result };
  } catch (cause) {
    return { ticket: input.ticket, refused: "internal", message: "The tool failed.", cause };
  }
}

function applied(world: World, input: ToolInput, context: ToolContext): Applied | Refusal {
  switch (input.kind) {
    case "use":
      return useTool(world, input, context);
    case "place":
      return placeObject(world, input, context);
    case "edit":
      return editObject(world, input, context);
    case "delete":
      return deleteByEdit(world, input);
    case "undo":
      return undoUse(world, input, context);
  }
}
