import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { envExample } from "../scripts/envExample.ts";
import { ConfigError, loadConfig } from "../src/config.ts";
import { CONFIG_KEYS } from "../src/configKeys.ts";

const SECRET = "k".repeat(40);

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe("configuration", () => {
  it("[CF1] needs nothing in development", () => {
    const config = loadConfig({});
    assert.equal(config.port, 2567);
    assert.equal(config.environment, "development");
    assert.equal(config.databaseUrl, null);
    assert.equal(config.seedDemo, true);
    assert.deepEqual(config.corsOrigins, ["http://localhost:*", "http://127.0.0.1:*"]);
    assert.deepEqual(config.limits, {
      messageBytes: 16384,
      messagesPerSecond: 60,
      chatsPerSecond: 5,
      objectsPerSpace: 5000,
      avatarsPerRoom: 2000,
      avatarsPerUser: 8,
      chatCharacters: 2000,
    });
  });

  it("[CF2] lists every problem at once", () => {
    const problems = problemsOf({
      PORT: "eighty",
      TICK_HZ: "0",
      RATE_LIMITS: "maybe",
      DATABASE_URL: "mysql://x",
      ADMIN_USERNAME: "root",
    });
    assert.equal(problems.length, 5);
    for (const key of ["PORT", "TICK_HZ", "RATE_LIMITS", "DATABASE_URL", "ADMIN_PASSWORD"]) {
      assert.ok(
        problems.some((problem) => problem.includes(key)),
        `${key} is not named in ${problems.join(" | ")}`,
      );
    }
  });

  it("[CF3] never prints a secret", () => {
    const problems = problemsOf({ DATABASE_URL: "mysql://root:hunter2@db/x" });
    assert.equal(problems.length, 1);
    assert.ok(!problems[0]?.includes("hunter2"));
  });

  it("[CF4] takes the source systems' names", () => {
    const config = loadConfig({
      SECRET_KEY: SECRET,
      ENVIRONMENT: "test",
      REDIS_URI: "redis://127.0.0.1",
      ACCESS_TOKEN_EXPIRE_MINUTES: "5",
      DEBUG: "true",
    });
    assert.equal(config.jwtSecret, SECRET);
    assert.equal(config.environment, "test");
    assert.equal(config.redisUrl, "redis://127.0.0.1");
    assert.equal(config.accessTokenMinutes, 5);
    assert.equal(config.logLevel, "debug");
  });

  it("[CF5] warns of keys that something else replaces", () => {
    const { warnings } = loadConfig({ WS_PORT: "3001", KAFKA_BROKERS: "b:9092", SUPABASE_URL: "x" });
    for (const key of ["WS_PORT", "KAFKA_BROKERS", "SUPABASE_URL"])
      assert.ok(warnings.some((warning) => warning.startsWith(key)));
  });

  it("[CF6] production refuses a missing, short or example secret, wildcard CORS and lifted rates", () => {
    const production = (env: Record<string, string>) => problemsOf({ NODE_ENV: "production", ...env });
    assert.match(production({}).join(), /JWT_SECRET must be set/);
    assert.match(production({ JWT_SECRET: "short" }).join(), /at least 32/);
    assert.match(production({ JWT_SECRET: `change-me-${SECRET}` }).join(), /example/);
    assert.match(production({ JWT_SECRET: SECRET, CORS_ORIGINS: "*" }).join(), /CORS_ORIGINS/);
    assert.match(production({ JWT_SECRET: SECRET, RATE_LIMITS: "off" }).join(), /RATE_LIMITS/);
    assert.deepEqual(production({ JWT_SECRET: SECRET }), []);
  });

  it("[CF7] reads origins as a comma list or a JSON array, and only origins", () => {
    assert.deepEqual(loadConfig({ CORS_ORIGINS: "https://a.example, http://b.example:8080" }).corsOrigins, [
      "https://a.example",
      "http://b.example:8080",
    ]);
    assert.deepEqual(loadConfig({ CORS_ORIGINS: '["https://a.example"]' }).corsOrigins, [
      "https://a.example",
    ]);
    assert.equal(problemsOf({ CORS_ORIGINS: "https://a.example/path" }).length, 1);
    assert.equal(problemsOf({ CORS_ORIGINS: "[1]" }).length, 1);
  });

  it("[CF8] reads booleans in three spellings", () => {
    for (const [text, value] of Object.entries({
      on: true,
      true: true,
      1: true,
      off: false,
      FALSE: false,
      0: false,
    })) {
      assert.equal(loadConfig({ MIGRATE_ON_START: text }).migrateOnStart, value);
    }
  });

  it("[CF9] .env.example lists every key with its default", () => {
    const written = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
    assert.equal(written, envExample(), "run `node scripts/envExample.ts`");
    for (const key of Object.keys(CONFIG_KEYS)) assert.match(written, new RegExp(`^#${key}=`, "m"));
  });
});
