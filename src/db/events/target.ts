/** Where tours and events are: beside the application's database, on SQLite in a file of their own. */
import { type DatabaseTarget, targetBeside } from "../target.ts";

/** The events that belong to a `DATABASE_URL`: `events.db`. @throws as `targetBeside`. */
export function eventsTargetOf(databaseUrl: string | null, dataDir: string): DatabaseTarget {
  return targetBeside(databaseUrl, dataDir, "events.db");
}
