/** Every key of the environment: how it is parsed, its default, its aliases, and the line that .env.example shows. */

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

export interface KeyDeclaration {
  readonly parse: (text: string) => Parsed;
  /** What an unset key means; null where the default depends on the environment or there is none. */
  readonly fallback: unknown;
  /** Names that the source systems used. */
  readonly aliases: readonly string[];
  /** Never printed. */
  readonly secret: boolean;
  readonly describe: string;
}

const DAY_MAX = 36_500;

export const CONFIG_KEYS = {
  PORT: key(integer(0, 65_535), 2567, "one port for HTTP, matchmaking and WebSocket"),
  HOST: key(anyText, "0.0.0.0", "address to listen on"),
  DATA_DIR: key(anyText, "./data", "SQLite files and uploads; created if absent"),
  NODE_ENV: key(
    oneOf("development", "production", "test"),
    "development",
    "development, production or test",
    ["ENVIRONMENT", "FLASK_ENV"],
  ),
  DATABASE_URL: key(
    databaseUrl,
    null,
    "unset: SQLite in DATA_DIR; sqlite:<file>; postgres://… or postgresql://…",
    [],
    true,
  ),
  REDIS_URL: key(
    redisUrl,
    null,
    "unset: one process; redis://…: presence, driver and rate limits over Redis",
    ["REDIS_URI"],
    true,
  ),
  PUBLIC_ADDRESS: key(anyText, null, "host:port under which clients reach this very process"),
  JWT_SECRET: key(
    anyText,
    null,
    "at least 32 characters, required in production; development makes one and keeps it in DATA_DIR",
    ["SECRET_KEY"],
    true,
  ),
  ACCESS_TOKEN_MINUTES: key(integer(1, 1440), 30, "minutes an access token is good for", [
    "ACCESS_TOKEN_EXPIRE_MINUTES",
  ]),
  REFRESH_TOKEN_DAYS: key(integer(1, 3650), 30, "days an unused refresh token is good for"),
  ADMIN_USERNAME: key(anyText, null, "with ADMIN_PASSWORD: makes the first admin at start"),
  ADMIN_PASSWORD: key(anyText, null, "8 to 128 characters (12 in production)", [], true),
  CORS_ORIGINS: key(
    originList,
    null,
    "comma list or JSON array; default same origin in production, http://localhost:* and http://127.0.0.1:* else",
  ),
  TRUST_PROXY: key(integer(0, 10), 0, "how many proxies in front are trusted to name the client's address"),
  TICK_HZ: key(integer(1, 60), 20, "simulation steps and patches a second"),
  RECONNECT_SECONDS: key(integer(0, 3600), 60, "how long a dropped client's seat is kept"),
  TOUR_IDLE_SECONDS: key(integer(10, 86_400), 300, "a tour without a sign of life for so long is completed"),
  MAX_MESSAGE_BYTES: key(integer(1024, 1_048_576), 16_384, "largest room message"),
  MAX_MESSAGES_PER_SECOND: key(integer(1, 10_000), 60, "room messages a second a client"),
  MAX_CHAT_PER_SECOND: key(integer(1, 1000), 5, "chat messages a second a client"),
  MAX_OBJECTS_PER_SPACE: key(integer(0, 100_000), 5000, "objects in one space"),
  MAX_AVATARS_PER_ROOM: key(integer(1, 10_000), 2000, "avatars in one room"),
  MAX_AVATARS_PER_USER: key(integer(1, 10_000), 8, "avatars of one user in one room"),
  MAX_CHAT_CHARACTERS: key(integer(1, 100_000), 2000, "characters in one chat message"),
  EVENT_RETENTION_DAYS: key(integer(1, DAY_MAX), null, "days events are kept; unset: for ever"),
  CHAT_RETENTION_DAYS: key(integer(1, DAY_MAX), null, "days chat messages are kept; unset: for ever"),
  RATE_LIMITS: key(
    onOff,
    true,
    "off lifts every rate and per-user count, for load tests; refused in production",
  ),
  MIGRATE_ON_START: key(onOff, true, "bring the database up to date at start"),
  SEED_DEMO: key(
    onOff,
    null,
    "make the demo (spaces 1 and 2, a published world) if the database is empty; default on in development",
  ),
  METRICS_TOKEN: key(
    anyText,
    null,
    "Bearer token for /metrics; unset: loopback only, and not in production",
    [],
    true,
  ),
  LOG_LEVEL: key(
    oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    "info",
    "trace, debug, info, warn, error, fatal or silent",
  ),
  LOG_FILE: key(anyText, null, "also log to this file, rotated by size and day"),
  DEBUG: key(onOff, false, "on is LOG_LEVEL=debug"),
  ALGORITHM: key(oneOf("HS256"), "HS256", "only HS256"),
  API_VERSION: key(oneOf("v1"), "v1", "only v1"),
  LLM_BASE_URL: key(httpUrl, null, "an OpenAI-compatible endpoint for world generation"),
  LLM_API_KEY: key(anyText, null, "its key", [], true),
  LLM_MODEL: key(anyText, null, "its model"),
} as const satisfies Record<string, KeyDeclaration>;

export type ConfigKey = keyof typeof CONFIG_KEYS;

/** Keys of the source systems that do nothing here, with what replaces them. A `*` at the end takes any rest. */
export const RETIRED_KEYS: Readonly<Record<string, string>> = {
  WS_PORT: "WebSocket shares PORT",
  "KAFKA_*": "events go through the database; REDIS_URL connects several processes",
  SERVICE_ID: "one service does the work of all",
  "SUPABASE_*": "set DATABASE_URL to the PostgreSQL connection string",
};

function key(
  parse: KeyDeclaration["parse"],
  fallback: unknown,
  describe: string,
  aliases: readonly string[] = [],
  secret = false,
): KeyDeclaration {
  return { parse, fallback, aliases, secret, describe };
}

function anyText(text: string): Parsed {
  return { ok: true, value: text };
}

function integer(min: number, max: number): KeyDeclaration["parse"] {
  return (text) => {
    const value = Number(text);
    return /^-?\d+$/.test(text) && value >= min && value <= max
      ? { ok: true, value }
      : { ok: false, problem: `must be a whole number from ${min} to ${max}` };
  };
}

function oneOf(...values: readonly string[]): KeyDeclaration["parse"] {
  return (text) => {
    const value = values.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    return value === undefined
      ? { ok: false, problem: `must be one of ${values.join(", ")}` }
      : { ok: true, value };
  };
}

function onOff(text: string): Parsed {
  const word = text.toLowerCase();
  if (["on", "true", "1", "yes"].includes(word)) return { ok: true, value: true };
  if (["off", "false", "0", "no"].includes(word)) return { ok: true, value: false };
  return { ok: false, problem: "must be on or off (also true/false, 1/0)" };
}

function databaseUrl(text: string): Parsed {
  return /^sqlite:.+|^postgres(ql)?:\/\/.+/.test(text)
    ? { ok: true, value: text }
    : { ok: false, problem: "must start with sqlite:, postgres:// or postgresql://" };
}

function redisUrl(text: string): Parsed {
  return /^rediss?:\/\/.+/.test(text)
    ? { ok: true, value: text }
    : { ok: false, problem: "must start with redis:// or rediss://" };
}

function httpUrl(text: string): Parsed {
  return /^https?:\/\/.+/.test(text) && URL.canParse(text)
    ? { ok: true, value: text }
    : { ok: false, problem: "must be an http or https URL" };
}

function originList(text: string): Parsed {
  const origins = text.startsWith("[")
    ? jsonList(text)
    : text
        .split(",")
        .map((origin) => origin.trim())
        .filter(Boolean);
  const bad = origins?.find(
    (origin) => origin !== "*" && !/^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:(\d+|\*))?$/i.test(origin),
  );
  if (origins === null || bad !== undefined)
    return {
      ok: false,
      problem: `must list origins like https://app.example (no path)${bad ? `; "${bad}" is none` : ""}`,
    };
  return { ok: true, value: origins };
}

function jsonList(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
  } catch {
    return null;
  }
}
