/** What every space journal does, whatever the database: docs/rules/journal.md. */
import type { SpaceJournal } from "../../src/services/journal/ports.ts";
import type { JournalHarness, JournalSuite } from "./journalSuite.ts";
import { erasureRules } from "./spaceJournalErasure.ts";
import { readRules } from "./spaceJournalReads.ts";
import { writeRules } from "./spaceJournalWrites.ts";

/** Registers the contract's tests; call it inside a `describe` that makes the harness ready. */
export function spaceJournalContract(harness: JournalHarness): void {
  let journal: SpaceJournal | null = null;
  let spaces = 0;
  const suite: JournalSuite = {
    open: (options) => harness.open(options),
    rows: (query) => harness.rows(query),
    freshSpace: () => ++spaces,
    get journal() {
      if (!journal) throw new Error("The journal is open only inside tests.");
      return journal;
    },
  };
  before("open the journal", async () => {
    journal = await harness.open();
  });
  after("close the journal", async () => {
    await journal?.close();
  });
  describe("writes", () => writeRules(suite));
  describe("reads", () => readRules(suite));
  describe("erasure", () => erasureRules(suite));
}
