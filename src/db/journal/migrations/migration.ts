/** What a migration of the journal is. */

/** One step. `up` and `down` are SQL scripts without transaction statements; `down` takes back all of `up`. */
export interface JournalMigration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}
