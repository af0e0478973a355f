/** A game's own room types, kept from ending the process when they throw. */
import type { Room, RoomException } from "@colyseus/core";

type RoomType = new () => Room;

/**
 * `type` with faults of its handlers, hooks and timers told to `onFault` and gone no further, unless it looks after
 * them itself (`onUncaughtException`). Without either, Colyseus lets one throwing handler end the process.
 */
export function guardedRoom(type: RoomType, onFault: (error: unknown, where: string) => void): RoomType {
  if (typeof type.prototype.onUncaughtException === "function") return type;
  return class extends type {
    override onUncaughtException(error: RoomException, method: string): void {
      onFault(error.cause ?? error, `room ${this.roomName} ${this.roomId} ${method}`);
    }
  };
}
