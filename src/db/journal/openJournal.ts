/** The journal that belongs to a `DATABASE_URL`. */
import type { SpaceJournal } from "../../services/journal/ports.ts";
import { GroupedJournal, type GroupedJournalOptions } from "./groupedJournal.ts";
import { migrateJournal, requireMigrated } from "./migrations/migrate.ts";
import { postgresBackend } from "./postgresJournal.ts";
import { type SqliteBackendOptions, sqliteBackend } from "./sqliteJournal.ts";
import { journalTargetOf } from "./target.ts";

export interface OpenJournalOptions extends GroupedJournalOptions {
  /** As in the configuration; null is SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Brings the tables up to date first. */
  readonly migrate: boolean;
  /** SQLite: how a thread is started. */
  readonly startWorker?: SqliteBackendOptions["startWorker"];
}

/**
 * An open journal. The caller closes it: until then its threads and connections keep the process alive.
 * @throws JournalSchemaError if the tables are not this program's, RangeError for an impossible address, the driver's error if the database is away.
 */
export async function openJournal(options: OpenJournalOptions): Promise<SpaceJournal> {
  const { databaseUrl, dataDir, migrate, onError, startWorker } = options;
  const target = journalTargetOf(databaseUrl, dataDir);
  if (migrate) await migrateJournal(target);
  else await requireMigrated(target);
  const backend =
    target.kind === "sqlite"
      ? sqliteBackend({ file: target.file, onError, startWorker })
      : postgresBackend({ url: target.url, onError });
  return GroupedJournal.open(backend, options);
}
