/** The tools that a deployment runs with, by action. */
import { z } from "zod";
import type { Tool } from "./defineTool.ts";
import type { ToolSet } from "./outcome.ts";

/** Names that the log gives to what is no tool's use. */
export const PLACE_ACTION = "place_object";
export const EDIT_ACTION = "edit";
export const DELETE_ACTION = "delete";
export const UNDO_ACTION = "undo";
const RESERVED: readonly string[] = [PLACE_ACTION, EDIT_ACTION, DELETE_ACTION, UNDO_ACTION];

/**
 * The tools by action, in the order given. Parameter schemas made by `z.object` are made strict, so that an unknown
 * key is refused; `z.looseObject` stays as its author wants it.
 * @throws RangeError if two tools share an action, or one takes a name that the log uses itself.
 */
export function toolSet(tools: Iterable<Tool>): ToolSet {
  const set = new Map<string, Tool>();
  for (const tool of tools) {
    if (RESERVED.includes(tool.action))
      throw new RangeError(
        `tool action "${tool.action}" is reserved: ${RESERVED.join(", ")} are names of the log`,
      );
    if (set.has(tool.action))
      throw new RangeError(`two tools are named "${tool.action}": give one of them another action`);
    set.set(tool.action, { ...tool, params: strict(tool.params) });
  }
  return set;
}

function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
