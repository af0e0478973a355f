/** The journal on SQLite: a file of its own, written by one thread and read by another. */
import { Worker } from "node:worker_threads";
import type { IdKind } from "../../services/journal/ports.ts";
import { WorkerLink } from "../../workerLink.ts";
import { type Fragment, render } from "../sql.ts";
import { isSqliteAway } from "../sqliteFaults.ts";
import type { IdBlock, JournalBackend } from "./backend.ts";
import type { JournalWorkerData } from "./journalWorker.ts";
import type { JournalRow } from "./rows.ts";

export interface SqliteBackendOptions {
  readonly file: string;
  readonly onError: (error: unknown, what: string) => void;
  /** Starts a thread; default {@link startJournalWorker}. */
  readonly startWorker?: (data: JournalWorkerData) => Worker;
}

/** The backend of a migrated file. Its threads start with the first call. */
export function sqliteBackend(options: SqliteBackendOptions): JournalBackend {
  const { file, onError, startWorker = startJournalWorker } = options;
  const writer = new WorkerLink({ start: () => startWorker({ file, role: "writer" }), onError });
  const reader = new WorkerLink({ start: () => startWorker({ file, role: "reader" }), onError });
  return {
    kind: "sqlite",
    commit: (rows: readonly JournalRow[]) => writer.call("commit", rows),
    transact: <Row>(statements: readonly Fragment[]) =>
      writer.call<Row[]>(
        "transact",
        statements.map((statement) => render(statement, "sqlite")),
      ),
    reserveIds: (kind: IdKind, size: number) => writer.call("reserveIds", { kind, size }),
    returnIds: (kind: IdKind, block: IdBlock) => writer.call("returnIds", { kind, block }),
    select: <Row>(query: Fragment) => reader.call<Row[]>("select", render(query, "sqlite")),
    eraseSpaceStep: (spaceId) => writer.call("eraseSpace", spaceId),
    eraseUserStep: (userId) => writer.call("eraseUser", userId),
    sweepMessagesStep: (beforeMs) => writer.call("sweepMessages", beforeMs),
    ping: async () => void (await Promise.all([writer.call("ping"), reader.call("ping")])),
    isStoreAway: isSqliteAway,
    isOutcomeUnknown: () => false,
    // The reader first: the last connection to close folds the log into the file.
    close: async () => {
      await reader.close();
      await writer.close();
    },
  };
}

/** Starts one of the journal's threads: from the sources as well as from the built files. */
export function startJournalWorker(data: JournalWorkerData): Worker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./journalWorker.${extension}`, import.meta.url), {
    workerData: data,
    name: `journal-${data.role}`,
  });
}
