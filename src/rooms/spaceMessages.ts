/** Every message that a space's room takes: its shape, and what it sets off. */
import type { Client } from "@colyseus/core";
import { AppError } from "../errors.ts";
import {
  ActivityMessage,
  ChatMessage,
  MoveMessage,
  PlaceObjectMessage,
  UndoMessage,
  UseToolMessage,
} from "../protocol/messages.ts";
import { sendChat } from "./chat.ts";
import type { LiveRoom } from "./deps.ts";
import { type GateDeps, gate, gateRead, unknownMessage } from "./gate.ts";
import { type MoveFields, readMove } from "./moveFrame.ts";
import { placeObject, undo, useTool } from "./toolMessages.ts";

/** Names that are the room's own, those to come among them: no plugin's message is called so. */
export const ROOM_MESSAGES: readonly string[] = [
  ...["move", "set_activity", "use_tool", "place_object", "undo", "send_message"],
  ...["chat_join", "chat_leave", "chat_message", "moderate", "_", "*"],
];

/** What the gate of `room` needs, for its own messages and for its plugins'. */
export function gateDeps(room: LiveRoom): GateDeps {
  return {
    floodGuardOf: (client) => room.seats.get(client.sessionId)?.floodGuard ?? null,
    nowMs: room.deps.now,
    onFault: (error, message) => room.deps.onFault(error, `message ${message}`),
    onRefused: room.deps.onRefused,
  };
}

/** The handlers of `room`, in the form that Colyseus takes. `_` is whatever has no handler. */
export function spaceMessages(room: LiveRoom) {
  const deps = gateDeps(room);
  return {
    move: gate(deps, { name: "move", shape: MoveMessage }, (client, move) => queueMove(room, client, move)),
    set_activity: gate(deps, { name: "set_activity", shape: ActivityMessage }, (client, { activity }) => {
      const { activities } = room.host.world.rules;
      if (!activities.includes(activity))
        throw new AppError("invalid", `activity: must be one of ${activities.join(", ")}.`);
      if (!room.host.enqueue({ kind: "activity", sessionId: client.sessionId, activity })) throw tooMany();
    }),
    use_tool: gate(deps, { name: "use_tool", shape: UseToolMessage }, (client, use) =>
      useTool(room, client.sessionId, use),
    ),
    place_object: gate(deps, { name: "place_object", shape: PlaceObjectMessage }, (client, place) =>
      placeObject(room, client.sessionId, place),
    ),
    undo: gate(deps, { name: "undo", shape: UndoMessage }, (client, what) =>
      undo(room, client.sessionId, what?.tool_use_id ?? null),
    ),
    send_message: gate(deps, { name: "send_message", shape: ChatMessage, chat: true }, (client, chat) =>
      sendChat(room, client.sessionId, chat),
    ),
    _: unknownMessage(deps),
  };
}

/** Acts on a `move` in its usual form and returns true; false if `frame` is anything else, and nothing was done. */
export function moveTaker(room: LiveRoom): (client: Client, frame: Buffer) => boolean {
  const move: MoveFields = { x: 0, y: 0, heading: undefined, seq: undefined };
  const take = gateRead<MoveFields>(gateDeps(room), "move", (client, read) => queueMove(room, client, read));
  return (client, frame) => {
    if (!readMove(frame, move)) return false;
    take(client, move);
    return true;
  };
}

/** What {@link moveTaker} and the handler of `move` do alike. */
function queueMove(room: LiveRoom, { sessionId }: Client, { x, y, heading, seq }: MoveMessage): void {
  if (!room.host.enqueue({ kind: "move", sessionId, x, y, heading, seq })) throw tooMany();
}

function tooMany(): AppError {
  return new AppError("rate_limited", "Too many actions wait for the next tick.", { retryAfterSeconds: 1 });
}
