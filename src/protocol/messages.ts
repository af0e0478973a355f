/** Messages of the `space` room: what clients send (zod) and what they get (types). Units: metres, radians, ISO times. */
import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { Coordinate, Id, text } from "./text.ts";

/** What a client asks to join. `x`, `y`: where it would like to appear (cells in a grid space). */
export const JoinOptions = z.object({
  spaceId: Id,
  x: Coordinate.optional(),
  y: Coordinate.optional(),
  tourId: text(1, 128).optional(),
});
export type JoinOptions = z.infer<typeof JoinOptions>;

/** Where the avatar is to be. A wish: the server walks it there. `seq` comes back as the avatar's `ack`. */
export const MoveMessage = z.object({
  x: Coordinate,
  y: Coordinate,
  heading: Coordinate.optional(),
  seq: z.number().int().min(0).max(65_535).optional(),
});
export type MoveMessage = z.infer<typeof MoveMessage>;

export const ActivityMessage = z.object({ activity: text(1, 20) });

export const UseToolMessage = z.object({
  target_object_id: Id,
  action: text(1, 40),
  params: z.unknown().optional(),
});

export const PlaceObjectMessage = z.object({
  prefab_id: text(1, 80),
  x: Coordinate,
  y: Coordinate,
  z: z.number().min(-100).max(1000).optional(),
  heading: Coordinate.optional(),
  scale: z.number().min(0.01).max(100).optional(),
});

export const UndoMessage = z.object({ tool_use_id: Id.optional() }).optional();

/** `message` is measured again against MAX_CHAT_CHARACTERS, which the operator sets. */
export const ChatMessage = z.object({
  message: text(1, 100_000).refine((message) => message.trim().length > 0, "must not be blank"),
  scope: z.enum(["space", "nearby"]).optional(),
  to: Id.optional(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The refusal of a request (`reason`) and, with `event`, of a plain message. */
export interface RefusalMessage {
  readonly code: ErrorCode;
  readonly message: string;
  /** The message that was refused; only in `error`. */
  readonly event?: string;
}

/** A chat message, as it was stored. `from` is null once the sender's account was erased; `sent_at` is ISO-8601 UTC. */
export interface MessageReceived {
  readonly message_id: number;
  readonly channel: "space" | "nearby" | "direct" | "chatroom";
  readonly chatroom_id: number | null;
  readonly from: { readonly user_id: number; readonly name: string } | null;
  readonly message: string;
  readonly type: string;
  readonly sent_at: string;
}

/** Somebody used a tool on an object within sight. */
export interface ToolUsed {
  readonly tool_use_id: number;
  readonly user_id: number;
  readonly object_id: number;
  readonly action: string;
  readonly params: unknown;
}

/** A walk or step ended early; `x`, `y` are where the avatar is. */
export interface MovementRejected {
  readonly x: number;
  readonly y: number;
  readonly reason: "blocked" | "not_a_step" | "too_soon";
}

/** A moderator acted on this user; `until` is ISO-8601 UTC, absent where the measure has no end. */
export interface Moderated {
  readonly action: "kick" | "mute" | "unmute" | "ban";
  readonly reason: string;
  readonly until?: string;
}

/** Messages from server to client by name. */
export interface ServerMessages {
  message_received: MessageReceived;
  tool_used: ToolUsed;
  movement_rejected: MovementRejected;
  moderated: Moderated;
  announcement: { readonly message: string };
  error: RefusalMessage;
}
