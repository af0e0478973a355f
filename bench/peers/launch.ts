/** One server process of the bench: started on its core, asked by its gauge, ended with its run. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Summary } from "../../loadtest/histogram.ts";
import { HttpClient } from "../../loadtest/http.ts";
import { freePort } from "../../loadtest/ownServer.ts";
import { procFigures } from "../../loadtest/serverWatch.ts";
import {
  type GaugeAnswer,
  type GaugeAsk,
  type GaugeFigures,
  MOST_RSS_MB,
  TOO_LARGE,
} from "./gaugeFigures.ts";
import { pinned } from "./pinning.ts";

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 50;
const ANSWERS_WITHIN_MS = 5000;
const ENDS_WITHIN_MS = 8000;
const KEPT_OUTPUT_CHARACTERS = 4000;

export interface Launch {
  /** What Node is given: flags, file, arguments. */
  readonly args: readonly string[];
  /** Besides PATH, HOME and TMPDIR; PORT is added. */
  readonly env?: Readonly<Record<string, string>>;
  /** The core to run on, null for any. */
  readonly cpu: number | null;
  /** It has something to save when it ends. */
  readonly drains?: boolean;
}

/** What a server cost, and whether it told so itself: one that is overwhelmed does not come round to it. */
export interface Reading extends GaugeFigures {
  readonly answered: boolean;
}

const NONE: Summary = { count: 0, mean: 0, p50: 0, p99: 0, max: 0 };

export class ServerProcess {
  /** `ws://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #drains: boolean;
  #resetAt = { ms: 0, cpuSeconds: 0 };
  #output = "";
  #stopping = false;
  /** Rejects when the process ends before it is stopped: with why it did not survive. */
  readonly died: Promise<never>;

  /** Starts a server and resolves when it answers HTTP. @throws Error with what it printed if it does not. */
  static async start({ args, env = {}, cpu, drains = false }: Launch): Promise<ServerProcess> {
    const port = await freePort();
    const [command, ...rest] = pinned([process.execPath, ...args], cpu) as [string, ...string[]];
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(command, rest, {
      // Where no .env of a developer's is.
      cwd: "/",
      env: { PATH, HOME, TMPDIR, ...env, PORT: String(port) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const server = new ServerProcess(child, `ws://127.0.0.1:${port}`, drains);
    const given = new AbortController();
    try {
      await Promise.race([untilReady(server.endpoint, given.signal), server.died]);
      return server;
    } catch (error) {
      given.abort();
      await server.stop();
      throw new Error(`${(error as Error).message}\n${server.#output.trim()}`);
    }
  }

  private constructor(child: ChildProcess, endpoint: string, drains: boolean) {
    this.#drains = drains;
    this.#child = child;
    this.endpoint = endpoint;
    this.#ended = new Promise((resolve) => child.once("close", resolve));
    // What could not be started or told: "close" follows.
    child.on("error", () => {});
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk).slice(-KEPT_OUTPUT_CHARACTERS);
      });
    this.died = this.#ended.then(() => {
      if (this.#stopping) return new Promise<never>(() => {});
      const { exitCode, signalCode } = this.#child;
      if (exitCode === TOO_LARGE) throw new Error(`The server took more than ${MOST_RSS_MB} MB.`);
      throw new Error(`The server ended (${exitCode ?? signalCode}). ${this.#output.slice(-300)}`.trim());
    });
    this.died.catch(() => {});
  }

  /** Lets the gauge begin anew. */
  reset(): void {
    this.#resetAt = { ms: performance.now(), cpuSeconds: this.#processFigures()?.cpuSeconds ?? 0 };
    this.#child.send("reset" satisfies GaugeAsk);
  }

  /** What it cost since the last reset. @throws Error if it has ended, or cannot be told. */
  async read(): Promise<Reading> {
    const told = await Promise.race([this.#ask(), this.died]);
    if (told) return { ...told, answered: true };
    const seen = this.#processFigures();
    if (!seen) throw new Error(`The server did not answer its gauge within ${ANSWERS_WITHIN_MS / 1000} s.`);
    return {
      answered: false,
      seconds: (performance.now() - this.#resetAt.ms) / 1000,
      cpuSeconds: seen.cpuSeconds - this.#resetAt.cpuSeconds,
      rssMb: seen.rssBytes / 2 ** 20,
      ...{ tickMs: NONE, latenessMs: NONE },
      delayMs: { p50: ANSWERS_WITHIN_MS, p99: ANSWERS_WITHIN_MS, max: ANSWERS_WITHIN_MS },
    };
  }

  /** The gauge's answer, null if there is none in time. */
  #ask(): Promise<GaugeFigures | null> {
    return new Promise((resolve) => {
      const settle = (figures: GaugeFigures | null) => {
        clearTimeout(timer);
        this.#child.off("message", hear);
        resolve(figures);
      };
      const hear = (message: Partial<GaugeAnswer> | string) => {
        if (typeof message === "object" && message.gauge) settle(message.gauge);
      };
      const timer = setTimeout(() => settle(null), ANSWERS_WITHIN_MS);
      this.#child.on("message", hear);
      this.#child.send("read" satisfies GaugeAsk);
    });
  }

  /** What the system knows of the process. */
  #processFigures() {
    return procFigures(this.#child.pid as number);
  }

  /** Ends it; by force if it has nothing to save, or takes too long for it. Calling it again does nothing. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(this.#drains ? "SIGTERM" : "SIGKILL");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), ENDS_WITHIN_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** Ours says by its status whether it is ready; any other answer comes of a server that knows no such path. */
async function untilReady(endpoint: string, givenUp: AbortSignal): Promise<void> {
  const http = new HttpClient(endpoint);
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  try {
    while (performance.now() < deadlineMs && !givenUp.aborted) {
      const answer = await http.ask("/readyz").catch(() => null);
      if (answer && answer.status < 500) return;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  } finally {
    http.close();
  }
  throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} s.`);
}
