/** The space's own chat: to everybody, to those nearby, or to one user. Stored first, shown then. */
import { bodyOf } from "../core/sim/world.ts";
import { AppError } from "../errors.ts";
import type { ChatMessage, MessageReceived } from "../protocol/messages.ts";
import type { Channel, StoredMessage } from "../services/journal/ports.ts";
import { messageView } from "../services/spaces/views.ts";
import type { LiveRoom } from "./deps.ts";
import { fanOut } from "./fanOut.ts";

/**
 * Stores a message and then shows it to its recipients, the sender among them.
 * @throws AppError `invalid` if it is too long, `not_found` if a direct message's user is not here, `unavailable` if it could not be stored.
 */
export async function sendChat(
  room: LiveRoom,
  sessionId: string,
  chat: ChatMessage,
): Promise<{ message_id: number }> {
  const { deps, host } = room;
  if (chat.message.length > deps.limits.chatCharacters) {
    throw new AppError("invalid", `message: at most ${deps.limits.chatCharacters} characters.`);
  }
  const seat = room.seats.get(sessionId);
  if (!seat) throw new AppError("not_found", "You are not in the space any more.");
  const { caller } = seat.admission;
  const channel: Channel = chat.to !== undefined ? "direct" : (chat.scope ?? "space");
  const recipients = recipientsOf(room, { sessionId, userId: caller.userId, channel, to: chat.to });
  const stored: StoredMessage = {
    id: deps.journal.nextId("message"),
    spaceId: host.space.id,
    chatroomId: null,
    channel,
    from: { userId: caller.userId, name: caller.displayName },
    recipients: recipients && [...recipients],
    message: chat.message,
    type: "text",
    sentAtMs: deps.now(),
  };
  await deps.journal.append({ kind: "message", message: stored });
  room.witness.said(sessionId);
  fanOut(
    room,
    { name: "message_received", body: receivedView(stored) },
    (_, userId) => recipients === null || recipients.has(userId),
  );
  return { message_id: stored.id };
}

/** User ids that a message goes to, null for everybody. */
function recipientsOf(
  room: LiveRoom,
  message: { sessionId: string; userId: number; channel: Channel; to: number | undefined },
): Set<number> | null {
  const { world } = room.host;
  if (message.channel === "direct") {
    const to = message.to!;
    if (![...room.seats.values()].some((seat) => seat.admission.caller.userId === to))
      throw new AppError("not_found", "That user is not here.");
    return new Set([message.userId, to]);
  }
  if (message.channel === "space") return null;
  const sender = world.avatars.get(message.sessionId);
  const recipients = new Set([message.userId]);
  if (!sender) return recipients;
  const { x, y } = bodyOf(sender, world.rules.movement);
  for (const near of world.avatarGrid.within(x, y, world.rules.nearbyRadiusM)) {
    const avatar = world.avatars.get(near);
    if (avatar) recipients.add(avatar.userId);
  }
  return recipients;
}

/** A stored message as live clients get it: as over HTTP, with the id under its name in the older dialects. */
function receivedView(message: StoredMessage): MessageReceived {
  const { id, ...rest } = messageView(message);
  return { message_id: id, ...rest };
}
