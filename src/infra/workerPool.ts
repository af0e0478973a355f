/**
 * A few worker threads that share one queue. Threads start when there is work for them; the queue is bounded; a thread
 * that dies, or is silent for too long, costs only the calls it had in hand.
 */
import type { Worker } from "node:worker_threads";
import { WorkerGone, WorkerLink } from "../workerLink.ts";

/** A call was refused because as many as may wait do so already. */
export class PoolFull extends Error {
  override readonly name = "PoolFull";
}

export interface WorkerPoolOptions {
  /** Starts a thread whose module calls `answerRequests`, with a handler `close`. */
  readonly start: () => Worker;
  /** Told when a thread dies. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Most threads, at least 1. */
  readonly threads: number;
  /** Most calls that wait for a thread; more are refused. */
  readonly maxWaiting: number;
  /** Calls that a thread has at once: the next one is there when it has answered the first. Default 2. */
  readonly inHand?: number;
  /** A thread that has not answered a call for so long, milliseconds, is ended. Its start counts. */
  readonly deadlineMs: number;
}

export interface WorkerPoolStats {
  readonly waiting: number;
  /** Calls that a thread has in hand. */
  readonly running: number;
  readonly refused: number;
}

interface Waiting {
  readonly op: string;
  readonly args: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly link: WorkerLink;
  inHand: number;
}

export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #threads: readonly Thread[];
  /** Oldest first. */
  readonly #waiting: Waiting[] = [];
  #refused = 0;
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const { start, onError } = options;
    const threads = Math.max(1, options.threads);
    this.#threads = Array.from({ length: threads }, () => ({
      link: new WorkerLink({ start, onError }),
      inHand: 0,
    }));
  }

  /**
   * What the handler `op` returns for `args`. Calls begin in the order they are made.
   * @throws PoolFull, WorkerGone if the thread dies, takes too long or is closed, WorkerFault for what the handler throws.
   */
  call<Value>(op: string, args: unknown): Promise<Value> {
    if (this.#closed) return Promise.reject(new WorkerGone("The worker threads are closed."));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const call: Waiting = { op, args, resolve, reject };
    const thread = this.#waiting.length === 0 ? this.#freest() : null;
    if (thread) void this.#run(thread, call);
    else if (this.#waiting.length < this.#options.maxWaiting) this.#waiting.push(call);
    else {
      this.#refused += 1;
      reject(new PoolFull(`${this.#waiting.length} calls wait already.`));
    }
    return promise as Promise<Value>;
  }

  stats(): WorkerPoolStats {
    const running = this.#threads.reduce((sum, { inHand }) => sum + inHand, 0);
    return { waiting: this.#waiting.length, running, refused: this.#refused };
  }

  /** Refuses what waits, lets the threads answer what they have in hand, and ends them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0))
      reject(new WorkerGone("The worker threads are closed."));
    await Promise.all(this.#threads.map(({ link }) => link.close()));
  }

  /** The thread with the fewest calls in hand; null if all have enough. */
  #freest(): Thread | null {
    const freest = this.#threads.reduce((best, one) => (one.inHand < best.inHand ? one : best));
    return freest.inHand < (this.#options.inHand ?? 2) ? freest : null;
  }

  async #run(thread: Thread, { op, args, resolve, reject }: Waiting): Promise<void> {
    const timer = setTimeout(() => thread.link.drop(), this.#options.deadlineMs);
    thread.inHand += 1;
    try {
      resolve(await thread.link.call(op, args));
    } catch (error) {
      reject(error);
    } finally {
      clearTimeout(timer);
      thread.inHand -= 1;
      const next = this.#waiting.shift();
      if (next) void this.#run(thread, next);
    }
  }
}
