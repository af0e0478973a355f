/** One join at a time into each space: two that find no room must not both make one. */
import { AppError, ERROR_TABLE } from "../errors.ts";

/** Joins that may wait for one space; further ones are refused as `unavailable` and counted. */
export const MAX_WAITING_JOINS = 5000;

interface Line {
  tail: Promise<unknown>;
  waiting: number;
  /** How often the space was found unavailable, and how. */
  unavailable: { readonly times: number; readonly error: unknown };
}

export class JoinQueue {
  readonly #lines = new Map<number, Line>();
  refused = 0;

  /**
   * Runs `join` after all earlier ones of the same space have ended. When one finds the space unavailable, all who
   * stood in line behind it have waited as well: they are refused with it instead of waiting as long again, one after
   * the other.
   * @throws AppError `unavailable` if too many wait; whatever `join` throws.
   */
  async run<Result>(spaceId: number, join: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(spaceId) ?? {
      tail: Promise.resolve(),
      waiting: 0,
      unavailable: { times: 0, error: null },
    };
    if (line.waiting >= MAX_WAITING_JOINS) {
      this.refused += 1;
      throw new AppError("unavailable", "Too many are joining this space; try again in a moment.", {
        retryAfterSeconds: 1,
      });
    }
    line.waiting += 1;
    this.#lines.set(spaceId, line);
    const { times } = line.unavailable;
    const result = line.tail.then(async () => {
      if (line.unavailable.times !== times) throw line.unavailable.error;
      try {
        return await join();
      } catch (error) {
        if (isUnavailable(error)) line.unavailable = { times: times + 1, error };
        throw error;
      }
    });
    line.tail = result.catch(() => {});
    try {
      return await result;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(spaceId);
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === ERROR_TABLE.unavailable.status;
}
