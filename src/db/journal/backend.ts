/** What the two databases do for the journal; `GroupedJournal` does the rest the same way for both. */
import type { IdKind } from "../../services/journal/ports.ts";
import type { DatabaseKind, Fragment } from "../sql.ts";
import type { JournalRow } from "./rows.ts";

/** Ids from `next` up to, without, `end` that belong to this process alone. */
export interface IdBlock {
  next: number;
  readonly end: number;
}

/** Rows that one step of an erasure touches at most: commits go on between the steps. */
export const ERASE_STEP_ROWS = 500;

export interface JournalBackend {
  readonly kind: DatabaseKind;
  /** Stores all of `rows` in their order in one transaction, or none. Rows with an id that is stored already change nothing. */
  commit(rows: readonly JournalRow[]): Promise<void>;
  /**
   * Runs `statements` in one transaction in their order and returns the rows of the first. If that has none, the rest
   * is left out: it says whether there is anything to do.
   */
  transact<Row = unknown>(statements: readonly Fragment[]): Promise<Row[]>;
  /** Takes the next `size` ids of a kind for this process. */
  reserveIds(kind: IdKind, size: number): Promise<IdBlock>;
  /** Gives the rest of a block back if no other block was taken since. */
  returnIds(kind: IdKind, block: IdBlock): Promise<void>;
  /** Runs one query off the commits' way; rows as in rows.ts. */
  select<Row>(query: Fragment): Promise<Row[]>;
  /** One step each, at most {@link ERASE_STEP_ROWS} rows of a table; the number of rows touched, 0 when nothing is left to do. */
  eraseSpaceStep(spaceId: number): Promise<number>;
  eraseUserStep(userId: number): Promise<number>;
  sweepMessagesStep(beforeMs: number): Promise<number>;
  /** Rejects if the database does not answer. */
  ping(): Promise<void>;
  /** True if the error says that the database is away or asks for a retry, false if it refused the data. */
  isStoreAway(error: unknown): boolean;
  /** True if {@link JournalBackend.commit} failed with this and may have stored its rows nevertheless. */
  isOutcomeUnknown(error: unknown): boolean;
  close(): Promise<void>;
}
