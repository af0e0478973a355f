/** Where a tool's user may put an object down. */
import { distanceToFootprint, footprintOf } from "../../footprint.ts";
import { type Point, type Refusal, refuse } from "../../types.ts";
import type { ToolUse } from "../defineTool.ts";

/** A refusal if the object, put down at `to`, would be more than `rangeM` metres from the avatar; callers without an avatar reach everywhere. */
export function beyondReach(use: ToolUse<unknown>, to: Point, rangeM: number): Refusal | null {
  const { avatar, object, prefab } = use;
  if (!avatar) return null;
  const footprint = footprintOf({ ...object, ...to }, prefab);
  if (distanceToFootprint(footprint, avatar.x, avatar.y) <= rangeM + 1e-9) return null;
  return refuse("out_of_range", `The new place is more than ${rangeM} m away.`);
}
