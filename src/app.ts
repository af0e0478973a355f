/** One Atrium server, wired: services → rooms and routes → one port. Every test boots through here. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { matchMaker, Server } from "@colyseus/core";
import { nanoid } from "nanoid";
import { type AppDeps, type AppServices, createServices } from "./appServices.ts";
import { accountRoutes } from "./http/accounts.routes.ts";
import { catalogueRoutes } from "./http/catalogue.routes.ts";
import { mountConsoles } from "./http/consoles.ts";
import { type EdgeDeps, HTTP_LIMITS } from "./http/edge.ts";
import { experienceRoutes } from "./http/experiences.routes.ts";
import { guardServer } from "./http/guard.ts";
import { insightRoutes } from "./http/insights.routes.ts";
import { hardenMatchmaking } from "./http/matchmake.ts";
import { memberRoutes } from "./http/members.routes.ts";
import { createOriginCheck } from "./http/middleware/cors.ts";
import { mountRoutes } from "./http/mount.ts";
import { objectRoutes } from "./http/objects.routes.ts";
import { operationsRoutes } from "./http/operations.routes.ts";
import { problemRoutes } from "./http/problems.routes.ts";
import type { Route } from "./http/route.ts";
import { spaceRoutes } from "./http/spaces.routes.ts";
import { trackingRoutes } from "./http/tracking.routes.ts";
import { Turnstile } from "./http/turnstile.ts";
import { worldPreviewRoutes } from "./http/worldPreviews.routes.ts";
import { worldRoutes } from "./http/worlds.routes.ts";
import { CLOSE_CODES } from "./protocol/closeCodes.ts";
import { JoinOptions } from "./protocol/messages.ts";
import type { SpaceRoomDeps } from "./rooms/deps.ts";
import { guardedRoom } from "./rooms/gameRoom.ts";
import { JoinQueue } from "./rooms/joinQueue.ts";
import { SocketTransport } from "./rooms/socketTransport.ts";
import { spaceRoom } from "./rooms/spaceRoomType.ts";
import { type RoomReports, watchRooms } from "./rooms/watchRooms.ts";

/** What joins may take of one turn of the event loop, and how many of them may wait for that. */
const JOINS = { budgetMs: 15, share: 0.4, mostMs: 60, perTurn: 32, maxWaiting: 10_000 } as const;
const OVERLOADED = "room cannot keep its rate: patches go out every second tick";
/** How long requests under way have for their answers once the rooms are closed, milliseconds. */
const ANSWERS_WITHIN_MS = 2_000;

export interface App {
  readonly services: AppServices;
  /** Colyseus' own server, for its tools. */
  readonly colyseus: Server;
  /** Every HTTP route, as mounted. */
  readonly routes: readonly Route[];
  /** Begins to serve; resolves with the port. @throws if the address is in use. */
  listen(): Promise<number>;
  /**
   * Drains: refuses joins, fails readiness, closes rooms with 4010 when their state is saved, then the port. The
   * adapters stay open. Calling again waits for the same end.
   */
  close(): Promise<void>;
}

/**
 * A server over `deps`. Colyseus keeps its matchmaker in the module, so a process runs one app at a time: close one
 * before making the next.
 */
export function createApp(deps: AppDeps): App {
  const { config } = deps;
  const services = createServices(deps);
  const state = { ready: false, draining: false };
  const startedAtMs = deps.now();
  const edge = edgeDeps(deps, services);
  const routes = allRoutes(deps, services, { state, startedAtMs });

  const transport = new SocketTransport({ maxPayload: config.limits.messageBytes });
  const port = transport.server as HttpServer;
  const matchmakingLimit = deps.rateLimiter(HTTP_LIMITS.matchmaking);
  const turnstile = new Turnstile(JOINS);
  guardServer(port, { ...edge, matchmakingLimit, turnstile, draining: () => state.draining });
  const server = new Server({
    greet: false,
    gracefullyShutdown: false,
    transport,
    logger: quietLogger(deps),
    publicAddress: config.publicAddress ?? undefined,
    express: (app) => mountRoutes(app, routes, edge),
  });
  const joinQueue = new JoinQueue();
  const reports = watchRooms(deps.metrics, services.rooms, {
    refusedJoins: () => joinQueue.refused + turnstile.refused,
  });
  server
    .define("space", spaceRoom(roomDeps(deps, services, { ...reports, draining: () => state.draining })))
    .filterBy(["spaceId"] as never);
  for (const [name, type] of Object.entries(deps.game.rooms ?? {}))
    server.define(name, guardedRoom(type, services.onFault));
  hardenMatchmaking(matchMaker, {
    originAllowed: edge.originAllowed,
    log: deps.log,
    inTurn(name, options, join) {
      if (name !== "space") return join();
      const spaceId = spaceIdOf(options);
      return joinQueue.run(spaceId, () => services.rooms.joining(spaceId, join));
    },
  });

  let closing: Promise<void> | null = null;
  const close = async () => {
    state.draining = true;
    await services.rooms.closeAll(CLOSE_CODES.RESTARTING);
    await matchMaker.gracefullyShutdown();
    await transport.drain(ANSWERS_WITHIN_MS);
    await services.hosts.idle();
  };
  return {
    services,
    colyseus: server,
    routes,
    async listen() {
      await server.listen(config.port, config.host);
      state.ready = true;
      return (port.address() as AddressInfo).port;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function roomDeps(
  deps: AppDeps,
  services: AppServices,
  life: RoomReports & { readonly draining: () => boolean },
): SpaceRoomDeps {
  const { config, spaces, journal, events, now } = deps;
  const { authenticator, hosts, rooms, onFault } = services;
  return {
    ...life,
    authenticator,
    spaces,
    journal,
    events,
    bindTour: services.bindTour,
    now,
    hosts,
    rooms,
    onFault,
    onPace(spaceId, change, avatars) {
      if (change === "overloaded") deps.log.warn({ spaceId, avatars }, OVERLOADED);
      else deps.log.info({ spaceId, avatars }, "room keeps its rate again: a patch every tick");
    },
    reserve: (spaceId, userId) => rooms.reserve(spaceId, userId),
    plugins: deps.game.plugins ?? [],
    limits: config.limits,
    rateLimits: config.rateLimits,
    tickHz: config.tickHz,
    reconnectSeconds: config.reconnectSeconds,
  };
}

function edgeDeps(deps: AppDeps, services: AppServices): EdgeDeps {
  const { config } = deps;
  const address = deps.rateLimiter(HTTP_LIMITS.address);
  return {
    log: deps.log,
    metrics: deps.metrics,
    newId: () => nanoid(21),
    nowMs: deps.now,
    trustProxyHops: config.trustProxyHops,
    authenticator: services.authenticator,
    idempotency: deps.idempotency,
    secret: deps.jwtSecret,
    originAllowed: createOriginCheck(config.corsOrigins),
    limits: {
      address,
      user: deps.rateLimiter(HTTP_LIMITS.user),
      ingest: deps.rateLimiter(HTTP_LIMITS.ingest),
    },
    data: services.dataAccess,
    consoles: [
      (app) =>
        mountConsoles(app, {
          accounts: services.accounts,
          store: deps.accounts,
          authenticator: services.authenticator,
          addressLimit: address,
          production: config.production,
          development: config.environment === "development",
        }),
    ],
  };
}

function allRoutes(
  deps: AppDeps,
  services: AppServices,
  life: {
    readonly state: { readonly ready: boolean; readonly draining: boolean };
    readonly startedAtMs: number;
  },
): Route[] {
  const { config } = deps;
  const access = { spaces: deps.spaces, rooms: services.rooms, now: deps.now };
  const routes = [
    ...accountRoutes(services),
    ...spaceRoutes({ spaces: services.spaces, tickHz: config.tickHz }),
    ...memberRoutes({ ...access, members: services.members }),
    ...objectRoutes(services),
    ...catalogueRoutes(services),
    ...worldRoutes(services),
    ...worldPreviewRoutes({ worlds: services.worlds, worldGenerator: deps.worldGenerator }),
    ...experienceRoutes(services),
    ...trackingRoutes(services),
    ...insightRoutes(services),
    ...problemRoutes(),
    ...(deps.game.routes ?? []),
  ];
  const operations = operationsRoutes(
    {
      name: "Atrium",
      version: deps.version,
      environment: config.environment,
      production: config.production,
      startedAtMs: life.startedAtMs,
      nowMs: deps.now,
      readiness: { draining: () => life.state.draining, ready: () => life.state.ready },
      checks: {
        database: async () =>
          (await deps.pingDatabase()) && (await deps.journal.ping()) && (await deps.events.ping()),
      },
      rooms: () => services.rooms.health(),
      metrics: deps.metrics,
      metricsToken: config.metricsToken,
    },
    routes,
  );
  return [...routes, ...operations];
}

/** The space that join options name, 0 if they name none: then the join is refused whatever its turn. */
function spaceIdOf(options: unknown): number {
  const { data } = JoinOptions.safeParse(options);
  return data?.spaceId ?? 0;
}

/** Colyseus' own lines, as ours and one level lower: what matters we log ourselves. */
function quietLogger({ log }: AppDeps) {
  const line = (...parts: unknown[]) => log.debug({}, parts.map(String).join(" "));
  return { debug: line, info: line, trace: line, warn: line, error: line };
}
