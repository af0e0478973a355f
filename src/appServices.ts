/** The services of one process, put together from its adapters. No I/O of its own. */
import { customAlphabet, nanoid } from "nanoid";
import { watchIntake } from "./appMetrics.ts";
import type { Config } from "./config.ts";
import { BUILT_IN_TOOLS } from "./core/sim/tools/builtIn/builtIn.ts";
import { toolSet } from "./core/sim/tools/toolSet.ts";
import { SHARED_OWNER } from "./core/tracking/tour.ts";
import type { Game } from "./game.ts";
import { SpaceRooms } from "./rooms/liveRooms.ts";
import { createAccounts } from "./services/accounts/accounts.ts";
import { createAuthenticator } from "./services/accounts/authenticator.ts";
import type { Holding } from "./services/accounts/departures.ts";
import type { Passwords } from "./services/accounts/passwords.ts";
import type { AccountStore } from "./services/accounts/ports.ts";
import type { StandingChange } from "./services/accounts/standingChanges.ts";
import { FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS } from "./services/accounts/throttle.ts";
import { createTokens } from "./services/accounts/tokens.ts";
import { createCatalogue } from "./services/catalogue/catalogue.ts";
import { Insights } from "./services/insights/insights.ts";
import type { InsightStore } from "./services/insights/ports.ts";
import type { SpaceJournal } from "./services/journal/ports.ts";
import type { Log, Metrics } from "./services/operations/instruments.ts";
import type { AuditStore, IdempotencyStore, SettingsStore } from "./services/operations/ports.ts";
import type { RateLimiter } from "./services/operations/rateLimiter.ts";
import { Members } from "./services/spaces/members.ts";
import { Objects } from "./services/spaces/objects.ts";
import type { SpaceStore } from "./services/spaces/ports.ts";
import { SpaceLog } from "./services/spaces/spaceLog.ts";
import { ByteBudget } from "./services/tracking/byteBudget.ts";
import { SCOPES } from "./services/tracking/dataCaller.ts";
import { type ApiKeyStore, Keyring } from "./services/tracking/keys.ts";
import type { EventStore } from "./services/tracking/ports.ts";
import { tourBinding } from "./services/tracking/tourBinding.ts";
import { Tracking } from "./services/tracking/tracking.ts";
import { trackingHolding } from "./services/tracking/trackingHolding.ts";
import type { WorldGenerator } from "./services/worlds/ports.ts";
import type { WorldStore } from "./services/worlds/storePorts.ts";
import { createPlaces, NO_LIMITS, OWNED_LIMITS } from "./worldServices.ts";

/** The adapters and values that a process runs on: real ones in production, real ones in a temporary folder in tests. */
export interface AppDeps {
  readonly config: Config;
  readonly jwtSecret: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly accounts: AccountStore;
  readonly passwords: Passwords;
  readonly spaces: SpaceStore;
  readonly journal: SpaceJournal;
  readonly events: EventStore;
  readonly insights: InsightStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditStore;
  readonly idempotency: IdempotencyStore;
  readonly settings: SettingsStore;
  /** True if the database of accounts and spaces answers. */
  readonly pingDatabase: () => Promise<boolean>;
  /** A fresh limiter for one purpose; one that refuses nothing under RATE_LIMITS=off. */
  readonly rateLimiter: (limit: { readonly count: number; readonly windowMs: number }) => RateLimiter;
  readonly worldGenerator: WorldGenerator;
  readonly worlds: WorldStore;
  /** The decoded catalogue file. */
  readonly catalogueData: unknown;
  readonly version: string;
  readonly game: Game;
}

export type AppServices = ReturnType<typeof createServices>;

/** Every service, ready to be given to rooms and routes. @throws Error if the game's parts do not fit together. */
export function createServices(deps: AppDeps) {
  const { config, now, game } = deps;
  const onFault = (error: unknown, where: string) => deps.log.error({ err: error }, where);
  if (Object.hasOwn(game.rooms ?? {}, "space"))
    throw new RangeError('a game cannot have a room named "space": that is the room of every space');
  const tools = toolSet([...BUILT_IN_TOOLS, ...(game.tools ?? [])]);
  const catalogue = createCatalogue(deps.catalogueData, {
    extra: game.prefabs,
    affordances: game.affordances,
    actions: new Set(tools.keys()),
  });
  const prefabs = catalogue.simPrefabs;
  const rooms = new SpaceRooms(now);
  const { spaceDeps, holdings, ...places } = createPlaces(deps, {
    ...{ rooms, tools, prefabs, onFault },
    maxObjects: config.limits.objectsPerSpace,
    maxOwned: config.rateLimits ? OWNED_LIMITS : NO_LIMITS,
  });
  const keyring = new Keyring({ keys: deps.apiKeys, nowMs: now, onFault });
  const tracked = trackingHolding({
    ...{ keyring, now, events: deps.events, tourIdleSeconds: config.tourIdleSeconds },
  });
  return {
    onFault,
    tools,
    catalogue,
    rooms,
    ...createIdentity(deps, { rooms, holdings: [...holdings, tracked] }),
    ...places,
    members: new Members(spaceDeps),
    objects: new Objects(spaceDeps),
    log: new SpaceLog(spaceDeps),
    ...createTracking(deps, keyring),
  };
}

/** Most bytes of bodies with events that are on their way in or wait for their commit. */
const INTAKE_BYTES = 64 * 1024 * 1024;

function createTracking({ config, events, insights, spaces, now, metrics }: AppDeps, keyring: Keyring) {
  const intake = new ByteBudget(INTAKE_BYTES);
  watchIntake(metrics, intake);
  return {
    insights: new Insights({ insights, spaces, now }),
    tracking: new Tracking({
      ...{ events, now, newId: () => nanoid(21), tourIdleSeconds: config.tourIdleSeconds },
    }),
    intake,
    bindTour: tourBinding(events, now),
    dataAccess: {
      byKey: (key: string) => keyring.callerOf(key),
      anonymous:
        config.environment === "development" ? { ownerId: SHARED_OWNER, scopes: SCOPES, admin: false } : null,
    },
  };
}

/** Accounts and who proves them; rooms hear of every change. */
function createIdentity(
  deps: AppDeps,
  { rooms, holdings }: { readonly rooms: SpaceRooms; readonly holdings: readonly Holding[] },
) {
  const { config, now } = deps;
  const tokens = createTokens({
    secret: deps.jwtSecret,
    accessTokenMinutes: config.accessTokenMinutes,
    nowMs: now,
    newSecret: () => nanoid(32),
  });
  const authenticator = createAuthenticator({ accounts: deps.accounts, tokens, nowMs: now });
  const accounts = createAccounts({
    store: deps.accounts,
    tokens,
    passwords: deps.passwords,
    authenticator,
    throttle: {
      perAccount: deps.rateLimiter(FAILURES_PER_ACCOUNT),
      perAddress: deps.rateLimiter(FAILURES_PER_ADDRESS),
    },
    listener: { onStandingChanged: (change) => tellRooms(deps, rooms, change) },
    holdings: [
      ...holdings,
      {
        name: "activity",
        exportUser: (userId) => deps.journal.exportUser(userId),
        eraseUser: (userId) => deps.journal.eraseUser(userId),
      },
      {
        name: "operations",
        exportUser: async () => ({}),
        async eraseUser(userId) {
          await deps.audit.eraseUser(userId);
          await deps.idempotency.eraseCaller(`user:${userId}`);
        },
      },
    ],
    refreshTokenDays: config.refreshTokenDays,
    nowMs: now,
    newId: () => nanoid(21),
    newGuestSuffix: customAlphabet("abcdefghijklmnopqrstuvwxyz0123456789", 10),
  });
  return { authenticator, accounts };
}

async function tellRooms(deps: AppDeps, rooms: SpaceRooms, change: StandingChange): Promise<void> {
  switch (change.kind) {
    case "profile":
      return rooms.renamed(change.userId, { name: change.displayName, look: change.look });
    case "signed_out":
      return rooms.signOut(change.userId, change.sessionIds);
    case "role":
      return rooms.signOut(change.userId, null);
    case "erased":
      rooms.signOut(change.userId, null);
      // The last positions of those sent away are on their way to the journal: erase after them.
      return deps.journal.settled();
  }
}
