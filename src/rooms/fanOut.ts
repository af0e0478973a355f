/** Sends one message to many clients, encoded once. */
import { getMessageBytes, Protocol } from "@colyseus/core";
import type { ServerMessages } from "../protocol/messages.ts";
import type { LiveRoom } from "./deps.ts";

/** Sends `message` to every connected seat that `to` accepts. Clients that are away miss it: what must not be missed is read over HTTP. */
export function fanOut<Name extends keyof ServerMessages>(
  room: LiveRoom,
  message: { readonly name: Name; readonly body: ServerMessages[Name] },
  to: (sessionId: string, userId: number) => boolean,
): void {
  let frame: Uint8Array | undefined;
  for (const [sessionId, seat] of room.seats) {
    if (seat.reconnection || !to(sessionId, seat.admission.caller.userId)) continue;
    // A copy of its own: the encoder's buffer is reused, and a slow socket still holds what it was given.
    frame ??= Uint8Array.from(getMessageBytes.raw(Protocol.ROOM_DATA, message.name, message.body));
    seat.client.enqueueRaw(frame);
  }
}
