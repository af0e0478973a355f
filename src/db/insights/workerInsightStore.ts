/** Insights as the main thread sees them: requests go to threads, ready answers come back. */
import { Worker } from "node:worker_threads";
import { AppError } from "../../errors.ts";
import type { InsightStore } from "../../services/insights/ports.ts";
import type { InsightAnswer, InsightRequest } from "../../services/insights/requests.ts";
import { WorkerGone, WorkerLink } from "../../workerLink.ts";
import type { DatabaseTarget } from "../target.ts";
import type { InsightsWorkerData } from "./insightsWorker.ts";

export interface WorkerInsightStoreOptions {
  /** The migrated database of tours and events. */
  readonly target: DatabaseTarget;
  /** Told of what nobody else hears of: outages, dead threads. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** When the thread begins that summarises also what nobody asks for, unless somebody asks sooner. Milliseconds. */
  readonly beginAfterMs: number;
}

/** Most requests under way at once; more are refused. */
const MAX_READS = 200;

/** The store over a migrated database. A thread starts with the first call that needs it. */
export class WorkerInsightStore implements InsightStore {
  readonly #summariser: WorkerLink;
  readonly #reader: WorkerLink;
  readonly #begin: NodeJS.Timeout;
  #open = 0;

  constructor({ target, onError, beginAfterMs }: WorkerInsightStoreOptions) {
    const link = (role: InsightsWorkerData["role"]) =>
      new WorkerLink({ start: () => startInsightsWorker({ target, role }), onError });
    this.#summariser = link("summariser");
    this.#reader = link("reader");
    this.#begin = setTimeout(
      () => void this.#summariser.call("begin").catch(() => undefined),
      beginAfterMs,
    ).unref();
  }

  async catchUp(withinMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    // A pass that fails leaves older summaries, which is what comes late as well.
    const pass = this.#summariser.call<void>("catchUp").catch(() => undefined);
    await Promise.race([pass, late]).finally(() => clearTimeout(timer));
  }

  read(request: InsightRequest): Promise<InsightAnswer> {
    return this.#counted(() => this.#reader.call<InsightAnswer>("read", request));
  }

  eraseCustomer(ownerId: number, customerId: string): Promise<number> {
    return this.#counted(async () => {
      let erased = 0;
      // One tour a transaction: whoever stores events waits no longer than for that.
      while (await this.#summariser.call<boolean>("eraseTourOf", { ownerId, customerId })) erased += 1;
      return erased;
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#begin);
    await this.#reader.close();
    await this.#summariser.close();
  }

  async #counted<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#open >= MAX_READS) throw away("Too many insights are being computed; try again soon.");
    this.#open += 1;
    try {
      return await work();
    } catch (error) {
      if (error instanceof WorkerGone) throw away("Insights cannot be computed at the moment.", error);
      throw error;
    } finally {
      this.#open -= 1;
    }
  }
}

/** Starts one of the threads: from the sources as well as from the built files. */
function startInsightsWorker(data: InsightsWorkerData): Worker {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./insightsWorker.${extension}`, import.meta.url), {
    workerData: data,
    name: `insights-${data.role}`,
  });
}

function away(detail: string, cause?: unknown): AppError {
  return new AppError("unavailable", detail, { cause, retryAfterSeconds: 1 });
}
