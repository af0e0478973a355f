/** Where a client stands when it has just joined, read from the room's first full state. */
import { decode, Reflection } from "@colyseus/schema";
import type { Point } from "../src/core/sim/types.ts";

/**
 * The position of `sessionId` in a full state, null if it is not there. `joinFrame` describes the state's schema.
 * Costs about as much as a stock client's join, so only whoever cannot know its position otherwise asks.
 */
export function spotInFirstState(
  frames: { join: Uint8Array; state: Uint8Array },
  sessionId: string,
): Point | null {
  const at = { offset: 1 };
  skipShortText(frames.join, at); // reconnection token
  skipShortText(frames.join, at); // name of the serializer
  const length = decode.number(frames.join, at);
  const decoder = Reflection.decode(frames.join.subarray(0, at.offset + length), at);
  decoder.decode(frames.state, { offset: 1 });
  const { users } = decoder.state as unknown as { users?: Map<string, Point> };
  const own = users?.get(sessionId);
  return own ? { x: own.x, y: own.y } : null;
}

function skipShortText(bytes: Uint8Array, at: { offset: number }): void {
  at.offset += 1 + (bytes[at.offset] ?? 0);
}
