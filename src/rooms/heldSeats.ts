/** The seats that a Colyseus room holds for those who are not connected. Nothing public lets go of them; this does. */
import type { Room } from "@colyseus/core";

interface SeatKeeping {
  readonly _reservedSeats: Record<string, unknown>;
  readonly _reservedSeatTimeouts: Record<string, NodeJS.Timeout>;
  _autoDisposeTimeout: NodeJS.Timeout | undefined;
  readonly _reconnections: Record<string, readonly [sessionId: string, reconnection: unknown]>;
}

/**
 * Lets go of the seats that matchmaking gave out and nobody took: a room that still has one does not end before its
 * time is up. Kept seats of the dropped stay, but their time is not counted any more: whoever calls this ends them.
 */
export function releaseUntakenSeats(room: Room): void {
  const seats = room as unknown as SeatKeeping;
  for (const timeout of Object.values(seats._reservedSeatTimeouts)) clearTimeout(timeout);
  // Set for as long as the latest seat is good; while it runs the room does not end either.
  clearTimeout(seats._autoDisposeTimeout);
  seats._autoDisposeTimeout = undefined;
  const kept = new Set(Object.values(seats._reconnections).map(([sessionId]) => sessionId));
  for (const sessionId of Object.keys(seats._reservedSeats)) {
    if (kept.has(sessionId)) continue;
    delete seats._reservedSeats[sessionId];
    delete seats._reservedSeatTimeouts[sessionId];
  }
}

/** Stops the time of a kept seat that is about to be given up: Colyseus would let the timer run on, unseen. */
export function stopSeatTimer(room: Room, sessionId: string): void {
  clearTimeout((room as unknown as SeatKeeping)._reservedSeatTimeouts[sessionId]);
}
