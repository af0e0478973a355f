/** The journal that belongs to a `DATABASE_URL`. */
import type { SpaceJournal } from "../../services/journal/ports.ts";
import type { WorldStore } from "../../services/worlds/storePorts.ts";
import { createWorldStore, type WorldStoreOptions } from "../worlds/worldStore.ts";
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
  /** Bounds of the worlds' queue; defaults as in {@link WorldStoreOptions}. */
  readonly worldLimits?: WorldStoreOptions["limits"];
  /** SQLite: how a thread is started. */
  readonly startWorker?: SqliteBackendOptions["startWorker"];
}

/** The journal and what is kept beside it. */
export interface OpenStorage {
  readonly journal: SpaceJournal;
  readonly worlds: WorldStore;
  /** Commits what is pending in both and lets go of threads and connections. */
  close(): Promise<void>;
}

/** An open journal alone; see {@link openStorage}. */
export async function openJournal(options: OpenJournalOptions): Promise<SpaceJournal> {
  return (await openStorage(options)).journal;
}

/**
 * The open journal with the worlds beside it. The caller closes it: until then its threads and connections keep the process alive.
 * @throws StoreSchemaError if the tables are not this program's, RangeError for an impossible address, the driver's error if the database is away.
 */
export async function openStorage(options: OpenJournalOptions): Promise<OpenStorage> {
  const { databaseUrl, dataDir, migrate, onError, startWorker } = options;
  const target = journalTargetOf(databaseUrl, dataDir);
  if (migrate) await migrateJournal(target);
  else await requireMigrated(target);
  const backend =
    target.kind === "sqlite"
      ? sqliteBackend({ file: target.file, onError, startWorker })
      : postgresBackend({ url: target.url, onError });
  const journal = await GroupedJournal.open(backend, options);
  const worlds = createWorldStore(backend, { onError, limits: options.worldLimits });
  return {
    journal,
    worlds,
    async close() {
      await worlds.settled();
      await journal.close();
    },
  };
}
