/** One join at a time into each space: two that find no room must not both make one. */
import { AppError } from "../errors.ts";

/** Joins that may wait for one space; further ones are refused as `unavailable` and counted. */
export const MAX_WAITING_JOINS = 5000;

export class JoinQueue {
  readonly #tails = new Map<number, { tail: Promise<unknown>; waiting: number }>();
  refused = 0;

  /** Runs `join` after all earlier ones of the same space have ended. @throws AppError `unavailable` if too many wait; whatever `join` throws. */
  async run<Result>(spaceId: number, join: () => Promise<Result>): Promise<Result> {
    const line = this.#tails.get(spaceId) ?? { tail: Promise.resolve(), waiting: 0 };
    if (line.waiting >= MAX_WAITING_JOINS) {
      this.refused += 1;
      throw new AppError("unavailable", "Too many are joining this space; try again in a moment.", {
        retryAfterSeconds: 1,
      });
    }
    line.waiting += 1;
    this.#tails.set(spaceId, line);
    const result = line.tail.then(join);
    line.tail = result.catch(() => {});
    try {
      return await result;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#tails.delete(spaceId);
    }
  }
}
