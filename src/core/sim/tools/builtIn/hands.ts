/** Tools that take an object in hand or sit on it, and let go again: pick_up, drop, sit, stand. */
import { z } from "zod";
import { type Holder, type Refusal, refuse } from "../../types.ts";
import { DEFAULT_RANGE_M, defineTool, type Tool, type ToolUse } from "../defineTool.ts";
import { SITTING } from "../holds.ts";
import { Coordinate } from "../values.ts";
import { beyondReach } from "./reach.ts";

/** The action whose undo seats a user again. */
export const STAND_ACTION = "stand";
/** What cannot be picked up is held by who sits on it. */
export const PICK_UP_ACTION = "pick_up";

const pickUp = defineTool({
  action: PICK_UP_ACTION,
  description:
    "Takes the object in hand. It keeps its place in the state until it is dropped, and blocks nobody meanwhile.",
  params: z.strictObject({}),
  apply: (use) => {
    if (isOwn(use)) return {};
    const holder = ownHands(use);
    return "refused" in holder ? holder : { holder };
  },
});

const drop = defineTool({
  action: "drop",
  description: `Puts the held object down at (x, y), at most ${DEFAULT_RANGE_M} m from the avatar.`,
  params: z.strictObject({ x: Coordinate, y: Coordinate }),
  apply: (use) => {
    if (!use.object.holder || use.seated) return refuse("conflict", "Nobody has it in hand.");
    const { x, y } = use.params;
    return beyondReach(use, { x, y }, DEFAULT_RANGE_M) ?? { x, y, holder: null };
  },
});

const sit = defineTool({
  action: "sit",
  description: "Sits on the object. The avatar stays where it is; its next move stands it up.",
  params: z.strictObject({}),
  apply: (use) => {
    if (isOwn(use)) return {};
    const holder = ownHands(use);
    return "refused" in holder ? holder : { holder, seated: true, activity: SITTING };
  },
});

const stand = defineTool({
  action: STAND_ACTION,
  description: "Stands up from the object.",
  params: z.strictObject({}),
  apply: ({ seated }) => (seated ? { holder: null } : refuse("conflict", "Nobody sits on it.")),
});

export const HAND_TOOLS: readonly Tool[] = [pickUp, drop, sit, stand];

function isOwn({ object, actor }: ToolUse<unknown>): boolean {
  return actor.sessionId !== null && object.holder?.sessionId === actor.sessionId;
}

function ownHands({ actor }: ToolUse<unknown>): Holder | Refusal {
  if (actor.sessionId === null) return refuse("conflict", "Only an avatar in the space can take it.");
  return { sessionId: actor.sessionId, userId: actor.userId };
}
