/** Where the journal is: beside the application's database, on SQLite in a file of its own. */
import { type DatabaseTarget, targetBeside } from "../target.ts";

export type JournalTarget = DatabaseTarget;

/** The journal that belongs to a `DATABASE_URL`: `journal.db`. @throws as `targetBeside`. */
export function journalTargetOf(databaseUrl: string | null, dataDir: string): JournalTarget {
  return targetBeside(databaseUrl, dataDir, "journal.db");
}
