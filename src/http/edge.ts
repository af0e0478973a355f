/** What every HTTP request meets before its route: context, safe headers, CORS and the limit of its address. */
import type { Application, RequestHandler } from "express";
import helmet from "helmet";
import { AppError } from "../errors.ts";
import type { Authenticator } from "../services/accounts/caller.ts";
import type { IdempotencyStore } from "../services/operations/ports.ts";
import { addressKey, type RateLimiter } from "../services/operations/rateLimiter.ts";
import type { DataAccess } from "../services/tracking/dataCaller.ts";
import { corsHeaders, type OriginCheck, preflightHeaders } from "./middleware/cors.ts";
import { beginRequest, type ContextDeps } from "./middleware/requestContext.ts";

/** What a page from here may do in a browser: be styled, show its own pictures, and nothing else. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Default limits. `RATE_LIMITS=off` replaces them by none. */
export const HTTP_LIMITS = {
  /** Requests of one address: 6,000 a minute, enough for a classroom behind one router. */
  address: { count: 6_000, windowMs: 60_000 },
  /** Requests of one user: 1,200 a minute. */
  user: { count: 1_200, windowMs: 60_000 },
  /** Calls of one owner to the routes that take in data: 60,000 a minute. They count there instead of as above. */
  ingest: { count: 60_000, windowMs: 60_000 },
  /** Matchmaking calls and WebSocket upgrades of one address together: 3,000 a minute; a join is one of each. */
  matchmaking: { count: 3_000, windowMs: 60_000 },
} as const;

export interface EdgeDeps extends ContextDeps {
  readonly authenticator: Authenticator;
  readonly idempotency: IdempotencyStore;
  /** Seals what is kept for `Idempotency-Key`; the JWT secret will do. */
  readonly secret: string;
  readonly originAllowed: OriginCheck;
  readonly limits: {
    readonly address: RateLimiter;
    readonly user: RateLimiter;
    readonly ingest: RateLimiter;
  };
  readonly data: DataAccess;
  /** Mounted behind the edge and before the routes: the operators' consoles. */
  readonly consoles?: readonly ((app: Application) => void)[];
}

/** Mounts the edge on `app`. */
export function mountEdge(app: Application, deps: EdgeDeps): void {
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", deps.trustProxyHops);
  app.use(function context(req, res, next) {
    beginRequest(req, res, deps);
    next();
  });
  app.use(
    helmet({
      contentSecurityPolicy: false,
      crossOriginEmbedderPolicy: false,
    }),
  );
  app.use(function pagePolicy(_req, res, next) {
    res.setHeader("Content-Security-Policy", PAGE_POLICY);
    next();
  });
  app.use(crossOrigin(deps.originAllowed));
}

function crossOrigin(check: OriginCheck): RequestHandler {
  return function cors(req, res, next) {
    const preflight = req.method === "OPTIONS" && req.headers["access-control-request-method"] !== undefined;
    const headers = preflight ? preflightHeaders(check, req.headers) : corsHeaders(check, req.headers);
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    if (preflight) res.status(204).end();
    else next();
  };
}

/** Counts one for `key`. @throws AppError `rate_limited`. */
export async function withinLimit(limiter: RateLimiter, key: string): Promise<void> {
  const { allowed, retryAfterSeconds } = await limiter.take(key);
  if (!allowed) throw new AppError("rate_limited", "Too many requests; slow down.", { retryAfterSeconds });
}

/** Counts a request against its address. @throws AppError `rate_limited`. */
export function withinAddressLimit(limiter: RateLimiter, address: string): Promise<void> {
  return withinLimit(limiter, addressKey(address));
}
