/** Routes behind the real edge on a port of their own. */
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import express from "express";
import { AppError } from "../../src/errors.ts";
import { type EdgeDeps, HTTP_LIMITS } from "../../src/http/edge.ts";
import { createOriginCheck } from "../../src/http/middleware/cors.ts";
import { mountRoutes } from "../../src/http/mount.ts";
import type { Route } from "../../src/http/route.ts";
import { createMetrics } from "../../src/infra/metrics.ts";
import { createRateLimiter } from "../../src/infra/rateLimiter.ts";
import type { Log, Metrics } from "../../src/services/operations/instruments.ts";
import { type AccountsRig, TEST_SECRET } from "./accountsRig.ts";

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export interface Edge {
  readonly url: string;
  readonly server: Server;
  readonly metrics: Metrics;
  readonly logged: LogLine[];
  /** An HTTP request; an object as `body` goes out as JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Writes bytes to a fresh connection and gives everything that came back when the server closed it. */
  raw(bytes: string | Buffer): Promise<string>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, undefined if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** A log that remembers. */
export function memoryLog(): { readonly log: Log; readonly logged: LogLine[] } {
  const logged: LogLine[] = [];
  const at = (level: keyof Log) => (fields: object, message: string) =>
    void logged.push({ level, fields: fields as Record<string, unknown>, message });
  return { log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, logged };
}

/** Dependencies of the edge over a rig's accounts; origins allowed are https://app.example and any port of localhost. */
export function edgeDeps(
  rig: AccountsRig,
  changes: Partial<EdgeDeps> = {},
): EdgeDeps & { readonly logged: LogLine[] } {
  const { log, logged } = memoryLog();
  let made = 0;
  return {
    log,
    logged,
    metrics: createMetrics({ processFigures: false }),
    newId: () => `generated-${++made}`,
    nowMs: () => performance.now(),
    trustProxyHops: 0,
    authenticator: rig.authenticator,
    idempotency: rig.stores.idempotency,
    secret: TEST_SECRET,
    originAllowed: createOriginCheck(["https://app.example", "http://localhost:*"]),
    limits: {
      address: createRateLimiter(HTTP_LIMITS.address, rig.nowMs),
      user: createRateLimiter(HTTP_LIMITS.user, rig.nowMs),
      ingest: createRateLimiter(HTTP_LIMITS.ingest, rig.nowMs),
    },
    data: { byKey: () => Promise.reject(new AppError("unauthenticated", "no keys here")), anonymous: null },
    ...changes,
  };
}

/** A listening server with `routes` mounted. */
export async function startEdge(
  routes: readonly Route[],
  deps: EdgeDeps & { readonly logged: LogLine[] },
): Promise<Edge> {
  const app = express();
  mountRoutes(app, routes, deps);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { ...clientOf(server), metrics: deps.metrics, logged: deps.logged };
}

/** Ways to talk to a listening server. */
export function clientOf(server: Server): Pick<Edge, "url" | "server" | "call" | "raw" | "close"> {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    server,
    async call(method, path, options = {}) {
      const headers: Record<string, string> = { ...options.headers };
      if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
      let body: string | Buffer | undefined;
      if (Buffer.isBuffer(options.body) || typeof options.body === "string") body = options.body;
      else if (options.body !== undefined) {
        body = JSON.stringify(options.body);
        headers["content-type"] ??= "application/json";
      }
      const response = await fetch(url + path, {
        method,
        headers,
        redirect: "manual",
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
    raw(bytes) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const socket = connect(port, "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString("latin1")));
      socket.on("error", reject);
      socket.on("close", () => resolve(text));
      socket.write(bytes);
      return promise;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
