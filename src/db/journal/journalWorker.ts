/**
 * The SQLite journal's threads. The writer commits batches and erases, the reader answers queries from a connection of
 * its own: in WAL mode neither waits for the other. With one thread for both, a commit beside reads of 5,000 objects
 * took 15 ms in the median, with two 0.8 ms.
 */

import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import type { IdKind } from "../../services/journal/ports.ts";
import { answerRequests } from "../../workerLink.ts";
import type { SqlValue } from "../sql.ts";
import type { IdBlock } from "./backend.ts";
import type { JournalRow } from "./rows.ts";
import { sqliteErasure } from "./sqliteErasure.ts";
import {
  type SqliteStatement,
  sqliteCommit,
  sqliteReserveIds,
  sqliteReturnIds,
  sqliteTransact,
} from "./sqliteWrites.ts";

/** What a thread is started with. */
export interface JournalWorkerData {
  readonly file: string;
  readonly role: "writer" | "reader";
}

/** How long a statement waits for another process's lock, milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;

const { file, role } = workerData as JournalWorkerData;
if (role === "writer") serveWrites();
else serveReads();

function serveWrites(): void {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  database.pragma("journal_mode = WAL");
  // better-sqlite3 is built with NORMAL for WAL, under which a power cut takes the latest commits back.
  database.pragma("synchronous = FULL");
  // What is erased is overwritten, so that no text of it is left in free pages.
  database.pragma("secure_delete = ON");
  const commit = sqliteCommit(database);
  const transact = sqliteTransact(database);
  const erasure = sqliteErasure(database);
  answerRequests({
    commit: (rows: readonly JournalRow[]) => commit(rows),
    transact: (statements: readonly SqliteStatement[]) => transact(statements),
    reserveIds: ({ kind, size }: { kind: IdKind; size: number }) => sqliteReserveIds(database, kind, size),
    returnIds: ({ kind, block }: { kind: IdKind; block: IdBlock }) => sqliteReturnIds(database, kind, block),
    ...erasure,
    ping: () => void database.prepare("SELECT next FROM id_blocks").get(),
    close: () => {
      database.pragma("wal_checkpoint(TRUNCATE)");
      database.close();
    },
  });
}

function serveReads(): void {
  const database = new Database(file, { fileMustExist: true, readonly: true, timeout: BUSY_TIMEOUT_MS });
  const statements = new Map<string, Database.Statement>();
  answerRequests({
    select: ({ text, values }: { text: string; values: SqlValue[] }) => {
      // The texts are the fixed ones of queries.ts, a few dozen at most.
      let statement = statements.get(text);
      if (!statement) {
        statement = database.prepare(text);
        statements.set(text, statement);
      }
      return statement.all(values);
    },
    ping: () => void database.prepare("SELECT next FROM id_blocks").get(),
    close: () => void database.close(),
  });
}
