/** The folder of a server's own files. One server each: two would both believe to be the only one that writes to a space. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { AppError } from "../errors.ts";

/**
 * Makes `dataDir` if it is not there and takes its lock, which the operating system lets go of when the process ends,
 * however it ends. Returns what releases it.
 * @throws AppError `conflict` if another process has it, `unavailable` if this one cannot write there.
 */
export async function takeDataDir(dataDir: string): Promise<() => void> {
  try {
    await mkdir(dataDir, { recursive: true });
    return lock(join(dataDir, "server.lock"));
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_BUSY") {
      const detail = `Another server uses the data folder ${dataDir}. Give this one a DATA_DIR of its own.`;
      throw new AppError("conflict", detail, { cause: error });
    }
    const detail = `The data folder ${dataDir} cannot be written to: set DATA_DIR to one that this user may write to, with space left.`;
    throw new AppError("unavailable", detail, { cause: error });
  }
}

function lock(file: string): () => void {
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma("locking_mode = EXCLUSIVE");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
}
