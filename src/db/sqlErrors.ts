/** What the two drivers' errors mean to a caller. */
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from "typeorm";
import { AppError } from "../errors.ts";

const MISSING_PARENT = new Set(["SQLITE_CONSTRAINT_FOREIGNKEY", "23503"]);
const TAKEN = new Set(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"]);

/** PostgreSQL: a number beyond its column, text with NUL or not well-formed. Edges refuse these; this is the second door. */
const UNSTORABLE = new Set(["22003", "22021", "22P05"]);

/** SQLite: busy, locked, disk full or unreadable. */
const SQLITE_AWAY = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/;
/** PostgreSQL classes 08 connection, 53 resources, 57 operator intervention (also a statement that took too long), 58 system; 40 asks for a retry, 25006 is a read-only standby. */
const POSTGRES_AWAY = /^(08|40|53|57|58)[0-9A-Z]{3}$|^25006$/;
const NETWORK_AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
const POOL_AWAY =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Cannot use a pool after)/i;

/**
 * The AppError for a database error: `not_found` if what the row belongs to is gone, `conflict` if a unique value is
 * taken, `invalid` if a value does not fit, `unavailable` if the database does not answer or asks for a retry. Anything else is returned as it is: a fault of ours.
 */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  // The runner lets go of its connection by itself when that breaks in the middle of a transaction.
  if (error instanceof QueryRunnerAlreadyReleasedError) return unavailable(error);
  const cause = error instanceof QueryFailedError ? error.driverError : error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return toAppError(cause.errors[0]);
  if (!(cause instanceof Error)) return error;
  const code = String((cause as NodeJS.ErrnoException).code ?? "");
  if (MISSING_PARENT.has(code))
    return new AppError("not_found", "What this belongs to does not exist.", { cause: error });
  if (TAKEN.has(code)) return new AppError("conflict", "This is there already.", { cause: error });
  if (UNSTORABLE.has(code)) return new AppError("invalid", "A value cannot be stored.", { cause: error });
  if (isAway(code, cause.message)) return unavailable(error);
  return error;
}

function isAway(code: string, message: string): boolean {
  return (
    SQLITE_AWAY.test(code) || POSTGRES_AWAY.test(code) || NETWORK_AWAY.test(code) || POOL_AWAY.test(message)
  );
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The database does not answer; try again soon.", {
    cause,
    retryAfterSeconds: 1,
  });
}
