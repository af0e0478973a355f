/**
 * Durability of SQLite commits without holding their thread. Under `synchronous = NORMAL` a commit is in the write-ahead
 * log but not yet on the disk; who waits for {@link WalSync.sync} before answering has what FULL gives, and the thread
 * reads the next requests meanwhile. Checkpoints sync the log and the database themselves.
 */
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

export class WalSync {
  readonly #file: string;
  #log: Promise<FileHandle> | null = null;
  #failure: unknown = null;

  /** @param file the database, open in WAL mode for as long as this is used: its log stays the same file. */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * Resolves when all that was committed before the call is on the disk. At least one commit must have been made.
   * @throws what the system said; then always, for what a failed sync has lost no later one tells.
   */
  async sync(): Promise<void> {
    if (this.#failure) throw this.#failure;
    try {
      this.#log ??= this.#open();
      await (await this.#log).datasync();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    const log = await this.#log?.catch(() => null);
    await log?.close();
  }

  /** The log, whose name in its folder is made durable too: under NORMAL SQLite leaves that to the first checkpoint. */
  async #open(): Promise<FileHandle> {
    const log = await open(`${this.#file}-wal`, "r+");
    if (process.platform !== "win32") {
      const folder = await open(dirname(this.#file), "r");
      await folder.sync().finally(() => folder.close());
    }
    return log;
  }
}
