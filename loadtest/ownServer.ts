/** A server of the load test's own: on a free port, with an empty database in a temporary folder, ended with the run. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HttpClient } from "./http.ts";

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;
const ENDS_WITHIN_MS = 12_000;
const KEPT_OUTPUT_CHARACTERS = 4000;
/** What Node is given before the file, as `npm start` does: a small nursery, which is 80 MB less in a crowd. */
export const SERVER_FLAGS = ["--max-semi-space-size=8"];
/** What pm2 sets besides: with two of glibc's arenas instead of eight a core, threads leave 70 MB less lying about. */
export const SERVER_ENVIRONMENT = { MALLOC_ARENA_MAX: "2" };
const ENTRY = fileURLToPath(new URL("../src/index.ts", import.meta.url));

export interface OwnServer {
  readonly endpoint: string;
  readonly pid: number;
  /** Ends it and removes its folder. Calling it again does nothing. */
  stop(): Promise<void>;
}

/** Starts a server and resolves when it is ready. @throws Error with what it printed if it ends before, or is not ready within a minute. */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), "atrium-loadtest-"));
  const port = await freePort();
  const child = spawn(process.execPath, [...SERVER_FLAGS, ENTRY], {
    // In the folder, so that no .env of a developer's is read.
    cwd: folder,
    env: environment(folder, port),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARACTERS);
    });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= end(child).then(() => rm(folder, { recursive: true, force: true }));
    return stopped;
  };
  const endpoint = `ws://127.0.0.1:${port}`;
  try {
    await untilReady(endpoint, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${output.trim()}`);
  }
  return { endpoint, pid: child.pid as number, stop };
}

/** True if a server at `endpoint` says that it is ready. */
export async function isReady(endpoint: string): Promise<boolean> {
  const http = new HttpClient(endpoint);
  try {
    return (await http.ask("/readyz")).status === 200;
  } catch {
    return false;
  } finally {
    http.close();
  }
}

/** Nothing of the caller's settings: a load test must not reach a database that somebody uses. */
function environment(folder: string, port: number): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    ...SERVER_ENVIRONMENT,
    NODE_ENV: "development",
    DATA_DIR: folder,
    HOST: "127.0.0.1",
    PORT: String(port),
    RATE_LIMITS: "off",
    SEED_DEMO: "on",
    MIGRATE_ON_START: "on",
    LOG_LEVEL: "warn",
  };
}

async function untilReady(endpoint: string, child: ChildProcess): Promise<void> {
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadlineMs) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended before it was ready (${child.exitCode ?? child.signalCode}).`);
    if (await isReady(endpoint)) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} seconds.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
