/** Handlers' replies as HTTP answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import type { Reply } from "./route.ts";

/** A reply with its body as bytes. */
export interface Payload {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: no body. */
  readonly body: Buffer | null;
  /** Instead of `body`. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** `reply` ready to send: bytes as they are, anything else as JSON; without a body 204. */
export function payloadOf(reply: Reply): Payload {
  const { body, stream } = reply;
  if (stream) return { status: reply.status ?? 200, headers: reply.headers ?? {}, body: null, stream };
  if (body === undefined) return { status: reply.status ?? 204, headers: reply.headers ?? {}, body: null };
  if (Buffer.isBuffer(body)) {
    const headers = { "Content-Type": "application/octet-stream", ...reply.headers };
    return { status: reply.status ?? 200, headers, body };
  }
  const headers = { "Content-Type": "application/json", ...reply.headers };
  return { status: reply.status ?? 200, headers, body: Buffer.from(JSON.stringify(body)) };
}

/**
 * Sends `payload`. A GET or HEAD whose `If-None-Match` names the reply's ETag gets 304; HEAD gets the headers alone.
 * Without a `Cache-Control` of its own nothing is stored, or, with an ETag, nothing is used unasked.
 */
export function sendPayload(req: IncomingMessage, res: ServerResponse, payload: Payload): void {
  for (const [name, value] of Object.entries(payload.headers)) res.setHeader(name, value);
  const etag = res.getHeader("ETag");
  if (!res.hasHeader("Cache-Control"))
    res.setHeader("Cache-Control", etag === undefined ? "no-store" : "private, no-cache");
  const reading = req.method === "GET" || req.method === "HEAD";
  if (
    reading &&
    payload.status === 200 &&
    typeof etag === "string" &&
    matches(req.headers["if-none-match"], etag)
  ) {
    for (const name of ["Content-Type", "Content-Length", "Content-Encoding"]) res.removeHeader(name);
    res.statusCode = 304;
    res.end();
    return;
  }
  res.statusCode = payload.status;
  if (payload.stream && req.method !== "HEAD") {
    // A stream that fails ends the answer early, which a client sees; one that nobody reads any more is given up.
    pipeline(Readable.from(payload.stream), res, () => undefined);
    return;
  }
  if (payload.body) res.setHeader("Content-Length", payload.body.length);
  if (req.method === "HEAD" || payload.body === null) res.end();
  else res.end(payload.body);
}

/** Weak comparison (RFC 9110 §8.8.3.2), as `If-None-Match` wants. */
function matches(given: string | undefined, etag: string): boolean {
  if (given === undefined) return false;
  if (given.trim() === "*") return true;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return given.split(",").some((tag) => opaque(tag) === opaque(etag));
}
