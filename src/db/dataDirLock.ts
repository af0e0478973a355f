/** One server a data folder: two would both believe to be the only one that writes to a space. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "../errors.ts";

/**
 * Takes the lock of `dataDir`, which the operating system lets go of when the process ends, however it ends. Returns
 * what releases it.
 * @throws AppError `conflict` if another process has it.
 */
export function lockDataDir(dataDir: string): () => void {
  const database = new Database(join(dataDir, "server.lock"), { timeout: 0 });
  try {
    database.pragma("locking_mode = EXCLUSIVE");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    throw new AppError(
      "conflict",
      `Another server uses the data folder ${dataDir}. Give this one a DATA_DIR of its own.`,
    );
  }
  return () => database.close();
}
