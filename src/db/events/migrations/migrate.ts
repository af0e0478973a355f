/** Brings the tables of tours and events up to date or back. */
import { scriptMigrations } from "../../scriptMigrations.ts";
import { POSTGRES_EVENT_MIGRATIONS } from "./postgres.ts";
import { SQLITE_EVENT_MIGRATIONS } from "./sqlite.ts";

export const {
  status: eventMigrationStatus,
  migrate: migrateEvents,
  rollback: rollbackEvents,
  requireMigrated: requireMigratedEvents,
} = scriptMigrations({
  name: "events",
  lock: 0x41_54_45_56,
  sqlite: SQLITE_EVENT_MIGRATIONS,
  postgres: POSTGRES_EVENT_MIGRATIONS,
});
