/** The threads that worlds are made and drawn in. They start with the first request. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { AppError } from "../../errors.ts";
import type { WorldThreads } from "../../services/worlds/ports.ts";
import { WorkerGone } from "../../workerLink.ts";
import { PoolFull, WorkerPool } from "../workerPool.ts";
import type { WorldWorkerData } from "./worldWorker.ts";

export interface WorldThreadsOptions {
  /** What a game adds to the catalogue. */
  readonly own: WorldWorkerData;
  /** Told when a thread dies. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Default: one core is left to the rooms, and no more than 2. */
  readonly threads?: number;
  /** Most requests that wait. Default 256: at a few milliseconds a world they wait about a second. */
  readonly maxWaiting?: number;
  /** Default 10,000: a thread's start and the slowest world take less than two seconds on a busy machine. */
  readonly deadlineMs?: number;
  /** Starts a thread; default {@link startWorldWorker}. */
  readonly startWorker?: (data: WorldWorkerData, kind: ThreadKind) => Worker;
}

/** A thread that makes and judges worlds, or one that draws them. */
export type ThreadKind = "world" | "picture";

const MOST_THREADS = 2;
/** Worlds that a thread has at once: it hands those over together that it made one after the other. */
const MAKERS_IN_HAND = 4;
/** A small young generation saves 50 MB a thread and costs no time (as a process, see process.ts); the old one takes what 500 instances need many times over. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 } as const;
/** Pictures that wait: some five seconds' work. Whoever shows many keeps them. */
const MOST_WAITING_PICTURES = 32;

/** Threads for worlds, none of them started yet. */
export function createWorldThreads(options: WorldThreadsOptions): WorldThreads {
  const { own, onError, startWorker = startWorldWorker } = options;
  const deadlineMs = options.deadlineMs ?? 10_000;
  const makers = new WorkerPool({
    start: () => startWorker(own, "world"),
    onError,
    threads: options.threads ?? Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1)),
    maxWaiting: options.maxWaiting ?? 256,
    inHand: MAKERS_IN_HAND,
    deadlineMs,
  });
  const drawer = new WorkerPool({
    start: () => startWorker(own, "picture"),
    onError,
    threads: 1,
    maxWaiting: MOST_WAITING_PICTURES,
    deadlineMs,
  });
  let failed = 0;
  const ask = async <Value>(pool: WorkerPool, op: string, args: unknown): Promise<Value> => {
    try {
      return await pool.call<Value>(op, args);
    } catch (error) {
      if (!(error instanceof PoolFull)) failed += 1;
      throw refusalOf(error);
    }
  };
  return {
    generate: (task) => ask(makers, "generate", task),
    validate: (blueprint) => ask(makers, "validate", blueprint),
    layOut: (blueprint) => ask(makers, "layOut", blueprint),
    modelBrief: () => ask(makers, "modelBrief", null),
    readModel: (reading) => ask(makers, "readModel", reading),
    draw: (blueprint, format) => ask(drawer, "draw", { blueprint, format }),
    stats() {
      const [made, drawn] = [makers.stats(), drawer.stats()];
      return {
        waiting: made.waiting + drawn.waiting,
        running: made.running + drawn.running,
        refused: made.refused + drawn.refused,
        failed,
      };
    },
    close: async () => void (await Promise.all([makers.close(), drawer.close()])),
  };
}

/** Starts a thread: from the sources as well as from the built files. */
export function startWorldWorker(data: WorldWorkerData, kind: ThreadKind): Worker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./${kind}Worker.${extension}`, import.meta.url), {
    workerData: data,
    resourceLimits: MEMORY,
    name: `${kind}s`,
  });
}

/** An error of the pool as callers may see it; a fault of the generator stays what it is. */
function refusalOf(error: unknown): unknown {
  if (error instanceof PoolFull)
    return new AppError("unavailable", "Too many worlds are being made; try again soon.", {
      cause: error,
      retryAfterSeconds: 1,
    });
  if (error instanceof WorkerGone)
    return new AppError("unavailable", "The world could not be made now; try again soon.", {
      cause: error,
      retryAfterSeconds: 1,
    });
  return error;
}
