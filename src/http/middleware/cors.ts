/** Which web pages may call: the same origin and the listed ones, for HTTP, matchmaking and WebSocket alike. */
import type { IncomingHttpHeaders } from "node:http";

/** True if a page of `origin` may talk to the server that it addressed as `host`. */
export type OriginCheck = (origin: string, host: string | undefined) => boolean;

const ALLOWED_HEADERS =
  "Authorization, Content-Type, Content-Encoding, X-API-Key, If-Match, If-None-Match, Idempotency-Key, X-Request-Id, traceparent";
const EXPOSED_HEADERS = "ETag, Location, Retry-After, X-Request-Id";
const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
/** How long a browser may keep a preflight's answer. */
const PREFLIGHT_SECONDS = 600;

/**
 * The check for `CORS_ORIGINS`. `http://localhost:*` takes any port, `*` any origin; the opaque origin `null` is never
 * allowed. The same origin is told by host and port alone: behind a proxy that ends TLS the scheme is not known here.
 */
export function createOriginCheck(origins: readonly string[]): OriginCheck {
  const exact = new Set(
    origins.filter((origin) => !origin.includes("*")).map((origin) => new URL(origin).origin),
  );
  const anyPort = new Set(
    origins.filter((origin) => origin.endsWith(":*")).map((origin) => origin.slice(0, -2).toLowerCase()),
  );
  const anyOrigin = origins.includes("*");
  return (origin, host) => {
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (!url || url.origin === "null" || url.origin !== origin.toLowerCase()) return false;
    return (
      anyOrigin ||
      exact.has(url.origin) ||
      anyPort.has(`${url.protocol}//${url.hostname}`) ||
      (host !== undefined && url.host === hostOf(host, url.protocol))
    );
  };
}

/** The CORS headers of an answer; for origins that may not call only `Vary`, so that no cache mixes the two up. */
export function corsHeaders(check: OriginCheck, headers: IncomingHttpHeaders): Record<string, string> {
  const origin = headers.origin;
  if (origin === undefined || !check(origin, headers.host)) return { Vary: "Origin" };
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    Vary: "Origin",
  };
}

/** The headers of a preflight's answer: those of {@link corsHeaders} and, for allowed origins, methods and headers. */
export function preflightHeaders(check: OriginCheck, headers: IncomingHttpHeaders): Record<string, string> {
  const allowed = corsHeaders(check, headers);
  if (!("Access-Control-Allow-Origin" in allowed)) return allowed;
  return {
    ...allowed,
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Allow-Methods": ALLOWED_METHODS,
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  };
}

/** A Host header as URLs write it: lower case, without the scheme's default port. */
function hostOf(host: string, protocol: string): string | null {
  const address = `${protocol}//${host}`;
  return URL.canParse(address) ? new URL(address).host : null;
}
