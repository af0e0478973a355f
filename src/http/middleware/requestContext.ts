/** What is known of a request from its first byte to its log line. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Labels, Log, Metrics } from "../../services/operations/instruments.ts";
import { peerOf } from "../peer.ts";

export interface RequestContext {
  /** The caller's `X-Request-Id` if it is 1 to 64 of [A-Za-z0-9._-], else a fresh one. */
  readonly id: string;
  readonly address: string;
  /** The path without its query, which may hold secrets. */
  readonly path: string;
  /** The trace that `traceparent` names (W3C Trace Context), if it is well-formed. */
  readonly traceId: string | undefined;
  /** Filled in by whoever finds out; goes into the log line. */
  userId?: number;
  /** The route's pattern, for the figures; absent where nothing matched. */
  route?: string;
}

export interface ContextDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly newId: () => string;
  readonly nowMs: () => number;
  readonly trustProxyHops: number;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const DURATION_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const contexts = new WeakMap<IncomingMessage, RequestContext>();

/**
 * Begins the request's context once, however often it is asked for; with `res` it also sets `X-Request-Id` and writes
 * one log line and the figures when the answer has gone out or the client has.
 */
export function beginRequest(
  req: IncomingMessage,
  res: ServerResponse | null,
  deps: ContextDeps,
): RequestContext {
  const begun = contexts.get(req);
  if (begun) return begun;
  const given = req.headers["x-request-id"];
  const context: RequestContext = {
    id: typeof given === "string" && REQUEST_ID.test(given) ? given : deps.newId(),
    address: peerOf(req, deps.trustProxyHops).address,
    path: (req.url ?? "").split("?", 1)[0] ?? "",
    traceId: TRACEPARENT.exec(String(req.headers.traceparent ?? ""))?.[1],
  };
  contexts.set(req, context);
  if (res) {
    res.setHeader("X-Request-Id", context.id);
    const startedAtMs = deps.nowMs();
    res.once("close", () => report({ req, res, context, durationMs: deps.nowMs() - startedAtMs }, deps));
  }
  return context;
}

/** The context of a request that {@link beginRequest} has seen. */
export function contextOf(req: IncomingMessage): RequestContext {
  const context = contexts.get(req);
  if (!context) throw new Error("The request's context has not begun.");
  return context;
}

interface Ended {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly context: RequestContext;
  readonly durationMs: number;
}

function report({ req, res, context, durationMs }: Ended, deps: ContextDeps): void {
  const status = res.writableFinished ? res.statusCode : 499;
  const labels: Labels = {
    method: methodLabel(req.method),
    route: context.route ?? "none",
    status: String(status),
  };
  deps.metrics
    .counter("http_requests_total", "HTTP requests answered (499: the client left before).", [
      "method",
      "route",
      "status",
    ])
    .add(labels);
  deps.metrics
    .histogram("http_request_duration_seconds", "Time from a request's head to the end of its answer.", {
      labels: ["route"],
      buckets: DURATION_BUCKETS_SECONDS,
    })
    .observe(durationMs / 1000, { route: context.route ?? "none" });
  const fields = {
    requestId: context.id,
    method: req.method,
    path: context.path.slice(0, 200),
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    address: context.address,
    userId: context.userId,
    traceId: context.traceId,
  };
  if (status >= 500) deps.log.warn(fields, "request failed");
  else deps.log.info(fields, "request");
}

/** Methods are the client's words: only the usual ones become labels. */
function methodLabel(method: string | undefined): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(method ?? "")
    ? (method ?? "")
    : "other";
}
