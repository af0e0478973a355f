/**
 * The only reader of the environment. `loadConfig` checks every key at once and answers with one frozen value or with
 * every problem it found; `.env.example` and docs/configuration.md list the same keys, which a test compares.
 */
import { CONFIG_KEYS, type ConfigKey, RETIRED_KEYS } from "./configKeys.ts";

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly environment: "development" | "production" | "test";
  readonly production: boolean;
  /** Null: SQLite files in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly publicAddress: string | null;
  /** Null only outside production: made once and kept in `dataDir`. */
  readonly jwtSecret: string | null;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
  readonly admin: { readonly username: string; readonly password: string } | null;
  /** Origins besides the server's own; `http://localhost:*` takes any port, `*` any origin (development only). */
  readonly corsOrigins: readonly string[];
  readonly trustProxyHops: number;
  readonly tickHz: number;
  readonly reconnectSeconds: number;
  readonly tourIdleSeconds: number;
  readonly limits: Limits;
  /** Null: kept for ever. */
  readonly eventRetentionDays: number | null;
  readonly chatRetentionDays: number | null;
  readonly rateLimits: boolean;
  readonly migrateOnStart: boolean;
  readonly seedDemo: boolean;
  readonly metricsToken: string | null;
  readonly logLevel: string;
  readonly logFile: string | null;
  readonly llm: { readonly baseUrl: string; readonly apiKey: string; readonly model: string } | null;
  /** Sentences to log once at start: keys of the source systems that mean nothing here, and what replaces them. */
  readonly warnings: readonly string[];
}

/** Limits of a room and its messages; `rateLimits: off` lifts those that count per second or per user. */
export interface Limits {
  readonly messageBytes: number;
  readonly messagesPerSecond: number;
  readonly chatsPerSecond: number;
  readonly objectsPerSpace: number;
  readonly avatarsPerRoom: number;
  readonly avatarsPerUser: number;
  readonly chatCharacters: number;
}

/** Everything that is wrong with the environment, one sentence each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}:\n  - ${problems.join("\n  - ")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Least length of a `JWT_SECRET`, characters: HS256 wants a key as long as its hash (RFC 7518 §3.2). */
export const MIN_SECRET_CHARACTERS = 32;
const EXAMPLE_SECRETS = ["change-me", "changeme", "secret", "your-secret-key", "dev-secret"];

/**
 * The configuration that `env` describes.
 * @throws ConfigError listing every missing, malformed or unsafe value.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const warnings: string[] = [];
  const read = reader(env, problems, warnings);

  const environment = read("NODE_ENV") as Config["environment"];
  const production = environment === "production";
  const config: Config = {
    environment,
    production,
    port: read("PORT") as number,
    host: read("HOST") as string,
    dataDir: read("DATA_DIR") as string,
    databaseUrl: read("DATABASE_URL") as string | null,
    redisUrl: read("REDIS_URL") as string | null,
    publicAddress: read("PUBLIC_ADDRESS") as string | null,
    jwtSecret: read("JWT_SECRET") as string | null,
    accessTokenMinutes: read("ACCESS_TOKEN_MINUTES") as number,
    refreshTokenDays: read("REFRESH_TOKEN_DAYS") as number,
    admin: pair(read("ADMIN_USERNAME") as string | null, read("ADMIN_PASSWORD") as string | null, problems),
    corsOrigins:
      (read("CORS_ORIGINS") as string[] | null) ??
      (production ? [] : ["http://localhost:*", "http://127.0.0.1:*"]),
    trustProxyHops: read("TRUST_PROXY") as number,
    tickHz: read("TICK_HZ") as number,
    reconnectSeconds: read("RECONNECT_SECONDS") as number,
    tourIdleSeconds: read("TOUR_IDLE_SECONDS") as number,
    limits: {
      messageBytes: read("MAX_MESSAGE_BYTES") as number,
      messagesPerSecond: read("MAX_MESSAGES_PER_SECOND") as number,
      chatsPerSecond: read("MAX_CHAT_PER_SECOND") as number,
      objectsPerSpace: read("MAX_OBJECTS_PER_SPACE") as number,
      avatarsPerRoom: read("MAX_AVATARS_PER_ROOM") as number,
      avatarsPerUser: read("MAX_AVATARS_PER_USER") as number,
      chatCharacters: read("MAX_CHAT_CHARACTERS") as number,
    },
    eventRetentionDays: read("EVENT_RETENTION_DAYS") as number | null,
    chatRetentionDays: read("CHAT_RETENTION_DAYS") as number | null,
    rateLimits: read("RATE_LIMITS") as boolean,
    migrateOnStart: read("MIGRATE_ON_START") as boolean,
    seedDemo: (read("SEED_DEMO") as boolean | null) ?? environment === "development",
    metricsToken: read("METRICS_TOKEN") as string | null,
    logLevel: read("DEBUG") === true ? "debug" : (read("LOG_LEVEL") as string),
    logFile: read("LOG_FILE") as string | null,
    llm: llmOf(read, problems),
    warnings,
  };
  read("ALGORITHM");
  read("API_VERSION");
  for (const [key, advice] of Object.entries(RETIRED_KEYS)) {
    const set = key.endsWith("*")
      ? Object.keys(env).filter((name) => name.startsWith(key.slice(0, -1)))
      : env[key]
        ? [key]
        : [];
    for (const name of set) warnings.push(`${name} is not used: ${advice}`);
  }
  if (production) problems.push(...unsafeInProduction(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

/** What production refuses to start with. */
function unsafeInProduction(config: Config): string[] {
  const problems: string[] = [];
  const secret = config.jwtSecret;
  if (secret === null) problems.push("JWT_SECRET must be set in production");
  else if (secret.length < MIN_SECRET_CHARACTERS)
    problems.push(`JWT_SECRET must have at least ${MIN_SECRET_CHARACTERS} characters in production`);
  else if (EXAMPLE_SECRETS.some((example) => secret.toLowerCase().startsWith(example)))
    problems.push("JWT_SECRET is an example value; make one of your own");
  if (config.corsOrigins.includes("*"))
    problems.push("CORS_ORIGINS must not be * in production: credentials are allowed, so name the origins");
  if (!config.rateLimits) problems.push("RATE_LIMITS=off is refused in production");
  if (config.admin && config.admin.password.length < 12)
    problems.push("ADMIN_PASSWORD must have at least 12 characters in production: the monitor hangs on it");
  return problems;
}

type Read = (key: ConfigKey) => unknown;

/** Reads keys by their declaration, under their own name or an alias; what cannot be parsed becomes a problem, not a value. */
function reader(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
  warnings: string[],
): Read {
  return (key) => {
    const declared = CONFIG_KEYS[key];
    const names = [key, ...declared.aliases].filter((name) => env[name] !== undefined && env[name] !== "");
    const given = [...new Set(names.map((name) => env[name]))];
    if (given.length > 1) warnings.push(`${names.join(" and ")} differ; ${names[0]} is used`);
    const text = given[0];
    if (text === undefined) return declared.fallback;
    const parsed = declared.parse(text.trim());
    if (parsed.ok) return parsed.value;
    problems.push(`${names[0]} ${parsed.problem}, got "${declared.secret ? "(hidden)" : text}"`);
    return declared.fallback;
  };
}

function pair(username: string | null, password: string | null, problems: string[]): Config["admin"] {
  if (username === null && password === null) return null;
  if (username !== null && password !== null) return { username, password };
  problems.push("ADMIN_USERNAME and ADMIN_PASSWORD go together; only one is set");
  return null;
}

function llmOf(read: Read, problems: string[]): Config["llm"] {
  const baseUrl = read("LLM_BASE_URL") as string | null;
  const apiKey = read("LLM_API_KEY") as string | null;
  const model = read("LLM_MODEL") as string | null;
  if (baseUrl === null) return null;
  if (model === null) problems.push("LLM_BASE_URL is set, so LLM_MODEL must be too");
  return { baseUrl, apiKey: apiKey ?? "", model: model ?? "" };
}
