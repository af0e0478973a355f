/**
 * What stands before everything else on the port. `/matchmake` and WebSocket upgrades never reach Express, so their
 * addresses, rates, origins and bodies are looked after here; every other request passes with its forwarding headers put right.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "../errors.ts";
import { isStorable } from "../protocol/text.ts";
import type { RateLimiter } from "../services/operations/rateLimiter.ts";
import { withinAddressLimit } from "./edge.ts";
import { receiveBody } from "./middleware/body.ts";
import { corsHeaders, type OriginCheck, preflightHeaders } from "./middleware/cors.ts";
import { sendProblem } from "./middleware/problem.ts";
import { beginRequest, type ContextDeps } from "./middleware/requestContext.ts";
import type { Turnstile } from "./turnstile.ts";

/** Largest matchmaking body, bytes: options are small. */
const MATCHMAKE_MAX_BYTES = 16 * 1024;
const MATCHMAKE = /^\/+matchmake(?=\/|$)/i;
const MATCHMAKE_CALL = /^\/matchmake\/\w+\/[\w-]+\/?$/;
/** Upgrades here belong to the gateway for older clients. */
const RESERVED_UPGRADES = ["/", "/ws", "/api/v1/ws"];

export interface GuardDeps extends ContextDeps {
  readonly originAllowed: OriginCheck;
  /** Counts matchmaking calls and upgrades of one address together. */
  readonly matchmakingLimit: RateLimiter;
  /** Matchmaking calls and upgrades pass it, little by little: a storm of joins makes no tick late. */
  readonly turnstile: Pick<Turnstile, "pass">;
  /** True once the process is on its way out: matchmaking answers 503. */
  readonly draining: () => boolean;
}

/**
 * Puts the guard before all listeners of `server`, whenever they are added: Colyseus prepends its own when it begins
 * to listen, so being the first listener would not be enough.
 */
export function guardServer(server: Server, deps: GuardDeps): void {
  const emit = server.emit.bind(server) as (event: string | symbol, ...args: unknown[]) => boolean;
  server.emit = ((event: string | symbol, ...args: unknown[]) => {
    if (event === "request") {
      const [req, res] = args as [IncomingMessage, ServerResponse];
      void admitRequest(req, res, deps).then((admitted) => admitted && emit(event, ...args));
      return true;
    }
    if (event === "upgrade") {
      const [req, socket] = args as [IncomingMessage, Duplex];
      void admitUpgrade(req, socket, deps).then((admitted) => admitted && emit(event, ...args));
      return true;
    }
    return emit(event, ...args);
  }) as Server["emit"];
}

/** True if the request may go on; otherwise it has been answered. */
async function admitRequest(req: IncomingMessage, res: ServerResponse, deps: GuardDeps): Promise<boolean> {
  const context = beginRequest(req, res, deps);
  if (req.method === "OPTIONS") {
    res.writeHead(204, preflightHeaders(deps.originAllowed, req.headers)).end();
    return false;
  }
  if (!isAddressable(req, "http")) {
    sendProblem(req, res, new AppError("malformed", "The Host header or the path is not one."));
    return false;
  }
  if (!MATCHMAKE.test(context.path)) return true;
  context.route = "/matchmake";
  res.setHeader("X-Content-Type-Options", "nosniff");
  try {
    await admitMatchmaking(req, deps);
    return true;
  } catch (error) {
    const refusal = refusalOf(error, deps);
    const headers = { ...corsHeaders(deps.originAllowed, req.headers), ...headersOf(refusal) };
    res.writeHead(refusal.status, headers).end(refusalBody(refusal));
    return false;
  }
}

/** Leaves the decoded options in `req.body`, where Colyseus' router takes them from. @throws AppError. */
async function admitMatchmaking(req: IncomingMessage & { body?: unknown }, deps: GuardDeps): Promise<void> {
  await withinAddressLimit(deps.matchmakingLimit, beginRequest(req, null, deps).address);
  const [path = "", ...query] = (req.url ?? "").split("?");
  if (!MATCHMAKE_CALL.test(path)) throw new AppError("not_found", "There is no such matchmaking call.");
  if (req.method !== "POST") throw new AppError("method_not_allowed", "Matchmaking takes POST.");
  if (deps.draining())
    throw new AppError("unavailable", "The server is restarting; try again in a moment.", {
      retryAfterSeconds: 5,
    });
  await inTurn(deps, false);
  if (req.destroyed) throw new AppError("malformed", "The body ended early.");
  const { value } = await receiveBody(req, { maxBytes: MATCHMAKE_MAX_BYTES, types: ["application/json"] });
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new AppError("invalid", "The options must be a JSON object.");
  if (!isStorable(value))
    throw new AppError(
      "invalid",
      "Text must be well-formed and without NUL characters, nested at most 16 deep, without a key toString.",
    );
  req.url = [path.replace(/\/$/, ""), ...query].join("?");
  req.headers["content-type"] = "application/json";
  req.body = value;
}

/** True if the upgrade may go on; otherwise it has been answered. */
async function admitUpgrade(req: IncomingMessage, socket: Duplex, deps: GuardDeps): Promise<boolean> {
  const destroy = () => socket.destroy();
  socket.on("error", destroy);
  const context = beginRequest(req, null, deps);
  try {
    if (!isAddressable(req, "ws")) throw new AppError("malformed", "The path is not one.");
    await withinAddressLimit(deps.matchmakingLimit, context.address);
    const { origin, host } = req.headers;
    if (origin !== undefined && !deps.originAllowed(origin, host))
      throw new AppError("forbidden", "Pages of this origin may not connect.");
    // Colyseus looks rooms up in a plain object, where these are found and are no rooms.
    if ((context.path.split("/").at(-1) ?? "") in Object.prototype)
      throw new AppError("not_found", "There is no room at this address.");
    if (RESERVED_UPGRADES.includes(context.path.replace(/(?<=.)\/$/, "")))
      throw new AppError("not_found", "There is no room at this address.");
    await inTurn(deps, true);
    socket.off("error", destroy);
    return !socket.destroyed;
  } catch (error) {
    const refusal = refusalOf(error, deps);
    deps.log.info(
      {
        requestId: context.id,
        path: context.path.slice(0, 200),
        status: refusal.status,
        address: context.address,
      },
      "upgrade refused",
    );
    refuseUpgrade(socket, refusal, context.id);
    return false;
  }
}

/** Resolves when it is a join's turn; `hasSeat`: it was given one. @throws AppError `unavailable` if too many wait already. */
async function inTurn({ turnstile }: GuardDeps, hasSeat: boolean): Promise<void> {
  if (!(await turnstile.pass(hasSeat)))
    throw new AppError("unavailable", "Too many are joining; try again in a moment.", {
      retryAfterSeconds: 1,
    });
}

/** True if the URL that Colyseus puts together from the request is one: it would throw where nobody catches. */
function isAddressable(req: IncomingMessage, scheme: "http" | "ws"): boolean {
  const url = req.url ?? "";
  const host = scheme === "ws" ? "server" : (req.headers.host ?? "");
  return url.startsWith("/") && host !== "" && URL.canParse(`${scheme}://${host}${url}`);
}

function refusalOf(error: unknown, deps: GuardDeps): AppError {
  if (error instanceof AppError) return error;
  deps.log.error({ err: error }, "the guard failed");
  return new AppError("internal", "The server failed at this; it is logged.");
}

/** Colyseus' own form of a refusal. */
function refusalBody(refusal: AppError): string {
  return JSON.stringify({ code: refusal.status, error: refusal.message });
}

function headersOf(refusal: AppError): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    ...(refusal.retryAfterSeconds === undefined ? {} : { "Retry-After": String(refusal.retryAfterSeconds) }),
    ...(refusal.code === "method_not_allowed" ? { Allow: "POST, OPTIONS" } : {}),
    ...(refusal.code === "too_large" ? { Connection: "close" } : {}),
  };
}

function refuseUpgrade(socket: Duplex, refusal: AppError, requestId: string): void {
  const body = refusalBody(refusal);
  const headers = {
    ...headersOf(refusal),
    "X-Request-Id": requestId,
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join("")}\r\n${body}`);
}
