/** The event store that belongs to a `DATABASE_URL`. */
import type { EventStore } from "../../services/tracking/ports.ts";
import { migrateEvents, requireMigratedEvents } from "./migrations/migrate.ts";
import { eventsTargetOf } from "./target.ts";
import { WorkerEventStore, type WorkerEventStoreOptions } from "./workerEventStore.ts";

export interface OpenEventsOptions extends Omit<WorkerEventStoreOptions, "target"> {
  /** As in the configuration; null is SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Brings the tables up to date first. */
  readonly migrate: boolean;
}

/**
 * An open event store. The caller closes it: until then its threads keep the process alive.
 * @throws StoreSchemaError if the tables are not this program's, RangeError for an impossible address, the driver's error if the database is away.
 */
export async function openEvents(options: OpenEventsOptions): Promise<EventStore> {
  const { databaseUrl, dataDir, migrate, ...rest } = options;
  const target = eventsTargetOf(databaseUrl, dataDir);
  if (migrate) await migrateEvents(target);
  else await requireMigratedEvents(target);
  return new WorkerEventStore({ target, ...rest });
}
