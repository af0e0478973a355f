/** Errors on their way out, as RFC 9457 problem documents. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, ERROR_TABLE, type ErrorCode } from "../../errors.ts";
import type { Log } from "../../services/operations/instruments.ts";
import { contextOf } from "./requestContext.ts";

/** What a client is told when the fault is ours, instead of the error's own words. */
const OUR_FAULT = "The server failed at this. It is logged under the request id.";

/** Answers with `error` as a problem document; logs it if it was not expected. Nothing is sent twice: a broken answer is cut off. */
export function sendError(
  req: IncomingMessage,
  res: ServerResponse,
  { error, log }: { error: unknown; log: Log },
): void {
  const known = toAppError(error);
  if (!known || known.code === "internal")
    log.error(
      { requestId: contextOf(req).id, path: contextOf(req).path, err: error },
      "request handler failed",
    );
  if (res.headersSent) {
    res.destroy();
    return;
  }
  sendProblem(req, res, known ?? new AppError("internal", OUR_FAULT));
}

/** Answers with `error` as it is. */
export function sendProblem(req: IncomingMessage, res: ServerResponse, error: AppError): void {
  const { id, path } = contextOf(req);
  const row = ERROR_TABLE[error.code];
  const body = withMembers(
    {
      type: `/problems/${error.code}`,
      title: row.title,
      status: row.status,
      detail: row.status >= 500 && error.code === "internal" ? OUR_FAULT : error.message,
      instance: path,
      code: error.code,
      ...(error.errors ? { errors: error.errors } : {}),
      request_id: id,
    },
    error.members,
  );
  res.statusCode = row.status;
  res.setHeader("Content-Type", "application/problem+json");
  res.setHeader("Content-Length", body.length);
  res.setHeader("Cache-Control", "no-store");
  // Whatever the client is still sending is not read to its end.
  if (error.code === "too_large") res.setHeader("Connection", "close");
  if (error.retryAfterSeconds !== undefined) res.setHeader("Retry-After", String(error.retryAfterSeconds));
  if (error.code === "unauthenticated" && !res.hasHeader("WWW-Authenticate"))
    res.setHeader("WWW-Authenticate", "Bearer");
  res.end(req.method === "HEAD" ? undefined : body);
}

/** A document with the members of another JSON object behind its own. */
function withMembers(problem: object, members: Uint8Array | undefined): Buffer {
  const text = JSON.stringify(problem);
  if (!members) return Buffer.from(text);
  return Buffer.concat([Buffer.from(`${text.slice(0, -1)},`), members.subarray(1)]);
}

/** The refusal that an error stands for; null if it is a fault of the server. */
function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  // Express' router marks what the client got wrong, such as a path with a broken escape, with a 4xx status.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== "number" || status < 400 || status > 499) return null;
  const code = (Object.keys(ERROR_TABLE) as ErrorCode[]).find((name) => ERROR_TABLE[name].status === status);
  return new AppError(code ?? "malformed", "The request could not be understood.", { cause: error });
}
