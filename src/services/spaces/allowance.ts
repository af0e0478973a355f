/** How many spaces, worlds or experiences one user may own. */
import { AppError } from "../../errors.ts";

/** Spaces that one user may own, unless the operator lifted it (RATE_LIMITS=off). */
export const MAX_OWNED_SPACES = 100;

export interface AllowanceOptions {
  /** How many a user owns now. */
  readonly countOwnedBy: (userId: number) => Promise<number>;
  /** Null: no limit. */
  readonly maxOwned: number | null;
  /** What they are called, in the plural. */
  readonly things: string;
}

/** Grants one more at a time, also to a user whose calls overlap. Refusals are counted in `refused`. */
export class OwnershipAllowance {
  refused = 0;
  readonly #options: AllowanceOptions;
  /** Things on their way by user; an entry lives as long as its call. */
  readonly #coming = new Map<number, number>();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /**
   * Runs `gain`, which makes `userId` the owner of one more, and returns its result.
   * @throws AppError `full` if that would be one too many; whatever `gain` throws.
   */
  async grant<Result>(userId: number, gain: () => Promise<Result>): Promise<Result> {
    const { maxOwned, countOwnedBy, things } = this.#options;
    if (maxOwned === null) return gain();
    const coming = this.#add(userId, 1);
    try {
      if ((await countOwnedBy(userId)) + coming > maxOwned) {
        this.refused += 1;
        throw new AppError("full", `One user may own at most ${maxOwned} ${things}.`);
      }
      return await gain();
    } finally {
      this.#add(userId, -1);
    }
  }

  #add(userId: number, change: 1 | -1): number {
    const count = (this.#coming.get(userId) ?? 0) + change;
    if (count === 0) this.#coming.delete(userId);
    else this.#coming.set(userId, count);
    return count;
  }
}
