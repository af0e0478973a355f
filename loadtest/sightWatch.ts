/** Watches the other walkers that a probe is shown: whether they move, and how far from where they have asked to be. */
import type { Point } from "../src/core/sim/types.ts";
import type { ProbeRecord } from "./record.ts";

/** Others are judged when they have been in sight so long; no walker stands that long. */
const WATCHED_AFTER_MS = 4000;
const FROZEN_AFTER_MS = 10_000;

interface Watched extends Point {
  readonly sinceMs: number;
  /** Null: not seen moving yet. */
  readonly movedAtMs: number | null;
  readonly judged: boolean;
  readonly frozen: boolean;
}

export class SightWatch {
  readonly #record: ProbeRecord;
  readonly #askedFor: (sessionId: string) => Point | null;
  /** At most as many as one client is shown. */
  readonly #others = new Map<string, Watched>();

  /** `askedFor`: where a walker of this run has last asked to be, null if the session is none of them. */
  constructor(record: ProbeRecord, askedFor: (sessionId: string) => Point | null) {
    this.#record = record;
    this.#askedFor = askedFor;
  }

  /** Takes what is shown at `atMs` and notes what it tells. */
  look(users: ReadonlyMap<string, Point>, atMs: number): void {
    for (const sessionId of this.#others.keys()) if (!users.has(sessionId)) this.#others.delete(sessionId);
    for (const [sessionId, shown] of users) {
      const asked = this.#askedFor(sessionId);
      if (!asked) this.#others.delete(sessionId);
      else this.#others.set(sessionId, this.#judge(this.#seen(sessionId, { shown, asked, atMs }), atMs));
    }
  }

  #seen(sessionId: string, sight: { shown: Point; asked: Point; atMs: number }): Watched {
    const { shown, asked, atMs } = sight;
    const { x, y } = shown;
    const known = this.#others.get(sessionId);
    if (!known) return { x, y, sinceMs: atMs, movedAtMs: null, judged: false, frozen: false };
    if (known.x === x && known.y === y) return known;
    this.#record.othersOffM.add(Math.hypot(asked.x - x, asked.y - y));
    return { ...known, x, y, movedAtMs: atMs };
  }

  #judge(other: Watched, atMs: number): Watched {
    const judged = other.judged || atMs - other.sinceMs > WATCHED_AFTER_MS;
    if (judged && !other.judged) {
      this.#record.watched += 1;
      if (other.movedAtMs !== null) this.#record.moving += 1;
    }
    const frozen = other.frozen || atMs - (other.movedAtMs ?? other.sinceMs) > FROZEN_AFTER_MS;
    if (frozen && !other.frozen) this.#record.frozen += 1;
    return judged === other.judged && frozen === other.frozen ? other : { ...other, judged, frozen };
  }
}
