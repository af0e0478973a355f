/** The migrations of the relational database; one hand-written set a database. */
import type { MigrationInterface } from "typeorm";
import type { DatabaseKind } from "../sql.ts";
import { postgresMigrations } from "./postgres/list.ts";
import { sqliteMigrations } from "./sqlite/list.ts";

/** Oldest first. */
export function migrationsFor(kind: DatabaseKind): (new () => MigrationInterface)[] {
  return kind === "postgres" ? postgresMigrations : sqliteMigrations;
}
