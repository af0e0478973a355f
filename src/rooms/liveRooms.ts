/** The rooms of this process, for whoever has to know or change what is live: HTTP routes, accounts, operators, shutdown. */
import type { AppError } from "../errors.ts";
import { CLOSE_CODES } from "../protocol/closeCodes.ts";
import { isoTime } from "../protocol/lists.ts";
import type { LiveRooms, Presence } from "../services/spaces/liveRooms.ts";
import type { Space } from "../services/spaces/ports.ts";
import type { Standing } from "../services/spaces/standing.ts";
import type { LiveRoom } from "./deps.ts";
import { ExpectedSeats } from "./expectedSeats.ts";

export class SpaceRooms implements LiveRooms {
  readonly #rooms = new Map<number, LiveRoom>();
  readonly #expected = new ExpectedSeats();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(room: LiveRoom): void {
    this.#rooms.set(room.host.space.id, room);
  }

  remove(room: LiveRoom): void {
    if (room.host && this.#rooms.get(room.host.space.id) === room) this.#rooms.delete(room.host.space.id);
  }

  /** Keeps a place for one more avatar of `userId` in a space, or says why there is none. */
  reserve(spaceId: number, userId: number): AppError | null {
    const expected = this.#expected.count(spaceId, userId, this.#now());
    const refusal = this.#rooms.get(spaceId)?.refusalOf(userId, expected) ?? null;
    if (!refusal) this.#expected.add(spaceId, userId, this.#now());
    return refusal;
  }

  placeTaken(spaceId: number, userId: number): void {
    this.#expected.taken(spaceId, userId, this.#now());
  }

  /** How many places of a space are given out and not taken yet. */
  expectedIn(spaceId: number): number {
    return this.#expected.count(spaceId, 0, this.#now()).all;
  }

  /** Runs one join into a space, beside which no other runs; the place it had reserved is free again if it fails. */
  joining<Result>(spaceId: number, join: () => Promise<Result>): Promise<Result> {
    return this.#expected.during(spaceId, join);
  }

  find(spaceId: number): LiveRoom | undefined {
    return this.#rooms.get(spaceId);
  }

  all(): IterableIterator<LiveRoom> {
    return this.#rooms.values();
  }

  /** How many rooms are live, and how many of them cannot keep their rate. */
  health(): { readonly live: number; readonly overloaded: number } {
    let overloaded = 0;
    for (const { pace } of this.#rooms.values()) if (pace.isOverloaded) overloaded += 1;
    return { live: this.#rooms.size, overloaded };
  }

  presences(spaceId: number): Presence[] {
    const room = this.#rooms.get(spaceId);
    if (!room) return [];
    return [...room.seats].map(([sessionId, { admission, sinceMs, reconnection }]) => ({
      user_id: admission.caller.userId,
      name: admission.caller.displayName,
      look: admission.caller.look,
      activity: reconnection ? "away" : (room.host.world.avatars.get(sessionId)?.activity ?? "idle"),
      since: isoTime(sinceMs),
    }));
  }

  onlineCount(spaceId: number): number {
    return this.#rooms.get(spaceId)?.seats.size ?? 0;
  }

  spaceChanged(space: Space): void {
    const room = this.#rooms.get(space.id);
    if (!room) return;
    room.host.apply(space);
    room.mirror.describe(space);
  }

  standingChanged(spaceId: number, userId: number, standing: Standing): void {
    this.#rooms.get(spaceId)?.standingChanged(userId, standing);
  }

  async close(spaceId: number, closeCode: number): Promise<void> {
    await this.#rooms.get(spaceId)?.close(closeCode);
  }

  /** Ends a user's connections that were made with these login sessions; null: all of them. */
  signOut(userId: number, loginSessionIds: readonly string[] | null): void {
    for (const room of this.#rooms.values()) room.sendAway(userId, CLOSE_CODES.SIGNED_OUT, loginSessionIds);
  }

  /** Shows a changed name or look on a user's avatars. */
  renamed(userId: number, look: { readonly name: string; readonly look: string }): void {
    for (const room of this.#rooms.values()) room.renamed(userId, look);
  }

  /** Closes every room with `code`; resolves when all are saved. */
  async closeAll(code: number): Promise<void> {
    await Promise.all([...this.#rooms.values()].map((room) => room.close(code)));
  }
}
