/** The scenario `space`: people come into one space, walk, chat and use tools, while it is measured how the server bears it. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createRandom } from "../src/core/random.ts";
import { type Account, makeAccounts } from "./accounts.ts";
import { Ground } from "./ground.ts";
import { HttpClient } from "./http.ts";
import type { Options } from "./options.ts";
import { type Pacer, startPacer } from "./pacer.ts";
import { Probe } from "./probe.ts";
import { RunRecord } from "./record.ts";
import { type ServerFigures, ServerWatch } from "./serverWatch.ts";
import { readSurroundings } from "./surroundings.ts";
import { type Duties, Visitor } from "./visitor.ts";
import { beatSecondsOf } from "./walker.ts";

const PING_EVERY_MS = 2000;
const ACT_EVERY_MS = 1000;
/** After the last join, before it is measured: full states and first sights are through. */
const SETTLE_MS = 1000;
/** Leaving clients a wave, so that the end is no storm of its own. */
const LEAVE_AT_ONCE = 100;
/** One in so many chats, shows activities, uses tools; all registered users use tools. */
const ONE_IN = { chats: 50, activities: 20, tools: 25 } as const;

/** What a run yields before it is made into a report. */
export interface RunResult {
  readonly record: RunRecord;
  /** Clients that got in before it was measured. */
  readonly joined: number;
  /** From the first join begun to the last one done. */
  readonly joiningSeconds: number;
  readonly measuredSeconds: number;
  /** Patches each client got while it was measured; probes not among them. */
  readonly patchesByClient: readonly number[];
  readonly server: ServerFigures;
  readonly generator: GeneratorFigures;
}

/** How the load generator itself fared. */
export interface GeneratorFigures {
  readonly cpuPercentOfCore: number;
  /** How late its own timers came, milliseconds. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly skippedBeats: number;
}

export interface RunTarget {
  readonly endpoint: string;
  /** Process id of a server of our own, else null. */
  readonly pid: number | null;
  /** Told in a few words what goes on. */
  readonly say: (progress: string) => void;
}

/** Runs the scenario. @throws ServerRefusal if no accounts can be made or the space cannot be read. */
export async function runSpace(options: Options, target: RunTarget): Promise<RunResult> {
  const http = new HttpClient(target.endpoint);
  try {
    target.say(`making ${options.clients} accounts`);
    const accounts = await makeAccounts(http, { count: options.clients, role: options.role });
    const token = (accounts[0] as Account).token;
    const ground = new Ground(await readSurroundings(http, { spaceId: options.space, token }));
    return await new SpaceRun(options, target, { http, accounts, ground }).run();
  } finally {
    http.close();
  }
}

type Joining = Pick<RunResult, "joined" | "joiningSeconds">;

interface Parts {
  readonly http: HttpClient;
  readonly accounts: readonly Account[];
  readonly ground: Ground;
}

class SpaceRun {
  readonly #options: Options;
  readonly #target: RunTarget;
  readonly #http: HttpClient;
  readonly #record = new RunRecord();
  readonly #visitors: readonly Visitor[];
  readonly #probes: readonly Probe[];
  readonly #beatSeconds: number;
  #churned = 0;

  constructor(options: Options, target: RunTarget, { http, accounts, ground }: Parts) {
    this.#options = options;
    this.#target = target;
    this.#http = http;
    this.#beatSeconds = beatSecondsOf(ground, options.movesPerSecond);
    const random = createRandom(options.seed);
    const shared = {
      endpoint: target.endpoint,
      spaceId: options.space,
      http,
      ground,
      beatSeconds: this.#beatSeconds,
      record: this.#record,
    };
    const walking = accounts.slice(0, options.clients - options.probes);
    this.#visitors = walking.map(
      (account, index) =>
        new Visitor({
          ...shared,
          account,
          index,
          duties: dutiesOf(account, index),
          random: random.fork(index),
        }),
    );
    this.#probes = accounts.slice(walking.length).map(
      (account, index) =>
        new Probe({
          ...shared,
          account,
          random: random.fork(`probe ${index}`),
          askedFor: (id) => this.#askedFor(id),
        }),
    );
  }

  async run(): Promise<RunResult> {
    const clients = [...this.#visitors, ...this.#probes];
    const beats = startPacer({ periodMs: this.#beatSeconds * 1000, count: clients.length }, (index) =>
      clients[index]?.beat(),
    );
    const others = [
      startPacer({ periodMs: PING_EVERY_MS, count: this.#visitors.length }, (index) =>
        this.#visitors[index]?.ping(),
      ),
      startPacer({ periodMs: ACT_EVERY_MS, count: this.#visitors.length }, (index) =>
        this.#visitors[index]?.act(),
      ),
    ];
    try {
      this.#target.say(`joining ${clients.length} clients`);
      const joining = await this.#joinAll(clients);
      await pause(SETTLE_MS);
      this.#target.say(`measuring for ${this.#options.seconds} s`);
      return { ...(await this.#measure(beats)), ...joining };
    } finally {
      for (const pacer of [beats, ...others]) pacer.stop();
      this.#target.say("leaving");
      await this.#leaveAll(clients);
    }
  }

  async #joinAll(clients: readonly (Visitor | Probe)[]): Promise<Joining> {
    const { rampPerSecond } = this.#options;
    const startMs = performance.now();
    const joins = clients.map(async (client, index) => {
      if (rampPerSecond > 0) await pause((index / rampPerSecond) * 1000);
      return client.enter();
    });
    const entered = await Promise.all(joins);
    return { joined: entered.filter(Boolean).length, joiningSeconds: (performance.now() - startMs) / 1000 };
  }

  async #measure(beats: Pacer): Promise<Omit<RunResult, keyof Joining>> {
    const watch = new ServerWatch(this.#http, this.#target.pid);
    await watch.start();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const churn = this.#startChurn();
    const before = { cpu: process.cpuUsage(), atMs: performance.now(), skipped: beats.skipped };
    this.#record.measuring = true;
    await pause(this.#options.seconds * 1000);
    this.#record.measuring = false;
    const measuredSeconds = (performance.now() - before.atMs) / 1000;
    const cpu = process.cpuUsage(before.cpu);
    delay.disable();
    await churn?.stop();
    return {
      record: this.#record,
      measuredSeconds,
      patchesByClient: this.#visitors.map(({ patches }) => patches),
      server: await watch.stop(),
      generator: {
        cpuPercentOfCore: ((cpu.user + cpu.system) / 1e6 / measuredSeconds) * 100,
        delayMs: {
          p50: overResolution(delay.percentile(50)),
          p99: overResolution(delay.percentile(99)),
          max: overResolution(delay.max),
        },
        skippedBeats: beats.skipped - before.skipped,
      },
    };
  }

  /** Clients leave and join again, one after the other, so many a second; null if none are to. */
  #startChurn(): { stop(): Promise<void> } | null {
    const { churnPerSecond } = this.#options;
    if (churnPerSecond === 0 || this.#visitors.length === 0) return null;
    const under = new Set<Promise<void>>();
    const pacer = startPacer({ periodMs: 1000, count: churnPerSecond }, () => {
      const visitor = this.#visitors[this.#churned++ % this.#visitors.length];
      if (!visitor?.sessionId) return;
      const rejoining = visitor.leave().then(async () => void (await visitor.enter()));
      under.add(rejoining);
      void rejoining.finally(() => under.delete(rejoining));
    });
    return {
      stop: async () => {
        pacer.stop();
        await Promise.all(under);
      },
    };
  }

  async #leaveAll(clients: readonly (Visitor | Probe)[]): Promise<void> {
    for (let first = 0; first < clients.length; first += LEAVE_AT_ONCE)
      await Promise.all(clients.slice(first, first + LEAVE_AT_ONCE).map((client) => client.leave()));
  }

  #bySession: ReadonlyMap<string, Visitor> = new Map();
  #bySessionAtMs = Number.NEGATIVE_INFINITY;

  #askedFor(sessionId: string) {
    // Sessions change only by churn: looking them up anew each second is soon enough.
    if (performance.now() - this.#bySessionAtMs > 1000) {
      this.#bySession = new Map(this.#visitors.map((visitor) => [visitor.sessionId ?? "", visitor]));
      this.#bySessionAtMs = performance.now();
    }
    return this.#bySession.get(sessionId)?.at ?? null;
  }
}

function dutiesOf({ role }: Account, index: number): Duties {
  return {
    chats: index % ONE_IN.chats === 1,
    showsActivities: index % ONE_IN.activities === 2,
    usesTools: role === "user" || index % ONE_IN.tools === 3,
  };
}

/** The monitor counts its own 10 ms as delay; nanoseconds to milliseconds. */
function overResolution(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - 10);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
