/** The tools that every deployment has. */
import type { Tool } from "../defineTool.ts";
import { GROUND_TOOLS } from "./ground.ts";
import { HAND_TOOLS } from "./hands.ts";
import { KEEPING_TOOLS } from "./keeping.ts";
import { LOOK_TOOLS } from "./look.ts";

/** move, rotate, scale, paint, label, toggle, pick_up, drop, sit, stand, lock, unlock, remove. None has a cooldown. */
export const BUILT_IN_TOOLS: readonly Tool[] = [
  ...GROUND_TOOLS,
  ...LOOK_TOOLS,
  ...HAND_TOOLS,
  ...KEEPING_TOOLS,
];
