/** Questions to a room's seats, and small changes of them. */
import { ClientState } from "@colyseus/core";
import { AppError } from "../errors.ts";
import { ACKNOWLEDGE_WITHIN_MS } from "./connection.ts";
import type { Seat } from "./deps.ts";

/** Why there is no place for another avatar of `userId`, null if there is; `expected` places count as taken. */
export function refusalOfSeat(
  seats: ReadonlyMap<string, Seat>,
  userId: number,
  {
    limits,
    expected,
  }: {
    readonly limits: { readonly avatarsPerRoom: number; readonly avatarsPerUser: number };
    readonly expected: { readonly all: number; readonly own: number };
  },
): AppError | null {
  if (seats.size + expected.all >= limits.avatarsPerRoom) return new AppError("full", "The room is full.");
  let own = expected.own;
  for (const seat of seats.values()) if (seat.admission.caller.userId === userId) own += 1;
  return own >= limits.avatarsPerUser ? new AppError("full", `You are here ${own} times already.`) : null;
}

/** Those who took their seat a while before `nowMs` and never said that they heard of it. */
export function silentSeats(seats: ReadonlyMap<string, Seat>, nowMs: number): Seat[] {
  return [...seats.values()].filter(
    ({ client, connectedAtMs }) =>
      client.state === ClientState.JOINING && connectedAtMs <= nowMs - ACKNOWLEDGE_WITHIN_MS,
  );
}

/** Puts a user's new name and look on all their seats. */
export function renameSeats(
  seats: Map<string, Seat>,
  userId: number,
  { name, look }: { readonly name: string; readonly look: string },
): void {
  for (const [sessionId, { admission, ...seat }] of seats) {
    if (admission.caller.userId !== userId) continue;
    const caller = { ...admission.caller, displayName: name, look };
    seats.set(sessionId, { ...seat, admission: { ...admission, caller } });
  }
}
