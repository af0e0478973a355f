/**
 * The line in which database writes wait. TypeORM holds ONE SQLite connection: a statement that runs while somebody
 * else's transaction is open becomes part of that transaction, and is lost when it rolls back, though its promise
 * resolved. So on SQLite one job runs at a time. PostgreSQL gives every job a connection of its own from the pool; there
 * the same queue lets all through and only counts and bounds.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { AppError } from "../errors.ts";

/** Most jobs waiting or running; the next one is refused with `unavailable`. */
export const DEFAULT_MAX_PENDING = 1000;

export interface WriteQueueStats {
  /** Jobs waiting or running now. */
  readonly pending: number;
  readonly maxPending: number;
  readonly done: number;
  /** Jobs that threw. */
  readonly failed: number;
  /** Jobs refused because `pending` was at its maximum, or the queue was closed. */
  readonly refused: number;
  /** Most jobs pending at once since the start. */
  readonly peakPending: number;
}

export interface WriteQueueOptions {
  /** `one_at_a_time`: FIFO. `pass_through`: each job starts at once. */
  readonly order: "one_at_a_time" | "pass_through";
  /** Default {@link DEFAULT_MAX_PENDING}. */
  readonly maxPending?: number;
}

/** Jobs wait only for the database: one that waits for anything else holds up all writes. */
export class WriteQueue {
  readonly #oneAtATime: boolean;
  readonly #maxPending: number;
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  #tail: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #peakPending = 0;
  #done = 0;
  #failed = 0;
  #refused = 0;
  #closed = false;

  constructor(options: WriteQueueOptions) {
    this.#oneAtATime = options.order === "one_at_a_time";
    this.#maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
  }

  /**
   * What `job` resolves to, after the jobs queued before it ended (SQLite) or at once (PostgreSQL). A job that throws does not stop the next.
   * @throws AppError `unavailable` if the queue is full or closed; Error if called from within a job, which would wait for itself.
   */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#oneAtATime && this.#inside.getStore()?.open)
      throw new Error("A write inside a write would wait for itself; use the one that is open.");
    if (this.#closed) throw this.#refusal("The database is closing.");
    if (this.#pending >= this.#maxPending)
      throw this.#refusal("Too many writes are waiting; try again soon.");
    this.#pending++;
    this.#peakPending = Math.max(this.#peakPending, this.#pending);
    const before = this.#oneAtATime ? this.#tail : Promise.resolve();
    const running = before.then(() => this.#perform(job));
    this.#tail = this.#oneAtATime ? settled(running) : settled(Promise.all([this.#tail, settled(running)]));
    return running;
  }

  /**
   * What `job` reads. On SQLite it must not see a transaction that may yet roll back, so while a write is pending it waits its turn.
   * @throws as {@link run}.
   */
  read<T>(job: () => Promise<T>): Promise<T> {
    const mustWait = this.#oneAtATime && this.#pending > 0;
    return mustWait ? this.run(job) : job();
  }

  /** Resolves when every job that was queued before has ended. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  /** Refuses further jobs; resolves when those queued have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.idle();
  }

  stats(): WriteQueueStats {
    return {
      pending: this.#pending,
      maxPending: this.#maxPending,
      done: this.#done,
      failed: this.#failed,
      refused: this.#refused,
      peakPending: this.#peakPending,
    };
  }

  async #perform<T>(job: () => Promise<T>): Promise<T> {
    // Open only while the job runs: what a job leaves running in the background may write later.
    const mark = { open: true };
    try {
      const result = await this.#inside.run(mark, job);
      this.#done++;
      return result;
    } catch (error) {
      this.#failed++;
      throw error;
    } finally {
      mark.open = false;
      this.#pending--;
    }
  }

  #refusal(detail: string): AppError {
    this.#refused++;
    return new AppError("unavailable", detail, { retryAfterSeconds: 1 });
  }
}

/** The end of `promise`, either way, without its value: the tail must not keep results alive. */
function settled(promise: Promise<unknown>): Promise<void> {
  const forget = () => undefined;
  return promise.then(forget, forget);
}
