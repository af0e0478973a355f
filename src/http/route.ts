/** How a route is declared. Routes are data: the same declaration mounts it, documents it and puts it under the access test. */
import type { z } from "zod";
import type { Caller } from "../services/accounts/caller.ts";
import type { ByteBudget } from "../services/tracking/byteBudget.ts";
import type { DataCaller } from "../services/tracking/dataCaller.ts";

/**
 * Who gets past the door. `optional`: a token is used if there is one (and must then be good). `admin`: account role admin.
 * `ingest`, `read`, `ingest_or_read`: a key with that scope, or any access token; in development also without either.
 */
export type Access = "public" | "optional" | "signed_in" | "admin" | "ingest" | "read" | "ingest_or_read";

/** One request, parsed and validated. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  /** Who acts. Null only on `public` and `optional` routes, and where a key or nobody in particular calls. */
  readonly caller: Caller | null;
  /** Whose data it is about: on `ingest`, `read` and `ingest_or_read` routes, null on all others. */
  readonly data: DataCaller | null;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly requestId: string;
  /** The client's address, from the socket or from the proxies that `TRUST_PROXY` allows. */
  readonly address: string;
  /** True if the request comes from this very machine and no proxy had a hand in it. */
  readonly fromThisMachine: boolean;
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
}

/** A body that its route wants as it came. */
export interface RawBody {
  /** Its bytes in order, each piece in memory of its own, so that it can be handed to a thread. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  /** True if the bytes are gzip data, as `Content-Encoding` says. */
  readonly gzip: boolean;
}

/**
 * What a handler answers. `status` defaults to 200, or 204 without a body. An object body goes out as JSON, a stream as it
 * comes, ended where the client leaves.
 */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  /** Instead of `body`; needs a `Content-Type`. */
  readonly stream?: AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route as it is declared. What has no shape (`params`, `query`, `body`) reaches `handle` as unknown. */
export interface Route<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1 unless `root`; parameters in braces: `/spaces/{id}`. A trailing slash is optional for callers. */
  readonly path: string;
  /** True: mounted at `/` instead of `/api/v1`. `also`: at both. */
  readonly root?: boolean | "also";
  readonly access: Access;
  /** One line for the API document. */
  readonly summary: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Content types the body may have. Default `["application/json"]`. */
  readonly bodyTypes?: readonly string[];
  /** Largest body in bytes. Default 100 KB. */
  readonly maxBodyBytes?: number;
  /** The handler gets a {@link RawBody}, gzip allowed, held under this budget until it has answered. `body` then only documents. */
  readonly rawBody?: ByteBudget;
  /** A POST that makes something: honours `Idempotency-Key`. */
  readonly creates?: boolean;
  /** The shape of a successful answer's body, for the API document. */
  readonly answer?: z.ZodType;
  /** Needs no rate limit: probes that a balancer or a scraper repeats. */
  readonly unlimited?: boolean;
  readonly handle: (call: Call<Params, Query, Body>) => Promise<Reply> | Reply;
}

/** Whose data a route with a scope is about. @throws Error on a route without one. */
export function dataOf(call: Call): DataCaller {
  if (!call.data) throw new Error("The route declares no scope.");
  return call.data;
}

/** Declares a route; only types, so that `params`, `query` and `body` reach `handle` as what their shapes parse to. */
export function defineRoute<Params, Query, Body>(route: Route<Params, Query, Body>): Route {
  // Each route's own shapes guard what its handler gets; the table holds them side by side.
  return route as unknown as Route;
}
