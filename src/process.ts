/** A server as a process: its banner, its one-line failures, and its end on a signal. */
import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { type RunningApp, startApp } from "./app.config.ts";
import { ConfigError } from "./config.ts";
import { AppError } from "./errors.ts";
import type { Game } from "./game.ts";

/** How long draining may take before the process ends anyway, milliseconds. */
const DRAIN_LIMIT_MS = 9_500;
/**
 * Largest half of a thread's young generation, MB; the main thread has its own already. Node's flag of the same name,
 * which is meant for that, holds for threads too and overrides the `resourceLimits` that they are started with.
 */
const THREAD_SEMI_SPACE_MB = 8;
/** How often a process that npm started looks whether npm is still there, milliseconds. */
const PARENT_CHECK_MS = 250;

/**
 * Starts a server on the environment (and, outside production, the file `.env`), says where it is, and drains it on
 * SIGTERM or SIGINT, also when npm started it and got the signal. What cannot start says why in one message and exits
 * with 1.
 */
export async function runProcess(game: Game = {}): Promise<void> {
  const startedBy = process.ppid;
  setFlagsFromString(`--max-semi-space-size=${THREAD_SEMI_SPACE_MB}`);
  if (process.env.NODE_ENV !== "production" && existsSync(".env")) process.loadEnvFile(".env");
  let app: RunningApp;
  try {
    app = await startApp(game);
  } catch (error) {
    console.error(`Atrium cannot start. ${whyNot(error)}`);
    process.exit(1);
  }
  printBanner(app);
  let ending = false;
  const end = (why: string) => {
    if (ending) return;
    ending = true;
    void drain(app, why);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => end(signal));
  // npm runs scripts in a shell, which dies of a signal and does not pass it on.
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== startedBy && end("npm ended"), PARENT_CHECK_MS).unref();
}

async function drain(app: RunningApp, why: string): Promise<void> {
  app.log.info({ why }, "draining");
  setTimeout(() => {
    console.error(`Draining took longer than ${DRAIN_LIMIT_MS} ms; ending now.`);
    process.exit(1);
  }, DRAIN_LIMIT_MS).unref();
  try {
    await app.close();
    process.exit(0);
  } catch (error) {
    console.error("Draining failed:", error);
    process.exit(1);
  }
}

function printBanner({ url, config }: RunningApp): void {
  const lines = [
    `Atrium is ready (${config.environment}${config.rateLimits ? "" : ", rate limits off"}).`,
    `  HTTP        ${url}/api/v1`,
    `  WebSocket   ${url.replace(/^http/, "ws")}  (room "space")`,
    `  API docs    ${url}/docs`,
    `  Monitor     ${url}/monitor`,
    ...(config.environment === "development" ? [`  Playground  ${url}/playground`] : []),
  ];
  console.log(lines.join("\n"));
}

function whyNot(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) return withCause(error);
  const { code, port, syscall, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") return `Port ${port} is in use; set PORT to another or end what uses it.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} needs more rights than this user has; set PORT to one above 1023.`;
  if (code?.startsWith("SQLITE_")) return `A SQLite file cannot be used: ${message} (${code}).`;
  if (syscall !== undefined) return `${message}.`;
  return error instanceof Error ? (error.stack ?? message) : String(error);
}

/** What was refused, and the driver's or the system's own words for why, which name files and users at most. */
function withCause({ message, cause }: AppError): string {
  const why = cause instanceof Error && "code" in cause ? cause.message : "";
  return why === "" || message.includes(why) ? message : `${message} (${why})`;
}
