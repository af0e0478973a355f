/** Seats given out by matchmaking and not yet taken: counted with those taken, so that a burst of joins cannot pass a limit. */

/** How long Colyseus keeps a given seat, milliseconds (its `seatReservationTimeout`). */
const SEAT_KEPT_MS = 15_000;

interface Expected {
  readonly userId: number;
  readonly untilMs: number;
  /** Later ones have a higher number. */
  readonly serial: number;
}

/** Bounded by the rooms' own limits: nobody is added where the room is full. */
export class ExpectedSeats {
  readonly #bySpace = new Map<number, readonly Expected[]>();
  #serial = 0;

  add(spaceId: number, userId: number, nowMs: number): void {
    this.#serial += 1;
    const seat = { userId, untilMs: nowMs + SEAT_KEPT_MS, serial: this.#serial };
    this.#bySpace.set(spaceId, [...this.#current(spaceId, nowMs), seat]);
  }

  /** The seat was taken (or refused for good). */
  taken(spaceId: number, userId: number, nowMs: number): void {
    const expected = this.#current(spaceId, nowMs);
    const index = expected.findIndex((seat) => seat.userId === userId);
    this.#keep(spaceId, index < 0 ? expected : expected.toSpliced(index, 1));
  }

  /** How many are expected in a space, in all and of one user. */
  count(spaceId: number, userId: number, nowMs: number): { readonly all: number; readonly own: number } {
    const expected = this.#current(spaceId, nowMs);
    return { all: expected.length, own: expected.filter((seat) => seat.userId === userId).length };
  }

  /**
   * Runs one join, beside which no other of the space runs, and lets go of what it did not come to use: everything if
   * it fails, all but the last of several tries if it does not.
   */
  async during<Result>(spaceId: number, join: () => Promise<Result>): Promise<Result> {
    const before = this.#serial;
    const added = ({ serial }: Expected) => serial > before;
    let used = 0;
    try {
      const result = await join();
      used = Math.max(0, ...(this.#bySpace.get(spaceId) ?? []).filter(added).map(({ serial }) => serial));
      return result;
    } finally {
      const expected = this.#bySpace.get(spaceId) ?? [];
      this.#keep(
        spaceId,
        expected.filter((seat) => !added(seat) || seat.serial === used),
      );
    }
  }

  #keep(spaceId: number, expected: readonly Expected[]): void {
    if (expected.length === 0) this.#bySpace.delete(spaceId);
    else this.#bySpace.set(spaceId, expected);
  }

  #current(spaceId: number, nowMs: number): readonly Expected[] {
    return (this.#bySpace.get(spaceId) ?? []).filter((seat) => seat.untilMs > nowMs);
  }
}
