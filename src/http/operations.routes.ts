/** What operators, balancers and scrapers ask of a process. */
import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import { isoTime } from "../protocol/lists.ts";
import type { Metrics } from "../services/operations/instruments.ts";
import { docsPage } from "./docsPage.ts";
import { bearerToken } from "./mount.ts";
import { openApiDocument } from "./openapi.ts";
import { HTML_HEADERS } from "./page.ts";
import { type Call, defineRoute, type Reply, type Route } from "./route.ts";

export interface OperationsDeps {
  readonly name: string;
  readonly version: string;
  readonly environment: string;
  readonly production: boolean;
  readonly startedAtMs: number;
  readonly nowMs: () => number;
  readonly readiness: {
    /** True once the process is on its way out. */
    draining(): boolean;
    /** True once it can serve: database migrated, rooms defined. */
    ready(): boolean;
  };
  /** Things outside the process by name; each resolves to true if it answers. Without `database` answering, `/health` is 503. */
  readonly checks: { readonly database: () => Promise<boolean> } & Readonly<
    Record<string, () => Promise<boolean>>
  >;
  /** Rooms with a live client, and those of them that cannot keep their rate: with one, `/health` is degraded. */
  readonly rooms: () => { readonly live: number; readonly overloaded: number };
  readonly metrics: Metrics;
  readonly metricsToken: string | null;
}

/** The operators' routes. `routes`: all others, which the API document describes together with these. */
export function operationsRoutes(deps: OperationsDeps, routes: readonly Route[]): Route[] {
  const own = [...healthRoutes(deps), metricsRoute(deps)];
  return [...own, ...documentRoutes(deps, [...routes, ...own])];
}

function healthRoutes(deps: OperationsDeps): Route[] {
  const readiness = () => {
    if (deps.readiness.draining()) return "draining";
    return deps.readiness.ready() ? "ready" : "starting";
  };
  const ready = (): Reply => {
    const status = readiness();
    return { status: status === "ready" ? 200 : 503, body: { status } };
  };
  const probe = { method: "GET", root: "also", access: "public", unlimited: true } as const;
  return [
    defineRoute({
      method: "GET",
      path: "/",
      root: "also",
      access: "public",
      summary: "Name, version and where to go on",
      handle: () => ({
        body: {
          name: deps.name,
          version: deps.version,
          links: {
            api: "/api/v1",
            health: "/health",
            openapi: "/openapi.json",
            docs: "/docs",
            problems: "/problems",
          },
        },
      }),
    }),
    defineRoute({
      ...probe,
      path: "/health",
      summary: "How the process and what it depends on are",
      handle: async () => health(deps),
    }),
    defineRoute({
      ...probe,
      path: "/livez",
      summary: "The process is alive",
      handle: () => ({ body: { status: "alive" } }),
    }),
    defineRoute({ ...probe, path: "/readyz", summary: "The process takes requests", handle: ready }),
    defineRoute({ ...probe, path: "/healthz", summary: "As /readyz", handle: ready }),
  ];
}

async function health(deps: OperationsDeps): Promise<Reply> {
  const answers = await Promise.all(
    Object.entries(deps.checks).map(async ([name, check]) => {
      const up = await check().catch(() => false);
      return [name, up ? "up" : "down"] as const;
    }),
  );
  const checks: Record<string, string> = Object.fromEntries(answers);
  const allUp = answers.every(([, state]) => state === "up");
  const rooms = deps.rooms();
  const isWell = allUp && rooms.overloaded === 0;
  const body = {
    status: checks.database === "down" ? "down" : isWell ? "ok" : "degraded",
    environment: deps.environment,
    time: isoTime(deps.nowMs()),
    version: deps.version,
    checks,
    rooms,
    uptime_seconds: Math.floor((deps.nowMs() - deps.startedAtMs) / 1000),
  };
  return { status: body.status === "down" ? 503 : 200, body };
}

function metricsRoute(deps: OperationsDeps): Route {
  return defineRoute({
    method: "GET",
    path: "/metrics",
    root: true,
    access: "public",
    unlimited: true,
    summary: "Figures for Prometheus; with METRICS_TOKEN, or from this machine outside production",
    handle: async (call) => {
      mayReadMetrics(call, deps);
      const headers = { "Content-Type": deps.metrics.contentType };
      return { body: Buffer.from(await deps.metrics.text()), headers };
    },
  });
}

function mayReadMetrics(call: Call, deps: OperationsDeps): void {
  if (deps.metricsToken !== null) {
    if (sameText(bearerToken(call.header("authorization")) ?? "", deps.metricsToken)) return;
    throw new AppError("unauthenticated", "The metrics token is needed.");
  }
  if (deps.production || !call.fromThisMachine)
    throw new AppError(
      "forbidden",
      "Without METRICS_TOKEN the figures are for this machine only, and not in production.",
    );
}

/** Compares in a time that does not depend on where the two differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function documentRoutes(deps: OperationsDeps, routes: readonly Route[]): Route[] {
  const about = { title: deps.name, version: deps.version };
  // Made when first asked for: it takes some milliseconds and most processes are never asked.
  let made: { json: Buffer; page: Buffer } | undefined;
  const documents = () => {
    if (!made) {
      const document = openApiDocument(all, about);
      made = { json: Buffer.from(JSON.stringify(document)), page: docsPage(all, document) };
    }
    return made;
  };
  const page = (path: string) =>
    defineRoute({
      method: "GET",
      path,
      root: "also",
      access: "public",
      summary: "The API document as a page",
      handle: () => ({ body: documents().page, headers: HTML_HEADERS }),
    });
  const own: Route[] = [
    defineRoute({
      method: "GET",
      path: "/openapi.json",
      root: "also",
      access: "public",
      summary: "The API document, OpenAPI 3.1",
      handle: () => ({ body: documents().json, headers: { "Content-Type": "application/json" } }),
    }),
    page("/docs"),
    page("/redoc"),
  ];
  const all = [...routes, ...own];
  return own;
}
