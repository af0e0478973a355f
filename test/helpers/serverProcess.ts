/** The product as a process of its own: started on a data folder, killed or drained, started again on the same data. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Generous: on a machine that is busy with other work a start takes many times as long. */
const READY_WITHIN_MS = 120_000;
const ENDS_WITHIN_MS = 30_000;
const KEPT_OUTPUT_CHARACTERS = 20_000;
/** Without a handler the limit's signal ends the process; on a full disk there is none. */
const BEAR_LIMIT = ["--import", "data:text/javascript,process.on('SIGXFSZ',()=>{})"];
const ENTRY = join(import.meta.dirname, "../../src/index.ts");

export interface ServerProcessOptions {
  readonly dataDir: string;
  /** Over the defaults: development, demo spaces, no rate limits, an admin, warnings in the log. */
  readonly env?: Readonly<Record<string, string>>;
  /** Largest file that the process may write, bytes, or "unlimited" if it is limited later only ({@link limitFiles}). Linux. */
  readonly largestFileBytes?: number | "unlimited";
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  /** What it printed last, at most 20,000 characters. */
  output(): string;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<ProcessEnd>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<ProcessEnd>;
  /** SIGTERM; resolves when it has drained, and kills it if that takes more than 30 s. */
  stop(): Promise<ProcessEnd>;
}

export const PROCESS_ADMIN = { username: "admin", password: "the first admin's password" };

/** Starts a server and resolves when it says that it is ready. @throws Error with what it printed if it ends before. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const started = spawnServer(options);
  const url = await started.ready;
  if (url === null) {
    await started.kill();
    throw new Error(`The server did not start.\n${started.output()}`);
  }
  return { ...started, url };
}

/** Sets how large a file a running process may write that was started with a limit: what goes beyond fails as on a full disk. */
export function limitFiles({ pid }: { readonly pid: number }, largestBytes: number | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${largestBytes}:unlimited`]);
}

/** A server that may not come so far as to be ready: `ready` resolves with its URL, or with null if it ended or hung. */
export interface StartingServer extends Omit<ServerProcess, "url"> {
  readonly ready: Promise<string | null>;
}

/** Starts a server and does not wait for it. */
export function spawnServer({ dataDir, env = {}, largestFileBytes }: ServerProcessOptions): StartingServer {
  const node = [process.execPath, ...(largestFileBytes === undefined ? [] : BEAR_LIMIT), ENTRY];
  const limit = largestFileBytes === undefined ? [] : ["prlimit", `--fsize=${largestFileBytes}:unlimited`];
  const [command, ...args] = [...limit, ...node] as [string, ...string[]];
  const child = spawn(command, args, {
    // Where no .env of a developer's is.
    cwd: "/",
    env: environment(dataDir, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }) as ProcessEnd);
  const log = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      log.text = (log.text + chunk).slice(-KEPT_OUTPUT_CHARACTERS);
    });
  }
  return {
    pid: child.pid as number,
    output: () => log.text,
    ended,
    ready: readiness(child, log, ended),
    kill: () => end(child, ended, "SIGKILL"),
    stop: () => end(child, ended, "SIGTERM"),
  };
}

/** Nothing of the caller's settings: a test must not reach a database that somebody uses. */
function environment(dataDir: string, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    ...{ PATH, HOME, TMPDIR },
    NODE_ENV: "development",
    DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    PORT: "0",
    RATE_LIMITS: "off",
    SEED_DEMO: "on",
    LOG_LEVEL: "warn",
    ADMIN_USERNAME: PROCESS_ADMIN.username,
    ADMIN_PASSWORD: PROCESS_ADMIN.password,
    ...env,
  };
}

function readiness(
  child: ChildProcess,
  log: { readonly text: string },
  ended: Promise<ProcessEnd>,
): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), READY_WITHIN_MS);
    const settle = (url: string | null) => {
      clearTimeout(timer);
      child.stdout?.off("data", look);
      resolve(url);
    };
    // The banner may come in pieces: its line is looked for in all that was printed.
    const look = () => {
      const url = log.text.match(/^ {2}HTTP +(http:\S+)\/api\/v1$/m)?.[1];
      if (url) settle(url);
    };
    child.stdout?.on("data", look);
    void ended.then(() => settle(null));
  });
}

async function end(
  child: ChildProcess,
  ended: Promise<ProcessEnd>,
  signal: NodeJS.Signals,
): Promise<ProcessEnd> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), ENDS_WITHIN_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}
