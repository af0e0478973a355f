/**
 * Every way Atrium refuses, in one table. HTTP problem documents, room refusals, the `/problems/<code>` pages and
 * docs/errors.md are all made from it; a test keeps them equal. Codes are never reused for another meaning.
 */

/** How loud a refusal is in the log: `info` is a user's slip, `warning` somebody should look at in bulk, `error` means act. */
export type Severity = "info" | "warning" | "error";

/** Who has to change something for the same call to succeed. */
export type ErrorCategory = "input" | "identity" | "permission" | "state" | "limit" | "server";

export interface ErrorRow {
  readonly status: number;
  readonly title: string;
  readonly severity: Severity;
  readonly category: ErrorCategory;
  /** What it means and what the caller can do about it, one or two sentences. */
  readonly meaning: string;
}

/** What each code means, by code. */
export const ERROR_TABLE = {
  malformed: row(
    400,
    "Malformed request",
    "info",
    "input",
    "The request could not be parsed: broken JSON, a bad header or an impossible URL.",
  ),
  unauthenticated: row(
    401,
    "Not signed in",
    "info",
    "identity",
    "The token is missing, expired, revoked or not one of ours. Sign in or refresh.",
  ),
  forbidden: row(403, "Not allowed", "info", "permission", "The caller is known but may not do this here."),
  muted: row(
    403,
    "Muted",
    "info",
    "permission",
    "The caller was muted in this space and cannot send chat until the mute ends.",
  ),
  not_found: row(
    404,
    "Not found",
    "info",
    "input",
    "There is no such thing, or the caller may not know of it.",
  ),
  method_not_allowed: row(
    405,
    "Method not allowed",
    "info",
    "input",
    "The path exists but not with this method; `Allow` lists those it has.",
  ),
  conflict: row(
    409,
    "Conflict",
    "info",
    "state",
    "The call contradicts the present state, for instance a name that is taken or a place that is occupied.",
  ),
  held: row(
    409,
    "Held by somebody",
    "info",
    "state",
    "Another user holds the object; wait until it is dropped.",
  ),
  cooldown: row(
    409,
    "Cooling down",
    "info",
    "state",
    "The tool was used a moment ago; its `cooldown_ms` has not passed.",
  ),
  out_of_range: row(
    409,
    "Out of reach",
    "info",
    "state",
    "The avatar is too far from the object; walk closer.",
  ),
  full: row(409, "Full", "info", "limit", "The room, the space or the user's allowance is full."),
  precondition_failed: row(
    412,
    "Precondition failed",
    "info",
    "state",
    "`If-Match` names another version; read the resource again.",
  ),
  too_large: row(
    413,
    "Too large",
    "info",
    "limit",
    "The body or message is larger than the documented limit.",
  ),
  unsupported_media_type: row(
    415,
    "Unsupported media type",
    "info",
    "input",
    "The content type or encoding is not one that this route takes.",
  ),
  invalid: row(
    422,
    "Invalid",
    "info",
    "input",
    "The request is well-formed but a value is missing, of the wrong type or out of range; `errors` names each.",
  ),
  locked: row(423, "Locked", "info", "state", "Another user has locked the object."),
  rate_limited: row(
    429,
    "Too many requests",
    "warning",
    "limit",
    "Slow down; `Retry-After` says for how many seconds.",
  ),
  internal: row(
    500,
    "Internal error",
    "error",
    "server",
    "A fault of the server. It is logged under the `request_id`.",
  ),
  unavailable: row(
    503,
    "Unavailable",
    "warning",
    "server",
    "The server is starting, draining or overloaded; try again after `Retry-After` seconds.",
  ),
} as const satisfies Record<string, ErrorRow>;

/** Every way to refuse; docs/errors.md says what each means. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** One bad value: `pointer` is an RFC 6901 JSON pointer into the body, or `?name` for a query parameter. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** What an {@link AppError} may carry beside its code: bad values, seconds to wait, and the error behind it (logged only). */
export interface AppErrorExtras {
  readonly errors?: readonly FieldError[];
  /** A JSON object as UTF-8 text whose members the problem document has as well (RFC 9457 §3.2). */
  readonly members?: Uint8Array;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An expected failure on its way to a caller. `detail` is shown to that caller, so it never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly members: Uint8Array | undefined;

  constructor(code: ErrorCode, detail: string, extras: AppErrorExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = extras.errors;
    this.retryAfterSeconds = extras.retryAfterSeconds;
    this.members = extras.members;
  }

  /** The HTTP status of `code`. */
  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}

function row(
  status: number,
  title: string,
  severity: Severity,
  category: ErrorCategory,
  meaning: string,
): ErrorRow {
  return { status, title, severity, category, meaning };
}
