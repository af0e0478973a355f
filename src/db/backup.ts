/**
 * Copies of a live installation and the way back. SQLite: a folder with `app.db`, `journal.db` and `events.db`, each copied as
 * of one moment while the server runs. `app.db` is copied last, so that whatever the others' rows name is in it. PostgreSQL: one `pg_dump` archive of the whole database.
 */
import { spawn } from "node:child_process";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { AppError } from "../errors.ts";
import { assertNotInUse, type DatabasePlace, sqliteFilesOf } from "./place.ts";

/**
 * Writes a backup to `destination`: a folder (made) on SQLite, a file on PostgreSQL.
 * @throws AppError `conflict` if something is there already, `unavailable` if a database or `pg_dump` is missing or fails.
 */
export async function backUp(place: DatabasePlace, destination: string): Promise<void> {
  if (place.app.kind === "postgres") {
    if (await exists(destination)) throw new AppError("conflict", `${destination} is there already.`);
    await runTool("pg_dump", place.app.url, [
      "--format=custom",
      "--no-owner",
      "--no-privileges",
      `--file=${destination}`,
    ]);
    return;
  }
  const files = sqliteFilesOf(place).map(({ name, file }) => ({ file, copy: join(destination, name) }));
  for (const { file, copy } of files) {
    if (!(await exists(file))) throw new AppError("unavailable", `There is no ${file} to back up.`);
    if (await exists(copy)) throw new AppError("conflict", `${copy} is there already.`);
  }
  await mkdir(destination, { recursive: true });
  for (const { file, copy } of files) await copySqlite(file, copy);
}

/**
 * Puts the data of a backup in place of what is there; the backup stays as it is.
 * @throws AppError `not_found` if it is no backup, `invalid` if a file in it is damaged, `conflict` if a server has a database open,
 * `unavailable` if `pg_restore` is missing or fails. The present data is then still there.
 */
export async function restore(place: DatabasePlace, source: string): Promise<void> {
  if (place.app.kind === "postgres") {
    if (!(await exists(source))) throw new AppError("not_found", `There is no ${source}.`);
    await runTool("pg_restore", place.app.url, [
      "--clean",
      "--if-exists",
      "--no-owner",
      "--no-privileges",
      "--single-transaction",
      source,
    ]);
    return;
  }
  const files = sqliteFilesOf(place).map(({ name, file }) => ({
    file,
    copy: join(source, name),
    fresh: `${file}.restoring`,
  }));
  for (const { copy } of files) {
    if (!(await exists(copy))) throw new AppError("not_found", `${source} is no backup: it has no ${copy}.`);
  }
  for (const { file } of files) await assertNotInUse(file);
  try {
    for (const { file, copy, fresh } of files) {
      await mkdir(join(file, ".."), { recursive: true });
      await rm(fresh, { force: true });
      await copySqlite(copy, fresh);
    }
    for (const { file, fresh } of files) await rename(fresh, file);
  } finally {
    for (const { fresh } of files) await rm(fresh, { force: true });
  }
}

/** A checked copy as of one moment, without a log beside it. @throws AppError `invalid` if the file is damaged or no database. */
async function copySqlite(file: string, copy: string): Promise<void> {
  try {
    const original = new BetterSqlite3(file, { readonly: true });
    try {
      await original.backup(copy);
    } finally {
      original.close();
    }
    const copied = new BetterSqlite3(copy);
    try {
      copied.pragma("journal_mode = DELETE");
      const verdict = copied.pragma("integrity_check", { simple: true });
      if (verdict !== "ok") throw new AppError("invalid", `${file} is damaged: ${verdict}`);
    } finally {
      copied.close();
    }
  } catch (error) {
    await rm(copy, { force: true });
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    throw new AppError("invalid", `${file} is damaged or no SQLite database.`, { cause: error });
  }
}

/** Runs one of PostgreSQL's client tools; the password goes by environment, where other users of the machine do not see it. */
async function runTool(
  tool: "pg_dump" | "pg_restore",
  address: string,
  options: readonly string[],
): Promise<void> {
  const url = new URL(address);
  const env = { ...process.env, ...(url.password ? { PGPASSWORD: decodeURIComponent(url.password) } : {}) };
  url.password = "";
  const child = spawn(tool, [`--dbname=${url.href}`, ...options], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  const exitCode = await promise.catch((cause: NodeJS.ErrnoException) => {
    const detail =
      cause.code === "ENOENT"
        ? `${tool} is not on PATH: install PostgreSQL's client tools.`
        : `${tool}: ${cause.message}`;
    throw new AppError("unavailable", detail, { cause });
  });
  if (exitCode !== 0) throw new AppError("unavailable", `${tool} failed: ${complaint.trim()}`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
