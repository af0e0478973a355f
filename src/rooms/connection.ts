/** What a client's socket does below the room's messages: who ends it, frames before they are decoded, and those that are no message. */
import { type Client, ClientState, Protocol, type Room } from "@colyseus/core";
import { CLOSE_CODES } from "../protocol/closeCodes.ts";

/** How long a client may take to say that it heard of its seat, milliseconds. Until then all that it is sent piles up here. */
export const ACKNOWLEDGE_WITHIN_MS = 10_000;

const CODE_MASK = 0x1f;
/** Frames that a message handler counts, and the two that a client sends once. */
const COUNTED_ELSEWHERE = new Set<number>([
  Protocol.ROOM_DATA,
  Protocol.ROOM_REQUEST,
  Protocol.ROOM_DATA_BYTES,
  Protocol.JOIN_ROOM,
  Protocol.LEAVE_ROOM,
]);
/** Closing codes that the server chooses to send somebody away: they get no seat kept. */
const SENT_AWAY = new Set<number>([
  CLOSE_CODES.ABUSE,
  CLOSE_CODES.RESTARTING,
  CLOSE_CODES.SIGNED_OUT,
  CLOSE_CODES.REMOVED,
  CLOSE_CODES.SPACE_GONE,
]);

export interface ConnectionEvents {
  /** The server is about to end the connection with `code`, or (without) has begun to. True if that is taken care of. */
  readonly onDismissed: (code?: number, reason?: string) => boolean;
}

/** Tells of what happens on a client's socket from now on. */
export function watchConnection(client: Client, events: ConnectionEvents): void {
  const leave = client.leave.bind(client);
  client.leave = (code, reason) => {
    if (code !== undefined && SENT_AWAY.has(code) && events.onDismissed(code, reason)) return;
    leave(code, reason);
  };
  const socket = client.ref;
  // The socket closes itself over a frame that is too large or no frame: with an error, and a code that the client chooses.
  socket.on("error", () => events.onDismissed());
}

export interface FrameEvents {
  /** True if that is all there is to do with a client's frame. */
  readonly take: (client: Client, frame: Buffer) => boolean;
  /** A frame that no message handler sees: a ping, or one of a kind that means nothing here. */
  readonly onOtherFrame: (client: Client) => void;
}

/**
 * Shows each frame that the clients of `room` send before Colyseus decodes it. Colyseus has no hook for that: what it
 * binds to each socket is replaced here, as its own testing and latency tools do it.
 */
export function watchFrames(room: Room, { take, onOtherFrame }: FrameEvents): void {
  const hooks = room as unknown as { _onMessage: (client: Client, frame: Buffer) => void };
  const decode = hooks._onMessage;
  hooks._onMessage = (client, frame) => {
    if (client.state !== ClientState.LEAVING && take(client, frame)) return;
    decode.call(room, client, frame);
    if (!COUNTED_ELSEWHERE.has((frame[0] ?? 0) & CODE_MASK)) onOtherFrame(client);
  };
}
