/** Brings the journal's tables up to date or back. */
import { scriptMigrations } from "../../scriptMigrations.ts";
import { POSTGRES_MIGRATIONS } from "./postgres.ts";
import { SQLITE_MIGRATIONS } from "./sqlite.ts";

export const {
  status: journalMigrationStatus,
  migrate: migrateJournal,
  rollback: rollbackJournal,
  requireMigrated,
} = scriptMigrations({
  name: "journal",
  lock: 0x41_54_4a_4e,
  sqlite: SQLITE_MIGRATIONS,
  postgres: POSTGRES_MIGRATIONS,
});
