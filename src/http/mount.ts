/** Declared routes on Express: one path after the other, and for each request the same steps in the same order. */
import { createHmac } from "node:crypto";
import express, { type Application, type NextFunction, type Request, type Response } from "express";
import { AppError } from "../errors.ts";
import type { Caller } from "../services/accounts/caller.ts";
import { type DataCaller, dataCallerOf, type Scope } from "../services/tracking/dataCaller.ts";
import { type EdgeDeps, mountEdge, withinAddressLimit, withinLimit } from "./edge.ts";
import {
  type BodyRules,
  DEFAULT_MAX_BODY_BYTES,
  receiveBody,
  receiveRaw,
  sizeOf,
} from "./middleware/body.ts";
import { createRunOnce, type RunOnce } from "./middleware/idempotency.ts";
import { sendError } from "./middleware/problem.ts";
import { contextOf } from "./middleware/requestContext.ts";
import { peerOf } from "./peer.ts";
import { type Payload, payloadOf, sendPayload } from "./reply.ts";
import type { Access, Call, RawBody, Route } from "./route.ts";
import { validBody, validParams, validQuery } from "./validate.ts";

/** Where routes live unless they say `root`. */
export const API_BASE = "/api/v1";

interface Served extends EdgeDeps {
  readonly runOnce: RunOnce;
}

/**
 * Mounts the edge, the consoles, then `routes`, then the answers to everything else: 405 with `Allow` for a known path,
 * 404 for an unknown one, and a problem document for every error. Nothing can be mounted on `app` after it.
 * @throws if two routes have the same method and path.
 */
export function mountRoutes(app: Application, routes: readonly Route[], deps: EdgeDeps): void {
  mountEdge(app, deps);
  for (const mountConsole of deps.consoles ?? []) mountConsole(app);
  const served: Served = {
    ...deps,
    runOnce: createRunOnce({ store: deps.idempotency, secret: deps.secret, nowMs: deps.nowMs }),
  };
  const router = express.Router({ caseSensitive: true, strict: false });
  for (const [path, methods] of byPath(routes)) {
    router.all(expressPath(path), async (req, res) => {
      contextOf(req).route = path;
      await answer(methods, { req, res }, served);
    });
  }
  app.use(router);
  app.use(async (req: Request) => {
    await withinAddressLimit(deps.limits.address, contextOf(req).address);
    throw new AppError("not_found", "There is nothing at this path.");
  });
  // Express tells an error handler by its four parameters.
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    sendError(req, res, { error, log: deps.log });
  });
}

/** The full paths that a route is mounted at. */
export function pathsOf(route: Route): string[] {
  const below = `${API_BASE}${route.path}`;
  if (route.root === "also") return [route.path, below];
  return [route.root ? route.path : below];
}

type Methods = ReadonlyMap<string, Route>;

/** Routes by full path; a path with a fixed segment comes before one with a parameter in its place. */
function byPath(routes: readonly Route[]): [string, Methods][] {
  const paths = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    for (const full of pathsOf(route)) {
      const path = full.length > 1 ? full.replace(/\/$/, "") : full;
      const methods = paths.get(path) ?? new Map<string, Route>();
      if (methods.has(route.method)) throw new Error(`${route.method} ${path} is declared twice.`);
      paths.set(path, methods.set(route.method, route));
    }
  }
  const rank = (path: string) => path.replace(/\{\w+\}/g, "\uffff");
  return [...paths].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
}

async function answer(methods: Methods, { req, res }: Exchange, deps: Served): Promise<void> {
  const route = methods.get(req.method) ?? (req.method === "HEAD" ? methods.get("GET") : undefined);
  // What comes in by a scope is counted by its owner: a plug-in's whole office sends from one address.
  if (!route?.unlimited && !(route && SCOPES_OF[route.access]))
    await withinAddressLimit(deps.limits.address, contextOf(req).address);
  if (route) return sendPayload(req, res, await serve(route, req, deps));
  const allow = [...methods.keys(), ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  res.setHeader("Allow", allow);
  if (req.method !== "OPTIONS") throw new AppError("method_not_allowed", `This path takes ${allow}.`);
  res.status(204).end();
}

/** Rate, then who, then where, then what: the first that does not hold is the answer. */
async function serve(route: Route, req: Request, deps: Served): Promise<Payload> {
  const context = contextOf(req);
  const scopes = SCOPES_OF[route.access];
  const { caller, data } = scopes
    ? await dataCallerFor(scopes, req, deps)
    : { caller: await callerOf(route, req, deps), data: null };
  const userId = data?.ownerId ?? caller?.userId;
  if (userId !== undefined) context.userId = userId;
  if (data) await withinLimit(deps.limits.ingest, String(data.ownerId));
  else if (caller) await withinLimit(deps.limits.user, String(caller.userId));
  const params = route.params ? validParams(route.params, req.params) : {};
  const query = route.query ? validQuery(route.query, req.url) : {};
  const received = await bodyFor(route, req);
  const peer = peerOf(req, deps.trustProxyHops);
  const call: Call = {
    caller,
    data,
    params,
    query,
    body: received?.body,
    requestId: context.id,
    address: context.address,
    fromThisMachine: peer.fromLoopback && !peer.forwarded,
    header: (name) => headerOf(req, name),
  };
  const work = async () => payloadOf(await route.handle(call));
  try {
    const key = route.creates ? headerOf(req, "idempotency-key") : undefined;
    if (key === undefined) return await work();
    const callerId =
      userId === undefined ? `address:${pseudonym(context.address, deps.secret)}` : `user:${userId}`;
    const bytes = received?.bytes ?? Buffer.alloc(0);
    return await deps.runOnce({ key, callerId, method: req.method, path: req.url, bytes }, work);
  } finally {
    route.rawBody?.give(received?.heldBytes ?? 0);
  }
}

interface Received {
  readonly body: unknown;
  readonly bytes: Buffer;
  /** Bytes taken from the route's budget. */
  readonly heldBytes: number;
}

/** The request's body as its route wants it, null for a route without one. */
async function bodyFor(route: Route, req: Request): Promise<Received | null> {
  if (!route.body) return null;
  const rules: BodyRules = {
    maxBytes: route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    types: route.bodyTypes ?? ["application/json"],
  };
  if (route.rawBody) {
    const raw: RawBody = await receiveRaw(req, rules, route.rawBody);
    return { body: raw, bytes: Buffer.alloc(0), heldBytes: sizeOf(raw.pieces) };
  }
  const { bytes, value } = await receiveBody(req, rules);
  return { body: validBody(route.body, value), bytes, heldBytes: 0 };
}

/** Which scopes let one pass a route that asks for one. */
const SCOPES_OF: Readonly<Partial<Record<Access, readonly Scope[]>>> = {
  ingest: ["ingest"],
  read: ["read"],
  ingest_or_read: ["ingest", "read"],
};

/** By key, else by token, else, where that is allowed, as nobody in particular. */
async function dataCallerFor(
  scopes: readonly Scope[],
  req: Request,
  deps: EdgeDeps,
): Promise<{ caller: Caller | null; data: DataCaller }> {
  const key = headerOf(req, "x-api-key");
  const authorization = req.headers.authorization;
  try {
    if (key === undefined && authorization === undefined && deps.data.anonymous)
      return { caller: null, data: deps.data.anonymous };
    if (key === undefined) {
      const caller = await deps.authenticator.authenticate(bearerToken(authorization));
      return { caller, data: dataCallerOf(caller) };
    }
    const data = await deps.data.byKey(key);
    if (scopes.some((scope) => data.scopes.includes(scope))) return { caller: null, data };
    throw new AppError("forbidden", `This takes a key with the scope ${scopes.join(" or ")}.`);
  } catch (error) {
    // Whoever is refused has no owner to be counted by.
    await withinAddressLimit(deps.limits.address, contextOf(req).address);
    throw error;
  }
}

/** Stands for an address where it is stored, without being one. */
function pseudonym(address: string, secret: string): string {
  return createHmac("sha256", secret).update(address).digest("base64url").slice(0, 22);
}

async function callerOf(route: Route, req: Request, deps: EdgeDeps): Promise<Caller | null> {
  const header = req.headers.authorization;
  if (route.access === "public" || (route.access === "optional" && header === undefined)) return null;
  const caller = await deps.authenticator.authenticate(bearerToken(header));
  if (route.access === "admin" && caller.role !== "admin")
    throw new AppError("forbidden", "This is for operators.");
  return caller;
}

/** The token of an `Authorization: Bearer` header; the scheme's case does not matter. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

function headerOf(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
