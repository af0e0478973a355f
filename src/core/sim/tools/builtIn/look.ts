/** Tools that change what an object looks like or does in its place: paint, label, toggle. */
import { z } from "zod";
import { defineTool, type Tool, type ToolEffect, type ToolUse } from "../defineTool.ts";
import { storableText } from "../values.ts";

/** Characters (UTF-16 units) of a label. */
export const MAX_LABEL_CHARACTERS = 200;
/** Characters of a colour word. */
export const MAX_COLOR_CHARACTERS = 30;

const paint = defineTool({
  action: "paint",
  description: "Paints the object: `color` is #rgb, #rrggbb or a lower-case colour word.",
  params: z.strictObject({
    color: z
      .string()
      .max(MAX_COLOR_CHARACTERS)
      .regex(
        /^(#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-z]+([ -][a-z]+)*)$/,
        "must be #rgb, #rrggbb or a lower-case colour word",
      ),
  }),
  needs: "user",
  apply: ({ params }) => ({ state: { color: params.color.toLowerCase() } }),
});

const label = defineTool({
  action: "label",
  description: `Writes on the object, at most ${MAX_LABEL_CHARACTERS} characters; empty text takes the label away.`,
  params: z.strictObject({ text: storableText(MAX_LABEL_CHARACTERS) }),
  needs: "user",
  apply: ({ params }) => ({ state: { label: params.text === "" ? null : params.text } }),
});

const toggle = defineTool({
  action: "toggle",
  description:
    "Opens or closes a door or gate, which is solid when closed; switches anything else on or off.",
  params: z.strictObject({}),
  apply: (use): ToolEffect => {
    if (!opens(use)) return { state: { on: use.object.state.on === "1" ? "0" : "1" } };
    const closing = use.object.state.open === "1";
    return { state: { open: closing ? "0" : "1" }, solid: closing };
  },
});

export const LOOK_TOOLS: readonly Tool[] = [paint, label, toggle];

function opens({ prefab }: ToolUse<unknown>): boolean {
  return prefab.kind === "door" || prefab.kind === "gate" || Object.hasOwn(prefab.state, "open");
}
