/** What the database commands do. Each returns the process's exit code. */
import { join } from "node:path";
import type { DataSource } from "typeorm";
import type { Config } from "../config.ts";
import { backUp, restore } from "../db/backup.ts";
import { openSource } from "../db/dataSource.ts";
import { eventMigrationStatus, migrateEvents, rollbackEvents } from "../db/events/migrations/migrate.ts";
import { journalMigrationStatus, migrateJournal, rollbackJournal } from "../db/journal/migrations/migrate.ts";
import { findDifferences, migrate, rollback } from "../db/migrate.ts";
import { createIfMissing, type DatabasePlace, dropEverything, placeOf } from "../db/place.ts";
import { describeTarget } from "../db/target.ts";
import { AppError } from "../errors.ts";
import { createMigration } from "./createMigration.ts";

export interface DbCommandContext {
  readonly config: Pick<Config, "databaseUrl" | "dataDir" | "production">;
  /** Positional arguments after the command. */
  readonly args: readonly string[];
  /** `--test` and `--yes`. */
  readonly flags: { readonly test: boolean; readonly yes: boolean };
  readonly print: (line: string) => void;
  /** Asks somebody at a terminal; false if there is none. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Puts the demo contents into the database; what it did, in words. */
  readonly seed: () => Promise<string>;
  /** `TEST_DATABASE_URL`, for `init --test`. */
  readonly testDatabaseUrl: string | null;
}

export type DbCommand = (context: DbCommandContext) => Promise<number>;

/** By name; the usage line of each follows from `usage`. */
export const DB_COMMANDS: Readonly<Record<string, { readonly usage: string; readonly run: DbCommand }>> = {
  init: { usage: "init [--test]", run: init },
  migrate: { usage: "migrate", run: async (context) => migrateAll(placeFor(context), context.print) },
  rollback: { usage: "rollback [app|journal|events]", run: rollbackOne },
  "create-migration": { usage: "create-migration <name>", run: newMigration },
  verify: { usage: "verify", run: verify },
  seed: { usage: "seed", run: seed },
  reset: { usage: "reset [--yes]", run: reset },
  backup: { usage: "backup <file>", run: backupTo },
  restore: { usage: "restore <file> [--yes]", run: restoreFrom },
};

async function init(context: DbCommandContext): Promise<number> {
  const place = context.flags.test ? testPlaceFor(context) : placeFor(context);
  if (await createIfMissing(place.app)) context.print(`Made ${describeTarget(place.app)}.`);
  return migrateAll(place, context.print);
}

async function migrateAll(place: DatabasePlace, print: (line: string) => void): Promise<number> {
  const ran = await withSource(place, migrate);
  const journalVersions = await migrateJournal(place.journal);
  const eventVersions = await migrateEvents(place.events);
  for (const name of ran) print(`Ran ${name}.`);
  for (const version of journalVersions) print(`Ran journal migration ${version}.`);
  for (const version of eventVersions) print(`Ran events migration ${version}.`);
  print(`${describeTarget(place.app)} is up to date.`);
  return 0;
}

async function rollbackOne(context: DbCommandContext): Promise<number> {
  const place = placeFor(context);
  const which = context.args[0] ?? "app";
  if (which !== "app" && which !== "journal" && which !== "events")
    throw new AppError("invalid", `rollback takes app, journal or events, not "${which}".`);
  const takeBack = {
    app: () => withSource(place, rollback),
    journal: () => rollbackJournal(place.journal),
    events: () => rollbackEvents(place.events),
  };
  const taken = await takeBack[which]();
  context.print(
    taken === null
      ? "Nothing to take back."
      : `Took back ${which === "app" ? "" : `${which} migration `}${taken}.`,
  );
  return 0;
}

async function newMigration(context: DbCommandContext): Promise<number> {
  if (!import.meta.filename.endsWith(".ts"))
    throw new AppError("conflict", "Migrations are written in the source tree, not in a build.");
  const folder = join(import.meta.dirname, "../db/migrations");
  const paths = await createMigration({ name: required(context, "a name"), folder, nowMs: Date.now() });
  for (const path of paths) context.print(`Wrote ${path}.`);
  return 0;
}

async function verify(context: DbCommandContext): Promise<number> {
  const place = placeFor(context);
  const differences = await withSource(place, findDifferences);
  const stores = [
    { name: "journal", ...(await journalMigrationStatus(place.journal)) },
    { name: "events", ...(await eventMigrationStatus(place.events)) },
  ];
  const all = [
    ...differences,
    ...stores.flatMap(({ name, pending, newer }) => [
      ...pending.map((version) => `${name} migration ${version} has not run`),
      ...newer.map((version) => `${name} migration ${version} has run but is not in this version`),
    ]),
  ];
  for (const line of all) context.print(line);
  if (all.length === 0) context.print(`${describeTarget(place.app)} is as this version expects.`);
  return all.length === 0 ? 0 : 1;
}

async function seed(context: DbCommandContext): Promise<number> {
  context.print(await context.seed());
  return 0;
}

async function reset(context: DbCommandContext): Promise<number> {
  const place = placeFor(context);
  if (!(await allowed(context, `Destroy ALL data in ${describeTarget(place.app)}?`))) return 1;
  await dropEverything(place);
  return migrateAll(place, context.print);
}

async function backupTo(context: DbCommandContext): Promise<number> {
  const destination = required(context, "a file");
  await backUp(placeFor(context), destination);
  context.print(`Wrote ${destination}.`);
  return 0;
}

async function restoreFrom(context: DbCommandContext): Promise<number> {
  const place = placeFor(context);
  const source = required(context, "a file");
  if (!(await allowed(context, `Replace ALL data in ${describeTarget(place.app)} by ${source}?`))) return 1;
  await restore(place, source);
  context.print(`${describeTarget(place.app)} holds what ${source} held.`);
  return 0;
}

async function allowed(context: DbCommandContext, question: string): Promise<boolean> {
  if (context.flags.yes || (await context.confirm(question))) return true;
  context.print("Nothing was changed: confirm at a terminal or pass --yes.");
  return false;
}

function placeFor({ config }: DbCommandContext): DatabasePlace {
  return placeOf(config.databaseUrl, config.dataDir);
}

/** `TEST_DATABASE_URL`, else beside the configured one: `app.test.db`, or the PostgreSQL database with `_test` behind its name. */
function testPlaceFor({ config, testDatabaseUrl }: DbCommandContext): DatabasePlace {
  if (testDatabaseUrl !== null) return placeOf(testDatabaseUrl, config.dataDir);
  const { app } = placeOf(config.databaseUrl, config.dataDir);
  if (app.kind === "sqlite")
    return placeOf(`sqlite:${app.file.replace(/(\.db)?$/, ".test.db")}`, config.dataDir);
  const url = new URL(app.url);
  url.pathname += "_test";
  return placeOf(url.href, config.dataDir);
}

function required({ args }: DbCommandContext, what: string): string {
  const [value] = args;
  if (value === undefined || value === "") throw new AppError("invalid", `The command needs ${what}.`);
  return value;
}

async function withSource<T>(place: DatabasePlace, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await openSource(place.app);
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
