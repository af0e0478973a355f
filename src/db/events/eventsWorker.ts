/**
 * The event store's threads. The writer unzips, reads and commits; on SQLite a second one reads from a connection of its
 * own, so that a long list holds no commit up; on PostgreSQL two of them keep reading and printing rows off the commits' way.
 */
import { workerData } from "node:worker_threads";
import { answerRequests, yieldToRooms } from "../../workerLink.ts";
import type { DatabaseTarget } from "../target.ts";
import { servePostgresReads, servePostgresWrites } from "./postgresThread.ts";
import { serveSqliteReads, serveSqliteWrites } from "./sqliteThread.ts";

/** What a thread is started with. */
export interface EventsWorkerData {
  readonly target: DatabaseTarget;
  readonly role: "writer" | "reader";
}

yieldToRooms();
const { target, role } = workerData as EventsWorkerData;
if (target.kind === "sqlite")
  answerRequests(role === "writer" ? serveSqliteWrites(target.file) : serveSqliteReads(target.file));
else answerRequests(role === "writer" ? servePostgresWrites(target.url) : servePostgresReads(target.url));
