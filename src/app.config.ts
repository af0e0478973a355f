/** Production wiring, the page that shows the whole product: configuration → adapters → `createApp`. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type App, createApp } from "./app.ts";
import { watchEvents, watchStorage, watchWorlds } from "./appMetrics.ts";
import type { AppDeps } from "./appServices.ts";
import { type Config, loadConfig } from "./config.ts";
import { createAccountStore } from "./db/accountStore.ts";
import { createApiKeyStore } from "./db/apiKeyStore.ts";
import { takeDataDir } from "./db/dataDirLock.ts";
import { openDatabase } from "./db/dataSource.ts";
import { openEvents } from "./db/events/openEvents.ts";
import { openInsights } from "./db/insights/openInsights.ts";
import { openStorage } from "./db/journal/openJournal.ts";
import { createAuditStore, createIdempotencyStore, createSettingsStore } from "./db/operationsStore.ts";
import { createSpaceStore } from "./db/spaceStore.ts";
import type { Game } from "./game.ts";
import { readCatalogueFile, readDemoWorld } from "./infra/catalogueFile.ts";
import { createLogger } from "./infra/logger.ts";
import { createMetrics } from "./infra/metrics.ts";
import { createRateLimiter, UNLIMITED } from "./infra/rateLimiter.ts";
import { keptSecret } from "./infra/secretFile.ts";
import { createTextModel } from "./infra/textModel.ts";
import { createWorldThreads } from "./infra/worlds/worldThreads.ts";
import { ensureAdmin } from "./services/accounts/admins.ts";
import { createPasswords } from "./services/accounts/passwords.ts";
import { createCatalogue } from "./services/catalogue/catalogue.ts";
import { startHousekeeping } from "./services/operations/housekeeping.ts";
import { type DemoSeedDeps, seedDemo } from "./services/spaces/demoSeed.ts";
import { publishDemoWorld } from "./services/worlds/demoWorld.ts";
import { createWorldGenerator } from "./services/worlds/generator.ts";
import { createModelReader, type ModelReader } from "./services/worlds/modelReader.ts";
import type { WorldThreads } from "./services/worlds/ports.ts";

/** A server that runs, and how it is ended. */
export interface RunningApp extends App {
  readonly config: Config;
  readonly port: number;
  /** `http://127.0.0.1:<port>`, the host given in HOST if it is one address. */
  readonly url: string;
  readonly log: AppDeps["log"];
}

/**
 * Opens everything that `env` describes, seeds what is to be there, and serves. `close` drains and lets go of all.
 * @throws ConfigError, AppError or the adapter's error if it cannot start; whatever was opened is closed again.
 */
export async function startApp(game: Game = {}, env: NodeJS.ProcessEnv = process.env): Promise<RunningApp> {
  const config = loadConfig(env);
  const opened: (() => unknown)[] = [];
  const closeOpened = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const deps = await openAdapters({ config, game }, opened);
    const app = createApp(deps);
    await seed(deps, app);
    const stopHousekeeping = startHousekeeping({ ...deps, ...config });
    opened.push(stopHousekeeping);
    const port = await app.listen();
    const host = config.host === "0.0.0.0" || config.host === "::" ? "127.0.0.1" : config.host;
    const close = async () => {
      await app.close();
      await closeOpened();
    };
    return {
      ...app,
      close,
      config,
      port,
      url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
      log: deps.log,
    };
  } catch (error) {
    await closeOpened();
    throw error;
  }
}

/** Makes the demo in a database that never had any space, without serving; true if it did. @throws as {@link startApp}. */
export async function seedDatabase(config: Config): Promise<boolean> {
  const opened: (() => unknown)[] = [];
  try {
    const deps = await openAdapters({ config: { ...config, logLevel: "silent" }, game: {} }, opened);
    return await seedDemo(demoDeps(deps, createCatalogue(deps.catalogueData).simPrefabs));
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

/** Opens the adapters in order and notes in `opened` how each is closed. */
async function openAdapters(
  { config, game }: { config: Config; game: Game },
  opened: (() => unknown)[],
): Promise<AppDeps> {
  const now = Date.now;
  const dataDir = resolve(config.dataDir);
  opened.push(await takeDataDir(dataDir));
  const log = await createLogger({ level: config.logLevel, file: config.logFile });
  opened.push(() => log.close());
  for (const warning of config.warnings) log.warn({}, warning);
  if (config.redisUrl)
    log.warn({}, "REDIS_URL is set, but several processes are not supported yet: this one works alone");
  const database = await openDatabase({ url: config.databaseUrl, dataDir, migrate: config.migrateOnStart });
  opened.push(() => database.close());
  const onError = (error: unknown, where: string) => log.error({ err: error }, where);
  const place = { databaseUrl: config.databaseUrl, dataDir, migrate: config.migrateOnStart, onError };
  const storage = await openStorage(place);
  const { journal, worlds } = storage;
  opened.push(() => storage.close());
  const events = await openEvents(place);
  opened.push(() => events.close());
  const insights = openInsights(place);
  opened.push(() => insights.close());
  const { prefabs, affordances } = game;
  const threads = createWorldThreads({ own: { prefabs, affordances }, onError });
  const worldGenerator = createWorldGenerator({ threads, reader: modelReader(config, { threads, log }) });
  opened.push(() => worldGenerator.close());
  const metrics = createMetrics();
  watchStorage(metrics, { database, journal, worlds });
  watchWorlds(metrics, worldGenerator);
  watchEvents(metrics, events);
  return {
    config,
    game,
    now,
    log,
    metrics,
    journal,
    events,
    insights,
    apiKeys: createApiKeyStore(database),
    jwtSecret: config.jwtSecret ?? (await keptSecret(dataDir)),
    accounts: createAccountStore(database),
    spaces: createSpaceStore(database),
    audit: createAuditStore(database),
    idempotency: createIdempotencyStore(database),
    settings: createSettingsStore(database),
    passwords: await createPasswords(),
    pingDatabase: () => database.ping(),
    rateLimiter: (limit) => (config.rateLimits ? createRateLimiter(limit, now) : UNLIMITED),
    worldGenerator,
    worlds,
    catalogueData: await readCatalogueFile(),
    version: await ownVersion(),
  };
}

/** What lets a language model read prompts, if one is set up. */
function modelReader(
  { llm }: Config,
  { threads, log }: { readonly threads: WorldThreads; readonly log: AppDeps["log"] },
): ModelReader | null {
  if (!llm) return null;
  const onGivenUp = (error: unknown) =>
    log.warn({ err: error }, "the language model keeps failing; worlds are read by the rules for a while");
  return createModelReader({
    model: createTextModel(llm),
    threads,
    nowMs: () => performance.now(),
    onGivenUp,
  });
}

/** The first admin and the demo, where they are wanted and not there yet. */
async function seed(deps: AppDeps, app: App): Promise<void> {
  const { config, log } = deps;
  if (config.admin) {
    const result = await ensureAdmin(
      { store: deps.accounts, passwords: deps.passwords, nowMs: deps.now },
      config.admin,
    );
    if (result === "taken")
      log.error(
        {},
        `ADMIN_USERNAME ${config.admin.username} belongs to an account that is no admin; nothing was changed`,
      );
  }
  if (config.seedDemo && (await seedDemo(demoDeps(deps, app.services.catalogue.simPrefabs)))) {
    log.info({}, "made the demo: spaces 1 (Plaza) and 2 (Café), and a published world");
  }
}

function demoDeps(deps: AppDeps, prefabs: DemoSeedDeps["prefabs"]): DemoSeedDeps {
  const publishWorld = async (ownerId: number) =>
    publishDemoWorld(deps.worlds, { ...(await readDemoWorld()), ownerId, nowMs: deps.now() });
  return { ...deps, prefabs, publishWorld };
}

async function ownVersion(): Promise<string> {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      return (JSON.parse(await readFile(new URL(path, import.meta.url), "utf8")) as { version: string })
        .version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return "unknown";
}
