/** Seats given out by matchmaking and not yet taken: counted with those taken, so that a burst of joins cannot pass a limit. */

/** How long Colyseus keeps a given seat, milliseconds (its `seatReservationTimeout`). */
const SEAT_KEPT_MS = 15_000;

interface Expected {
  readonly userId: number;
  readonly untilMs: number;
}

/** Bounded by the rooms' own limits: nobody is added where the room is full. */
export class ExpectedSeats {
  readonly #bySpace = new Map<number, Expected[]>();

  add(spaceId: number, userId: number, nowMs: number): void {
    const expected = this.#current(spaceId, nowMs);
    expected.push({ userId, untilMs: nowMs + SEAT_KEPT_MS });
    this.#bySpace.set(spaceId, expected);
  }

  /** The seat was taken (or refused for good). */
  taken(spaceId: number, userId: number): void {
    const expected = this.#bySpace.get(spaceId);
    const index = expected?.findIndex((seat) => seat.userId === userId) ?? -1;
    if (index >= 0) expected?.splice(index, 1);
    if (expected?.length === 0) this.#bySpace.delete(spaceId);
  }

  /** How many are expected in a space, in all and of one user. */
  count(spaceId: number, userId: number, nowMs: number): { readonly all: number; readonly own: number } {
    const expected = this.#current(spaceId, nowMs);
    return { all: expected.length, own: expected.filter((seat) => seat.userId === userId).length };
  }

  #current(spaceId: number, nowMs: number): Expected[] {
    return (this.#bySpace.get(spaceId) ?? []).filter((seat) => seat.untilMs > nowMs);
  }
}
