/** Which errors of SQLite, and of the threads that use it, are the data's fault. */
import { WorkerGone } from "../workerLink.ts";

/** Errors of SQLite and of binding values that say something about the data, not about the file or the disk. */
const DATA_FAULT = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/;
const DATA_FAULT_NAMES = ["TypeError", "RangeError", "SyntaxError", "DataCloneError"];

/** True if the error says that the file, the disk or the thread is away; false if the data was refused. */
export function isSqliteAway(error: unknown): boolean {
  if (error instanceof WorkerGone || !(error instanceof Error)) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return !DATA_FAULT.test(code) && !DATA_FAULT_NAMES.includes(error.name);
}
