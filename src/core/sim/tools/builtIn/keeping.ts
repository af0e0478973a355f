/** Tools about whose an object is: lock, unlock, remove. */
import { z } from "zod";
import { atLeast, refuse } from "../../types.ts";
import { defineTool, type Tool } from "../defineTool.ts";

const lock = defineTool({
  action: "lock",
  description: "Locks the object: until it is unlocked only its locker, moderators and the owner can use it.",
  params: z.strictObject({}),
  needs: "member",
  apply: ({ actor }) => ({ lockedBy: actor.userId }),
});

const unlock = defineTool({
  action: "unlock",
  description: "Takes one's own lock off; moderators take off anybody's.",
  params: z.strictObject({}),
  needs: "member",
  // Somebody else's lock has refused all but moderators before this is asked.
  apply: () => ({ lockedBy: 0 }),
});

const remove = defineTool({
  action: "remove",
  description: "Takes the object out of the space: whoever placed it may, and moderators.",
  params: z.strictObject({}),
  needs: "member",
  apply: ({ object, actor }) => {
    const may = object.createdBy === actor.userId || atLeast(actor.role, "moderator");
    return may ? { remove: true } : refuse("forbidden", "Only who placed it, and moderators, can remove it.");
  },
});

export const KEEPING_TOOLS: readonly Tool[] = [lock, unlock, remove];
