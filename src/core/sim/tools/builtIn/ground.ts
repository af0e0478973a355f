/** Tools that put an object elsewhere: move, rotate, scale. */
import { z } from "zod";
import { blocks, footprintOf } from "../../footprint.ts";
import { AVATAR_RADIUS_M, type Point, refuse } from "../../types.ts";
import { DEFAULT_RANGE_M, defineTool, type Tool, type ToolUse } from "../defineTool.ts";
import { Coordinate, MAX_SCALE, MIN_SCALE } from "../values.ts";
import { beyondReach } from "./reach.ts";

/** How far from its user an object may be moved in one use, metres to the edge of its footprint there: from one side of the reach to the other. */
export const MOVE_RANGE_M = 2 * DEFAULT_RANGE_M;
/** How far before the avatar `move` without parameters puts the object, metres from body to centre. */
export const BEFORE_AVATAR_M = 1;
/** Highest underside that `move` sets, metres. */
export const MAX_MOVE_Z_M = 10;
/** Room left between an avatar and a solid that is put before it, metres. */
const CLEARANCE_M = 0.01;

const MoveParams = z
  .strictObject({
    x: Coordinate.optional(),
    y: Coordinate.optional(),
    z: z.number().min(0).max(MAX_MOVE_Z_M).optional(),
  })
  .refine(({ x, y }) => (x === undefined) === (y === undefined), "x and y belong together");

const move = defineTool({
  action: "move",
  description: `Moves the object to (x, y), at most ${MOVE_RANGE_M} m from the avatar, or without parameters to ${BEFORE_AVATAR_M} m before it. Metres in every space.`,
  params: MoveParams,
  needs: "user",
  apply: (use) => {
    const { x, y, z: height } = use.params;
    const to = x !== undefined && y !== undefined ? { x, y } : placeBefore(use);
    if (!to) return refuse("invalid", "params.x and params.y are needed without an avatar in the space.");
    return beyondReach(use, to, MOVE_RANGE_M) ?? { ...to, ...(height === undefined ? {} : { z: height }) };
  },
});

const rotate = defineTool({
  action: "rotate",
  description: "Turns the object to a heading, radians counter-clockwise from +x.",
  params: z.strictObject({ heading: Coordinate }),
  needs: "user",
  apply: ({ params }) => ({ heading: params.heading }),
});

const scale = defineTool({
  action: "scale",
  description: "Sets the object's scale, within what its prefab allows.",
  params: z.strictObject({ scale: z.number().min(MIN_SCALE).max(MAX_SCALE) }),
  needs: "member",
  apply: ({ params }) => ({ scale: params.scale }),
});

export const GROUND_TOOLS: readonly Tool[] = [move, rotate, scale];

/** The spot before the avatar; a solid too large for it goes as much further as keeps it off the avatar. */
function placeBefore({ avatar, object, prefab }: ToolUse<unknown>): Point | null {
  if (!avatar) return null;
  const clearM = blocks(object, prefab)
    ? footprintOf(object, prefab).reachM + AVATAR_RADIUS_M + CLEARANCE_M
    : 0;
  const distanceM = Math.max(BEFORE_AVATAR_M, clearM);
  return {
    x: avatar.x + Math.cos(avatar.heading) * distanceM,
    y: avatar.y + Math.sin(avatar.heading) * distanceM,
  };
}
