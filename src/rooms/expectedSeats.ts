/** Seats given out by matchmaking and not yet taken: counted with those taken, so that a burst of joins cannot pass a limit. */

/** How long Colyseus keeps a given seat, milliseconds (its `seatReservationTimeout`). */
const SEAT_KEPT_MS = 15_000;

interface Expected {
  readonly userId: number;
  readonly untilMs: number;
}

/** The seats expected in one space, by serial number: later ones have a higher one, and last longer. */
class Expectation {
  readonly #seats = new Map<number, Expected>();
  /** The serial numbers of each user's seats, oldest first. */
  readonly #ofUser = new Map<number, number[]>();

  get size(): number {
    return this.#seats.size;
  }

  countOf(userId: number): number {
    return this.#ofUser.get(userId)?.length ?? 0;
  }

  add(serial: number, seat: Expected): void {
    this.#seats.set(serial, seat);
    const own = this.#ofUser.get(seat.userId);
    if (own) own.push(serial);
    else this.#ofUser.set(seat.userId, [serial]);
  }

  /** Forgets a user's oldest seat. */
  dropOldestOf(userId: number): void {
    const serial = this.#ofUser.get(userId)?.[0];
    if (serial !== undefined) this.drop(serial);
  }

  has(serial: number): boolean {
    return this.#seats.has(serial);
  }

  /** Forgets a seat, if there is one of that number. */
  drop(serial: number): void {
    const seat = this.#seats.get(serial);
    if (!seat) return;
    this.#seats.delete(serial);
    const own = this.#ofUser.get(seat.userId) as number[];
    if (own.length === 1) this.#ofUser.delete(seat.userId);
    else own.splice(own.indexOf(serial), 1);
  }

  dropExpired(nowMs: number): void {
    for (const [serial, { untilMs }] of this.#seats) {
      if (untilMs > nowMs) return;
      this.drop(serial);
    }
  }
}

/** Bounded by the rooms' own limits: nobody is added where the room is full. What is asked of it costs the same however many are expected. */
export class ExpectedSeats {
  readonly #bySpace = new Map<number, Expectation>();
  #serial = 0;

  add(spaceId: number, userId: number, nowMs: number): void {
    const expected = this.#current(spaceId, nowMs) ?? new Expectation();
    this.#bySpace.set(spaceId, expected);
    this.#serial += 1;
    expected.add(this.#serial, { userId, untilMs: nowMs + SEAT_KEPT_MS });
  }

  /** The seat was taken (or refused for good). */
  taken(spaceId: number, userId: number, nowMs: number): void {
    this.#current(spaceId, nowMs)?.dropOldestOf(userId);
    this.#tidy(spaceId);
  }

  /** How many are expected in a space, in all and of one user. */
  count(spaceId: number, userId: number, nowMs: number): { readonly all: number; readonly own: number } {
    const expected = this.#current(spaceId, nowMs);
    return { all: expected?.size ?? 0, own: expected?.countOf(userId) ?? 0 };
  }

  /**
   * Runs one join, beside which no other of the space runs, and lets go of what it did not come to use: everything if
   * it fails, all but the last of several tries if it does not.
   */
  async during<Result>(spaceId: number, join: () => Promise<Result>): Promise<Result> {
    const before = this.#serial;
    let isKept = false;
    try {
      const result = await join();
      isKept = true;
      return result;
    } finally {
      const expected = this.#bySpace.get(spaceId);
      for (let serial = this.#serial; expected && serial > before; serial -= 1) {
        if (isKept && expected.has(serial)) isKept = false;
        else expected.drop(serial);
      }
      this.#tidy(spaceId);
    }
  }

  #tidy(spaceId: number): void {
    if (this.#bySpace.get(spaceId)?.size === 0) this.#bySpace.delete(spaceId);
  }

  #current(spaceId: number, nowMs: number): Expectation | undefined {
    const expected = this.#bySpace.get(spaceId);
    expected?.dropExpired(nowMs);
    return expected;
  }
}
