/**
 * Group commit without a timer: what arrives while a commit runs goes into the next one. A lone entry is committed at
 * once; under load each commit carries many, so the disk's flush is shared by all of them. Order is kept.
 */
import { AppError } from "../errors.ts";

export interface GroupCommitOptions<Entry> {
  /** Stores a batch whole or not at all. Must be idempotent: a batch whose outcome is unknown is sent again. */
  readonly commit: (batch: readonly Entry[]) => Promise<void>;
  /** True if the store could not be reached or asks for a retry; false if it refused the data. */
  readonly isStoreAway: (error: unknown) => boolean;
  /**
   * True if the batch may have been stored although its commit failed: the answer was lost. Such a batch is sent again
   * however long the store stays away, because a caller who was refused must be able to count on it. Default never.
   */
  readonly isOutcomeUnknown?: (error: unknown) => boolean;
  /** Told of every entry refused for its data, and once of every outage. Must not throw. */
  readonly onError: (error: unknown, what: string) => void;
  /** Name of the store for a caller's eyes. Default "store". */
  readonly name?: string;
  /** Most entries pending. Default 20,000. */
  readonly maxPendingEntries?: number;
  /** Most bytes pending, by the sizes given to `append`. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Most entries in one commit. Default 2,000. */
  readonly maxBatchEntries?: number;
  /** A batch ends with the entry that takes it past this many bytes. Default 4 MiB. */
  readonly maxBatchBytes?: number;
  /** Least time from the beginning of one commit to that of the next, for what is not full yet. Default 0. */
  readonly restMs?: number;
  /** How long a store that is away is tried again before entries are refused. Default 5,000. */
  readonly retryForMs?: number;
  /** Milliseconds on a clock that never steps back. Default `performance.now`. */
  readonly nowMs?: () => number;
  /** Resolves after `delayMs`. Default a timer. */
  readonly wait?: (delayMs: number) => Promise<void>;
}

export interface GroupCommitStats {
  /** Entries accepted and not yet settled, and their bytes. */
  readonly pending: number;
  readonly pendingBytes: number;
  readonly commits: number;
  readonly committedEntries: number;
  /** Entries whose promise was rejected after they had been accepted. */
  readonly failedEntries: number;
  /** Entries not accepted: `pending` at its maximum, or closed. */
  readonly refusedEntries: number;
  /** Milliseconds from the oldest append to the commit, of the latest batch. */
  readonly lastCommitMs: number;
}

const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 500;

interface Pending<Entry> {
  readonly entry: Entry;
  readonly sizeBytes: number;
  readonly appendedAtMs: number;
  readonly resolve: () => void;
  readonly reject: (error: AppError) => void;
}

export class GroupCommit<Entry> {
  readonly #options: Required<GroupCommitOptions<Entry>>;
  #queue: Pending<Entry>[] = [];
  #closed = false;
  #running = false;
  /** The present outage, null while the store answers. */
  #outage: { readonly sinceMs: number; waitedOut: boolean } | null = null;
  #settledEntries = 0;
  #waiters: { readonly until: number; readonly resolve: () => void }[] = [];
  #pending = 0;
  #pendingBytes = 0;
  #commits = 0;
  #committed = 0;
  #failed = 0;
  #refused = 0;
  #lastCommitMs = 0;
  #lastBeganAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: GroupCommitOptions<Entry>) {
    this.#options = {
      name: "store",
      maxPendingEntries: 20_000,
      maxPendingBytes: 64 * 1024 * 1024,
      maxBatchEntries: 2_000,
      maxBatchBytes: 4 * 1024 * 1024,
      isOutcomeUnknown: () => false,
      restMs: 0,
      retryForMs: 5_000,
      nowMs: () => performance.now(),
      wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
      ...options,
    };
  }

  /**
   * Resolves when `entry` is committed; entries settle in the order of the calls, but for those that are refused while
   * an earlier batch waits to learn whether it was stored.
   * @throws AppError `unavailable` if too much is pending, the store stays away or this is closed; `invalid` if the store refuses the data.
   */
  append(entry: Entry, sizeBytes = 0): Promise<void> {
    const { name, maxPendingEntries, maxPendingBytes, nowMs } = this.#options;
    const full = this.#pending >= maxPendingEntries || this.#pendingBytes + sizeBytes > maxPendingBytes;
    if (full || this.#closed) {
      this.#refused += 1;
      const why = this.#closed ? `The ${name} is closed.` : `Too much waits for the ${name}; try again soon.`;
      return Promise.reject(new AppError("unavailable", why, { retryAfterSeconds: 1 }));
    }
    this.#pending += 1;
    this.#pendingBytes += sizeBytes;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ entry, sizeBytes, appendedAtMs: nowMs(), resolve, reject });
    if (!this.#running) {
      this.#running = true;
      // Not at once: what one tick appends goes into one commit.
      queueMicrotask(() => void this.#run());
    }
    return promise;
  }

  /** Resolves when everything appended before is committed or refused. */
  settled(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    const until = this.#settledEntries + this.#pending;
    return new Promise((resolve) => this.#waiters.push({ until, resolve }));
  }

  stats(): GroupCommitStats {
    return {
      pending: this.#pending,
      pendingBytes: this.#pendingBytes,
      commits: this.#commits,
      committedEntries: this.#committed,
      failedEntries: this.#failed,
      refusedEntries: this.#refused,
      lastCommitMs: this.#lastCommitMs,
    };
  }

  /** Refuses new entries; resolves when the pending ones are settled. */
  close(): Promise<void> {
    this.#closed = true;
    return this.settled();
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#rest();
      await this.#store(this.#takeBatch());
    }
    this.#running = false;
  }

  /** Lets more arrive if the last commit was only just now. */
  async #rest(): Promise<void> {
    const { restMs, maxBatchEntries, nowMs, wait } = this.#options;
    const leftMs = this.#lastBeganAtMs + restMs - nowMs();
    if (leftMs > 0 && this.#queue.length < maxBatchEntries) await wait(leftMs);
    this.#lastBeganAtMs = nowMs();
  }

  #takeBatch(): Pending<Entry>[] {
    const { maxBatchEntries, maxBatchBytes } = this.#options;
    const most = Math.min(this.#queue.length, maxBatchEntries);
    let count = 0;
    let bytes = 0;
    while (count < most && bytes <= maxBatchBytes) bytes += this.#queue[count++]!.sizeBytes;
    return this.#queue.splice(0, count);
  }

  /** Commits `batch` whole or, where data is refused, by halves until the refused entry stands alone: it costs no other. */
  async #store(batch: readonly Pending<Entry>[]): Promise<void> {
    const failure = await this.#commitWithRetry(batch.map(({ entry }) => entry));
    const { name, isStoreAway, onError, nowMs } = this.#options;
    if (failure === null) {
      this.#commits += 1;
      this.#committed += batch.length;
      this.#lastCommitMs = nowMs() - batch[0]!.appendedAtMs;
      this.#settle(batch, null);
    } else if (isStoreAway(failure.error)) {
      this.#refuseAway(batch, failure.error);
    } else if (batch.length === 1) {
      onError(failure.error, `the ${name} refused an entry for its data`);
      this.#settle(batch, new AppError("invalid", "This cannot be stored.", { cause: failure.error }));
    } else {
      const half = batch.length >> 1;
      await this.#store(batch.slice(0, half));
      await this.#store(batch.slice(half));
    }
  }

  #refuseAway(batch: readonly Pending<Entry>[], cause: unknown): void {
    const detail = `The ${this.#options.name} does not answer; try again soon.`;
    this.#settle(batch, new AppError("unavailable", detail, { cause, retryAfterSeconds: 1 }));
  }

  /** Null after the commit, else the last failure. An outage is waited for once: while it lasts, later batches get one try. */
  async #commitWithRetry(entries: readonly Entry[]): Promise<{ readonly error: unknown } | null> {
    const { commit, isStoreAway, isOutcomeUnknown, wait } = this.#options;
    let isUnknown = false;
    for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_RETRY_MS)) {
      try {
        await commit(entries);
        this.#outage = null;
        return null;
      } catch (error) {
        if (!isStoreAway(error)) {
          this.#outage = null;
          return { error };
        }
        isUnknown ||= isOutcomeUnknown(error);
        if (this.#isWaitedOut(error, delayMs)) {
          if (!isUnknown || this.#closed) return { error };
          // Only what may be stored waits on; what came after it is surely not.
          this.#refuseAway(this.#queue.splice(0), error);
        }
        await wait(delayMs);
      }
    }
  }

  /** Notes that the store is away; true if it has been for too long, or will have been after `delayMs`. */
  #isWaitedOut(error: unknown, delayMs: number): boolean {
    const { name, onError, retryForMs, nowMs } = this.#options;
    if (this.#outage === null) {
      this.#outage = { sinceMs: nowMs(), waitedOut: false };
      onError(error, `the ${name} does not answer`);
    }
    if (nowMs() + delayMs - this.#outage.sinceMs > retryForMs) this.#outage.waitedOut = true;
    return this.#outage.waitedOut;
  }

  #settle(batch: readonly Pending<Entry>[], failure: AppError | null): void {
    this.#pending -= batch.length;
    this.#settledEntries += batch.length;
    if (failure) this.#failed += batch.length;
    for (const { sizeBytes, resolve, reject } of batch) {
      this.#pendingBytes -= sizeBytes;
      if (failure) reject(failure);
      else resolve();
    }
    const due = this.#waiters.filter(({ until }) => until <= this.#settledEntries);
    if (due.length === 0) return;
    this.#waiters = this.#waiters.filter(({ until }) => until > this.#settledEntries);
    for (const { resolve } of due) resolve();
  }
}
