/** What the threads of the event store do on SQLite. */
import Database from "better-sqlite3";
import type { EventQuery } from "../../services/tracking/ports.ts";
import type { SqlValue } from "../sql.ts";
import { render } from "../sql.ts";
import { isSqliteAway } from "../sqliteFaults.ts";
import { writeHandlers } from "./intake.ts";
import { eventPage, eventsQuery } from "./reads.ts";
import type { EventRow } from "./rows.ts";
import { sqliteEventCommit } from "./sqliteEvents.ts";
import { WalSync } from "./walSync.ts";

/** How long a statement waits for another process's lock, milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;

/** Pages of 4 KiB in the log, 64 MB of them, after which it is folded into the file; SQLite's default is 1,000. */
const CHECKPOINT_PAGES = 16_000;

export function serveSqliteWrites(file: string) {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  database.pragma("journal_mode = WAL");
  // A commit alone would not outlive a power cut: its answer waits for the log to be synced, off this thread.
  database.pragma("synchronous = NORMAL");
  // Each checkpoint writes the indexes' hot pages anew and waits for the disk twice: the fewer, the more is stored.
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  // What is erased is overwritten, so that nothing of it is left in free pages.
  database.pragma("secure_delete = ON");
  const commit = sqliteEventCommit(database);
  const log = new WalSync(file);
  const intake = writeHandlers({
    commit: async (writes) => {
      commit(writes);
      await log.sync();
    },
    isStoreAway: isSqliteAway,
  });
  return {
    ...intake,
    ping: () => void database.prepare("SELECT id FROM tours LIMIT 1").get(),
    close: async () => {
      await intake.settle();
      await log.close();
      database.pragma("wal_checkpoint(TRUNCATE)");
      database.close();
    },
  };
}

export function serveSqliteReads(file: string) {
  const database = new Database(file, { fileMustExist: true, readonly: true, timeout: BUSY_TIMEOUT_MS });
  const statements = new Map<string, Database.Statement>();
  const select = ({ text, values }: { text: string; values: SqlValue[] }) => {
    // The texts are the fixed ones of reads.ts, a few hundred at most.
    let statement = statements.get(text);
    if (!statement) {
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement.all(values);
  };
  return {
    select,
    events: (query: EventQuery) =>
      eventPage(select(render(eventsQuery(query), "sqlite")) as EventRow[], query),
    ping: () => void database.prepare("SELECT id FROM tours LIMIT 1").get(),
    close: () => void database.close(),
  };
}
