/** What the journal's contract needs of a database, and what its rules share. */
import type { OpenJournalOptions } from "../../src/db/journal/openJournal.ts";
import type { SpaceJournal } from "../../src/services/journal/ports.ts";

/** One database for a suite. */
export interface JournalHarness {
  /** Opens a journal on it, migrated. Errors told to `onError` fail nothing. */
  open(options?: Partial<OpenJournalOptions>): Promise<SpaceJournal>;
  /** Rows of a query past the journal, on a connection of its own. */
  rows(query: string): Promise<Record<string, unknown>[]>;
}

/** What the rules share: a journal that stays open for the suite, and spaces that nobody has used. */
export interface JournalSuite extends JournalHarness {
  readonly journal: SpaceJournal;
  freshSpace(): number;
}
