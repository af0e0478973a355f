/** Where the journal is: beside the application's database, on SQLite in a file of its own. */
import { basename, dirname, join, parse } from "node:path";
import { APP_DATABASE_FILE, targetOf } from "../target.ts";

export type JournalTarget =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string };

const JOURNAL_FILE = "journal.db";

/**
 * The journal that belongs to a `DATABASE_URL`: `journal.db` beside the default `app.db`, `<name>.journal.db` beside any
 * other SQLite file, so that two databases in one folder do not share a journal; on PostgreSQL the same database.
 * @throws RangeError for `sqlite::memory:`, which threads cannot share, and as `targetOf`.
 */
export function journalTargetOf(databaseUrl: string | null, dataDir: string): JournalTarget {
  const target = targetOf(databaseUrl, dataDir);
  if (target.kind === "postgres") return target;
  if (target.file === ":memory:")
    throw new RangeError("The journal needs a file: sqlite::memory: cannot be shared by its threads.");
  const name =
    basename(target.file) === APP_DATABASE_FILE ? JOURNAL_FILE : `${parse(target.file).name}.${JOURNAL_FILE}`;
  return { kind: "sqlite", file: join(dirname(target.file), name) };
}
