/** The operators' consoles: the Colyseus monitor behind an admin's credentials, the playground in development. */
import { createHash } from "node:crypto";
import type { Application, NextFunction, Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors.ts";
import type { Accounts } from "../services/accounts/accounts.ts";
import type { Authenticator } from "../services/accounts/caller.ts";
import type { AccountStore } from "../services/accounts/ports.ts";
import type { RateLimiter } from "../services/operations/rateLimiter.ts";
import { withinAddressLimit } from "./edge.ts";
import { contextOf } from "./middleware/requestContext.ts";
import { bearerToken } from "./mount.ts";

/** The consoles are small applications of their own: they run scripts and talk to this server. */
const CONSOLE_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'none'";
/** Credentials that were verified not long ago, so that a page which polls does not cost a hash each time. */
const REMEMBERED_LOGINS = 100;
const REMEMBERED_MS = 60_000;

export interface ConsoleDeps {
  readonly accounts: Pick<Accounts, "verify">;
  readonly store: Pick<AccountStore, "hasAdmin" | "findUser">;
  readonly authenticator: Authenticator;
  readonly addressLimit: RateLimiter;
  readonly production: boolean;
  readonly development: boolean;
}

/**
 * Mounts `/monitor` and, in development, `/playground`. In production the monitor is as good as absent (404) until an
 * admin exists. Each console is loaded when it is first opened: both reach into Colyseus' rooms.
 */
export function mountConsoles(app: Application, deps: ConsoleDeps): void {
  const openMonitor = onDemand(async () => (await import("@colyseus/monitor")).monitor());
  app.use(
    "/monitor",
    label("/monitor"),
    fromOurPages,
    limited(deps),
    adminsOnly(deps),
    consolePolicy,
    openMonitor,
  );
  if (!deps.development) return;
  const openPlayground = onDemand(async () => (await import("@colyseus/playground")).playground());
  app.use("/playground", label("/playground"), fromOurPages, limited(deps), consolePolicy, openPlayground);
}

function label(route: string): RequestHandler {
  return (req, _res, next) => {
    contextOf(req).route = route;
    next();
  };
}

/** The monitor calls room methods by GET: a page elsewhere must not be able to. */
function fromOurPages(req: Request, _res: Response, next: NextFunction): void {
  const site = req.headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site")
    throw new AppError("forbidden", "The consoles answer only to their own pages.");
  next();
}

function limited(deps: ConsoleDeps): RequestHandler {
  return async (req, _res, next) => {
    await withinAddressLimit(deps.addressLimit, contextOf(req).address);
    next();
  };
}

function consolePolicy(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader("Content-Security-Policy", CONSOLE_POLICY);
  next();
}

function onDemand(load: () => Promise<unknown>): RequestHandler {
  let loaded: Promise<RequestHandler> | undefined;
  return async (req, res, next) => {
    // Both consoles are connect-style middleware beside their endpoint tables; their types show only the latter.
    loaded ??= load() as Promise<RequestHandler>;
    (await loaded)(req, res, next);
  };
}

function adminsOnly(deps: ConsoleDeps): RequestHandler {
  const verify = rememberingVerifier(deps);
  return async (req, res, next) => {
    const header = req.headers.authorization;
    const role = await roleOf(req, { deps, verify });
    if (role === "admin") return next();
    if (deps.production && !(await deps.store.hasAdmin()))
      throw new AppError("not_found", "There is nothing at this path.");
    if (role !== null) throw new AppError("forbidden", "The monitor is for admins.");
    res.setHeader("WWW-Authenticate", 'Basic realm="Atrium operators", charset="UTF-8"');
    throw new AppError(
      "unauthenticated",
      header === undefined ? "Sign in as an admin." : "The credentials are not right.",
    );
  };
}

type Verify = (
  credentials: { username: string; password: string },
  address: string,
) => Promise<string | null>;

/** The account role behind the request's credentials, null if there are none or they are wrong. */
async function roleOf(
  req: Request,
  { deps, verify }: { deps: ConsoleDeps; verify: Verify },
): Promise<string | null> {
  const header = req.headers.authorization;
  const token = bearerToken(header);
  if (token !== undefined)
    return deps.authenticator.authenticate(token).then(
      ({ role }) => role,
      () => null,
    );
  const basic = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? "")?.[1];
  if (basic === undefined) return null;
  const decoded = Buffer.from(basic, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0 || decoded.length > 700) return null;
  const credentials = { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
  return verify(credentials, contextOf(req).address);
}

/** Verifies names and passwords; right ones are remembered for a minute, as long as the account keeps its password. */
function rememberingVerifier(deps: ConsoleDeps): Verify {
  const remembered = new LRUCache<string, { userId: number; passwordHash: string | null }>({
    max: REMEMBERED_LOGINS,
    ttl: REMEMBERED_MS,
  });
  return async (credentials, address) => {
    const digest = createHash("sha256").update(JSON.stringify(credentials)).digest("base64");
    const known = remembered.get(digest);
    const still = known ? await deps.store.findUser(known.userId) : null;
    if (known && still && still.passwordHash === known.passwordHash) return still.role;
    const user = await deps.accounts.verify(credentials, address);
    if (!user) return null;
    remembered.set(digest, { userId: user.id, passwordHash: user.passwordHash });
    return user.role;
  };
}
