/** How the world store reaches the journal's database. */
import { AppError } from "../../errors.ts";
import type { JournalBackend } from "../journal/backend.ts";
import type { Fragment } from "../sql.ts";

/** Runs statements and turns the database's absence into `unavailable`. */
export interface Runner {
  select<Row>(query: Fragment): Promise<Row[]>;
  /** As `JournalBackend.transact`. */
  transact<Row = unknown>(statements: readonly Fragment[]): Promise<Row[]>;
}

export function runnerOver(backend: JournalBackend): Runner {
  const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      if (!backend.isStoreAway(error)) throw error;
      throw new AppError("unavailable", "The world store does not answer; try again soon.", {
        cause: error,
        retryAfterSeconds: 1,
      });
    }
  };
  return {
    select: (query) => guarded(() => backend.select(query)),
    transact: (statements) => guarded(() => backend.transact(statements)),
  };
}
